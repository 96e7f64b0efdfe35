"""A database of PostgreSQL as one file, by its own tools, without the search index."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from ..accounts.audit import guards
from . import structure
from .archive import BackupError
from .facts import Facts, read_facts
from .postgres_tools import Tools
from .structure import Objects

_PLAIN = {  # what a dump of PostgreSQL may hold: data and its constraints, nothing that runs
    "TABLE", "TABLE DATA", "SEQUENCE", "SEQUENCE OWNED BY", "SEQUENCE SET", "DEFAULT", "CONSTRAINT", "FK CONSTRAINT",
    "INDEX", "IDENTITY", "SCHEMA", "COMMENT",
}  # fmt: skip
_GUARD = re.compile(r"\d+; \d+ \d+ (FUNCTION \S+ audit_append_only\(\)|TRIGGER \S+ audit audit_no_change) ")
_ENTRY = re.compile(rf"\d+; \d+ \d+ ({'|'.join(sorted(_PLAIN, key=len, reverse=True))}) ")
_TABLE = re.compile(r"; \d+ \d+ TABLE \S+ (\S+) ")
# A database for verifying is somebody's as long as somebody is connected to it.
_ABANDONED = """
SELECT datname FROM pg_database d
WHERE datname ~ '^verify_[0-9a-f]{12}$' AND pg_get_userbyid(datdba) = current_user AND NOT EXISTS (
    SELECT FROM pg_stat_activity a WHERE a.datname = d.datname AND backend_type = 'client backend'
)"""


class PostgresDump:
    """A database on a server; `pg_dump` and `pg_restore` must be on the PATH, as new as the server."""

    def __init__(self, url: URL) -> None:
        patient = "connect_timeout" in url.query  # else as long as the site itself waits
        self._url = url if patient else url.update_query_pairs([("connect_timeout", "3")])
        self._tools = Tools(self._url)

    def occupied(self) -> bool:
        """Tell whether there is anything that restoring would overwrite."""
        with self._connected() as connection:
            return bool(_tables(connection))

    def facts(self) -> Facts:
        """Return what is known of the database as it is."""
        with self._connected() as connection:
            return self._facts(connection)

    def write(self, target: Path) -> Facts:
        """Write the whole database as it is at one moment, while it is in use."""
        with self._connected() as connection:
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            facts = self._facts(connection)
            self._tools.dump(target, "--exclude-schema=search", f"--snapshot={snapshot}")
        return facts

    def examine(self, source: Path, scratch: bool) -> Facts | None:
        """Raise BackupError for a dump that holds more than data; return its facts, read in a scratch database."""
        for line in self._tools.listed(source):
            if not (_ENTRY.match(line) or _GUARD.match(line)):
                raise BackupError(f"its database holds more than data: “{line}”")
        if not scratch:
            return None
        with self._scratch() as other:
            other._tools.restore(source)
            return other.facts()

    def migrate(self, source: Path) -> None:
        """Bring a dump to the schema of this version, in its place: in a scratch database."""
        with self._read(source) as other:
            other.write(source)

    @contextmanager
    def opened(self, source: Path) -> Iterator[URL]:
        """Yield the address of a scratch database that has what a dump holds, at this version."""
        with self._read(source) as other:
            yield other._url

    @contextmanager
    def _read(self, source: Path) -> Iterator[PostgresDump]:
        """Read a dump into a scratch database, and bring that to this version."""
        with self._scratch() as other:
            other._restore(source)
            with other._connected() as connection:
                structure.migrate(connection)
                connection.commit()
            yield other

    def replace(self, source: Path) -> str:
        """Put a dump in the place of the database, in one transaction."""
        known = {found[1] for line in self._tools.listed(source) if (found := _TABLE.search(line))}
        with self._connected() as connection:
            tables = _tables(connection)
            generation = 0
            if "generation" in tables:
                generation = connection.scalar(text("SELECT max(number) FROM generation")) or 0
        if tables - known:
            raise BackupError(
                f"the database has tables that the backup does not know ({', '.join(sorted(tables - known)[:3])}): "
                "restore into an empty database"
            )
        self._restore(source)
        with self._connected() as connection:
            past = text("UPDATE generation SET number = greatest(number, :known) + 1")  # past all caches
            connection.execute(past, {"known": generation})
            connection.commit()
        return ""

    def sweep(self) -> None:
        """Drop scratch databases whose commands were killed."""
        with self._administered() as connection:
            for name in connection.scalars(text(_ABANDONED)).all():
                connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))

    def _restore(self, source: Path) -> None:
        """Read a dump into the database in one transaction, but for what guards the audit: that is made by us."""
        self._tools.restore(source, [line for line in self._tools.listed(source) if not _GUARD.match(line)])
        with self._connected() as connection:
            if "audit" in _tables(connection):
                for statement in guards("postgresql"):
                    connection.execute(text(statement))
                connection.commit()

    def _facts(self, connection: Connection) -> Facts:
        found = structure.of_postgresql(connection)
        return read_facts(lambda question: connection.execute(text(question)), found, self._expected)

    def _expected(self, revision: str) -> Objects:
        """Return what a database consists of at a revision: made in a transaction that is never committed."""
        name = f"structure_{secrets.token_hex(6)}"
        with self._connected() as connection:
            connection.execute(text(f"CREATE SCHEMA {name}"))
            connection.execute(text(f"SET LOCAL search_path TO {name}"))
            structure.migrate(connection, revision)
            return structure.of_postgresql(connection)

    @contextmanager
    def _scratch(self) -> Iterator[PostgresDump]:
        """Make an empty database, to be dropped again; one that a killed command leaves is swept."""
        name = f"verify_{secrets.token_hex(6)}"
        with self._administered() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        other = PostgresDump(self._url.set(database=name))
        try:
            with other._connected():  # so that nobody else sweeps it
                yield other
        finally:
            with self._administered() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    @contextmanager
    def _connected(self, **options: Any) -> Iterator[Connection]:
        engine = create_engine(self._url, hide_parameters=True, **options)
        try:
            with engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            reason = " ".join(str(getattr(error, "orig", error)).split())
            raise BackupError(f"the database refuses: {reason}") from None
        finally:
            engine.dispose()

    def _administered(self) -> Any:
        return self._connected(isolation_level="AUTOCOMMIT")


def _tables(connection: Connection) -> set[str]:
    objects = structure.of_postgresql(connection)
    return {name.removeprefix("table ") for name in objects if name.startswith("table ")}
