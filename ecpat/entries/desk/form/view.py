"""The form of an entry as it is shown: what may be chosen in its fields, and what is said beside them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from wtforms import SelectChoice

from .... import locales
from ....accounts.models import Person
from ....core.database import db
from ....core.i18n import current_locale
from ....desk import access, layout
from ....files import preview_keys
from ....files.desk import downloads, uploads
from ....files.models import Asset
from ... import copies, gate
from ...comments.models import COMMENT_LENGTH, Comment
from ...comments.passages import Passage, passages_of, place
from ...comments.queries import open_on
from ...models import Alias, Entry
from ...public import addresses
from ...reviews import queries as reviews
from ...reviews.models import NOTE_LENGTH
from ...words import BODY_SIZE
from .. import care, home_lead, pictures, readership, rights, titles
from ..revisions import forms as revision_forms
from ..revisions import pages as revisions
from . import autosave, bar
from .entry_form import EntryForm
from .shared_fields import Document

IN_SIGHT = ("-title", "-summary", "-body", "-changes")  # fields that are not folded away
OFFERED = 300  # files in a list to choose from, the newest first


def with_typed(form: EntryForm) -> EntryForm:
    """Take up what was typed and not saved where that is asked for, else offer it."""
    kept = autosave.found(form.kind, form.entry.id if form.entry else 0, access.person())
    if kept is None:
        return form
    typed = EntryForm(form.kind, form.entry, MultiDict(kept.fields))
    if not typed.changed():
        return form
    if "typed" in request.args:
        typed.others = form.others
        return typed
    form.offer = kept
    return form


def show(form: EntryForm, status: int = 200) -> Response:
    """Show the form."""
    person, entry = access.person(), form.entry
    if entry is not None:
        preview_keys.show(str(entry.id))
    _offer_files(form)
    heading = titles.of(entry) if entry else (form.kind.new or form.kind.one, current_locale())
    marked = [*(name for name, _fault in form.faults), *form.theirs, *form.taken]
    languages = [name.partition("-")[0] for name in marked if name.partition("-")[0] in locales.LOCALES]
    aliases = _aliases(entry)
    verdicts = {one: gate.judge(edition) for one, edition in entry.editions.items()} if entry else {}
    beside = _comments(entry, person) if entry else {}
    editions, here = entry.editions if entry else {}, current_locale()
    languages += [here] if entry is None or here in editions else [*editions, here]
    on_site = {one: addresses.edition_url(edition) for one, edition in editions.items() if edition.live}
    if entry is not None:
        copies.overlay(entry)
    return layout.render(
        "entries/desk/form.html", status, form=form, kind=form.kind, entry=entry, closed=rights.closed(person, entry),
        last=revision_forms.last(entry) if entry else None, compared=revisions.change,
        publishes=person.may(rights.PUBLISHES), accepted=uploads.ACCEPTED,
        uploads=uploads, most=uploads.largest() | {"text": BODY_SIZE}, aliases=aliases,
        review=reviews.last_of(entry.id) if entry else None,
        comments=beside, comments_here=bool(beside), comment_length=COMMENT_LENGTH,
        discards=entry is not None and rights.may_discard(person, entry), note_length=NOTE_LENGTH,
        title=heading, bar=bar.of(entry), verdicts=verdicts, told=gate.told(verdicts.values()),
        reason_length=gate.REASON_LENGTH, seen=languages[0],
        lead=pictures.lead(form), thumb=downloads.thumb_url, pictures_url=pictures.Place(form.kind, entry).url,
        readings=readership.of_entry(entry) if entry else [], kept_by=care.shown(entry),
        home=home_lead.shown(entry), on_site=on_site,
        folded_out=any(not name.endswith(IN_SIGHT) for name in marked),
    )  # fmt: skip


def _comments(entry: Entry, person: Person) -> Mapping[str, tuple[list[Passage], list[Comment]]]:
    """Return an entry's comments that wait, by language: passages with theirs, and those whose words are gone."""
    if not rights.may_comment(person, entry):
        return {}
    waiting, found = open_on(entry.id), {}
    for locale, edition in entry.editions.items():
        here = [said for said in waiting if said.locale == locale]
        passages = passages_of(edition) if here else []
        found[locale] = passages, place(passages, here)
    return found


def _aliases(entry: Entry | None) -> list[str]:
    """Return the addresses that an entry had once and that go on leading to it."""
    if entry is None:
        return []
    found = db.session.scalars(select(Alias.slug).where(Alias.entry_id == entry.id).order_by(Alias.slug))
    present = {edition.slug for edition in entry.editions.values()}
    return [slug for slug in found if slug not in present]


def _offer_files(form: EntryForm) -> None:
    """Give the fields of files their choices: the newest, and those chosen already in any of them."""
    wanted = [
        (field, bound) for part in form.parts for _name, field, bound in form.of(part) if isinstance(field, Document)
    ]
    for media_type in {field.media_type for field, _bound in wanted}:
        alike = [(field, bound) for field, bound in wanted if field.media_type == media_type]
        files = _files(media_type, [bound.data for _field, bound in alike if bound.data])
        for field, bound in alike:
            bound.choices = [SelectChoice("", field.empty), *files]


def _files(media_type: str, chosen: list[int]) -> list[SelectChoice]:
    readable = rights.readable(access.person(), Asset)
    sort = select(Asset.id, Asset.name).where(Asset.media_type.startswith(media_type), readable)
    newest = db.session.execute(sort.where(Asset.deleted_at.is_(None)).order_by(Asset.id.desc()).limit(OFFERED))
    present = db.session.execute(sort.where(Asset.id.in_(chosen)))
    found = dict([*((row.id, row.name) for row in newest), *((row.id, row.name) for row in present)])
    ordered = sorted(found.items(), key=lambda file: file[1].casefold())
    return [SelectChoice(str(asset_id), name) for asset_id, name in ordered]
