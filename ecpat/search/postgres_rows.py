"""The rows of works in PostgreSQL, and in how many documents each term stands.

Terms are those of the embedded engine, with a letter for the field in front. A tsvector has no frequencies: a term
that stands three times has the positions 1, 2, 3. Stems have a column of their own, kept within the row: every
document that matches is ranked by them, and unpacking all its terms costs several times as much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, text

from . import storage
from .engine import Work
from .impact import MOST
from .postgres_tables import Index

FIELDS = {"stem": "s", "word": "w", "root": "r", "pair": "p", "surface": "u"}
LOCALE = "l"  # begins the terms that count the documents of a language
MOST_BYTES = 900_000  # of a document's terms: a tsvector holds a mebibyte
_COLUMNS = {
    "work": "entry, date, signature, facets",
    "document": "entry, edition, locale, page, length, stems, others, surfaces",
    "term": "text, count",
}


def put(connection: Connection, index: Index, works: Iterable[Work]) -> Counter[str]:
    """Append works; return what they add to the counts of the terms."""
    counts: Counter[str] = Counter()
    rows: dict[str, list[tuple[Any, ...]]] = {"work": [], "document": []}
    for work in works:
        facets: list[str] = []
        for figures, length, terms in storage.documents(work):
            facets = [term.decode() for term in terms["facet"]]
            locale = next(facet.partition(":")[2] for facet in facets if facet.startswith("locale:"))
            lexemes = dict(_lexemes(terms))
            surfaces = [FIELDS["surface"] + term.decode() for term in terms["surface"]]
            rows["document"].append(
                (
                    work.entry_id, figures["edition"], locale, figures["page"], length,
                    _vector(lexemes, True), _vector(lexemes, False), surfaces,
                )
            )  # fmt: skip
            counts.update([*lexemes, *surfaces, LOCALE + locale])
        rows["work"].append(
            (work.entry_id, work.date, _signed(work.signature), [f for f in facets if not f.startswith("locale:")])
        )
    for name, found in rows.items():
        _copy(connection, index, name, found)
    return counts


def remove(connection: Connection, index: Index, entry_ids: list[int]) -> Counter[str]:
    """Delete the works of entries; return what they had added to the counts of the terms."""
    gone = {"gone": entry_ids}
    found = connection.execute(
        text(
            index.sql(
                "WITH old AS (DELETE FROM {document} WHERE entry = ANY(:gone) RETURNING *) "
                "SELECT term, count(*) FROM old, unnest(tsvector_to_array(stems) || tsvector_to_array(others) "
                "|| surfaces || (CAST(:locale AS text) || locale)) AS term GROUP BY term"
            )
        ),
        {**gone, "locale": LOCALE},
    )
    counts = Counter({term: int(count) for term, count in found})
    connection.execute(text(index.sql("DELETE FROM {work} WHERE entry = ANY(:gone)")), gone)
    return counts


def put_counts(connection: Connection, index: Index, counts: Mapping[str, int]) -> None:
    """Write the counts of an index that has none yet."""
    _copy(connection, index, "term", sorted(counts.items()))


def add_counts(connection: Connection, index: Index, counts: Mapping[str, int]) -> None:
    """Add to the counts of terms and drop those that no document has any more."""
    moved = {term: count for term, count in sorted(counts.items()) if count}
    connection.execute(
        text(
            index.sql(
                "INSERT INTO {term} AS known SELECT * FROM unnest(CAST(:terms AS text[]), CAST(:counts AS bigint[])) "
                "ON CONFLICT (text) DO UPDATE SET count = known.count + excluded.count"
            )
        ),
        {"terms": list(moved), "counts": list(moved.values())},
    )
    fewer = {"fewer": [term for term, count in moved.items() if count < 0]}
    connection.execute(text(index.sql("DELETE FROM {term} WHERE text = ANY(:fewer) AND count <= 0")), fewer)


def lexeme(field: str, term: bytes) -> str:
    """Return what a term of the embedded engine is kept as."""
    return FIELDS[field] + (term.hex() if field == "pair" else term.decode())


def quoted(term: str) -> str:
    """Return a lexeme as tsvector and tsquery read it."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def _lexemes(terms: Mapping[str, Mapping[bytes, int]]) -> Iterator[tuple[str, int]]:
    """Yield (lexeme, frequency), as many as a tsvector holds: no text that people read has more."""
    room = MOST_BYTES
    for field in ("stem", "word", "pair", "root"):
        for term, count in terms[field].items():
            frequency = min(MOST, count)
            room -= len(term) + 2 * frequency + 8
            if room > 0:
                yield lexeme(field, term), frequency


def is_stem(term: str) -> bool:
    """Tell whether a lexeme is in the column of stems."""
    return term.startswith(FIELDS["stem"])


def _vector(lexemes: Mapping[str, int], stems: bool) -> str:
    found = ((term, frequency) for term, frequency in lexemes.items() if is_stem(term) is stems)
    return " ".join(f"{quoted(term)}:{_POSITIONS[frequency]}" for term, frequency in found)


_POSITIONS = [",".join(map(str, range(1, frequency + 1))) for frequency in range(MOST + 1)]


def _signed(number: int) -> int:
    return number - (1 << 64) if number >> 63 else number


def unsigned(number: int) -> int:
    """Return a signature as it was before it was kept with a sign."""
    return number % (1 << 64)


def _copy(connection: Connection, index: Index, name: str, rows: Iterable[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(index.sql(f"COPY {{{name}}} ({_COLUMNS[name]}) FROM STDIN")) as copying,
    ):
        for row in rows:
            copying.write_row(row)
