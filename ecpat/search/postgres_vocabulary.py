"""The words that the texts in PostgreSQL use, per language: for completing them and for correcting others."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, text

from . import storage
from .postgres_rows import LOCALE, lexeme
from .postgres_tables import Index
from .vocabulary import Vocabulary, slips

_LAST = "\U0010ffff"


def locales(connection: Connection, index: Index) -> list[str]:
    """Return the languages that the index has texts in."""
    return sorted(term.removeprefix(LOCALE) for term in _range(connection, index, LOCALE, LOCALE + _LAST))


def counts(connection: Connection, index: Index, terms: Iterable[str]) -> dict[str, int]:
    """Return in how many documents terms stand, without those that stand in none."""
    found = connection.execute(
        text(index.sql("SELECT text, count FROM {term} WHERE text = ANY(:terms)")), {"terms": list(terms)}
    )
    return {row[0]: row[1] for row in found}


def knows(connection: Connection, index: Index, locale: str, stem: str) -> bool:
    """Tell whether a text has a stem."""
    return bool(counts(connection, index, [lexeme("stem", storage.stem(locale, stem))]))


def correction(connection: Connection, index: Index, word: str, locale: str) -> str:
    """Return the known word that an unknown one is likeliest meant to be, as it is written; empty without one."""
    known, prefix = Vocabulary(), lexeme("word", storage.stem(locale, ""))
    for term, count in counts(connection, index, {prefix + slip for slip in slips(word)}).items():
        known.add(term.removeprefix(prefix), count)
    return next((_surface(connection, index, known, near, locale) for near in known.near(word)), "")


def completions(connection: Connection, index: Index, start: str, locale: str, count: int) -> list[str]:
    """Return the most frequent words that begin so, as they are written."""
    known, prefix = Vocabulary(), lexeme("word", storage.stem(locale, ""))
    for term, number in _range(connection, index, prefix + start, prefix + start + _LAST, count).items():
        known.add(term.removeprefix(prefix), number)
    return [_surface(connection, index, known, word, locale) for word in known.counts]


def _surface(connection: Connection, index: Index, known: Vocabulary, word: str, locale: str) -> str:
    prefix = lexeme("surface", storage.stem(locale, f"{word}:"))
    for term, count in _range(connection, index, prefix, prefix + _LAST).items():
        known.add_surface(word, term.removeprefix(prefix), count)
    return known.surface(word)


def _range(connection: Connection, index: Index, first: str, last: str, most: int = 1000) -> dict[str, int]:
    """Return the terms within a range and their counts, the most frequent first."""
    statement = (
        "SELECT text, count FROM {term} WHERE text >= :first AND text < :last ORDER BY count DESC, text LIMIT :most"
    )
    found = connection.execute(text(index.sql(statement)), {"first": first, "last": last, "most": most})
    return {row[0]: row[1] for row in found}
