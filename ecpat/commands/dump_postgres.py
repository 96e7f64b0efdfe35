"""A database of PostgreSQL as one file, by its own tools, without the search index."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from sqlalchemy import URL, Connection, create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from ..content.changes import Generation
from ..people.audit import guards
from ..search.postgres_tables import SCHEMA  # the index, which never travels
from .archive import BackupError
from .facts import Facts, read_facts

_PLAIN = {  # what a dump of PostgreSQL may hold: data and its constraints, nothing that runs
    "TABLE", "TABLE DATA", "SEQUENCE", "SEQUENCE OWNED BY", "SEQUENCE SET", "DEFAULT", "CONSTRAINT", "FK CONSTRAINT",
    "INDEX", "IDENTITY", "SCHEMA", "COMMENT",
}  # fmt: skip
_GUARD = re.compile(r"\d+; \d+ \d+ (FUNCTION public audit_append_only\(\)|TRIGGER public audit audit_no_change) ")
_ENTRY = re.compile(rf"\d+; \d+ \d+ ({'|'.join(sorted(_PLAIN, key=len, reverse=True))}) ")


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
            if line and not line.startswith(";") and not (_ENTRY.match(line) or _GUARD.match(line)):
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
        """Read a dump into the database in one transaction, but for what guards the audit: that is made by us."""
        listed = self._run("pg_restore", "--list", str(source)).splitlines()
        with NamedTemporaryFile("w", suffix=".list") as chosen:
            chosen.write("\n".join(line for line in listed if not _GUARD.match(line)))
            chosen.flush()
            self._run("pg_restore", "--single-transaction", "--exit-on-error", "--clean", "--if-exists", "--no-owner",
                      "--no-privileges", f"--use-list={chosen.name}", f"--dbname={self._named()}",
                      str(source))  # fmt: skip
        with self._connected() as connection:
            if "audit" in inspect(connection).get_table_names():
                for statement in guards("postgresql"):
                    connection.execute(text(statement))
                connection.commit()

    @staticmethod
    def _facts(connection: Connection) -> Facts:
        return read_facts(lambda question: connection.execute(text(question)), inspect(connection).get_table_names())

    @contextmanager
    def _connected(self, **options: Any) -> Iterator[Connection]:
        engine = create_engine(self._url, hide_parameters=True, **options)
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
