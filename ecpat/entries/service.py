"""Every write: the only way in. The caller commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.exc import StaleDataError

from ..accounts import audit
from ..accounts.models import Person
from ..core import clock
from ..core.database import LARGEST_NUMBER, db
from ..core.errors import ConflictError
from ..files.models import Asset
from ..topics.merge import replaced
from ..topics.models import EntryTopic, Topic
from . import aliases, findable, outdated, richtext
from .kind import Kind, get_kind
from .models import Alias, AssetUse, Edition, Entry, Reference
from .queries import any_entry
from .revisions import FactsRevision, Revision
from .words import Words, written


def create(kind: Kind, *, topics: Sequence[Topic] = (), by: Person | None = None, **facts: Any) -> Entry:
    """Add an entry of a kind, still without any edition; its facts and topics are its first revision."""
    entry = kind.model(**facts)
    db.session.add(entry)
    db.session.flush()
    audit.record(by, "entry.created", _name(entry), kind=kind.name)
    _keep_facts(entry, topics, by)
    _flush()
    return entry


def save_facts(entry: Entry, facts: Mapping[str, Any], topics: Sequence[Topic], *, by: Person | None = None) -> None:
    """Keep an entry's facts (columns by name) and its topics, the first of which colours it."""
    changed = list(topics) != list(entry.topics) or any(getattr(entry, name) != facts[name] for name in facts)
    for name, value in facts.items():
        setattr(entry, name, value)
    if changed:
        _touch(entry)
        findable.touch(entry, by)
    audit.record(by, "entry.saved", _name(entry))
    _keep_facts(entry, topics, by)
    _flush()


@replaced.connect
def replace_topic(topic: Topic, *, by_topic: Topic, by: Person | None = None) -> int:
    """Give every entry of a topic another at its place, once, and return how many there were.

    Each gets a revision, as by a save; the audit has one row for all of them, the caller's.
    """
    entry = any_entry()
    linked = select(EntryTopic.entry_id).where(EntryTopic.topic_id == topic.id)
    found = select(entry).where(entry.id.in_(linked))
    found = found.options(selectinload(entry.topic_links), selectinload(entry.editions))
    entries: list[Entry] = list(db.session.scalars(found))
    for one in entries:
        _touch(one)
        _keep_facts(one, list(dict.fromkeys(by_topic if held is topic else held for held in one.topics)), by)
    _flush()
    return len(entries)


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
    document: Asset | None = None,
    by: Person | None = None,
) -> Edition:
    """Clean an entry's words in one language and keep them: raises what that does, and ContentError for a fault."""
    words = written(locale, title=title, summary=summary, body=body, readers_words=readers_words, details=details)
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
    if edition is None:
        edition = Edition(locale=locale, kind=entry.kind)
        entry.editions[locale] = edition
    edition.slug, edition.title, edition.summary = address, words["title"], words["summary"]
    edition.body, edition.readers_words = words["body"], words["readers_words"]
    edition.details = words["details"]
    edition.document = document
    _refer(edition)
    edition.updated_at = clock.now()
    edition.saves = (edition.saves or 0) + 1
    kept = {**words, "slug": address, "document": document.digest if document else None}
    edition.revisions.append(Revision(words=kept, person_id=by.id if by else None))
    entry.kite_seed = entry.kite_seed or address
    audit.record(by, "edition.saved", _name(entry), locale=locale)
    _flush()
    findable.note(edition, by)
    outdated.note(entry)
    return edition


def facts_of(entry: Entry) -> dict[str, Any]:
    """Return an entry's facts, picture and topics as JSON has them, and each revision."""
    facts = {field.name: field.to_json(getattr(entry, field.name)) for field in get_kind(entry.kind).facts}
    shared = {"image_id": entry.image_id, "date_precision": entry.date_precision}
    return {**facts, **shared, "topics": list(entry.topic_ids)}


