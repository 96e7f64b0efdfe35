"""Changes to what is live: kept as a working copy, then published or given up. The caller commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ..accounts import audit
from ..accounts.models import Person
from ..core.database import flush
from ..files.models import Asset
from ..topics.models import Topic
from . import aliases, copies, figures, outdated, revisions
from .kind import get_kind
from .models import Edition, Entry
from .words import Words


def keep_words(
    edition: Edition, words: Words, *, slug: str = "", document: Asset | None = None, by: Person | None = None
) -> None:
    """Keep words, which are clean, as an edition's working copy; what readers see stays as it is.

    What says the same as that is no copy.
    """
    entry = edition.entry
    if edition.update_at is not None:
        figures.refuse(words["body"])
    address = aliases.claim(entry, slug, copies.words_of(edition)["slug"], words["title"])
    kept = {**words, "slug": address, "document": document.digest if document else None}
    revisions.keep_words(edition, kept, by)
    edition.has_copy = _said(kept) != _said(copies.words_shown(edition))
    edition.update_at = edition.update_at if edition.has_copy else None
    audit.record(by, "edition.copied", entry.subject, locale=edition.locale, version=edition.saves)
    _note(entry)


def keep_facts(entry: Entry, facts: Mapping[str, Any], topics: Sequence[Topic], *, by: Person | None = None) -> None:
    """Keep an entry's facts (columns by name) and topics as its working copy; what says the same is no copy."""
    shown, fields = copies.facts_shown(entry), {field.name: field for field in get_kind(entry.kind).facts}
    kept = {name: fields[name].to_json(value) if name in fields else value for name, value in facts.items()}
    kept["topics"] = [topic.id for topic in topics]
    revisions.keep_facts(entry, kept, by)
    entry.has_copy = kept != shown
    audit.record(by, "entry.copied", entry.subject, version=entry.saves)
    _note(entry)


def publish(edition: Edition, at: datetime | None = None, *, by: Person | None = None) -> None:
    """Let readers see an edition's working copy, and that of its entry's facts: now, or at a moment ahead.

    Raises ContentError for what must not go online.
    """
    figures.refuse(copies.words_of(edition)["body"])
    told = {"locale": edition.locale, "version": edition.saves}
    if at is None:
        copies.apply(edition)
        audit.record(by, "edition.updated", edition.entry.subject, **told)
    else:
        edition.update_at = at
        moment = at.isoformat(timespec="minutes")
        audit.record(by, "edition.update_scheduled", edition.entry.subject, **told, at=moment)
    flush()


def unschedule(entry: Entry, *, by: Person | None = None) -> None:
    """Let no moment publish an entry's working copies by itself: they are not what was meant to be published then."""
    for edition in entry.editions.values():
        if edition.update_at is not None:
            edition.update_at = None
            audit.record(
                by, "edition.update_unscheduled", entry.subject, locale=edition.locale, version=edition.saves
            )
    flush()


def drop(entry: Entry, *, by: Person | None = None) -> None:
    """Go back to what readers see, as a new save; what had changed stays among the versions."""
    for edition in entry.editions.values():
        if edition.has_copy:
            revisions.keep_words(edition, copies.words_shown(edition), by)
            edition.has_copy, edition.update_at = False, None
            audit.record(by, "edition.copy_dropped", entry.subject, locale=edition.locale, version=edition.saves)
    if entry.has_copy:
        revisions.keep_facts(entry, copies.facts_shown(entry), by)
        entry.has_copy = False
        audit.record(by, "entry.copy_dropped", entry.subject, version=entry.saves)
    _note(entry)


def _note(entry: Entry) -> None:
    """Keep what follows from the words that were saved last."""
    flush()
    copies.note_uses(entry)
    copies.note_words(entry)
    flush()
    outdated.note(entry)


def _said(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return words without the details that say nothing."""
    return {**words, "details": {name: text for name, text in (words["details"] or {}).items() if text}}
