"""Help lines: whom to call, in each language, and when that was last checked."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, attribute_keyed_dict, mapped_column, relationship

from ..core.database import Base
from ..core.generation import Content

HOURS_LENGTH, FACT_LENGTH = 200, 120
GROUPS = ("now", "talk", "report", "worried")


class HelpLine(Content, Base):
    """A service; without `checked_on` its number is shown as still to be checked; `hours.py` reads its hours."""

    __tablename__ = "help_line"
    __table_args__ = (CheckConstraint(f"situation IN {GROUPS}", name="situation_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    situation: Mapped[str] = mapped_column(String(10))
    position: Mapped[int] = mapped_column(default=0)
    number: Mapped[str] = mapped_column(String(30), default="")
    url: Mapped[str] = mapped_column(String(300), default="")
    hours: Mapped[str] = mapped_column(String(HOURS_LENGTH), default="", server_default="")
    checked_on: Mapped[date | None]
    in_bar: Mapped[bool] = mapped_column(default=False)
    in_panel: Mapped[bool] = mapped_column(default=False)
    words: Mapped[dict[str, HelpLineWords]] = relationship(
        collection_class=attribute_keyed_dict("locale"), cascade="all, delete-orphan", passive_deletes=True
    )


class HelpLineWords(Content, Base):
    """A help line's words in one language: full name, short label, who it is for, how it answers."""

    __tablename__ = "help_line_words"

    help_line_id: Mapped[int] = mapped_column(ForeignKey("help_line.id", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    label: Mapped[str] = mapped_column(String(120), default="")
    description: Mapped[str] = mapped_column(String(400), default="")
    ways: Mapped[str] = mapped_column(String(FACT_LENGTH), default="", server_default="")
    languages: Mapped[str] = mapped_column(String(FACT_LENGTH), default="", server_default="")
    cost: Mapped[str] = mapped_column(String(FACT_LENGTH), default="", server_default="")
