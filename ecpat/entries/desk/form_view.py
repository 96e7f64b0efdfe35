"""The form of an entry as it is shown: its fields, what may be chosen in them, and what is said about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Response, request
from sqlalchemy import select

from ... import locales
from ...core import dates
from ...core.database import db
from ...core.i18n import current_locale
from ...desk import access, forms, layout
from ...files import preview_keys
from ...files.desk import uploads
from ...files.models import Asset
from ..drafts import Autosave
from ..kind import Kind
from ..models import Alias, Entry
from ..words import BODY_SIZE
from . import autosave, choices, fields, revision_forms, revisions, rights, titles
from .fields import COMMON, Fields

OFFERED = 300  # files in a list to choose from, the newest first


@dataclass
class Sheet:
    """The form as it is shown: its fields, and what is said about them."""

    kind: Kind
    entry: Entry | None
    fields: Fields
    seen: dict[str, int]
    faults: dict[str, Any] = field(default_factory=dict)
    theirs: Fields = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    offer: Autosave | None = None  #: what was typed once and not saved


def with_typed(sheet: Sheet) -> Sheet:
    """Take up what was typed and not saved where that is asked for, else offer it."""
    kept = autosave.found(sheet.kind, sheet.entry.id if sheet.entry else 0, access.person())
    if kept is None or all(kept.fields.get(name, text) == text for name, text in sheet.fields.items()):
        return sheet
    if "typed" in request.args:
        sheet.fields = {**sheet.fields, **{name: kept.fields[name] for name in sheet.fields if name in kept.fields}}
        sheet.seen = {**sheet.seen, **fields.seen(kept.fields)}
    else:
        sheet.offer = kept
    return sheet


def show(sheet: Sheet, status: int = 200) -> Response:
    """Show the form."""
    person, entry = access.person(), sheet.entry
    if entry is not None:
        preview_keys.show(str(entry.id))
    closed = set() if rights.may_save_facts(person, entry) else {COMMON}
    closed |= {
        locale
        for locale in locales.LOCALES
        if entry and not rights.may_save_words(person, entry.editions.get(locale))
    }
    return layout.render(
        "entries/desk/form.html", status, sheet=sheet, kind=sheet.kind, entry=entry, closed=closed,
        last=revision_forms.last(sheet.kind, entry) if entry else None,
        fields_of=fields, choices=choices, compared=revisions.change, local_moment=dates.write,
        publishes=person.may(rights.PUBLISHES), accepted=uploads.ACCEPTED,
        uploads=uploads, most=uploads.LARGEST | {"text": BODY_SIZE},
        images=_files("image/", sheet.fields["image"]), aliases=_aliases(entry),
        documents=_files("application/pdf", *(sheet.fields.get(f"{one}-document", "") for one in locales.LOCALES)),
        title=titles.of(entry) if entry else (sheet.kind.new or sheet.kind.one, current_locale()),
    )  # fmt: skip


def _aliases(entry: Entry | None) -> list[str]:
    """Return the addresses that an entry had once and that go on leading to it."""
    if entry is None:
        return []
    found = db.session.scalars(select(Alias.slug).where(Alias.entry_id == entry.id).order_by(Alias.slug))
    present = {edition.slug for edition in entry.editions.values()}
    return [slug for slug in found if slug not in present]


def _files(media_type: str, *chosen: str) -> list[tuple[int, str]]:
    """Return (id, name) of the files of a sort to choose from: the newest, and those chosen already."""
    readable = rights.readable(access.person(), Asset)
    sort = select(Asset.id, Asset.name).where(Asset.media_type.startswith(media_type), readable)
    newest = db.session.execute(sort.where(Asset.deleted_at.is_(None)).order_by(Asset.id.desc()).limit(OFFERED))
    present = db.session.execute(sort.where(Asset.id.in_(forms.ids(chosen))))
    found = dict([*((row.id, row.name) for row in newest), *((row.id, row.name) for row in present)])
    return sorted(found.items(), key=lambda file: file[1].casefold())
