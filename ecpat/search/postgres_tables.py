"""How PostgreSQL keeps works: tables of their own in the schema `search`, outside the content and its migrations.

An index is three tables whose names end in its number: `work` (facets and date), `document` (an edition or a page of
its PDF, its terms as tsvectors behind a GIN index) and `term` (in how many documents each term stands). The one row
of `state` names the index that counts. Terms are those of the embedded engine, with a letter for the field in front.
A tsvector has no frequencies: a term that stands three times has the positions 1, 2, 3. Stems have a column of their
own, kept within the row: every document that matches is ranked by them, and unpacking all its terms costs ten times
as much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from . import storage
from .engine import State, Work

SCHEMA = "search"
FIELDS = {"stem": "s", "word": "w", "root": "r", "pair": "p", "surface": "u"}
LOCALE, LENGTH = "l", "n"  # terms that count the documents of a language, and the words of all documents
MOST_BYTES = 900_000  # of a document's terms: a tsvector holds a mebibyte
MOST_FREQUENT = 255  # a frequency above counts as this

_STATE = f"""
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
CREATE TABLE IF NOT EXISTS {SCHEMA}.state (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    number integer NOT NULL, generation bigint NOT NULL, version text NOT NULL, identity text NOT NULL
)"""
_INDEX = """
CREATE TABLE {work} (entry bigint NOT NULL, date bigint NOT NULL, signature bigint NOT NULL, facets text[] NOT NULL);
CREATE TABLE {document} (
    id bigint GENERATED ALWAYS AS IDENTITY, entry bigint NOT NULL, edition bigint NOT NULL, locale text NOT NULL,
    page integer NOT NULL, length integer NOT NULL,
    stems tsvector NOT NULL, others tsvector NOT NULL, surfaces text[] NOT NULL
) WITH (toast_tuple_target = 8160);
ALTER TABLE {document} ALTER stems SET STORAGE MAIN;
CREATE TABLE {term} (text text COLLATE "C" NOT NULL, count bigint NOT NULL)"""
_LOOKUPS = """
ALTER TABLE {work} ADD PRIMARY KEY (entry);
ALTER TABLE {document} ADD PRIMARY KEY (id);
CREATE INDEX ON {document} (entry);
CREATE INDEX ON {document} USING gin (stems, others);
ALTER TABLE {term} ADD PRIMARY KEY (text);
ANALYZE {work}, {document}, {term}"""
_COLUMNS = {
    "work": "entry, date, signature, facets",
    "document": "entry, edition, locale, page, length, stems, others, surfaces",
    "term": "text, count",
}


@dataclass(frozen=True)
class Index:
    """The tables of one index."""

    number: int

    def sql(self, statement: str) -> str:
        """Return a statement with the names of the tables in the place of {work}, {document} and {term}."""
        return statement.format(**{name: f"{SCHEMA}.{name}_{self.number}" for name in _COLUMNS})


@dataclass(frozen=True)
class Kept:
    """The index that counts and what it was made from."""

    index: Index
    state: State


def kept(connection: Connection) -> Kept | None:
    """Return the index that counts; None where none does. Raises ProgrammingError where there has never been one."""
    row = connection.execute(text(f"SELECT number, generation, version, identity FROM {SCHEMA}.state")).one_or_none()
    return None if row is None else Kept(Index(row.number), State(row.generation, row.version, row.identity))


def save(connection: Connection, number: int, state: State) -> None:
    """Let an index count from now on."""
    connection.execute(
        text(
            f"INSERT INTO {SCHEMA}.state (number, generation, version, identity) "
            "VALUES (:number, :generation, :version, :identity) ON CONFLICT (single) DO UPDATE SET "
            "number = :number, generation = :generation, version = :version, identity = :identity"
        ),
        {"number": number, "generation": state.generation, "version": state.version, "identity": state.identity},
    )


def forget(connection: Connection) -> None:
    """Let no index count any more."""
    connection.execute(text(f"DELETE FROM {SCHEMA}.state"))


def numbers(connection: Connection) -> list[int]:
    """Return the numbers of all indexes that have tables, of which one counts."""
    found = text("SELECT tablename FROM pg_tables WHERE schemaname = :schema AND tablename LIKE 'document%'")
    names = connection.scalars(found, {"schema": SCHEMA})
    return sorted(int(name.rpartition("_")[2]) for name in names)


def create_state(connection: Connection) -> None:
    """Make the schema and the table that names the index that counts."""
    connection.execute(text(_STATE))


def create(connection: Connection, index: Index) -> None:
    """Make the tables of an index, without what makes them fast to search."""
    connection.execute(text(index.sql(_INDEX)))


def finish(connection: Connection, index: Index) -> None:
    """Make the tables of an index fast to search."""
    connection.execute(text(index.sql(_LOOKUPS)))


def drop(connection: Connection, index: Index, name: str) -> None:
    """Drop one table of an index."""
    connection.execute(text(index.sql(f"DROP TABLE IF EXISTS {{{name}}}")))


def put(connection: Connection, index: Index, works: Iterable[Work]) -> Counter[str]:
    """Append works; return what they add to the counts of the terms."""
    counts: Counter[str] = Counter()
    rows: dict[str, list[tuple[Any, ...]]] = {"work": [], "document": []}
    for work in works:
        facets: list[str] = []
        for figures, terms in storage.documents(work):
            facets = [term.decode() for term in terms["facet"]]
            locale = next(facet.partition(":")[2] for facet in facets if facet.startswith("locale:"))
            lexemes = dict(_lexemes(terms))
            surfaces = [FIELDS["surface"] + term.decode() for term in terms["surface"]]
            rows["document"].append(
                (
                    work.entry_id, figures["edition"], locale, figures["page"], figures["length"],
                    _vector(lexemes, True), _vector(lexemes, False), surfaces,
                )
            )  # fmt: skip
            counts.update([*lexemes, *surfaces, LOCALE + locale])
            counts[LENGTH] += figures["length"]
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
                "|| surfaces || (CAST(:locale AS text) || locale)) AS term GROUP BY term "
                "UNION ALL SELECT CAST(:length AS text), sum(length) FROM old HAVING count(*) > 0"
            )
        ),
        {**gone, "locale": LOCALE, "length": LENGTH},
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
            frequency = min(MOST_FREQUENT, count)
            room -= len(term) + 2 * frequency + 8
            if room > 0:
                yield lexeme(field, term), frequency


def is_stem(term: str) -> bool:
    """Tell whether a lexeme is in the column of stems."""
    return term.startswith(FIELDS["stem"])


def _vector(lexemes: Mapping[str, int], stems: bool) -> str:
    found = ((term, frequency) for term, frequency in lexemes.items() if is_stem(term) is stems)
    return " ".join(f"{quoted(term)}:{_POSITIONS[frequency]}" for term, frequency in found)


_POSITIONS = [",".join(map(str, range(1, frequency + 1))) for frequency in range(MOST_FREQUENT + 1)]


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
