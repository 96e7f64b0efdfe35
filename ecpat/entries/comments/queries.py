"""Reads of comments."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ...core.database import db
from .models import Comment


def comments_on(entry_id: int) -> list[Comment]:
    """Return the comments on an entry with their answers, settled or not, in the order of saying."""
    found = select(Comment).where(Comment.entry_id == entry_id, Comment.answers_id.is_(None)).order_by(Comment.id)
    answers = selectinload(Comment.answers).joinedload(Comment.person)
    return list(db.session.scalars(found.options(joinedload(Comment.person), answers)))


def open_on(entry_id: int) -> list[Comment]:
    """Return the comments on an entry that are not settled."""
    return [said for said in comments_on(entry_id) if said.settled_at is None]
