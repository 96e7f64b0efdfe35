"""A database of SQLite as one file, by its online backup: while it is in use, and back."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, create_engine
from sqlalchemy.exc import SQLAlchemyError

from . import structure
from .archive import BackupError
from .facts import Facts, read_facts


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

    def facts(self) -> Facts:
        """Return what is known of the database as it is."""
        with _answering("the database cannot be read"), _opened(self._path) as live:
            return _facts(live)

    def write(self, target: Path) -> Facts:
        """Write the whole database as it is at one moment, while it is in use."""
        if not self._path.exists():
            raise BackupError("there is no database: run `flask db upgrade`")
        with _answering("the database cannot be read"), _opened(self._path) as live, _opened(target) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
            return _facts(copy)

    def examine(self, source: Path, scratch: bool) -> Facts:
        """Raise BackupError for a file that is damaged or holds more than data; return its facts."""
        with _answering("its database cannot be read"), _opened(source) as dump:
            for check in ("integrity_check", "foreign_key_check"):
                for row in dump.execute(f"PRAGMA {check}"):
                    if row != ("ok",):
                        raise BackupError(f"its database is damaged: {row[0]}")
            virtual = dump.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'create virtual%'").fetchall()
            if virtual:
                raise BackupError(f"its database holds more than data: “{virtual[0][0]}”")
            facts = _facts(dump)
            allowed = structure.of_sqlite(facts.revision).values() if facts.revision in structure.known() else ()
            for name, sql in dump.execute("SELECT name, sql FROM sqlite_master WHERE type NOT IN ('table', 'index')"):
                if sql not in allowed:
                    raise BackupError(f"its database holds more than data: “{name}”")
            return facts

    def migrate(self, source: Path) -> None:
        """Bring a dump to the schema of this version, in its place."""
        engine = create_engine(URL.create("sqlite", database=str(source)), hide_parameters=True)
        try:
            with engine.connect() as connection:
                structure.migrate(connection)
                connection.commit()
        except SQLAlchemyError as error:
            raise BackupError(f"its database cannot be migrated: {' '.join(str(error).split())}") from None
        finally:
            engine.dispose()
        self.examine(source, scratch=False)

    @contextmanager
    def opened(self, source: Path) -> Iterator[URL]:
        """Bring a dump to this version, and yield its address."""
        self.migrate(source)
        yield URL.create("sqlite", database=str(source))

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
        with _answering("the database cannot be written"), _opened(source) as dump, _opened(self._path) as live:
            dump.execute("UPDATE generation SET number = max(number, ?) + 1", (generation,))  # past all caches
            facts = _facts(dump)
            for statement in filter(None, map(structure.of_sqlite(facts.revision).get, facts.missing)):
                dump.execute(statement)  # a trigger: what guards the audit is made by us where it is not there
            dump.commit()
            dump.backup(live)
        return note

    def sweep(self) -> None:
        """Do nothing: dumps are examined where they are."""

    def _put_aside(self) -> str:
        aside = self._path.with_name(f"{self._path.name}.damaged-{secrets.token_hex(4)}")
        for ending in ("", "-wal", "-shm"):
            path = Path(f"{self._path}{ending}")
            if path.exists():
                path.rename(f"{aside}{ending}")
        return f"The database was damaged and has been put aside as {aside}: restart the site."


def _facts(connection: sqlite3.Connection) -> Facts:
    return read_facts(connection.execute, structure.sqlite_objects(connection.execute), structure.of_sqlite)


@contextmanager
def _answering(what: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise BackupError(f"{what}: {error}") from None


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database file; one that is new can be read by its owner alone."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        yield connection
