"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket, seen by nobody else."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import create_engine, text

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

    def address(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql+psycopg://{self._user}@/{name}?host={self._sockets}"

    def database(self, template: str = "template0") -> str:
        """Make a database, empty or as another one is that nobody is connected to; return its name."""
        name = f"test_{next(_numbers)}"
        engine = create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        engine.dispose()
        return name


@contextmanager
def running(found: Path) -> Iterator[Server]:
    """Run a server as a user without rights: PostgreSQL refuses to be run by root."""
    user = pwd.getpwuid(os.getuid()).pw_name if os.getuid() else "nobody"
    with TemporaryDirectory(prefix="ecpat-") as folder:
        data = Path(folder) / "data"
        if os.getuid() == 0:
            shutil.chown(folder, user)
        _run(user, found / "initdb", "-D", data, "-A", "trust", "-U", user, "-E", "UTF8", "--locale=C", "--no-sync")
        settings = ("listen_addresses=", f"unix_socket_directories={folder}", *QUICK)
        options = " ".join(f"-c {setting}" for setting in settings)
        _run(user, found / "pg_ctl", "-D", data, "-l", Path(folder) / "log", "-w", "-o", options, "start")
        try:
            yield Server(Path(folder), user)
        finally:
            _run(user, found / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _run(user: str, *command: str | Path) -> None:
    rights: dict[str, Any] = {"user": user, "group": pwd.getpwnam(user).pw_gid} if os.getuid() == 0 else {}
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/", **rights)
    assert done.returncode == 0, done.stdout.decode()
