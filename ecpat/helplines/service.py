"""Help lines as readers' pages know them: read once per generation, detached and read-only."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ..web import snapshot
from .models import HelpLine


def lines(locale: str) -> tuple[HelpLine, ...]:
    """Return the help lines that are described in a language, in their order."""
    return tuple(line for line in snapshot.read("help lines", _every) if locale in line.words)


def _every(session: Session) -> tuple[HelpLine, ...]:
    found = select(HelpLine).options(selectinload(HelpLine.words)).order_by(HelpLine.position, HelpLine.id)
    return tuple(session.scalars(found))
