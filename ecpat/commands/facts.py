"""What is known of a database as a whole: its schema, and how many rows each table has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .archive import BackupError


@dataclass(frozen=True)
class Facts:
    """The schema revision of a database and how many rows each table has."""

    revision: str
    rows: dict[str, int]


def read_facts(ask: Callable[[str], Iterable[Any]], tables: Iterable[str]) -> Facts:
    """Return the facts of a database that answers SQL by rows; raise BackupError where it is not migrated."""
    tables = sorted(tables)
    if "alembic_version" not in tables:
        raise BackupError("the database has not been migrated: run `flask db upgrade`")
    quoted = {name: name.replace('"', '""') for name in tables}
    rows = {name: next(iter(ask(f'SELECT count(*) FROM "{word}"')))[0] for name, word in quoted.items()}  # noqa: S608
    revisions = [row[0] for row in ask("SELECT version_num FROM alembic_version")]
    if len(revisions) != 1:
        raise BackupError("the database has no single revision: run `flask db upgrade`")
    return Facts(str(revisions[0]), rows)
