"""How PostgreSQL keeps works: tables of their own in the schema `search`, outside the content and its migrations.

An index is three tables whose names end in its number: `work` (facets and date), `document` (an edition or a page of
its PDF, its terms as tsvectors behind a GIN index) and `term` (in how many documents each term stands). The one row
of `state` names the index that counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from .engine import State

SCHEMA = "search"
TABLES = ("work", "document", "term")

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


@dataclass(frozen=True)
class Index:
    """The tables of one index."""

    number: int

    def sql(self, statement: str) -> str:
        """Return a statement with the names of the tables in the place of {work}, {document} and {term}."""
        return statement.format(**{name: f"{SCHEMA}.{name}_{self.number}" for name in TABLES})


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
    found = text("SELECT tablename FROM pg_tables WHERE schemaname = :schema AND tablename <> 'state'")
    names = connection.scalars(found, {"schema": SCHEMA})
    return sorted({int(name.rpartition("_")[2]) for name in names})


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
