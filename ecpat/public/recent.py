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
    topics = {link.topic_id for link in edition.entry.topic_links}
    shared = [
        (-len(topics & {link.topic_id for link in other.entry.topic_links}), place, other)
        for place, other in enumerate(recent(kind, edition.locale))
        if other.id != edition.id
    ]
    return [other for count, _place, other in sorted(shared, key=lambda one: one[:2])[:limit] if count]


def _read(kind: Kind, locale: str) -> tuple[Edition, ...]:
    with Session(db.session.get_bind()) as session:  # its own: these rows outlive the request
        found = session.scalars(queries.front(locale, kind), {"size": LENGTH, "skipped": 0})
        return tuple(found.unique())
