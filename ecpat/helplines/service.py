"""Help lines as readers' pages know them: read once per generation, detached and read-only."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, selectinload

from ..core import changes, clock, dates
from ..core.database import db
from ..web import snapshot
from ..web.pagination import counted
from .hours import ALWAYS
from .hours_words import next_change
from .models import HelpLine

TRUSTED = timedelta(days=183)  # how long a number counts as checked


def lines(locale: str) -> tuple[HelpLine, ...]:
    """Return the help lines that are described in a language, in their order."""
    return tuple(line for line in every() if locale in line.words)


def every() -> tuple[HelpLine, ...]:
    """Return all help lines, in their order."""
    return snapshot.read("help lines", _every)


def unchecked_lines(today: date) -> Select[HelpLine]:
    """Select the help lines that nobody has checked for six months."""
    return (
        select(HelpLine)
        .where(or_(HelpLine.checked_on.is_(None), HelpLine.checked_on < today - TRUSTED))
        .order_by(HelpLine.position, HelpLine.id)
    )


def is_checked(line: HelpLine) -> bool:
    """Tell whether somebody has checked a help line within six months."""
    return line.checked_on is not None and line.checked_on >= dates.today() - TRUSTED


def count_unchecked() -> int:
    """Return how many help lines nobody has checked for six months."""
    return db.session.scalar(counted(unchecked_lines(dates.today()))) or 0


def _every(session: Session) -> tuple[HelpLine, ...]:
    found = select(HelpLine).options(selectinload(HelpLine.words)).order_by(HelpLine.position, HelpLine.id)
    return tuple(session.scalars(found))


def _next_moment(session: Session) -> datetime | None:
    """Return when the help page next changes by itself: a line opens or closes, or its number has grown old."""
    rows = session.execute(select(HelpLine.hours, HelpLine.checked_on)).all()
    changing = [next_change(row.hours) for row in rows if row.hours not in ("", ALWAYS)]
    ageing = [dates.end_of(row.checked_on + TRUSTED) for row in rows if row.checked_on is not None]
    return min((moment for moment in (*changing, *ageing) if moment > clock.now()), default=None)


changes.foresee(_next_moment)
