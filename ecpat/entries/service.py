"""Every write: the only way in. The caller commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import selectinload

from ..accounts import audit
from ..accounts.models import Person
from ..core import clock, dates
from ..core.database import db, flush
from ..core.i18n import local
from ..files.models import Asset
from ..topics.merge import replaced
from ..topics.models import EntryTopic, Topic
from . import aliases, change_notes, copies, figures, findable, home_lead, outdated, revisions
from .change_notes import ChangeNote
from .kind import Kind
from .models import Alias, Edition, Entry
from .queries import any_entry
from .words import Words, written


def create(kind: Kind, *, topics: Sequence[Topic] = (), by: Person | None = None, **facts: Any) -> Entry:
    """Add an entry of a kind, still without any edition; its facts and topics are its first revision."""
    entry = kind.model(**facts)
    db.session.add(entry)
    db.session.flush()
    audit.record(by, "entry.created", entry.subject, kind=kind.name)
    _keep_facts(entry, topics, by)
    flush()
    return entry


def save_facts(entry: Entry, facts: Mapping[str, Any], topics: Sequence[Topic], *, by: Person | None = None) -> None:
    """Keep an entry's facts (columns by name) and its topics, the first of which colours it."""
    changed = list(topics) != list(entry.topics) or any(getattr(entry, name) != facts[name] for name in facts)
    entry.write(facts)
    if changed:
        _touch(entry)
        findable.touch(entry, by)
    entry.has_copy = False
    audit.record(by, "entry.saved", entry.subject)
    _keep_facts(entry, topics, by)
    copies.note_uses(entry)
    flush()


@replaced.connect
def replace_topic(topic: Topic, *, by_topic: Topic, by: Person | None = None) -> int:
    """Give every entry of a topic another at its place, once, and return how many there were.

    Each gets a revision, as by a save; the audit has one row for all of them, the caller's.
    """
    entry = any_entry()
    linked = select(EntryTopic.entry_id).where(EntryTopic.topic_id == topic.id)
    found = select(entry).where(or_(entry.id.in_(linked), entry.has_copy))
    found = found.options(selectinload(entry.topic_links), selectinload(entry.editions))
    entries: list[Entry] = list(db.session.scalars(found))
    for one in entries:
        copy = dict(copies.facts_of(one)) if one.has_copy else None
        if topic in one.topics:
            _touch(one)
            _keep_facts(one, list(dict.fromkeys(by_topic if held is topic else held for held in one.topics)), by)
        if copy:
            named = dict.fromkeys(by_topic.id if held == topic.id else held for held in copy["topics"])
            revisions.keep_facts(one, {**copy, "topics": list(named)}, by)
    flush()
    return sum(by_topic in one.topics for one in entries)


def save(
    entry: Entry,
    locale: str,
    *,
    title: str,
    summary: str = "",
    body: str = "",
    readers_words: str = "",
    slug: str = "",
    details: Mapping[str, str] | None = None,
    changes: Sequence[ChangeNote] = (),
    document: Asset | None = None,
    by: Person | None = None,
) -> Edition:
    """Clean an entry's words in one language and keep them: raises what that does, and ContentError for a fault."""
    words = written(
        locale, title=title, summary=summary, body=body, readers_words=readers_words, details=details, changes=changes
    )
    return save_words(entry, locale, words, slug=slug, document=document, by=by)


def save_words(
    entry: Entry,
    locale: str,
    words: Words,
    *,
    slug: str = "",
    document: Asset | None = None,
    by: Person | None = None,
) -> Edition:
    """Keep an entry's words in one language, which are clean, and the revision they make.

    An edition that does not exist yet begins as a draft. Without a slug, the title gives one, and a free one is
    found; a slug that was asked for and is taken raises ContentError.
    """
    edition = entry.editions.get(locale)
    address = aliases.claim(entry, slug, edition.slug if edition else "", words["title"])
    if edition is not None and edition.published_at is not None:
        figures.refuse(words["body"])
    if edition is None:
        edition = Edition(locale=locale, kind=entry.kind)
        entry.editions[locale] = edition
    edition.slug, edition.title, edition.summary = address, words["title"], words["summary"]
    edition.body, edition.readers_words = words["body"], words["readers_words"]
    edition.details, edition.changes = words["details"], words["changes"]
    if edition.live:
        edition.changes = change_notes.dated(edition.changes, dates.today())
    edition.document = document
    edition.has_copy, edition.update_at, edition.updated_at = False, None, clock.now()
    entry.kite_seed = entry.kite_seed or address
    revisions.keep_words(edition, {**words, "slug": address, "document": document.digest if document else None}, by)
    audit.record(by, "edition.saved", entry.subject, locale=locale, version=edition.saves)
    copies.note_uses(entry)
    flush()
    findable.note(edition, by)
    outdated.note(entry)
    return edition


