"""One save of an entry's form: what the writer changed, held against what others saved meanwhile."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.exceptions import Forbidden

from ... import locales
from ...accounts.models import Person
from ...core.database import db
from ...core.errors import ContentError
from ...desk import forms
from ...files.models import Asset
from ...topics.models import Topic
from .. import service
from ..kind import Kind
from ..models import Edition, Entry
from ..words import written
from . import fields, revision_forms, rights, states
from .fields import COMMON, Fields


@dataclass
class Save:
    """What came of it: kept, or faults by field, or others' versions of fields that both changed."""

    kind: Kind
    fields: Fields  #: as the form is to show them again
    faults: dict[str, Any] = field(default_factory=dict)
    theirs: Fields = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)  #: fields that others alone changed: theirs is in them
    entry_id: int = 0
    changed: list[str] = field(default_factory=list)  #: the parts that got a revision
    moved: bool = False  #: somebody saved a part that the writer changed too


class Refused(Exception):  # noqa: N818 — no error: the way out of a transaction that is not to be kept
    """Nothing is to be kept: the save says why."""

    def __init__(self, save: Save) -> None:
        super().__init__()
        self.save = save


def save(
    kind: Kind, entry_id: int, typed: Fields, seen: dict[str, int], take: list[str], deed: str, person: Person
) -> Save:
    """Write what was typed, within the caller's transaction; raises Refused(save) where nothing is to be kept.

    Raises Forbidden where the person may not do it. `seen` has the counter of each part as the form began; `take`
    names fields that are to be as they were then, not as typed.
    """
    entry = rights.opened(person, entry_id) if entry_id else None
    now = fields.of_entry(kind, entry) if entry else revision_forms.blank(kind)
    made = Save(kind, {**now, **typed}, entry_id=entry_id)
    parts = fields.parts(kind)
    for part, names in parts.items():
        base = revision_forms.base(kind, entry, part, seen.get(part, 0))
        made.fields |= {name: base[name] for name in names if base and name in take}
        if entry is not None and names[-1] in typed and seen.get(part, 0) != revision_forms.saves(entry, part):
            _merge(made, part, names, base, now)
    if made.moved:
        raise Refused(made)
    changed = [part for part, names in parts.items() if _differs(part, made.fields, now, names)]
    for part in changed:
        edition = entry.editions.get(part) if entry else None
        if not (rights.may_save_facts(person, entry) if part == COMMON else rights.may_save_words(person, edition)):
            raise Forbidden
    facts, made.faults = fields.read_facts(kind, made.fields)
    image = _asset(made, "image", "image/", entry.image if entry else None, person)
    facts["image_id"] = image.id if image else None
    if entry is None and not any(locale in changed for locale in locales.LOCALES):
        made.faults.setdefault(f"{locales.LOCALES[0]}-title", _l("Give a title in one language at least."))
    if made.faults:
        raise Refused(made)
    topics = _topics(made)
    if entry is None:
        entry = service.create(kind, topics=topics, by=person, **facts)
    elif COMMON in changed:
        service.save_facts(entry, facts, topics, by=person, seen=entry.saves)
    for locale in locales.LOCALES:
        if locale in changed:
            _save_words(made, entry, locale, person)
    if not made.faults:
        states.turn(deed, entry, made.fields, made.faults, person)
    if made.faults:
        raise Refused(made)
    made.entry_id, made.changed = entry.id, changed
    return made


def _merge(made: Save, part: str, names: list[str], base: Fields | None, now: Fields) -> None:
    """Bring a part up to what others saved meanwhile; where they changed what the writer changed, keep both.

    Without a base it is not known who changed what: all that differs is both's.
    """
    differing = {name for name in names if not _same(part, name, made.fields, now)}
    mine = {name for name in names if not _same(part, name, made.fields, base)} if base else differing
    theirs = {name for name in names if now[name] != base[name]} if base else differing
    taken = [name for name in names if name in theirs - mine]
    made.fields |= {name: now[name] for name in taken}
    made.theirs |= {name: now[name] for name in names if name in mine & theirs & differing}
    made.taken += taken if mine else []
    made.moved |= bool(mine and theirs & differing)


