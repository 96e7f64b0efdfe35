"""Lists in pages."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from flask import abort, current_app
from sqlalchemy import Select

from ...core.database import db
from ...web import snapshot
from .. import lists
from ..kind import Kind
from ..models import Edition
from . import cards
from .latest import LENGTH, recent

Reader = Callable[[int, int], list[Edition]]


@dataclass(frozen=True)
class Paging:
    """One page of a list and where it stands; pages count from 1."""

    rows: list[Edition]
    number: int
    last: int
    total: int

    @classmethod
    def of(
        cls,
        found: Select[int],
        kind: Kind | None,
        number: int,
        key: Hashable | None,
        read: Reader | None = None,
        count: Select[int] | None = None,
    ) -> Paging:
        """Read one page of a selection of ids, newest first; 404 past its last page.

        `key` names the selection, where there are few such: how many it has is then counted once per generation.
        `read` reads (limit, skipped) of it, and `count` counts it, where there is a quicker statement.
        """
        size = current_app.config["PAGE_SIZE"]
        count = lists.counted(found) if count is None else count
        total = _total(count) if key is None else snapshot.kept(("total", key), lambda: _total(count))
        last = max(1, -(-total // size))
        if number > last:
            abort(404)
        skipped = (number - 1) * size
        read = read or (lambda limit, skipped: newest(found.offset(skipped), kind, limit))
        return cls(read(size, skipped) if total else [], number, last, total)


def _total(count: Select[int]) -> int:
    return db.session.scalar(count) or 0


def latest(locale: str, kind: Kind | None, limit: int, skipped: int = 0) -> list[Edition]:
    """Return the newest editions of a language, of one kind or of all."""
    if kind is not None and skipped + limit <= LENGTH:
        return list(recent(kind, locale)[skipped : skipped + limit])
    statement = lists.latest(locale, kind)
    return cards.read(db.session, statement, {"size": limit, "skipped": skipped})


def past(locale: str, kind: Kind, limit: int, skipped: int) -> list[Edition]:
    """Return the newest editions of a kind that no longer lie ahead."""
    return cards.read(db.session, lists.past(locale, kind), {"size": limit, "skipped": skipped})


def about_topic(locale: str, topic_id: int, limit: int, skipped: int) -> list[Edition]:
    """Return editions about a topic: what comes next, then the newest by the date shown, the undated last."""
    values = {"topic": topic_id, "size": limit, "skipped": skipped}
    return cards.read(db.session, lists.of_topic(locale), values)


def newest(found: Select[int], kind: Kind | None, limit: int) -> list[Edition]:
    """Read the newest editions of a selection of ids."""
    chosen = lists.cards(lists.newest(found, kind).limit(limit), kind)
    return cards.read(db.session, lists.newest(chosen, kind))


def soonest(found: Select[int], kind: Kind, limit: int | None) -> list[Edition]:
    """Read the editions of a selection of ids that come next."""
    chosen = lists.cards(lists.soonest(found, kind).limit(limit), kind)
    return cards.read(db.session, lists.soonest(chosen, kind))
