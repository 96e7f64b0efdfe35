"""The whole database as one file, and back, whatever database it is."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL

from .dump_postgres import PostgresDump
from .dump_sqlite import SqliteDump
from .facts import Facts


class Dump(Protocol):
    """A database that can be written to a file, examined there, and replaced by it."""

    def occupied(self) -> bool:
        """Tell whether there is anything that restoring would overwrite."""

    def facts(self) -> Facts:
        """Return what is known of the database as it is."""

    def write(self, target: Path) -> Facts:
        """Write the whole database as it is at one moment, while it is in use."""

    def examine(self, source: Path, scratch: bool) -> Facts | None:
        """Raise BackupError for a dump that is damaged or holds more than data; return its facts where it is read.

        PostgreSQL reads one in a scratch database, which it makes if that is asked for.
        """

    def migrate(self, source: Path) -> None:
        """Bring a dump to the schema of this version, in its place; PostgreSQL does so in a scratch database."""

    def opened(self, source: Path) -> AbstractContextManager[URL]:
        """Let a dump be read as a database of this version, in a scratch place, at the address that is returned."""

    def replace(self, source: Path) -> str:
        """Put a dump in the place of the database, whole or not at all; return what else is to be known."""

    def sweep(self) -> None:
        """Drop scratch databases whose commands were killed."""


def dump_of(url: URL) -> Dump:
    """Return how a database is dumped."""
    return SqliteDump(url) if url.get_backend_name() == "sqlite" else PostgresDump(url)
