"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket, that asks for a password."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import URL, create_engine, text

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB", "max_connections=60")
PASSWORD = "à l’@:/?#%40 '\"\\&=+;"  # noqa: S105 — of nobody, with all that trips
MEMORY = Path("/dev/shm")  # noqa: S108 — quicker than a disk, where it has room
_numbers = count(1)


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server of this machine; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


class Server:
    """A running server in a folder; every database that is asked for is new."""

    def __init__(self, found: Path, folder: Path, user: str, settings: tuple[str, ...]) -> None:
        self._found, self._folder, self._user = found, folder, user
        options = ("listen_addresses=", f"unix_socket_directories={folder}", *settings)
        self._options = " ".join(f"-c {setting}" for setting in options)

    def address(self, name: str) -> str:
        """Return the address of a database."""
        url = URL.create("postgresql+psycopg", self._user, PASSWORD, database=name, query={"host": str(self._folder)})
        return url.render_as_string(hide_password=False)

    def database(self, template: str = "template0") -> str:
        """Make a database, empty or as another one is that nobody is connected to; return its name."""
        name = f"test_{next(_numbers)}"
        self.ask(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    @contextmanager
    def copy(self, template: str) -> Iterator[str]:
        """Yield the address of a copy of a database that nobody is connected to; drop it in the end."""
        name = self.database(template)
        yield self.address(name)
        self.ask(f"DROP DATABASE {name} WITH (FORCE)")

    def ask(self, statement: str) -> Any:
        """Run a statement outside any transaction; return its first value, if it has one."""
        engine = create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            result = connection.execute(text(statement))
            value = result.scalar() if result.returns_rows else None
        engine.dispose()
        return value

    def start(self) -> None:
        """Start the server, or start it again, and wait until it answers."""
        _run(self._user, self._found / "pg_ctl", "-D", self._data, "-l", self._folder / "log", "-w", "-o",
             self._options, "start")  # fmt: skip

    def stop(self) -> None:
        """Stop the server at once, if it runs."""
        number = self._data / "postmaster.pid"
        if number.exists() and Path(f"/proc/{number.read_text().split()[0]}").exists():
            _run(self._user, self._found / "pg_ctl", "-D", self._data, "-m", "immediate", "stop")

    def kill(self) -> None:
        """Kill the server as a crash does, and wait until all of it has gone."""
        group = self._processes()
        os.kill(group[0], signal.SIGKILL)
        deadline = time.monotonic() + 20
        while any(Path(f"/proc/{number}").exists() for number in group):
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def _processes(self) -> list[int]:
        postmaster = int((self._data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        return [postmaster, *map(int, children)]

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def create(self) -> None:
        """Make the files of a new server."""
        password = self._folder / "password"
        password.write_text(PASSWORD)
        password.chmod(0o644)  # whatever umask the site left: the server is another user's
        _run(self._user, self._found / "initdb", "-D", self._data, "-A", "scram-sha-256", f"--pwfile={password}",
             "-U", self._user, "-E", "UTF8", "--locale=C", "--no-sync")  # fmt: skip

    def follow(self, primary: Server) -> None:
        """Make the files of a streaming replica of another server."""
        _run(self._user, self._found / "pg_basebackup", "-h", primary._folder, "-U", self._user, "-D", self._data,
             "-R", "-X", "stream", "-c", "fast", "--no-sync")  # fmt: skip


@contextmanager
def running(found: Path, settings: tuple[str, ...] = QUICK, replica_of: Server | None = None) -> Iterator[Server]:
    """Run a server as a user without rights: PostgreSQL refuses to be run by root."""
    user = pwd.getpwuid(os.getuid()).pw_name if os.getuid() else "nobody"
    with TemporaryDirectory(prefix="ecpat-", dir=_place(), ignore_cleanup_errors=True) as folder:
        if os.getuid() == 0:
            shutil.chown(folder, user)
        server = Server(found, Path(folder), user, settings)
        if replica_of is None:
            server.create()
        else:
            server.follow(replica_of)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _place() -> Path | None:
    """Return where the files of a server are quickest; None is the system's own place for what is temporary."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2 << 30 else None


def _run(user: str, *command: str | Path) -> None:
    rights: dict[str, Any] = {"user": user, "group": pwd.getpwnam(user).pw_gid} if os.getuid() == 0 else {}
    done = subprocess.run(
        command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/",
        env={**os.environ, "PGPASSWORD": PASSWORD}, **rights,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout.decode()
