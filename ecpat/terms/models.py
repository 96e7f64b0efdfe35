"""The words of the field and of those who need help: rows that editors extend, read by search and the desk."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database import Base
from ..core.generation import Content

USES = ("preferred", "also", "discouraged")
TEXT_LENGTH, REASON_LENGTH, SOURCE_LENGTH = 600, 400, 200


class ThesaurusTerm(Content, Base):
    """A word or phrase of a language for a concept, and whether it is the one to use."""

    __tablename__ = "thesaurus_term"
    __table_args__ = (
        UniqueConstraint("concept", "locale", "text"),
        CheckConstraint(f"use IN {USES}", name="use_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    concept: Mapped[str] = mapped_column(String(60))
    locale: Mapped[str] = mapped_column(String(12))
    use: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(String(160))


class Definition(Content, Base):
    """What a concept means in a language, why its word is the one to use, and where that is said."""

    __tablename__ = "definition"

    concept: Mapped[str] = mapped_column(String(60), primary_key=True)
    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    text: Mapped[str] = mapped_column(String(TEXT_LENGTH))
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")
    source: Mapped[str] = mapped_column(String(SOURCE_LENGTH), default="")
    in_texts: Mapped[bool] = mapped_column(default=True, server_default=true())  #: explained where texts say its word


class HelpPhrase(Content, Base):
    """A phrase of distress or risk: a search with it is answered with help first."""

    __tablename__ = "help_phrase"

    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    phrase: Mapped[str] = mapped_column(String(120), primary_key=True)
