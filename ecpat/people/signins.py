"""Where a person is signed in, and the attempts that failed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .. import clock
from ..extensions import Base
from .models import Person


class SignIn(Base):
    """One browser in which a person is signed in, until `ended_at`; `device` says which in a few words."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)  #: SHA-256 of what the cookie holds
    device: Mapped[str] = mapped_column(String(80), default="")
    began_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    seen_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


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