def publish(edition: Edition, at: datetime | None = None, *, by: Person | None = None) -> None:
    """Make an edition live, now or at a moment; one ahead makes it scheduled."""
    moment = at or clock.now()
    edition.published_at, edition.gone_note = moment, ""
    _flush()
    action = "edition.published" if moment <= clock.now() else "edition.scheduled"
    audit.record(by, action, _name(edition.entry), locale=edition.locale, at=moment.isoformat(timespec="minutes"))
    _flush()


def unpublish(edition: Edition, *, why: str = "", by: Person | None = None) -> None:
    """Make an edition a draft again; why it is gone is told at its address, where it is said."""
    edition.published_at, edition.gone_note = None, why
    audit.record(by, "edition.unpublished", _name(edition.entry), locale=edition.locale)
    _flush()


def discard(entry: Entry, *, by: Person | None = None) -> None:
    """Put an entry into the bin: its addresses answer “not found”."""
    entry.deleted_at = clock.now()
    audit.record(by, "entry.discarded", _name(entry))
    _flush()


def restore(entry: Entry, *, by: Person | None = None) -> None:
    """Take an entry out of the bin."""
    entry.deleted_at = None
    audit.record(by, "entry.restored", _name(entry))
    _flush()


def destroy(entry: Entry, *, by: Person | None = None) -> None:
    """Delete an entry for good; its addresses answer “removed” from then on. ValueError unless it is in the bin."""
    if entry.deleted_at is None:
        raise ValueError("only an entry in the bin can be destroyed")
    titles = {locale: edition.title for locale, edition in entry.editions.items()}
    audit.record(by, "entry.destroyed", _name(entry), **titles)
    db.session.delete(entry)
    _flush()


def take_back(entry: Entry, *, by: Person | None = None) -> None:
    """Delete an entry as if it had never been, such as an import that is undone: its addresses are free again."""
    audit.record(by, "entry.destroyed", _name(entry))
    kind, slugs = entry.kind, db.session.scalars(select(Alias.slug).where(Alias.entry_id == entry.id)).all()
    db.session.delete(entry)
    _flush()
    db.session.execute(delete(Alias).where(Alias.kind == kind, Alias.slug.in_(slugs)))


def _name(entry: Entry) -> str:
    return f"entry:{entry.id}"


def _flush() -> None:
    """Send what was changed; a row that another transaction changed since it was read is a conflict."""
    try:
        db.session.flush()
    except StaleDataError:
        raise ConflictError from None


def _touch(entry: Entry) -> None:
    """Note that every page of an entry changed: its facts and topics show in each language."""
    for edition in entry.editions.values():
        edition.updated_at = clock.now()


def _keep_facts(entry: Entry, topics: Sequence[Topic], by: Person | None) -> None:
    """Set an entry's topics and add the revision that its facts make."""
    entry.topics = list(topics)
    entry.saves = (entry.saves or 0) + 1
    _flush()
    db.session.add(FactsRevision(entry_id=entry.id, person_id=by.id if by else None, facts=facts_of(entry)))


def _refer(edition: Edition) -> None:
    """Keep which entries a body links to, even those that are gone, and which pictures it shows."""
    wanted = {entry_id for entry_id in richtext.references(edition.body) if entry_id <= LARGEST_NUMBER}
    kept = [reference for reference in edition.references if reference.entry_id in wanted]
    added = wanted - {reference.entry_id for reference in kept}
    edition.references = [*kept, *(Reference(entry_id=entry_id) for entry_id in sorted(added))]
    named = Asset.id.in_(richtext.pictures(edition.body))
    shown = set(db.session.scalars(select(Asset.id).where(named, Asset.media_type.startswith("image/"))))
    present = [use for use in edition.asset_uses if use.asset_id in shown]
    new = shown - {use.asset_id for use in present}
    edition.asset_uses = [*present, *(AssetUse(asset_id=asset_id) for asset_id in sorted(new))]
