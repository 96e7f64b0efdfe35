"""The whole database in another one: from SQLite to PostgreSQL, and back."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import (
    JSON,
    URL,
    Connection,
    Table,
    column,
    create_engine,
    delete,
    func,
    insert,
    inspect,
    make_url,
    select,
    table,
    text,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql import TableClause

from ..config import located
from ..core.database import db
from ..setting_values import database
from ..web.middleware import health
from . import structure
from .archive import BackupError

_BATCH = 500  # rows
_VERSION = "alembic_version"
_WRITTEN = {_VERSION, "generation", "guide_step"}  # what migrations write


@dataclass
class Sum:
    """How many rows a table has, and the sum of their digests, whatever their order."""

    rows: int = 0
    digest: int = 0

    def add(self, row: tuple[Any, ...]) -> None:
        """Count a row."""
        self.rows += 1
        self.digest = (self.digest + int.from_bytes(hashlib.sha256(repr(row).encode()).digest())) % (1 << 256)


@click.command("copy-database")
@click.argument("url")
@with_appcontext
def copy_database(url: str) -> None:
    """Copy the whole database to URL, an empty one of SQLite or PostgreSQL, and compare both row by row.

    Stop the site before: what is written while it runs is not in the copy. “-” for URL asks for it, so that no list
    of processes shows its password. This site goes on with the database that DATABASE_URL names.
    """
    address = url if url != "-" else click.prompt("Address", hide_input=True)
    try:
        target = make_url(located(database(address), Path(current_app.instance_path)))
    except ValueError as error:
        raise click.ClickException(f"URL: expected {error}") from None
    try:
        sums = _copy(target)
    except (BackupError, OSError) as error:
        raise click.ClickException(f"nothing was copied: {error}") from None
    for name, found in sums.items():
        click.echo(f"{found.rows:8} {name}")
    click.echo(f"{sum(found.rows for found in sums.values())} rows of {len(sums)} tables are in both, and the same.")
    click.echo("Let DATABASE_URL in instance/config.py name the copy, then start the site.")


def _copy(url: URL) -> dict[str, Sum]:
    """Copy all tables in one transaction; return what each has. Raises BackupError where nothing was kept."""
    tables = db.metadata.sorted_tables  # in the order of their foreign keys
    with _source() as source:
        if health.found_revisions(source) != health.expected_revisions():
            raise BackupError("this database is of another version: run `flask db upgrade`")
        if strange := sorted(_names(source) - {one.name for one in tables} - {_VERSION}):
            raise BackupError(f"this database has tables that this version does not know: {', '.join(strange)}")
        with _target(url) as target:
            for one in reversed(tables):
                target.execute(delete(one))  # what the migrations write
            sums = {one.name: _copy_table(source, target, one) for one in tables}
            if target.dialect.name == "postgresql":
                for one in tables:
                    _go_on_after(target, one)
            for one in tables:
                if (found := _sum(target, one)) != sums[one.name]:
                    raise BackupError(f"{one.name} is not the same there: {found.rows} of {sums[one.name].rows} rows")
    return sums


def _plain(one: Table) -> TableClause:
    """Return a table with its columns as they are stored: nothing said is NULL, and not the word of JSON for it."""
    kinds = [(c.name, JSON(none_as_null=True) if isinstance(c.type, JSON) else c.type) for c in one.columns]
    return table(one.name, *(column(name, kind) for name, kind in kinds))


def _copy_table(source: Connection, target: Connection, one: Table) -> Sum:
    found, plain = Sum(), _plain(one)
    names = [c.name for c in plain.columns]
    rows = source.execution_options(yield_per=_BATCH).execute(select(plain))
    for batch in rows.partitions():
        for row in batch:
            found.add(tuple(row))
        try:
            target.execute(insert(plain), [dict(zip(names, row, strict=True)) for row in batch])
        except SQLAlchemyError as error:
            raise BackupError(f"{one.name} has what the other database cannot keep: {_reason(error)}") from None
    return found


def _sum(connection: Connection, one: Table) -> Sum:
    found = Sum()
    for row in connection.execution_options(yield_per=_BATCH).execute(select(_plain(one))):
        found.add(tuple(row))
    return found


def _go_on_after(target: Connection, one: Table) -> None:
    """Let the numbers that PostgreSQL gives to new rows go on after the last one."""
    for key in one.primary_key.columns:
        sequence = func.pg_get_serial_sequence(one.name, key.name)
        name = target.scalar(select(sequence))
        last = target.scalar(select(func.max(key)))
        if name is not None and last is not None:
            target.execute(select(func.setval(name, last)))


def _names(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def _refuse_filled(connection: Connection) -> None:
    """Raise BackupError for a database that has rows, but for what migrations write."""
    for name in sorted(_names(connection) - _WRITTEN):
        if connection.execute(select(text("1")).select_from(table(name)).limit(1)).first() is not None:
            raise BackupError(f"the other database is not empty: there are rows in {name}")


@contextmanager
def _source() -> Iterator[Connection]:
    """Yield a connection that reads this site's database as it is at one moment."""
    with _answering("this database"), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        else:
            connection.execute(text("BEGIN"))
        yield connection


@contextmanager
def _target(url: URL) -> Iterator[Connection]:
    """Yield a connection to an empty database with all tables; what is written is kept whole, or not at all."""
    if url.get_backend_name() == "postgresql":
        with _connected(url) as connection:
            _refuse_filled(connection)
            if not _names(connection):
                structure.migrate(connection)
            elif health.found_revisions(connection) != health.expected_revisions():
                raise BackupError("the other database has tables of another version: name an empty one")
            yield connection
            connection.commit()
        return
    path = Path(url.database or "").absolute()
    if path.exists():
        with _connected(url) as connection:
            _refuse_filled(connection)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with _connected(url.set(database=str(part))) as connection:
            structure.migrate(connection)
            yield connection
            connection.commit()
        part.replace(path)
    finally:
        for ending in ("", "-wal", "-shm"):
            Path(f"{part}{ending}").unlink(missing_ok=True)


@contextmanager
def _connected(url: URL) -> Iterator[Connection]:
    engine = create_engine(url, hide_parameters=True)
    try:
        with _answering("the other database"), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _answering(which: str) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise BackupError(f"{which} refuses: {_reason(error)}") from None


def _reason(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", error)).strip().partition("\n")[0]  # what follows shows the row
