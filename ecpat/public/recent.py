"""The newest of each kind, and what comes next: most pages show some, so they are read once per generation."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Select
from sqlalchemy.orm import Session

from ..content import changes, queries
from ..content.models import Edition
from ..content.registry import Kind
from ..extensions import db
from . import cards, view

LENGTH = 100  # editions of a kind and language
AHEAD = 24  # of those that lie ahead


def recent(kind: Kind, locale: str) -> tuple[Edition, ...]:
    """Return a kind's newest editions in a language, as lists show them; the rows are detached and read-only."""
    values = {"size": LENGTH, "skipped": 0}
    return _kept("recent", kind, locale, queries.front(locale, kind), values)


def ahead(kind: Kind, locale: str) -> tuple[Edition, ...]:
    """Return a kind's editions that lie ahead, the next first, as `recent` does; they change as moments pass."""
    return _kept("ahead", kind, locale, queries.coming(locale, kind), {"size": AHEAD})


def related(edition: Edition, kind: Kind, limit: int) -> list[Edition]:
    """Return those of the newest that share most topics with an edition, of as many the newest first."""
    own = frozenset(edition.entry.topic_ids)
    others = [other for other in recent(kind, edition.locale) if other.id != edition.id]
    shared = [(len(own.intersection(other.entry.topic_ids)), other) for other in others]
    best = sorted(shared, key=lambda pair: -pair[0])[:limit]
    return [other for count, other in best if count]


def _kept(
    name: str, kind: Kind, locale: str, found: Select[Edition], values: Mapping[str, int]
) -> tuple[Edition, ...]:
    def read() -> tuple[Edition, ...]:
        with Session(db.session.get_bind()) as session:  # its own: these rows outlive the request
            return tuple(cards.read(session, found, values))

    return changes.cache().get(view.site().generation, (name, kind.name, locale), read)
