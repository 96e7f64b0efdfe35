"""The whole database as one file, and back: SQLite by its online backup, PostgreSQL by its own tools."""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, Connection, create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from ..content.changes import Generation
from ..search.postgres_tables import SCHEMA  # the index, which never travels
from .archive import BackupError

_PLAIN = {  # what a dump of PostgreSQL may hold: data and its constraints, nothing that runs
    "TABLE", "TABLE DATA", "SEQUENCE", "SEQUENCE OWNED BY", "SEQUENCE SET", "DEFAULT", "CONSTRAINT", "FK CONSTRAINT",
    "INDEX", "IDENTITY", "SCHEMA", "COMMENT",
}  # fmt: skip
_ENTRY = re.compile(rf"\d+; \d+ \d+ ({'|'.join(sorted(_PLAIN, key=len, reverse=True))}) ")


@dataclass(frozen=True)
class Facts:
    """The schema revision of a database and how many rows each table has."""

    revision: str
    rows: dict[str, int]


class Dump(Protocol):
    """A database that can be written to a file, examined there, and replaced by it."""

    def occupied(self) -> bool:
        """Tell whether there is anything that restoring would overwrite."""

    def write(self, target: Path) -> Facts:
        """Write the whole database as it is at one moment, while it is in use."""

    def examine(self, source: Path, scratch: bool) -> Facts | None:
        """Raise BackupError for a dump that is damaged or holds more than data; return its facts where it is read.

        PostgreSQL reads one in a scratch database, which it makes if that is asked for.
        """

    def replace(self, source: Path) -> str:
        """Put a dump in the place of the database, whole or not at all; return what else is to be known."""


def dump_of(url: URL) -> Dump:
    """Return how a database is dumped."""
    return SqliteDump(url) if url.get_backend_name() == "sqlite" else PostgresDump(url)


def _facts(ask: Callable[[str], Iterable[Any]], tables: Iterable[str]) -> Facts:
    tables = sorted(tables)
    if "alembic_version" not in tables:
        raise BackupError("the database has not been migrated: run `flask db upgrade`")
    quoted = {name: name.replace('"', '""') for name in tables}
    rows = {name: next(iter(ask(f'SELECT count(*) FROM "{word}"')))[0] for name, word in quoted.items()}  # noqa: S608
    revisions = [row[0] for row in ask("SELECT version_num FROM alembic_version")]
    if len(revisions) != 1:
        raise BackupError("the database has no single revision: run `flask db upgrade`")
    return Facts(str(revisions[0]), rows)


class SqliteDump:
    """A database file. It may be in use while it is written and while it is replaced."""

    def __init__(self, url: URL) -> None:
        self._path = Path(url.database or "")

    def occupied(self) -> bool:
        """Tell whether there is anything that restoring would overwrite."""
        try:
            with _opened(self._path) as live:
                return live.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
        except sqlite3.Error:
            return True  # a file that is no database, or a damaged one

    def write(self, target: Path) -> Facts:
        """Write the whole database as it is at one moment, while it is in use."""
        if not self._path.exists():
            raise BackupError("there is no database: run `flask db upgrade`")
        try:
            with _opened(self._path) as live, _opened(target) as copy:
                live.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
                return self._facts(copy)
        except sqlite3.Error as error:
            raise BackupError(f"the database cannot be read: {error}") from None

    def examine(self, source: Path, scratch: bool) -> Facts:
        """Raise BackupError for a file that is damaged or holds more than data; return its facts."""
        try:
            with _opened(source) as dump:
                for check in ("integrity_check", "foreign_key_check"):
                    for row in dump.execute(f"PRAGMA {check}"):
                        if row != ("ok",):
                            raise BackupError(f"its database is damaged: {row[0]}")
                extra = dump.execute("SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index')").fetchone()
                virtual = dump.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'create virtual%'").fetchone()
                if extra or virtual:
                    raise BackupError(f"its database holds more than data: “{(extra or virtual)[0]}”")
                return self._facts(dump)
        except sqlite3.Error as error:
            raise BackupError(f"its database cannot be read: {error}") from None

    def replace(self, source: Path) -> str:
        """Put a dump in the place of the database in one transaction; a file that is none is put aside."""
        note = ""
        try:
            with _opened(self._path) as live:
                row = live.execute("SELECT max(number) FROM generation").fetchone()
                generation = row[0] or 0
        except sqlite3.OperationalError:
            generation = 0  # an empty database
        except sqlite3.DatabaseError:
            generation, note = 0, self._put_aside()
        try:
            with _opened(source) as dump, _opened(self._path) as live:
                dump.execute("UPDATE generation SET number = max(number, ?) + 1", (generation,))  # past all caches
                dump.commit()
                dump.backup(live)
        except sqlite3.Error as error:
            raise BackupError(f"the database cannot be written: {error}") from None
        return note

    def _put_aside(self) -> str:
        aside = self._path.with_name(f"{self._path.name}.damaged-{secrets.token_hex(4)}")
        for ending in ("", "-wal", "-shm"):
            path = Path(f"{self._path}{ending}")
            if path.exists():
                path.rename(f"{aside}{ending}")
        return f"The database was damaged and has been put aside as {aside}: restart the site."

    @staticmethod
    def _facts(connection: sqlite3.Connection) -> Facts:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return _facts(connection.execute, [row[0] for row in names])


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database file; one that is new can be read by its owner alone."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        yield connection


