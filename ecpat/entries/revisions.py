"""What was saved once, by whom: rows are added, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Person
from ..core import clock
from ..core.database import Base, db
from ..core.generation import Content

if TYPE_CHECKING:
    from .models import Edition, Entry

COLUMNS = ("title", "summary", "body", "readers_words", "slug", "details", "changes")


class Revision(Content, Base):
    """The words of an edition as they were saved once."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    saved_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  #: none: seeded or imported
    words: Mapped[dict[str, Any]] = mapped_column(JSON)

    person: Mapped[Person | None] = relationship()


class FactsRevision(Base):
    """The facts of an entry as they were saved once."""

    __tablename__ = "facts_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    saved_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)

    person: Mapped[Person | None] = relationship()


def words_shown(edition: Edition) -> dict[str, Any]:
    """Return the words that readers see of an edition, as a revision has them."""
    words: dict[str, Any] = {name: getattr(edition, name) for name in COLUMNS}
    return {**words, "document": edition.document.digest if edition.document else None}


def keep_words(edition: Edition, words: Mapping[str, Any], by: Person | None) -> None:
    """Add the revision that words make."""
    edition.saves = (edition.saves or 0) + 1
    edition.revisions.append(Revision(words=dict(words), person_id=by.id if by else None))


def keep_facts(entry: Entry, facts: Mapping[str, Any], by: Person | None) -> None:
    """Add the revision that facts make."""
    entry.saves = (entry.saves or 0) + 1
    db.session.add(FactsRevision(entry_id=entry.id, person_id=by.id if by else None, facts=dict(facts)))
