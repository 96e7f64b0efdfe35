"""What editors choose to come first for a search: up to three entries a term."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from ..core import generation
from ..core.database import Base, db
from ..core.generation import Content
from ..core.services import Service
from .insight import LONGEST
from .text.analysis import analyser

MOST = 3  # entries a term

_cache = Service(lambda _app: generation.GenerationCache())


class PromotedResult(Content, Base):
    """An entry that comes first where a term is searched for."""

    __tablename__ = "promoted_result"
    __table_args__ = (CheckConstraint(f"position BETWEEN 1 AND {MOST}", name="position_known"),)

    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    text: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)


def promoted(text: str, locale: str) -> tuple[int, ...]:
    """Return the ids of the entries that come first for a text, whichever language its term was kept in."""
    terms = _cache.current().get(generation.current(), "promoted", _read)
    order = sorted({known for known, _term in terms}, key=lambda known: known != locale)
    return next((terms[key] for known in order if (key := (known, term(text, known))) in terms), ())


def term(text: str, locale: str) -> str:
    """Return what two ways to type a term have in common."""
    return " ".join(analyser(locale).words(text))


def _read() -> Mapping[tuple[str, str], tuple[int, ...]]:
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    order = (PromotedResult.locale, PromotedResult.text, PromotedResult.position)
    for row in db.session.scalars(select(PromotedResult).order_by(*order)):
        key = row.locale, term(row.text, row.locale)
        found[key] = (*found.get(key, ()), row.entry_id)
    return found
