"""PostgreSQL's own programs for dumps, started so that no list of processes shows a password."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from sqlalchemy import URL

from .archive import BackupError

_SECRETS = {"password", "sslpassword"}
_OF_NOBODY = ("--no-owner", "--no-privileges")


class Tools:
    """`pg_dump` and `pg_restore` for one database; both must be on the PATH, as new as the server."""

    def __init__(self, url: URL) -> None:
        self._url = url

    def dump(self, target: Path, *options: str) -> None:
        """Write a dump, which its owner alone can read."""
        target.touch(0o600)
        self._run("pg_dump", "--format=custom", *_OF_NOBODY, *options, f"--file={target}", self._database())

    def listed(self, source: Path) -> list[str]:
        """Return a line on each thing that a dump holds."""
        lines = self._run("pg_restore", "--list", str(source)).splitlines()
        return [line for line in lines if line and not line.startswith(";")]

    def restore(self, source: Path, lines: list[str] | None = None) -> None:
        """Read a dump, or what these of its lines name, into the database in one transaction."""
        options = []
        if lines is not None:
            chosen = source.with_name(f"{source.name}.list")
            chosen.write_text("\n".join(lines))
            options = [f"--use-list={chosen}"]
        self._run("pg_restore", "--single-transaction", "--exit-on-error", "--clean", "--if-exists", *_OF_NOBODY,
                  *options, self._database(), str(source))  # fmt: skip

    def _database(self) -> str:
        """Return the option that says which database, as libpq reads it; without the password."""
        from psycopg.conninfo import make_conninfo  # installed where PostgreSQL is used

        told = self._parameters().items()
        return f"--dbname={make_conninfo('', **{name: value for name, value in told if name not in _SECRETS})}"

    def _parameters(self) -> dict[str, str]:
        """Return what SQLAlchemy hands to the driver: the parts of the address, and what stands after its “?”."""
        return dict(self._url.get_dialect()().create_connect_args(self._url)[1])

    def _run(self, *command: str) -> str:
        environment = dict(os.environ)
        if password := self._parameters().get("password"):
            environment["PGPASSWORD"] = password
        try:
            done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)  # noqa: S603
        except FileNotFoundError:
            raise BackupError(f"{command[0]} is not installed") from None
        except subprocess.CalledProcessError as error:
            lines = error.stderr.strip().splitlines() or ["no reason given"]
            raise BackupError(f"{command[0]}: {lines[0]}") from None
        return done.stdout