class PostgresDump:
    """A database on a server; `pg_dump` and `pg_restore` must be on the PATH, as new as the server."""

    def __init__(self, url: URL) -> None:
        self._url = url

    def occupied(self) -> bool:
        """Tell whether there is anything that restoring would overwrite."""
        with self._connected() as connection:
            return bool(inspect(connection).get_table_names())

    def write(self, target: Path) -> Facts:
        """Write the whole database as it is at one moment, while it is in use."""
        with self._connected() as connection:
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            facts = self._facts(connection)
            self._run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--exclude-schema={SCHEMA}",
                      f"--snapshot={snapshot}", f"--file={target}", self._named())  # fmt: skip
        return facts

    def examine(self, source: Path, scratch: bool) -> Facts | None:
        """Raise BackupError for a dump that holds more than data; return its facts, read in a scratch database."""
        for line in self._run("pg_restore", "--list", str(source)).splitlines():
            if line and not line.startswith(";") and not _ENTRY.match(line):
                raise BackupError(f"its database holds more than data: “{line}”")
        if not scratch:
            return None
        name = f"verify_{secrets.token_hex(6)}"
        with self._administered() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        other = PostgresDump(self._url.set(database=name))
        try:
            other.restore(source)
            with other._connected() as connection:
                return self._facts(connection)
        finally:
            with self._administered() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    def replace(self, source: Path) -> str:
        """Put a dump in the place of the database, in one transaction."""
        generation, listed = 0, self._run("pg_restore", "--list", str(source))
        known = set(re.findall(r"; \d+ \d+ TABLE \S+ (\S+) ", listed))
        with self._connected() as connection:
            tables = set(inspect(connection).get_table_names())
            if Generation.__tablename__ in tables:
                generation = connection.scalar(text("SELECT max(number) FROM generation")) or 0
        if tables - known:
            raise BackupError(
                f"the database has tables that the backup does not know ({', '.join(sorted(tables - known)[:3])}): "
                "restore into an empty database"
            )
        self.restore(source)
        with self._connected() as connection:
            past = text("UPDATE generation SET number = greatest(number, :known) + 1")  # past all caches
            connection.execute(past, {"known": generation})
            connection.commit()
        return ""

    def restore(self, source: Path) -> None:
        """Read a dump into the database in one transaction."""
        self._run("pg_restore", "--single-transaction", "--exit-on-error", "--clean", "--if-exists", "--no-owner",
                  "--no-privileges", f"--dbname={self._named()}", str(source))  # fmt: skip

    @staticmethod
    def _facts(connection: Connection) -> Facts:
        return _facts(lambda question: connection.execute(text(question)), inspect(connection).get_table_names())

    @contextmanager
    def _connected(self, **options: Any) -> Iterator[Connection]:
        engine = create_engine(self._url, **options)
        try:
            with engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise BackupError(f"the database refuses: {' '.join(str(error).split())}") from None
        finally:
            engine.dispose()

    def _administered(self) -> Any:
        return self._connected(isolation_level="AUTOCOMMIT")

    def _named(self) -> str:
        """Return the address for the tools, without the password: it would stand in the list of processes."""
        return self._url.set(drivername="postgresql", password=None).render_as_string()

    def _run(self, *command: str) -> str:
        environment = dict(os.environ)
        if self._url.password:
            environment["PGPASSWORD"] = str(self._url.password)
        try:
            done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)  # noqa: S603
        except FileNotFoundError:
            raise BackupError(f"{command[0]} is not installed") from None
        except subprocess.CalledProcessError as error:
            lines = error.stderr.strip().splitlines() or ["no reason given"]
            raise BackupError(f"{command[0]}: {lines[0]}") from None
        return done.stdout
