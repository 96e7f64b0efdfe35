"""A PostgreSQL server of the tests' own, on a socket in a folder, run by someone without rights."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/bin", "/usr/bin")
NOBODY = "nobody"


def program(name: str) -> str | None:
    """Return where a program of PostgreSQL is; None where it is not installed."""
    found = [path for place in PLACES for path in sorted(Path("/").glob(f"{place[1:]}/{name}"))]
    return str(found[0]) if found else shutil.which(name)


@contextmanager
def running() -> Iterator[str]:
    """Run a server; yield the address of its databases, to be followed by `/NAME?host=FOLDER` of its parts."""
    folder = mkdtemp(prefix="search-")
    user = NOBODY if os.getuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "user": user, "cwd": folder}
    try:
        subprocess.run(
            [str(program("initdb")), "-D", f"{folder}/data", "-U", "site", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True, **quiet,
        )  # fmt: skip
        server = subprocess.Popen(
            [str(program("postgres")), "-D", f"{folder}/data", "-k", folder, "-h", "", "-F"], **quiet
        )
        try:
            for _ in range(200):
                if Path(folder, ".s.PGSQL.5432").exists():
                    break
                time.sleep(0.05)
            yield folder
        finally:
            server.send_signal(signal.SIGINT)  # at once, whoever is still connected
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
