"""What goes live at a moment that was set: judged then, and looked at again until it comes, for much may change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import JSON, ColumnElement, ForeignKey, Select, and_, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from ...core import clock
from ...core.database import Base, db
from ..models import Edition


class Judgement(Base):
    """Which rules an edition passed with a reason when it was published or scheduled last, and which stop it now.

    These are known of what is scheduled alone, as it was looked at last.
    """

    __tablename__ = "judgement"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True)
    passed: Mapped[list[str]] = mapped_column(JSON, default=list)
    stopping: Mapped[list[str]] = mapped_column(JSON, default=list)
    stopped_at: Mapped[datetime | None]  #: since when any does


def moment() -> ColumnElement[datetime]:
    """Return the expression of when a scheduled edition goes live, or changes."""
    return func.coalesce(Edition.update_at, Edition.published_at)


def ahead() -> ColumnElement[bool]:
    """Return the clause that holds for editions that go live, or change, at a moment ahead.

    Only a working copy has a moment of its own: `has_copy` has an index, and no row is read to find that it has none.
    """
    now = clock.now()
    return or_(Edition.published_at > now, and_(Edition.has_copy, Edition.update_at > now))


def stopped() -> Select[int]:
    """Select the ids of the scheduled editions that would not pass now."""
    return select(Judgement.edition_id).join(Edition).where(Judgement.stopped_at.is_not(None), ahead())


def admitted(edition: Edition, passed: Collection[str]) -> None:
    """Note that an edition may be published, and which rules a reason was given for."""
    kept = db.session.get(Judgement, edition.id)
    if kept is None and not passed:
        return
    kept = kept or Judgement(edition_id=edition.id)
    kept.passed, kept.stopping, kept.stopped_at = list(passed), [], None
    db.session.add(kept)


def note(edition: Edition, stopping: Collection[str]) -> list[str]:
    """Note which rules would stop a scheduled edition now; return those that are new, and that no reason passed."""
    kept = db.session.get(Judgement, edition.id) or Judgement(edition_id=edition.id, passed=[], stopping=[])
    found = [rule for rule in stopping if rule not in kept.passed]
    new = [rule for rule in found if rule not in kept.stopping]
    kept.stopping, kept.stopped_at = found, (kept.stopped_at or clock.now()) if found else None
    db.session.add(kept)
    return new
