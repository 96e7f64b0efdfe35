"""The terms of the thesaurus: as editors keep them, else those that come with the site."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from ..core.database import db
from .models import ThesaurusTerm

DATA = Path(__file__).parent / "thesaurus.csv"


@dataclass(frozen=True)
class Term:
    """A word or phrase of a language for a concept; use is "preferred", "also" or "discouraged"."""

    concept: str
    locale: str
    use: str
    text: str


def read(path: Path) -> Iterator[Term]:
    """Yield the terms of a CSV file with the columns concept, locale, preferred, also, discouraged (“;” between)."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for use in ("preferred", "also", "discouraged"):
                for text in filter(None, map(str.strip, row[use].split(";"))):
                    yield Term(row["concept"], row["locale"], use, text)


def every() -> Iterable[Term]:
    """Return the terms as editors keep them now; those that come with the site where they keep none."""
    rows = db.session.scalars(select(ThesaurusTerm).order_by(ThesaurusTerm.id)).all()
    return [Term(row.concept, row.locale, row.use, row.text) for row in rows] or read(DATA)
