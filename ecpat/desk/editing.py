"""The form of an entry: facts once, words side by side, one save for all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as WerkzeugResponse

from .. import clock, locales
from ..content import moments, registry
from ..content.assets import Asset
from ..content.models import Alias, Entry
from ..content.publishing import ConflictError, ContentError
from ..content.registry import Kind
from ..extensions import db
from ..i18n import current_locale, format_day, format_hour, language_name, mark
from ..i18n import gettext as _
from ..public import drafts
from . import (
    access,
    autosaves,
    choices,
    fields,
    past,
    presence,
    revisions,
    rights,
    saving,
    states,
    titles,
    transactions,
    uploads,
    view,
)
from .drafts import Autosave
from .fields import COMMON, Fields
from .routes import Route
from .saving import Refused, Save

mark("url", "entries"), mark("url", "new")
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


def new(kind: str) -> WerkzeugResponse:
    """Ask for a new entry of a kind, or add it."""
    try:
        one = registry.get_kind(kind)
    except KeyError:
        abort(404)
    if request.method == "POST":
        return _save(one, None)
    sheet = Sheet(one, None, past.blank(one), {})
    return _show(_with_typed(sheet))


def entry(entry_id: int) -> WerkzeugResponse:
    """Show an entry's form, or save it."""
    person = access.person()
    found = rights.opened(person, entry_id)
    kind = registry.get_kind(found.kind)
    if request.method == "POST":
        return _save(kind, found)
    try:
        others = transactions.write(lambda: presence.enter(entry_id, person))
    except OperationalError:  # somebody writes for long: the form can be read without it
        others = []
    return _show(_with_typed(Sheet(kind, found, fields.of_entry(kind, found), _counted(kind, found), others=others)))


def _counted(kind: Kind, found: Entry | None) -> dict[str, int]:
    return {part: past.saves(found, part) for part in fields.parts(kind)} if found else {}


def _with_typed(sheet: Sheet) -> Sheet:
    """Take up what was typed and not saved where that is asked for, else offer it."""
    kept = autosaves.found(sheet.kind, sheet.entry.id if sheet.entry else 0, access.person())
    if kept is None or all(kept.fields.get(name, text) == text for name, text in sheet.fields.items()):
        return sheet
    if "typed" in request.args:
        sheet.fields = {**sheet.fields, **{name: kept.fields[name] for name in sheet.fields if name in kept.fields}}
        sheet.seen = {**sheet.seen, **fields.seen(kept.fields)}
    else:
        sheet.offer = kept
    return sheet


def _save(kind: Kind, found: Entry | None) -> WerkzeugResponse:
    person, entry_id = access.person(), found.id if found else 0
    typed, seen, deed = fields.typed(kind), fields.seen(request.form), request.form.get("do", states.SAVE)
    if faults := _keep_files(kind, typed):
        shown = {**(fields.of_entry(kind, found) if found else past.blank(kind)), **typed}
        return _show(Sheet(kind, found, shown, seen, faults), 422)

    def work() -> Save:
        made = saving.save(kind, entry_id, typed, seen, request.form.getlist("take"), deed, person)
        if "offered" not in request.form:  # else what was typed earlier waits for its writer to choose
            autosaves.forget(kind, entry_id, person)
        return made

    try:
        made = transactions.write(work)
    except (ConflictError, OperationalError):  # busy even after several tries
        busy = {"": _("Somebody else is saving at this very moment. Nothing was lost: save again.")}
        return _show(Sheet(kind, db.session.get(Entry, entry_id), {**past.blank(kind), **typed}, seen, busy), 503)
    except Refused as refused:
        made = refused.args[0]
        present = db.session.get(Entry, entry_id) if entry_id else None
        if made.moved:
            seen = _counted(kind, present)
        return _show(Sheet(kind, present, made.fields, seen, made.faults, made.theirs, made.taken), 422)
    flash(_said(made, deed))
    return redirect(url_for("desk.entry", entry_id=made.entry_id), 303)


def _keep_files(kind: Kind, typed: Fields) -> dict[str, Any]:
    """Keep the files that were sent with the form and choose them in its fields; return faults by field.

    Before the save and apart from it: reading a file takes seconds, and one that is whole is not lost with a save
    that is refused.
    """
    wanted = {"image": "image"} | {f"{locale}-document": "pdf" for locale in locales.LOCALES if kind.has_document}
    faults: dict[str, Any] = {}
    for name, sort in wanted.items():
        if name not in typed or not request.files.get(f"{name}-upload"):
            continue
        try:
            kept = uploads.chosen(request.form, request.files, name, sort, by=access.person())
            db.session.commit()
        except ContentError as error:
            db.session.rollback()
            faults[name] = error.message
        else:
            typed[name] = str(kept.id) if kept else ""
    return faults


def _said(made: Save, deed: str) -> str:
    """Say what a save did."""
    word, _colon, locale = deed.partition(":")
    if word in (states.PUBLISH, states.SCHEDULE, states.REDATE, states.UNPUBLISH):
        entry = db.session.get_one(Entry, made.entry_id)
        edition, language = entry.editions[locale], language_name(locale)
        if edition.published_at is None:
            return str(_("Saved. The version in %(language)s is a draft again.", language=language))
        if edition.published_at > clock.now():
            day, hour = format_day(edition.published_at), format_hour(edition.published_at)
            words = {"language": language, "day": day, "hour": hour}
            return str(_("Saved. The version in %(language)s goes live on %(day)s, %(hour)s.", **words))
        return str(_("Saved. The version in %(language)s is live.", language=language))
    return str(_("Saved.") if made.changed else _("Nothing had changed."))


def _show(sheet: Sheet, status: int = 200) -> Response:
    person, entry = access.person(), sheet.entry
    drafts.show()
    closed = set() if rights.may_save_facts(person, entry) else {COMMON}
    closed |= {
        locale
        for locale in locales.LOCALES
        if entry and not rights.may_save_words(person, entry.editions.get(locale))
    }
    return view.render(
        "entry.html", status, sheet=sheet, kind=sheet.kind, entry=entry, closed=closed,
        last=past.last(sheet.kind, entry) if entry else None,
        fields_of=fields, choices=choices, compared=revisions.change, local_moment=moments.write,
        publishes=person.may(rights.PUBLISHES), accepted=uploads.ACCEPTED,
        uploads=uploads, most=uploads.LARGEST | uploads.LARGEST_FORM,
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
    sort = select(Asset.id, Asset.name).where(Asset.media_type.startswith(media_type))
    newest = db.session.execute(sort.where(Asset.deleted_at.is_(None)).order_by(Asset.id.desc()).limit(OFFERED))
    present = db.session.execute(sort.where(Asset.id.in_(fields.ids(chosen))))
    found = dict([*((row.id, row.name) for row in newest), *((row.id, row.name) for row in present)])
    return sorted(found.items(), key=lambda file: file[1].casefold())


ROUTES = (
    Route("new", "{entries}/{new}/<kind>", new, "writer", ("GET", "POST")),
    Route("entry", "{entries}/<int:entry_id>", entry, "writer", ("GET", "POST")),
)
