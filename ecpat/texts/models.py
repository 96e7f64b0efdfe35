"""What the organisation says of itself: words per language, never in a template."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database import Base
from ..core.generation import Content


class SiteText(Content, Base):
    """One of the organisation's texts in one language."""

    __tablename__ = "site_text"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
