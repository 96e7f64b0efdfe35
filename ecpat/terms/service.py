"""The terms of the thesaurus: as editors keep them, else those that come with the site."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from .. import locales
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


Worded = TypeVar("Worded", Term, Definition)


def read(path: Path) -> Iterator[Term]:
    """Yield the terms of a CSV file with the columns concept, locale, preferred, also, discouraged (“;” between)."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for use in ("preferred", "also", "discouraged"):
                for text in filter(None, map(str.strip, row[use].split(";"))):
                    yield Term(row["concept"], row["locale"], use, text)


def every() -> list[Term]:
    """Return the terms as editors keep them now; those of the site in a language in which they keep none."""
    columns = select(ThesaurusTerm.concept, ThesaurusTerm.locale, ThesaurusTerm.use, ThesaurusTerm.text)
    terms = [Term(*row) for row in db.session.execute(columns.order_by(ThesaurusTerm.id))]
    return terms + _unkept(read(DATA), terms)


def read_definitions() -> Iterator[Definition]:
    """Yield the definitions that come with the site."""
    with DEFINITIONS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Definition(**{**row, "in_texts": row["in_texts"] == "yes"})


def definitions() -> list[Definition]:
    """Return the definitions as editors keep them now; those of the site in a language in which they keep none."""
    rows = list(db.session.scalars(select(Definition)))
    return rows + _unkept(read_definitions(), rows)


def take_over() -> None:
    """Where editors keep no words or definitions in a language yet, keep those of the site, so that none is lost."""
    terms = _unkept(read(DATA), db.session.scalars(select(ThesaurusTerm)).all())
    for term in terms:
        db.session.add(ThesaurusTerm(concept=term.concept, locale=term.locale, use=term.use, text=term.text))
    db.session.add_all(_unkept(read_definitions(), db.session.scalars(select(Definition)).all()))
    db.session.flush()


def _unkept(shipped: Iterable[Worded], rows: Iterable[Term | ThesaurusTerm | Definition]) -> list[Worded]:
    """Return what comes with the site in those of its languages in which there are no rows."""
    wanted = set(locales.LOCALES) - {row.locale for row in rows}
    return [one for one in shipped if one.locale in wanted] if wanted else []


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
