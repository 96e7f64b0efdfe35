"""The terms of the thesaurus: as editors keep them, else those that come with the site."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from ..core.database import db
from .models import Definition, ThesaurusTerm

DATA, DEFINITIONS = (Path(__file__).parent / f"{name}.csv" for name in ("thesaurus", "definitions"))


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


def read_definitions() -> list[Definition]:
    """Return the definitions that come with the site."""
    with DEFINITIONS.open(encoding="utf-8", newline="") as file:
        return [Definition(**{**row, "in_texts": row["in_texts"] == "yes"}) for row in csv.DictReader(file)]


def definitions() -> list[Definition]:
    """Return the definitions as editors keep them now; those that come with the site where they keep none."""
    return list(db.session.scalars(select(Definition))) or read_definitions()


def take_over() -> None:
    """Where editors keep no words or no definitions yet, keep those that come with the site, so that none is lost."""
    if db.session.scalar(select(ThesaurusTerm.id).limit(1)) is None:
        for term in read(DATA):
            db.session.add(ThesaurusTerm(concept=term.concept, locale=term.locale, use=term.use, text=term.text))
    if db.session.scalar(select(Definition.concept).limit(1)) is None:
        db.session.add_all(read_definitions())
    db.session.flush()


def define(concept: str, locale: str, text: str, reason: str, source: str, in_texts: bool) -> None:
    """Keep what a concept means in a language; without a text it means nothing there."""
    if text:
        said = Definition(
            concept=concept, locale=locale, text=text, reason=reason, source=source, in_texts=in_texts
        )  # fmt: skip
        db.session.merge(said)
    else:
        forget(concept, locale)


def forget(concept: str, *in_locales: str) -> None:
    """Delete what a concept means in some languages."""
    found = (Definition.concept == concept, Definition.locale.in_(in_locales))
    for row in db.session.scalars(select(Definition).where(*found)):
        db.session.delete(row)
