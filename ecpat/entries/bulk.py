"""Many entries at once, as an import brings them: the rows that `service` writes one by one, sent together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ..accounts import audit
from ..accounts.models import Person
from ..core.database import LARGEST_NUMBER, db
from ..core.slugs import SLUG_LENGTH, numbered
from ..files.models import Asset
from ..files.usage import is_shown_in_texts
from ..topics.models import Topic
from ..web import urls
from . import copies, findable, richtext
from .kind import Kind
from .models import Alias, AssetUse, Edition, Entry, Reference
from .revisions import FactsRevision, Revision
from .words import Words


@dataclass(frozen=True)
class NewEntry:
    """An entry that is to be: its facts by the names of their columns, and when it began."""

    kind: Kind
    created_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    topics: Sequence[Topic] = ()
    seed: str = ""
    deleted_at: datetime | None = None


@dataclass(frozen=True, eq=False)
class NewEdition:
    """An edition that is to be: its words are clean, and its address is numbered where it is taken."""

    entry_id: int
    kind: str
    locale: str
    words: Words
    slug: str
    published_at: datetime | None
    updated_at: datetime
    document: tuple[int, str] | None = None  #: a file's number and its digest


def add_entries(new: Sequence[NewEntry], *, by: Person | None = None) -> list[Entry]:
    """Add entries without editions; the caller commits."""
    entries = []
    for one in new:
        seed = one.seed[:SLUG_LENGTH]
        entry = one.kind.model(
            created_at=one.created_at, deleted_at=one.deleted_at, kite_seed=seed, saves=1,
            **{"date_precision": "day", **one.facts},
        )  # fmt: skip
        entry.topics = list(one.topics)
        entries.append(entry)
    db.session.add_all(entries)
    db.session.flush()
    for entry in entries:
        audit.record(by, "entry.created", f"entry:{entry.id}", kind=entry.kind)
        facts = copies.facts_shown(entry)
        db.session.add(FactsRevision(entry_id=entry.id, person_id=by.id if by else None, facts=facts))
    return entries


def add_editions(new: Sequence[NewEdition], *, by: Person | None = None) -> list[Edition]:
    """Add editions with their first revisions; the caller commits."""
    slugs = _addresses(new)
    shown = {one: richtext.files(one.words["body"]) for one in new} if new else {}
    ids = {number for numbers in shown.values() for number in numbers}
    there = set(db.session.scalars(select(Asset.id).where(Asset.id.in_(ids), is_shown_in_texts())))
    editions = []
    for one, slug in zip(new, slugs, strict=True):
        words = one.words
        edition = Edition(
            entry_id=one.entry_id, kind=one.kind, locale=one.locale, slug=slug, title=words["title"],
            summary=words["summary"], body=words["body"], readers_words=words["readers_words"],
            details=words["details"], changes=words["changes"],
            published_at=one.published_at, updated_at=one.updated_at, saves=1,
            document_id=one.document[0] if one.document else None,
        )  # fmt: skip
        targets = {number for number in richtext.references(words["body"]) if number <= LARGEST_NUMBER}
        edition.references = [Reference(entry_id=number) for number in sorted(targets)]
        edition.asset_uses = [AssetUse(asset_id=number) for number in sorted(shown[one] & there)]
        kept = {**words, "slug": slug, "document": one.document[1] if one.document else None}
        edition.revisions = [Revision(words=kept, person_id=by.id if by else None)]
        audit.record(by, "edition.saved", f"entry:{one.entry_id}", locale=one.locale)
        editions.append(edition)
    db.session.add_all(editions)
    db.session.flush()
    db.session.add_all(findable.row(edition, by) for edition in editions)
    return editions


def _addresses(new: Sequence[NewEdition]) -> list[str]:
    """Return a free address for each edition, and make it belong to its entry for ever."""
    asked = {(one.kind, one.slug) for one in new}
    rows = select(Alias.kind, Alias.slug, Alias.entry_id).where(Alias.slug.in_({slug for _kind, slug in asked}))
    held = {(kind, slug): entry_id for kind, slug, entry_id in db.session.execute(rows)}
    found = []
    with db.session.no_autoflush:
        for one in new:

            def taken(slug: str, one: NewEdition = one) -> bool:
                key = (one.kind, slug)
                if key not in held and key not in asked and (alias := db.session.get(Alias, key)):
                    held[key] = alias.entry_id
                return held[key] != one.entry_id if key in held else not urls.reachable(f"{one.kind}.show", slug=slug)

            start = one.slug[: SLUG_LENGTH - 5].rstrip("-") if taken(one.slug) else one.slug
            slug = numbered(start, taken)
            if (one.kind, slug) not in held:
                db.session.add(Alias(kind=one.kind, slug=slug, entry_id=one.entry_id))
                held[one.kind, slug] = one.entry_id
            found.append(slug)
    return found
