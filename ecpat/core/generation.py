"""The generation: one number that every transaction changing content advances.

Everything derived (search index, caches, feeds) keeps the generation it was made from and catches up when the
database's is another. A moment that changes what readers see without anyone writing (a scheduled edition falls
due, a training ends, consent to a picture ends) advances it too: the row remembers the next such moment, and the
first to read the generation after it counts one up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar, cast

from blinker import signal
from sqlalchemy import CheckConstraint, Column, ScalarSelect, event, func, literal, select, union_all, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from . import changes, clock, dates
from .database import Base, UtcDateTime, db
from .services import Service

T = TypeVar("T")
_CHANGED = "changed_entries"  # in a session: the ids of the entries that its transaction changed
KNOWN = "ecpat.generation"  # in a WSGI environment: the generation that who passes a request on has just asked for
PAUSE = 1.0  # seconds until what has fallen due is counted again, where nothing could be written

#: Sent with a session in the transaction that counts what fell due, and `now`: whose rows change at a moment does it.
fell_due = signal("fell-due")
content_changed = signal("content-changed")  # sent once after a commit that changed content: a nudge, no promise


class Content:
    """Marks a model whose changes readers may see."""


class Generation(Base):
    """The one row that counts."""

    __tablename__ = "generation"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]


# Asked several times a page, so made once, of the table: a third of the cost.
_NUMBER = select(Generation.__table__.c.number, Generation.__table__.c.due_at)


def current() -> int:
    """Return the generation of the database, counting what has fallen due."""
    row = db.session.execute(_NUMBER).one()
    if row.due_at is None or row.due_at > clock.now() or time.monotonic() < cache().put_off:
        return int(row.number)
    try:
        with Session(db.engine) as session, session.begin():  # apart from the reader's own session
            return _count_due(session, row.due_at)
    except OperationalError:  # locked, full, read-only or gone: readers are answered, and it is counted later
        cache().put_off = time.monotonic() + PAUSE
        return int(row.number)


def _count_due(session: Session, due_at: datetime) -> int:
    """Advance the generation, unless another process has, for what has fallen due."""
    now = clock.now()
    advanced = session.execute(_advance(session).where(Generation.due_at <= now))
    number = session.scalars(select(Generation.number)).one()
    if advanced.rowcount:  # type: ignore[attr-defined]  # of an UPDATE
        changes.write(session, number, changes.due_between(due_at, now, session))
        fell_due.send(session, now=now)
    return number


def _advance(session: Session) -> Any:
    return update(Generation).values(number=Generation.number + 1, due_at=_next_moment(session))


def _next_moment(session: Session) -> ScalarSelect[Any]:
    """Select the first moment ahead at which some page changes by itself."""
    ahead = [select(func.min(column).label("moment")).where(column > clock.now()) for column in changes.moments()]
    known = [*(_end_of(column, session) for column in changes.last_days()), *changes.foreseen(session)]
    moments = [literal(moment, UtcDateTime).label("moment") for moment in known]
    found = union_all(*ahead, *map(select, moments)).subquery()
    return select(func.min(found.c.moment)).scalar_subquery()


def _end_of(column: Column[Any], session: Session) -> datetime | None:
    """Return the first end ahead of a day in a column: a day ends in Brussels, not in a database."""
    day = session.scalar(select(func.min(column)).where(column.between(dates.today(), dates.LAST_DAY)))
    return dates.end_of(day) if day else None


@event.listens_for(Session, "after_flush")
def _notice(session: Session, _context: Any) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Content):
            session.info.setdefault(_CHANGED, set()).update(changes.entries_of(row, session.connection()))


@event.listens_for(Session, "do_orm_execute")
def _notice_bulk(state: Any) -> None:
    if not state.is_select and (mapper := state.bind_mapper) is not None and issubclass(mapper.class_, Content):
        changed = state.session.info.setdefault(_CHANGED, set())
        changed.update([None] if changes.concerns_entries(mapper.class_) else [])


@event.listens_for(Session, "before_commit")
def _count(session: Session) -> None:
    session.flush()
    if _CHANGED in session.info:
        session.execute(select(Generation.number).with_for_update())  # what others commit until then is seen
        session.execute(_advance(session))
        changes.write(session, session.scalars(select(Generation.number)).one(), session.info[_CHANGED])


@event.listens_for(Session, "after_commit")
def _nudge(session: Session) -> None:
    if session.info.pop(_CHANGED, None) is not None:
        content_changed.send()


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: Any) -> None:
    session.info.pop(_CHANGED, None)


class GenerationCache:
    """Values made from the database at one generation; all are dropped when it moves.

    Safe to share between threads: two may make the same value, never mix two generations.
    """

    def __init__(self, limit: int = 512) -> None:
        self._limit = limit
        self._lock = Lock()
        self._generation = -1
        self._values: dict[Hashable, object] = {}
        self.put_off = 0.0  #: until when what falls due is not counted: the database could not be written

    @property
    def newest(self) -> int:
        """Return the newest generation of which something is known here; -1 where nothing is."""
        return self._generation

    def get(self, generation: int, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of a key at a generation, making it where it is not known."""
        with self._lock:
            if generation > self._generation:
                self._generation, self._values = generation, {}
            if generation == self._generation and key in self._values:
                return cast(T, self._values[key])
        value = make()
        with self._lock:
            if generation == self._generation and len(self._values) < self._limit:
                self._values[key] = value
        return value


CACHE = Service[GenerationCache](lambda _app: GenerationCache())


def cache() -> GenerationCache:
    """Return what this application keeps of its database at the present generation."""
    return CACHE.current()
