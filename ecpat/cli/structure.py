"""What the migrations make of a database: to bring one forward, and to name what one lacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from ..core import database
from .archive import BackupError

Ask = Callable[[str], Iterable[Any]]  # answers SQL by rows
Objects = dict[str, str]  # what a database consists of, by name; of what runs in it, with its definition

_SQLITE = """
SELECT type || ' ' || name, CASE type WHEN 'trigger' THEN sql ELSE '' END, CASE type WHEN 'table' THEN sql END
FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'
UNION ALL SELECT 'column ' || t.name || '.' || c.name, '', NULL
FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"""
_CONSTRAINT = re.compile(r'\bCONSTRAINT "?(\w+)')

_POSTGRESQL = """
WITH own AS (SELECT oid, relname, relkind FROM pg_class WHERE relnamespace = current_schema()::regnamespace)
SELECT CASE relkind WHEN 'r' THEN 'table ' WHEN 'S' THEN 'sequence ' ELSE 'index ' END || relname, ''
FROM own WHERE relkind IN ('r', 'S', 'i')
UNION ALL SELECT 'column ' || relname || '.' || attname, ''
FROM own JOIN pg_attribute ON attrelid = own.oid WHERE relkind = 'r' AND attnum > 0 AND NOT attisdropped
UNION ALL SELECT 'constraint ' || conname, ''
FROM own JOIN pg_constraint ON conrelid = own.oid WHERE contype IN ('c', 'f', 'p', 'u')
UNION ALL SELECT 'trigger ' || tgname, pg_get_triggerdef(t.oid, true) || CAST(tgenabled AS text)
FROM own JOIN pg_trigger t ON tgrelid = own.oid WHERE NOT tgisinternal
UNION ALL SELECT 'function ' || proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"""


def known() -> set[str]:
    """Return the schema revisions that this version of the code knows."""
    scripts = ScriptDirectory(database.migrate.directory)
    return {script.revision for script in scripts.walk_revisions()}


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring a database forward; whoever gives the connection commits."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", database.migrate.directory.replace("%", "%%"))
    command.upgrade(config, revision)


def sqlite_objects(ask: Ask) -> Objects:
    """Return what a database of SQLite consists of."""
    rows = [tuple(row) for row in ask(_SQLITE)]
    constraints = {f"constraint {name}": "" for row in rows for name in _CONSTRAINT.findall(row[2] or "")}
    return {name: definition for name, definition, _ in rows} | constraints


@cache
def of_sqlite(revision: str) -> Objects:
    """Return what a database of SQLite consists of at a revision."""
    engine = create_engine("sqlite://", hide_parameters=True)
    with engine.connect() as connection:
        migrate(connection, revision)
        return sqlite_objects(connection.exec_driver_sql)


def of_postgresql(connection: Connection) -> Objects:
    """Return what the first schema on the search path of a database of PostgreSQL consists of."""
    return {row[0]: row[1] for row in connection.execute(text(_POSTGRESQL))}


def missing(revision: str, expected: Callable[[str], Objects], found: Objects) -> list[str]:
    """Name what a database lacks of what its revision has, or what runs in it otherwise than it should."""
    if revision not in known():
        return [f"the schema {revision}, which this version does not know"]
    try:
        wanted = expected(revision)
    except BackupError as error:
        return [f"what cannot be told: {error}"]
    return sorted(name for name, definition in wanted.items() if found.get(name) != definition)
