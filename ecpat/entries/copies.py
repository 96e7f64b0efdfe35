"""Working copies: what was saved of something live, kept as its last revision until readers are to see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from ..core import clock, dates
from ..core.generation import fell_due
from ..files.models import Asset
from ..topics.models import Topic
from . import change_notes, findable, richtext, uses
from .kind import get_kind
from .models import Edition, Entry
from .queries import any_entry
from .revisions import COLUMNS, FactsRevision, Revision
from .revisions import words_shown as words_shown

Kept = Mapping[str, Any]  # words or facts, as a revision has them


def facts_shown(entry: Entry) -> dict[str, Any]:
    """Return an entry's facts, picture and topics that readers see, as JSON has them, and each revision."""
    facts = {field.name: field.to_json(getattr(entry, field.name)) for field in get_kind(entry.kind).facts}
    shared = {"image_id": entry.image_id, "date_precision": entry.date_precision}
    return {**facts, **shared, "topics": list(entry.topic_ids)}


def words_of(edition: Edition) -> Kept:
    """Return the words of an edition as they were saved last, whether or not readers see them."""
    if not edition.has_copy:
        return words_shown(edition)
    found = select(Revision.words).where(Revision.edition_id == edition.id).order_by(Revision.id.desc()).limit(1)
    words: Kept = _session(edition).scalars(found).one()
    return words


def facts_of(entry: Entry) -> Kept:
    """Return the facts of an entry as they were saved last, whether or not readers see them."""
    if not entry.has_copy:
        return facts_shown(entry)
    found = select(FactsRevision.facts).where(FactsRevision.entry_id == entry.id)
    facts: Kept = _session(entry).scalars(found.order_by(FactsRevision.id.desc()).limit(1)).one()
    return facts


def note_uses(entry: Entry) -> None:
    """Keep which files each edition uses, and which ones its working copy, or its entry's, alone does."""
    here = _session(entry)
    image = facts_of(entry).get("image_id") if entry.has_copy else None
    for edition in entry.editions.values():
        copied = {image} if image and image != entry.image_id else set()
        if edition.has_copy:
            words = words_of(edition)
            document = document_of(words, edition)
            copied |= richtext.files(words["body"]) | ({document.id} if document else set())
        uses.note(here, edition, copied)


def note_words(entry: Entry) -> None:
    """Keep by what the desk finds each edition and its working copy."""
    for edition in entry.editions.values():
        findable.note_copy(edition, words_of(edition))


def apply(edition: Edition) -> None:
    """Let readers see the working copies of an edition and of its entry's facts."""
    here, entry = _session(edition), edition.entry
    if edition.has_copy:
        words = words_of(edition)
        edition.title, edition.summary, edition.body = words["title"], words["summary"], words["body"]
        edition.readers_words, edition.slug = words.get("readers_words", ""), words["slug"]
        edition.details, edition.document = words["details"], document_of(words, edition)
        edition.changes = change_notes.dated(words.get("changes", []), dates.today())
        edition.has_copy, edition.update_at, edition.updated_at = False, None, clock.now()
    if entry.has_copy:
        facts = facts_of(entry)
        entry.write({field.name: field.read(facts) for field in get_kind(entry.kind).facts})
        entry.date_precision, entry.image = facts["date_precision"], here.get(Asset, facts["image_id"] or 0)
        entry.topics = _topics(here, facts)
        entry.has_copy = False
        for other in entry.editions.values():
            other.updated_at = clock.now()
    note_uses(entry)
    note_words(entry)


def overlay(entry: Entry) -> None:
    """Show the working copies of an entry in its rows, for a page that is made now: nothing of it is written."""
    for edition in entry.editions.values():
        if edition.has_copy:
            words = words_of(edition)
            for name in COLUMNS:
                set_committed_value(edition, name, words.get(name, ""))
            document = document_of(words, edition)
            set_committed_value(edition, "document_id", document.id if document else None)
            set_committed_value(edition, "document", document)
    if entry.has_copy:
        facts = facts_of(entry)
        for field in get_kind(entry.kind).facts:
            set_committed_value(entry, field.name, field.read(facts))
        image = _session(entry).get(Asset, facts["image_id"] or 0)
        set_committed_value(entry, "image_id", image.id if image else None)
        set_committed_value(entry, "image", image)
        set_committed_value(entry, "date_precision", facts["date_precision"])
        entry.read_topic_ids = tuple(topic.id for topic in _topics(_session(entry), facts))


def document_of(words: Kept, edition: Edition) -> Asset | None:
    """Return the file that a revision names by its digest: the edition's own where it is that one."""
    digest = words.get("document")
    if not digest or (edition.document and edition.document.digest == digest):
        return edition.document if digest else None
    found = select(Asset).where(Asset.digest == digest).order_by(Asset.deleted_at.is_not(None), Asset.id)
    return _session(edition).scalars(found.limit(1)).first()


def _topics(session: Session, facts: Kept) -> list[Topic]:
    """Return the topics that a revision names, in their order; what is gone is left out."""
    rows = session.scalars(select(Topic).where(Topic.id.in_(facts["topics"])))
    found = {topic.id: topic for topic in rows}
    return [found[topic_id] for topic_id in facts["topics"] if topic_id in found]


def _session(row: Edition | Entry) -> Session:
    """Return the session that a row is of: what falls due is done apart from who reads."""
    session = object_session(row)
    assert session is not None
    return session


@fell_due.connect
def _update(session: Session, *, now: datetime) -> None:
    """Let readers see the working copies whose moment has come."""
    entry = any_entry()
    due = select(Edition.entry_id).where(Edition.update_at <= now)
    found = select(entry).where(entry.id.in_(due)).options(selectinload(entry.editions))
    for one in session.scalars(found).unique():
        for edition in one.editions.values():
            if edition.update_at is not None and edition.update_at <= now:
                apply(edition)
