"""The table of outgoing mail."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from .. import clock
from ..database import Base

LONGEST_REASON = 300  # characters


class OutgoingMail(Base):
    """A mail to somebody: what it is about and what became of it. Its text, links included, is made when it is sent.

    Its state is a date: neither sent nor failed, it is on its way.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (CheckConstraint("sent_at IS NULL OR failed_at IS NULL", name="one_end"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), index=True
    )  #: none: asked for by a stranger
    template: Mapped[str] = mapped_column(String(40))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  #: who is told if it fails
    name: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))  #: of its Message-ID
    created_at: Mapped[datetime] = mapped_column(index=True, default=lambda: clock.now())
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(
        String(LONGEST_REASON)
    )  #: what the server said, the last time it refused
