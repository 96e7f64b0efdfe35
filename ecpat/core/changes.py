"""Which entries each generation changed: written in its transaction, so that any process reads only that again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ..config import TIME_ZONE
from .database import Base, db

KEPT = 2000  # generations; who is further behind compares everything
#: The `info` of a column: at that moment, or after that day, a page changes by itself.
MOMENT, LAST_DAY = {"moment": True}, {"last_day": True}
NOTHING = 0  # the entry's id of a generation that changed no entry: another that is missing was not written by us

Concerned = Callable[[Any, Connection], Iterable[int]]
_concerned: dict[type, Concerned] = {}
_foreseen: list[Callable[[Session], datetime | None]] = []


class Change(Base):
    """That a generation changed an entry; without entry it is not known which, and everything is to be compared."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    generation: Mapped[int] = mapped_column(index=True)
    entry_id: Mapped[int | None]


def concerns(model: type, find: Concerned) -> None:
    """Say which entries a changed row of a model concerns; of a model with a column `entry_id` it is known."""
    _concerned[model] = find


def entries_of(row: Any, connection: Connection) -> Iterable[int]:
    """Return the ids of the entries that a changed row concerns."""
    for model in type(row).__mro__:
        if model in _concerned:
            return _concerned[model](row, connection)
    entry_id = getattr(row, "entry_id", None)
    return () if entry_id is None else (entry_id,)


def concerns_entries(model: type) -> bool:
    """Tell whether the rows of a model concern entries."""
    return hasattr(model, "entry_id") or not _concerned.keys().isdisjoint(model.__mro__)


def write(session: Session, number: int, entry_ids: Iterable[int | None]) -> None:
    """Note what a generation changed, and forget what nobody asks for any more."""
    rows = [{"generation": number, "entry_id": entry_id} for entry_id in set(entry_ids) or {NOTHING}]
    session.execute(insert(Change.__table__), rows)  # type: ignore[arg-type]  # a Table
    if number % 100 == 0:
        session.execute(delete(Change).where(Change.generation < number - KEPT))


def due_between(start: datetime, end: datetime, session: Session) -> set[int]:
    """Return the ids of the entries that some moment or last day between two concerns."""
    found: set[int] = set()
    for mapper in Base.registry.mappers:
        for column in mapper.local_table.c:
            if column.info == MOMENT:
                due = column.between(start, end)
            elif column.info == LAST_DAY:
                due = column.between(_day_before(start), _day_before(end))
            else:
                continue
            for row in session.scalars(select(mapper.class_).where(due)):
                found.update(entries_of(row, session.connection()))
    return found


def _day_before(moment: datetime) -> date:
    """Return the last day that has ended by a moment, in Brussels."""
    return moment.astimezone(TIME_ZONE).date() - timedelta(days=1)


def moments() -> list[Column[Any]]:
    """Return the columns of moments at which pages change by themselves."""
    return _marked(MOMENT)


def last_days() -> list[Column[Any]]:
    """Return the columns of days after which pages change by themselves."""
    return _marked(LAST_DAY)


def foresee(find: Callable[[Session], datetime | None]) -> None:
    """Say how the next moment is found at which pages change by themselves and that no column has."""
    _foreseen.append(find)


def foreseen(session: Session) -> list[datetime]:
    """Return the next moments of that sort."""
    return [moment for find in _foreseen if (moment := find(session)) is not None]


def _marked(mark: dict[str, bool]) -> list[Column[Any]]:
    return [column for table in Base.metadata.tables.values() for column in table.c if column.info == mark]


def between(old: int, new: int) -> frozenset[int] | None:
    """Return the ids of the entries that changed after a generation up to another; None where that is not known."""
    rows = db.session.execute(
        select(Change.generation, Change.entry_id).where(Change.generation > old, Change.generation <= new)
    ).all()
    if {row.generation for row in rows} != set(range(old + 1, new + 1)) or any(row.entry_id is None for row in rows):
        return None
    return frozenset(row.entry_id for row in rows) - {NOTHING}
