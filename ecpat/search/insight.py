"""What is looked for, without watching anyone: counts per day and language, of frequent searches only.

A search is counted in the memory of its worker; only when it was made five times there in a day are its words
written down, so that what one person typed is never kept. Nothing else is kept: no time, no address, no order.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from threading import Lock
from typing import Any

from sqlalchemy import CheckConstraint, String, delete, insert, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Base

ENOUGH = 5  # times a search must have been made in a day before it is written down
KEPT = timedelta(days=396)  # thirteen months
MOST = 20_000  # different searches counted at a time in a process
LONGEST = 80  # characters


class SearchCount(Base):
    """How often a search was made on a day, and how often nothing was found."""

    __tablename__ = "search_count"
    __table_args__ = (CheckConstraint("made >= 1 AND missed BETWEEN 0 AND made", name="counts_plausible"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    text: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    made: Mapped[int]
    missed: Mapped[int]


class Insight:
    """Counts searches for one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._day: date | None = None
        self._made: Counter[tuple[str, str]] = Counter()
        self._missed: Counter[tuple[str, str]] = Counter()

    def count(self, engine: Engine, day: date, locale: str, text: str, total: int) -> None:
        """Count a search; write it down once it was made often enough that day."""
        key = (locale, " ".join(text.casefold().split())[:LONGEST])
        with self._lock:
            if day != self._day:
                self._day, self._made, self._missed = day, Counter(), Counter()
                self._forget(engine, day - KEPT)
            if len(self._made) >= MOST and key not in self._made:
                return
            self._made[key] += 1
            self._missed[key] += total == 0
            if self._made[key] < ENOUGH:
                return
            made, missed = self._made[key], self._missed[key]
            if made > ENOUGH:  # the first five are written already
                made, missed = 1, int(total == 0)
            self._write(engine, {"day": day, "locale": locale, "text": key[1]}, made, missed)

    def _write(self, engine: Engine, key: dict[str, Any], made: int, missed: int) -> None:
        row = SearchCount.__table__.c
        same = (row.day == key["day"]) & (row.locale == key["locale"]) & (row.text == key["text"])
        with engine.begin() as connection:
            more = update(SearchCount).where(same).values(made=row.made + made, missed=row.missed + missed)
            if connection.execute(more).rowcount == 0:
                connection.execute(insert(SearchCount).values(**key, made=made, missed=missed))

    def _forget(self, engine: Engine, before: date) -> None:
        with engine.begin() as connection:
            connection.execute(delete(SearchCount).where(SearchCount.day < before))
