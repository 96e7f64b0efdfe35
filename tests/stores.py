"""A real server that speaks S3, of the tests' own: its buckets are folders, and it checks signatures."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import s3fs

KEY, SECRET = "site", "only for tests"


class Store:
    """A server on a port of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.start()

    @property
    def options(self) -> dict[str, str]:
        """Return what a client needs to know."""
        return {"key": KEY, "secret": SECRET, "endpoint_url": f"http://127.0.0.1:{self.port}"}

    def settings(self, bucket: str) -> dict[str, str]:
        """Return the settings of a site that keeps its uploads in a new bucket."""
        s3fs.S3FileSystem(**self.options, skip_instance_cache=True).mkdir(bucket)
        return {"MEDIA_URL": f"s3://{bucket}/media", "MEDIA_OPTIONS": json.dumps(self.options)}

    def start(self) -> None:
        """Start the server and wait until it answers."""
        words = ("serve", "--data-dir", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nanio", *words, "--no-access-log", "--log-level", "error"],
            env={"PATH": os.environ["PATH"], "NANIO_ACCESS_KEY": KEY, "NANIO_SECRET_KEY": SECRET},
        )
        deadline = time.monotonic() + 20
        while not _listens(self.port):
            assert self._process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server at once."""
        self._process.kill()
        self._process.wait()


@contextmanager
def running(folder: Path) -> Iterator[Store]:
    """Run a server on a folder."""
    store = Store(folder)
    try:
        yield store
    finally:
        store.stop()


def free_port() -> int:
    """Return a port of the loopback address that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
