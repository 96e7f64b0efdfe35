"""The newest of each kind, and what comes next: most pages show some, so they are read once per generation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from ...core.database import db
from ...web import snapshot
from .. import home_lead, lists
from ..kind import Kind
from ..models import Edition
from . import cards

T = TypeVar("T")
LENGTH = 48  # editions of a kind and language: four pages of a list, and enough to find related ones in
UPCOMING = 24  # of those that lie ahead


def recent(kind: Kind, locale: str) -> tuple[Edition, ...]:
    """Return a kind's newest editions in a language, as lists show them; the rows are detached and read-only."""
    values = {"size": LENGTH, "skipped": 0}
    return _kept("recent", kind, locale, lambda: _read(lists.latest(locale, kind), values))


def upcoming(kind: Kind, locale: str) -> tuple[Edition, ...]:
    """Return a kind's editions that lie ahead, the next first, as `recent` does; they change as moments pass."""
    return _kept("upcoming", kind, locale, lambda: _read(lists.coming(locale, kind), {"size": UPCOMING}))


def leading(locale: str) -> Edition | None:
    """Return what leads the home page in a language, where an editor chose it and it is live there."""

    def chosen() -> tuple[Edition, ...]:
        return _read(lists.cards(lists.live(locale).where(Edition.entry_id.in_(home_lead.entry_ids()))), {})

    return next(iter(snapshot.kept(("leading", locale), chosen)), None)


def related(edition: Edition, kind: Kind, limit: int) -> list[Edition]:
    """Return those of the newest that share most topics with an edition, of as many the newest first."""
    locale, own = edition.locale, edition.entry.topic_ids
    topics = _kept(
        "topics", kind, locale, lambda: [(other, set(other.entry.topic_ids)) for other in recent(kind, locale)]
    )
    shared = [(len(its.intersection(own)), other) for other, its in topics]
    best = sorted((pair for pair in shared if pair[0]), key=lambda pair: -pair[0])
    return [other for _count, other in best[: limit + 1] if other.id != edition.id][:limit]


def _read(found: Select[Edition], values: Mapping[str, int]) -> tuple[Edition, ...]:
    with Session(db.session.get_bind()) as session:  # its own: these rows outlive the request
        return tuple(cards.read(session, found, values))


def _kept(name: str, kind: Kind, locale: str, make: Callable[[], T]) -> T:
    return snapshot.kept((name, kind.name, locale), make)
