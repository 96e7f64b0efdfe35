"""What readers ask for often: in words only once five of them have, and written beside their requests.

Until then the database has a keyed digest and a number, for thirty days at most: no word, and nothing of who asked.
Who asked is told apart in memory alone, for a day, see `readers`: somebody who asks on five days counts as five.
"""

from __future__ import annotations

import hmac
from collections import deque
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Protocol

from flask import current_app
from sqlalchemy import CheckConstraint, Connection, String, delete, insert, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from . import clock, jobs
from .database import Base, db
from .i18n import local
from .readers import Readers
from .secrets import derived
from .services import Service
from .write_behind import WriteBehind

ENOUGH = 5  # readers
PENDING = timedelta(days=30)
PAUSE = 1.0  # seconds between two writes of a process
MOST = 1000  # questions that wait; more at once are not counted
_making = Lock()


class PendingCount(Base):
    """How many readers have asked for something since a day, which only a keyed digest names."""

    __tablename__ = "pending_count"
    __table_args__ = (CheckConstraint("readers >= 1", name="readers_positive"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[date] = mapped_column(index=True)
    readers: Mapped[int]


class Question(Protocol):
    """What a reader asked for."""

    def key(self) -> str:
        """Return under what it is counted; nothing where it must not be kept at all."""

    def write(self, connection: Connection, day: date, readers: int) -> None:
        """Write it down in words, for so many readers more."""

    @classmethod
    def forget(cls, connection: Connection, day: date) -> None:
        """Delete what was written down too long before a day."""


class FrequentCounts:
    """Counts one kind of questions for one process."""

    def __init__(self, kind: type[Question], engine: Engine, folder: Path, secret: str) -> None:
        self._kind, self._engine = kind, engine
        name = kind.__name__.lower()
        self._readers = Readers(folder, name)
        self._key = derived(secret, f"counts of {name}")
        self._waiting = deque[tuple[date, str, Question]]()
        self._forgotten: date | None = None
        self._written = WriteBehind(name, self._write, PAUSE)

    def count(self, reader: str, question: Question) -> None:
        """Count a question of a reader, in a moment."""
        if len(self._waiting) < MOST:
            self._waiting.append((_today(), reader, question))
        self._written.wake()

    def flush(self) -> None:
        """Count all that was asked until now, at once."""
        self._written.flush()

    def _write(self) -> None:
        """Count all that waits; what cannot be counted is lost."""
        today = _today()
        self._readers.turn(today)
        asked = [self._waiting.popleft() for _ in range(len(self._waiting))]
        new = [
            (day, question, self._digest(key))
            for day, reader, question in asked
            if (key := question.key()) and self._readers.is_new(day, reader, key)
        ]
        if not new and today == self._forgotten:
            return
        with self._engine.begin() as connection:
            if today != self._forgotten:
                connection.execute(delete(PendingCount).where(PendingCount.since <= today - PENDING))
                self._kind.forget(connection, today)
            for day, question, digest in new:
                readers = _one_more(connection, digest, day)
                if readers >= ENOUGH:
                    question.write(connection, day, readers if readers == ENOUGH else 1)
        self._forgotten = today

    def _digest(self, key: str) -> str:
        return hmac.digest(self._key, key.encode(), sha256).hex()


_COUNTED = Service[dict[type[Question], FrequentCounts]](lambda _app: {})


def counts(kind: type[Question]) -> FrequentCounts:
    """Return what counts a kind of questions in this process, made at its first use."""
    counted = _COUNTED.current()
    with _making:
        if kind not in counted:
            folder, secret = Path(current_app.instance_path), current_app.config["SECRET_KEY"]
            counted[kind] = FrequentCounts(kind, db.engine, folder, secret)
        return counted[kind]


@jobs.handler("counts.forget", every=timedelta(days=1))
def forget_pending(_payload: jobs.Payload) -> None:
    """Delete what too few have asked for, also where nobody searches any more or INSIGHT is off."""
    db.session.execute(delete(PendingCount).where(PendingCount.since <= _today() - PENDING))


def _one_more(connection: Connection, digest: str, day: date) -> int:
    """Count a reader more and return how many there are, also where another process begins with it just now."""
    more = (
        update(PendingCount)
        .where(PendingCount.digest == digest)
        .values(readers=PendingCount.readers + 1)
        .returning(PendingCount.readers)
    )
    readers = connection.scalar(more)
    if readers is None:
        try:
            with connection.begin_nested():
                connection.execute(insert(PendingCount).values(digest=digest, since=day, readers=1))
        except IntegrityError:
            readers = connection.scalar(more)
    return readers or 1


def _today() -> date:
    return local(clock.now()).date()
