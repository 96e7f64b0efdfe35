"""Addresses that readers met and that lead nowhere: counted, without anything of who asked.

They are counted in the memory of a process and written down at most once a minute, so that a flood of them costs
no writes; the rest when the process ends, if it is asked to.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from multiprocessing.util import Finalize
from threading import Lock

from flask import Request
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from ..content.redirects import PATH_LENGTH, MissedPath, key_of

EVERY = 60.0  # seconds between two writes of a process
MOST = 500  # addresses counted at a time in a process
MOST_A_DAY = 1000  # addresses of a day that are written down
KEPT = timedelta(days=396)  # thirteen months
_PERSONAL = re.compile(r"@|%40|\d{6}")
_PAGE = re.compile(r"[^.]*(\.(html?|php|aspx?|pdf))?", re.IGNORECASE)


def countable(request: Request) -> str:
    """Return under which path a request is counted; nothing where it is no reader's, or may hold personal data."""
    path = request.path
    if (
        request.method != "GET"
        or "text/html" not in request.headers.get("Accept", "")
        or len(path) > PATH_LENGTH - 20
        or not path.isprintable()
        or _PERSONAL.search(path)
        or not _PAGE.fullmatch(path.rpartition("/")[2])
    ):
        return ""
    return key_of(path, request.args)


class Misses:
    """Counts for one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[str] = Counter()
        self._written = -EVERY
        self._day: date | None = None  # of the latest count
        self._forgotten: date | None = None  # when old counts were last forgotten

    def count(self, engine: Engine, day: date, path: str) -> None:
        """Count an address; write down what was counted, where that was not done for a minute.

        Raises SQLAlchemyError where that fails; what was counted is kept for the next minute.
        """
        with self._lock:
            if self._day is None:  # in the worker itself: servers that fork their workers end them without `atexit`
                Finalize(None, self._end, (engine,), exitpriority=0)
            if path in self._counts or len(self._counts) < MOST:
                self._counts[path] += 1
            self._day, now = day, time.monotonic()
            if now < self._written + EVERY:
                return
            self._written = now
        self._write_down(engine, day)

    def _write_down(self, engine: Engine, day: date) -> None:
        with self._lock:
            counts, self._counts = self._counts, Counter()
        try:
            _write(engine, day, counts, forget=day != self._forgotten)
        except SQLAlchemyError:
            with self._lock:
                self._counts.update(counts)
            raise
        self._forgotten = day

    def _end(self, engine: Engine) -> None:
        with suppress(SQLAlchemyError):
            if self._day is not None and self._counts:
                self._write_down(engine, self._day)


def _write(engine: Engine, day: date, counts: Counter[str], forget: bool) -> None:
    row = MissedPath.__table__.c
    with engine.begin() as connection:
        if forget:
            connection.execute(delete(MissedPath).where(row.day < day - KEPT))
        room = MOST_A_DAY - (connection.scalar(select(func.count()).where(row.day == day)) or 0)
        for path, count in counts.most_common():
            same = (row.path == path) & (row.day == day)
            more = update(MissedPath).where(same).values(count=row.count + count)
            if connection.execute(more).rowcount == 0 and room > 0:
                connection.execute(insert(MissedPath).values(path=path, day=day, count=count))
                room -= 1
