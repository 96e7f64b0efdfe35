"""Reviews that were asked for, and comments beside passages: deleted with their entry, seen by no reader."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Person
from ..core import clock
from ..core.database import Base, db

APPROVED, RETURNED, WITHDRAWN = "approved", "returned", "withdrawn"
OUTCOMES = (APPROVED, RETURNED, WITHDRAWN)
NOTE_LENGTH, COMMENT_LENGTH = 400, 2_000


class Review(Base):
    """That somebody asked for an entry to be read, in which versions, and what came of it; open until it is answered.

    `versions` has how often each part of the form had been saved: "facts", and each language.
    """

    __tablename__ = "review"
    __table_args__ = (CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    versions: Mapped[dict[str, int]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(index=True)
    outcome: Mapped[str | None] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")

    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])


class Comment(Base):
    """What somebody said beside a passage of a language, which is kept as it was then; settled or not."""

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    locale: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    quotation: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(String(COMMENT_LENGTH))
    settled_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


def last_of(entry_id: int) -> Review | None:
    """Return the review of an entry that was asked for last."""
    return db.session.scalar(select(Review).where(Review.entry_id == entry_id).order_by(Review.id.desc()).limit(1))


def open_of(entry_id: int) -> Review | None:
    """Return the review of an entry that waits for an answer."""
    last = last_of(entry_id)
    return last if last is not None and last.answered_at is None else None


def comments_on(entry_id: int) -> list[Comment]:
    """Return what was said on an entry and is not settled, in the order of saying."""
    found = select(Comment).where(Comment.entry_id == entry_id, Comment.settled_at.is_(None))
    return list(db.session.scalars(found.order_by(Comment.id)))
