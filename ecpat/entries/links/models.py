"""The tables of links to other sites."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...core.database import Base

ENOUGH = 2  # days on which a link must have failed to be called broken


class ExternalLink(Base):
    """An address of another site, and what came of asking for it; its digest stands for it, however long it is."""

    __tablename__ = "external_link"
    __table_args__ = (CheckConstraint("failures >= 0", name="failures_counted"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    check_at: Mapped[datetime] = mapped_column(index=True)  #: when it is asked next
    checked_on: Mapped[date | None]
    failures: Mapped[int] = mapped_column(default=0)  #: days on which it failed, since it last answered
    reason: Mapped[str] = mapped_column(String(60), default="")  #: why, the last time: a status, or an error's name


class LinkUse(Base):
    """That an edition that readers see has a link, when that was looked at last."""

    __tablename__ = "link_use"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(
        ForeignKey("external_link.digest", ondelete="CASCADE"), primary_key=True, index=True
    )
    noted_at: Mapped[datetime]  #: when that was looked at


def digest_of(url: str) -> str:
    """Return what stands for an address."""
    return sha256(url.encode()).hexdigest()
