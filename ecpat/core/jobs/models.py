"""The table of jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from .. import clock
from ..database import Base


class Job(Base):
    """Something to be done. One that is done is deleted, or has its next time where it comes again and again.

    The payload names rows and holds no secret: what is secret is made when the job is done.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("tries >= 0", name="tries_counted"),
        CheckConstraint("(lease_until IS NULL) = (leased_by IS NULL)", name="lease_whole"),
        Index(None, "failed_at", "run_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))  #: such as "mail.send"
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    key: Mapped[str | None] = mapped_column(String(120), unique=True)  #: where there must be one alone
    machine: Mapped[str | None] = mapped_column(String(80))  #: which must do it; none: any
    created_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    run_at: Mapped[datetime]  #: the next time
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    leased_by: Mapped[str | None] = mapped_column(String(100))
    failed_at: Mapped[datetime | None]  #: given up
    reason: Mapped[str | None] = mapped_column(String(200))  #: why the last try failed
