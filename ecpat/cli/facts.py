"""What is known of a database as a whole: its schema, its rows, which files it names, and what it lacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .archive import BackupError
from .structure import Ask, Objects, missing


@dataclass(frozen=True)
class Original:
    """An uploaded file as a row of the database names it."""

    digest: str
    name: str
    size: int


@dataclass(frozen=True)
class Facts:
    """What is known of a database; rows are counted by table, and `missing` names what it lacks of its revision."""

    revision: str
    rows: dict[str, int]
    originals: list[Original]
    missing: list[str]


def read_facts(ask: Ask, found: Objects, expected: Callable[[str], Objects]) -> Facts:
    """Return the facts of a database that answers SQL by rows; raise BackupError where it is not migrated.

    `found` is what it consists of, and `expected` tells that of a revision.
    """
    tables = sorted(name.removeprefix("table ") for name in found if name.startswith("table "))
    if "alembic_version" not in tables:
        raise BackupError("the database has not been migrated: run `flask db upgrade`")
    quoted = {name: name.replace('"', '""') for name in tables}
    rows = {name: next(iter(ask(f'SELECT count(*) FROM "{word}"')))[0] for name, word in quoted.items()}  # noqa: S608
    revisions = [str(row[0]) for row in ask("SELECT version_num FROM alembic_version")]
    if len(revisions) != 1:
        raise BackupError("the database has no single revision: run `flask db upgrade`")
    named = [name for name in ("asset", "asset_version") if name in tables]
    originals = [Original(*row) for name in named for row in ask(f"SELECT digest, name, size FROM {name}")]  # noqa: S608
    return Facts(revisions[0], rows, originals, missing(revisions[0], expected, found))
