"""The newest of each kind: most pages show some of them, so they are read once per generation."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ..content import changes, queries
from ..content.models import Edition
from ..content.registry import Kind
from ..extensions import db
from . import view

LENGTH = 100  # editions of a kind and language


def recent(kind: Kind, locale: str) -> tuple[Edition, ...]:
    """Return a kind's newest editions in a language, as lists show them; the rows are detached and read-only."""
    return changes.cache().get(view.site().generation, ("recent", kind.name, locale), lambda: _read(kind, locale))


def related(edition: Edition, kind: Kind, limit: int) -> list[Edition]:
    """Return those of the newest that share most topics with an edition, of as many the newest first."""
    others, own = recent(kind, edition.locale), _topics(edition)
    key = ("topics of recent", kind.name, edition.locale)
    topics = changes.cache().get(view.site().generation, key, lambda: [_topics(other) for other in others])
    order = sorted(range(len(others)), key=lambda place: -len(own & topics[place]))
    return [others[place] for place in order if own & topics[place] and others[place].id != edition.id][:limit]


def _topics(edition: Edition) -> frozenset[int]:
    return frozenset(link.topic_id for link in edition.entry.topic_links)


def _read(kind: Kind, locale: str) -> tuple[Edition, ...]:
    with Session(db.session.get_bind()) as session:  # its own: these rows outlive the request
        found = session.scalars(queries.front(locale, kind), {"size": LENGTH, "skipped": 0})
        return tuple(found.unique())