def publish(edition: Edition, at: datetime | None = None, *, by: Person | None = None) -> None:
    """Make an edition live, now or at a moment; one ahead makes it scheduled. ContentError for what must not be."""
    moment = at or clock.now()
    figures.refuse(copies.words_of(edition)["body"])
    if edition.has_copy and not edition.live:  # of what was live once
        copies.apply(edition)
    if edition.withdraw_at is not None and edition.withdraw_at <= max(moment, clock.now()):
        edition.withdraw_at = None
    edition.published_at, edition.gone_note = moment, ""
    edition.changes = change_notes.dated(edition.changes, local(moment).date())
    flush()
    action = "edition.published" if moment <= clock.now() else "edition.scheduled"
    audit.record(by, action, edition.entry.subject, locale=edition.locale, at=moment.isoformat(timespec="minutes"))
    flush()


def end(edition: Edition, at: datetime | None, *, by: Person | None = None) -> None:
    """Let an edition be withdrawn at a moment, or never."""
    edition.withdraw_at = at
    told = {"locale": edition.locale, **({"at": at.isoformat(timespec="minutes")} if at else {})}
    audit.record(by, "edition.ends" if at else "edition.endless", edition.entry.subject, **told)
    flush()


def unpublish(edition: Edition, *, why: str = "", by: Person | None = None) -> None:
    """Make an edition a draft again; why it is gone is told at its address, where it is said."""
    edition.published_at = edition.withdraw_at = edition.update_at = None
    edition.gone_note = why
    home_lead.release_unseen(edition.entry)
    audit.record(by, "edition.unpublished", edition.entry.subject, locale=edition.locale)
    flush()


def discard(entry: Entry, *, by: Person | None = None) -> None:
    """Put an entry into the bin: its addresses answer “not found”."""
    entry.deleted_at = clock.now()
    home_lead.release_unseen(entry)
    audit.record(by, "entry.discarded", entry.subject)
    flush()


def restore(entry: Entry, *, by: Person | None = None) -> None:
    """Take an entry out of the bin."""
    entry.deleted_at = None
    audit.record(by, "entry.restored", entry.subject)
    flush()


def destroy(entry: Entry, *, by: Person | None = None) -> None:
    """Delete an entry for good; its addresses answer “removed” from then on. ValueError unless it is in the bin."""
    if entry.deleted_at is None:
        raise ValueError("only an entry in the bin can be destroyed")
    titles = {locale: edition.title for locale, edition in entry.editions.items()}
    audit.record(by, "entry.destroyed", entry.subject, **titles)
    db.session.delete(entry)
    flush()


def take_back(entry: Entry, *, by: Person | None = None) -> None:
    """Delete an entry as if it had never been, such as an import that is undone: its addresses are free again."""
    audit.record(by, "entry.destroyed", entry.subject)
    kind, slugs = entry.kind, db.session.scalars(select(Alias.slug).where(Alias.entry_id == entry.id)).all()
    db.session.delete(entry)
    flush()
    db.session.execute(delete(Alias).where(Alias.kind == kind, Alias.slug.in_(slugs)))


def _touch(entry: Entry) -> None:
    """Note that every page of an entry changed: its facts and topics show in each language."""
    for edition in entry.editions.values():
        edition.updated_at = clock.now()


def _keep_facts(entry: Entry, topics: Sequence[Topic], by: Person | None) -> None:
    """Set an entry's topics and add the revision that its facts make."""
    entry.topics = list(topics)
    flush()
    revisions.keep_facts(entry, copies.facts_shown(entry), by)
