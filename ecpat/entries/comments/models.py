"""The table of comments, which are deleted with their entry and which no reader sees."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import Person
from ...core import clock
from ...core.database import Base

COMMENT_LENGTH = 2_000
CONTEXT_LENGTH = 40  # characters before and after a quotation by which it is told from the same words elsewhere


class Comment(Base):
    """What somebody said beside a passage of a language, of which the words are kept; or an answer to that.

    An answer has none of its own, and none that answers it.
    """

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    locale: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    quotation: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(String(CONTEXT_LENGTH), default="", server_default="")
    after: Mapped[str] = mapped_column(String(CONTEXT_LENGTH), default="", server_default="")
    text: Mapped[str] = mapped_column(String(COMMENT_LENGTH))
    settled_at: Mapped[datetime | None]
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)

    person: Mapped[Person] = relationship()
    answers: Mapped[list[Comment]] = relationship(order_by="Comment.id", passive_deletes=True)
