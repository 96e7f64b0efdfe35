"""What was imported from where, row by row: a second run goes on where one ended, and `--undo` knows what came."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database import Base, db

SOURCE_LENGTH, KEY_LENGTH, SUBJECT_LENGTH = 200, 340, 340


class Imported(Base):
    """That a thing of another site is here: its key there, what it became, and what that was when it was written."""

    __tablename__ = "imported"
    __table_args__ = (UniqueConstraint("source", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(SOURCE_LENGTH))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))  #: such as "post:12"
    subject: Mapped[str] = mapped_column(String(SUBJECT_LENGTH))  #: such as "entry:7", or where a redirect leads
    locale: Mapped[str] = mapped_column(String(12), default="")
    written: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Journal:
    """What was imported from one site, as of now; the caller commits what is noted."""

    def __init__(self, source: str) -> None:
        self.source = source[:SOURCE_LENGTH]
        rows = db.session.execute(select(Imported.key, Imported.subject).where(Imported.source == self.source))
        self._subjects: dict[str, str] = {key: subject for key, subject in rows}  # noqa: C416 — rows are no pairs

    def __contains__(self, key: str) -> bool:
        """Tell whether something is here."""
        return key in self._subjects

    def number(self, key: str) -> int | None:
        """Return the number of what something became; None where it is not here."""
        subject = self._subjects.get(key, "")
        return int(subject.rpartition(":")[2]) if subject else None

    def note(self, key: str, subject: str, locale: str = "", **written: Any) -> None:
        """Note that something is here, in the transaction that writes it."""
        db.session.add(
            Imported(source=self.source, key=key[:KEY_LENGTH], subject=subject, locale=locale, written=written)
        )
        self._subjects[key[:KEY_LENGTH]] = subject

    def rows(self) -> Select[Imported]:
        """Select what is noted, the last first."""
        return select(Imported).where(Imported.source == self.source).order_by(Imported.id.desc())
