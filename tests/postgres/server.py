"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket, seen by nobody else."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import URL, create_engine, text

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB", "max_connections=60")
_numbers = count(1)


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server of this machine; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


class Server:
    """A running server; every database that is asked for is new."""

    def __init__(self, sockets: Path, user: str) -> None:
        self._sockets, self._user = sockets, user

    def url(self, name: str) -> URL:
        """Return the address of a database."""
        return URL.create("postgresql+psycopg", self._user, database=name, query={"host": str(self._sockets)})

    def address(self, name: str) -> str:
        """Return the address of a database as a setting."""
        return self.url(name).render_as_string(hide_password=False)

    def database(self, template: str = "template0") -> str:
        """Make a database, empty or as another one is that nobody is connected to; return its name."""
        name = f"test_{next(_numbers)}"
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
        engine.dispose()
        return name


@contextmanager
def running(found: Path) -> Iterator[Server]:
    """Run a server as a user without rights: PostgreSQL refuses to be run by root."""
    user = ("postgres" if _exists("postgres") else "nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    with TemporaryDirectory(prefix="ecpat-", dir="/tmp") as folder:  # noqa: S108 — a socket's path must be short
        data = Path(folder) / "data"
        if os.getuid() == 0:
            shutil.chown(folder, user)
        _run(user, found / "initdb", "-D", data, "-A", "trust", "-U", user, "-E", "UTF8", "--locale=C", "--no-sync")
        options = " ".join(["-c listen_addresses=", f"-c unix_socket_directories={folder}", *(f"-c {q}" for q in QUICK)])
        _run(user, found / "pg_ctl", "-D", data, "-l", Path(folder) / "log", "-w", "-o", options, "start")
        try:
            yield Server(Path(folder), user)
        finally:
            _run(user, found / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _exists(user: str) -> bool:
    return user in {entry.pw_name for entry in pwd.getpwall()}


def _run(user: str, *command: str | Path) -> None:
    rights: dict[str, Any] = {"user": user, "group": pwd.getpwnam(user).pw_gid} if os.getuid() == 0 else {}
    words: Sequence[str] = [str(word) for word in command]
    done = subprocess.run(words, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/", **rights)
    assert done.returncode == 0, done.stdout.decode()