def _differs(part: str, typed: Fields, now: Fields, names: list[str]) -> bool:
    return any(not _same(part, name, typed, now) for name in names)


def _same(part: str, name: str, one: Fields, other: Fields) -> bool:
    """Tell whether a field says the same twice: once cleaned, as a save would clean it."""
    mine, theirs = one[name].strip(), other[name].strip()
    if mine == theirs or (name == f"{part}-slug" and not mine):
        return True
    if part == COMMON:
        return False
    return bool(_cleaned(part, name, mine) == _cleaned(part, name, theirs))


def _cleaned(locale: str, name: str, text: str) -> Any:
    """Return a field's words as they would be kept."""
    field_name = name.removeprefix(f"{locale}-")
    try:
        if field_name in ("title", "summary", "body"):
            words: dict[str, Any] = {"title": "-", field_name: text or "-"}
            return written(locale, **words)[field_name]
        if field_name.startswith("detail-"):
            return written(locale, title="-", details={"one": text})["details"]["one"]
    except ContentError:
        pass
    return text


def _save_words(made: Save, entry: Entry, locale: str, person: Person) -> None:
    words = {name: made.fields[f"{locale}-{name}"] for name in fields.WORDS}
    edition: Edition | None = entry.editions.get(locale)
    document = None
    if made.kind.has_document:
        present = edition.document if edition else None
        document = _asset(made, f"{locale}-document", "application/pdf", present, person)
    pictures = _pictures(edition, words["body"], person)
    try:
        service.save(
            entry, locale, title=words["title"], summary=words["summary"], body=words["body"],
            slug=words["slug"].strip(), document=document, by=person, seen=edition.saves if edition else 0,
            details={fact.name: made.fields[f"{locale}-detail-{fact.name}"] for fact in made.kind.details},
        )  # fmt: skip
    except ContentError as error:
        made.faults[f"{locale}-{error.field}"] = error.message
        return
    if not pictures.issuperset(use.asset_id for use in entry.editions[locale].asset_uses):
        made.faults[f"{locale}-body"] = _l("The text shows a picture that is not there any more. Take it out.")


def _pictures(edition: Edition | None, body: str, person: Person) -> set[int]:
    """Return the ids of the pictures that a person may let a text show: those it has, and those they may read.

    Asked before the text is saved: one may read whatever one's own text shows.
    """
    named = forms.ids(re.findall(r"asset:([0-9]+)", body))
    readable = select(Asset.id).where(Asset.id.in_(named), rights.readable(person, Asset))
    present = edition.asset_uses if edition else []
    return {*db.session.scalars(readable), *(use.asset_id for use in present)}


def _asset(made: Save, name: str, media_type: str, present: Asset | None, person: Person) -> Asset | None:
    """Return the file that a field names, or the present one where it stays; a fault where there is none such.

    One that the person may not read is none.
    """
    if not made.fields[name]:
        return None
    if present is not None and made.fields[name] == str(present.id):
        return present
    named = Asset.id.in_(forms.ids([made.fields[name]])), Asset.deleted_at.is_(None)
    sort = Asset.media_type.startswith(media_type), rights.readable(person, Asset)
    asset = db.session.scalar(select(Asset).where(*named, *sort))
    if asset is None:
        made.faults[name] = _l("This file is not there any more. Choose another.")
        return None
    return asset


def _topics(made: Save) -> list[Topic]:
    """Return the topics chosen, in their order; one that is gone meanwhile is left out."""
    wanted = forms.ids([made.fields[f"topic-{place}"] for place in range(1, fields.TOPICS + 1)])
    found = (db.session.get(Topic, topic_id) for topic_id in wanted)
    return [topic for topic in found if topic is not None]
