"""The table of reviews, which are deleted with their entry and which no reader sees."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import Person
from ...core import clock
from ...core.database import Base

APPROVED, RETURNED, WITHDRAWN = "approved", "returned", "withdrawn"
OUTCOMES = (APPROVED, RETURNED, WITHDRAWN)
NOTE_LENGTH = 400


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
