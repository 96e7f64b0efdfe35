"""One save of an entry's form: bind what was sent, merge it with what others saved, check it, write it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from werkzeug.exceptions import Forbidden

from .... import locales
from ....accounts.models import Person
from ....core.database import db
from ....core.errors import ContentError
from ....files.models import Asset
from ....topics.models import Topic
from ....web.forms import line
from ... import gate, service, updates
from ...kind import Kind
from ...models import Entry
from ...reviews import service as review_service
from ...reviews.models import NOTE_LENGTH
from ...words import Words
from .. import rights, scheduled
from . import states
from .checks import check
from .entry_form import EntryForm, Sent
from .merge import merge
from .parts import COMMON


@dataclass(frozen=True)
class Saved:
    """What came of a save: the entry, and the parts that got a revision."""

    entry_id: int
    changed: list[str]
    taken: bool = False  #: whether what others saved meanwhile was taken in
    stopped: bool = False  #: whether it was not published, for what the gate found


class Refused(Exception):  # noqa: N818 — no error: the way out of a transaction that is not to be kept
    """Nothing is to be kept: the form says why."""

    def __init__(self, form: EntryForm) -> None:
        super().__init__()
        self.form = form


def save(kind: Kind, entry_id: int, sent: Sent, action: str, person: Person) -> Saved:
    """Write what was sent, within the caller's transaction; raises Refused(form) where nothing is to be kept.

    Raises Forbidden where the person may not do it. `action` is a button of the form, such as “publish:fr”.
    """
    form = EntryForm(kind, rights.opened(person, entry_id) if entry_id else None, sent)
    if merge(form, sent.getlist("take")):
        raise Refused(form)
    changed = form.changed()
    if rights.closed(person, form.entry).intersection(changed):
        raise Forbidden
    if not check(form, changed if form.entry else {COMMON, *changed}, person):
        raise Refused(form)
    entry = _write(form, changed, person)
    if changed and not person.may(rights.PUBLISHES):
        updates.unschedule(entry, by=person)
    if action == states.ASK:
        review_service.ask(entry, line(sent.get("note"))[:NOTE_LENGTH], by=person)
    stopped: list[gate.Verdict] = []
    if not form.faults:
        stopped = states.turn(action, sent.getlist("also"), entry, form, person, gate.reason(sent))
    if form.faults:
        raise Refused(form)
    scheduled.look_again(entry)
    return Saved(entry.id, changed, form.merged, bool(stopped))


def _write(form: EntryForm, changed: list[str], person: Person) -> Entry:
    entry = form.entry
    if entry is None:
        entry = service.create(form.kind, topics=_topics(form), by=person, **_facts(form))
    elif COMMON in changed:
        keep = updates.keep_facts if any(one.live for one in entry.editions.values()) else service.save_facts
        keep(entry, _facts(form), _topics(form), by=person)
    for locale in locales.LOCALES:
        if locale in changed:
            _write_words(form, entry, locale, person)
    return entry


def _write_words(form: EntryForm, entry: Entry, locale: str, person: Person) -> None:
    values = form.values(locale)
    words: Words = {
        "title": values["title"],
        "summary": values["summary"],
        "body": values["body"],
        "readers_words": values["readers_words"],
        "details": {field.name: values[f"detail-{field.name}"] for field in form.kind.details},
        "changes": values["changes"],
    }
    chosen = values.get("document")
    document = db.session.get(Asset, chosen) if chosen else None
    try:
        if (edition := entry.editions.get(locale)) is not None and edition.live:
            updates.keep_words(edition, words, slug=values["slug"], document=document, by=person)
        else:
            service.save_words(entry, locale, words, slug=values["slug"], document=document, by=person)
    except ContentError as error:
        form.fault(f"{locale}-{error.field}", error.message)


def _facts(form: EntryForm) -> dict[str, object]:
    """Return what the form has for the columns of an entry, by name."""
    values = form.values(COMMON)
    facts = {field.name: values[f"fact-{field.name}"] for field in form.kind.facts}
    return {**facts, "image_id": values["image"], "date_precision": values["date_precision"]}


def _topics(form: EntryForm) -> list[Topic]:
    """Return the topics chosen, in their order; one that is gone meanwhile is left out."""
    wanted = form.values(COMMON)["topics"]
    found = {topic.id: topic for topic in db.session.scalars(select(Topic).where(Topic.id.in_(wanted)))}
    return [found[topic_id] for topic_id in wanted if topic_id in found]
