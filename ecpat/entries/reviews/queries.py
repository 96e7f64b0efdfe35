"""Reads of reviews."""

from __future__ import annotations

from sqlalchemy import select

from ...core.database import db
from .models import Review


def last_of(entry_id: int) -> Review | None:
    """Return the review of an entry that was asked for last."""
    return db.session.scalar(select(Review).where(Review.entry_id == entry_id).order_by(Review.id.desc()).limit(1))


def open_of(entry_id: int) -> Review | None:
    """Return the review of an entry that waits for an answer."""
    last = last_of(entry_id)
    return last if last is not None and last.answered_at is None else None
