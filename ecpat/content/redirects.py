"""Addresses of the old site that lead somewhere, and those that readers met and led nowhere."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from .. import clock
from ..extensions import Base
from .changes import Content

PATH_LENGTH = 300


class Redirect(Content, Base):
    """A path that has no page of its own, and the path or https address it leads to for good."""

    __tablename__ = "redirect"
    __table_args__ = (CheckConstraint("path LIKE '/%'", name="path_absolute"),)

    path: Mapped[str] = mapped_column(String(PATH_LENGTH), primary_key=True)
    target: Mapped[str] = mapped_column(String(PATH_LENGTH))
    created_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())


class MissedPath(Base):
    """How often a path was asked for that has no page: counted by day, nothing of who asked."""

    __tablename__ = "missed_path"
    __table_args__ = (CheckConstraint("count >= 1", name="count_positive"),)

    path: Mapped[str] = mapped_column(String(PATH_LENGTH), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]
