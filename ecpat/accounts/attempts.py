"""Attempts to sign in that failed, and how long the next must wait: shared by all workers through the database.

An attempt is written down before it is judged, and taken back where it was right: many sent at once are counted
like many sent one after the other. Accounts and addresses are keyed digests, and rows are forgotten after a day.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Index, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from ..core import clock
from ..core.database import Base, db

WINDOW = timedelta(hours=1)  # in which failures count
KEPT = timedelta(days=1)
FREE, FREE_WIDE = 5, 20  # failures without a wait: at one account from one address; from one address in all
FIRST, LONGEST = timedelta(seconds=15), timedelta(minutes=5)  # the first wait, doubled each time, and the longest


class FailedSignIn(Base):
    """An attempt to sign in that failed; account and address are keyed digests, and it is soon forgotten."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (
        Index(None, "account_digest", "address_digest", "at"),
        Index(None, "address_digest", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_digest: Mapped[str] = mapped_column(String(64))
    address_digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Attempt:
    """What is known of an attempt without its row, which another one that was right may have taken away."""

    id: int
    account: str
    address: str
    at: datetime


def begin(account: str, address: str) -> Attempt:
    """Write an attempt down, as failed until it is judged."""
    now = clock.now()
    db.session.execute(delete(FailedSignIn).where(FailedSignIn.at < now - KEPT))
    row = FailedSignIn(account_digest=account, address_digest=address, at=now)
    db.session.add(row)
    db.session.flush()
    return Attempt(row.id, account, address, now)


def wait(attempt: Attempt, *, of_address: bool, of_account: bool) -> int:
    """Return how many seconds an attempt comes too early; 0 where it may be judged.

    What counts is always the account from this address; where asked, all accounts from it, or the account from all.
    """
    same_account, same_address = _own(attempt)
    waits = [_wait(attempt, FREE, same_account, same_address)]
    if of_address:
        waits.append(_wait(attempt, FREE_WIDE, same_address))
    if of_account:
        waits.append(_wait(attempt, FREE_WIDE, same_account))
    return max(waits)


def failures(account: str) -> int:
    """Return how many attempts at an account failed lately, from wherever."""
    since = FailedSignIn.at > clock.now() - WINDOW
    return db.session.scalar(select(func.count()).where(FailedSignIn.account_digest == account, since)) or 0


def take_back(attempt: Attempt) -> None:
    """Forget an attempt that was not judged."""
    db.session.execute(delete(FailedSignIn).where(*_own(attempt), FailedSignIn.id == attempt.id))


def forgive(attempt: Attempt) -> None:
    """Forget an attempt that was right, and the account's others from the same address."""
    db.session.execute(delete(FailedSignIn).where(*_own(attempt)))


def _own(attempt: Attempt) -> tuple[ColumnElement[bool], ...]:
    return FailedSignIn.account_digest == attempt.account, FailedSignIn.address_digest == attempt.address


def _wait(attempt: Attempt, free: int, *which: ColumnElement[bool]) -> int:
    count, last = db.session.execute(
        select(func.count(), func.max(FailedSignIn.at)).where(
            *which,
            FailedSignIn.at > attempt.at - WINDOW,
            FailedSignIn.id != attempt.id,
        )
    ).one()
    if count < free:
        return 0
    longest = min(FIRST * 2 ** min(count - free, 10), LONGEST)
    early: timedelta = last + longest - attempt.at
    return max(0, math.ceil(early.total_seconds()))
