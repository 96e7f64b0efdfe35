"""The site on granian, on one machine, with an instance folder of its own; and an editor there."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from ..contract import ROOT
from .documented import granian_options
from .machines import Machine

HOST = "www.example.org"
PORT = 8000
SECRET_KEY = "only for tests: 0123456789abcdefghij"  # noqa: S105 — the same on every node, as it must be


class SocketConnection(HTTPConnection):
    """A connection to a socket file."""

    def __init__(self, path: Path) -> None:
        super().__init__(HOST, timeout=90)
        self._path = str(path)

    def connect(self) -> None:
        """Connect."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Node:
    """A granian and what is needed to start it again."""

    def __init__(
        self,
        machine: Machine,
        folder: Path,
        settings: dict[str, str],
        port: int = PORT,
        workers: int = 1,
        file: Path | None = None,
        level: str = "warning",
    ) -> None:
        self.machine, self.folder, self.port, self._workers = machine, folder, port, workers
        self._level = level  # of what is logged
        self._file = file  # the socket file to listen at instead of the port, as documented for one machine
        folder.mkdir(exist_ok=True)
        self.log = folder / "log"
        self._environment = {
            "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "NODE": str(folder), "SECRET_KEY": SECRET_KEY,
            "ALLOWED_HOSTS": f"{HOST},127.0.0.1", "SEARCH_RATE": "0", **settings,
        }  # fmt: skip

    def command(self, *words: str, **options: Any) -> subprocess.Popen[str]:
        """Start a Python program on the machine."""
        command = (*self.machine.prefix, sys.executable, *words)
        return subprocess.Popen(
            command, cwd=ROOT, env=self._environment, start_new_session=True, text=True, **options
        )

    @property
    def upstream(self) -> str:
        """Return where nginx finds it."""
        return f"unix:{self._file}" if self._file else f"{self.machine.address}:{self.port}"

    def start(self) -> None:
        """Start serving as the documented unit does, and wait until readers are answered."""
        host = self.machine.address if self.machine.is_here else "0.0.0.0"  # noqa: S104 — of a namespace
        place = () if self._file else ("--host", host, "--port", str(self.port))
        with self.log.open("a") as log:
            self._process = self.command(
                "-m", "granian", *granian_options(self._file), *place, "--workers", str(self._workers),
                "--log-level", self._level, "tests.cluster.node:application",
                stdout=log, stderr=log,
            )  # fmt: skip
        self.wait()

    def wait(self) -> None:
        """Wait until connections are accepted."""
        deadline = time.monotonic() + 90
        while not self._accepts():
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def connect(self) -> HTTPConnection:
        """Return a connection to this node itself, which must be on this machine."""
        if self._file:
            return SocketConnection(self._file)
        return HTTPConnection(self.machine.address, self.port, timeout=90)

    def _accepts(self) -> bool:
        if not self.machine.is_here:
            look = f"import socket; socket.create_connection(({self.machine.address!r}, {self.port}), 1)"
            return not self.command("-I", "-S", "-c", look, stderr=subprocess.DEVNULL).wait()
        with suppress(OSError), closing(self.connect()) as connection:
            connection.connect()
            return True
        return False

    def kill(self) -> None:
        """Kill all of it, as when the power goes."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def end(self) -> None:
        """Ask it to end, as `systemctl stop` does, and wait until it has."""
        os.kill(self._main(), signal.SIGTERM)
        assert self._process.wait(60) == 0

    def stop(self) -> None:
        """Kill what still runs."""
        if self.runs:
            self.kill()

    @property
    def runs(self) -> bool:
        """Tell whether it was started and has not ended."""
        return self._process.poll() is None

    def reload(self) -> None:
        """Ask for new workers, as `systemctl reload` does."""
        os.kill(self._main(), signal.SIGHUP)

    def begun(self) -> int:
        """Return how many workers have begun to answer since it was made; it must log what is of the level `info`."""
        return self.log.read_text().count("Started worker-")

    def workers(self) -> list[int]:
        """Return the numbers of the worker processes."""
        return [number for number in _children(self._main()) if b"resource_tracker" not in _command_line(number)]

    def memory(self) -> int:
        """Return the bytes of memory that the workers have for themselves, and their share of what is shared."""
        total = 0
        for number in self.workers():
            rollup = Path(f"/proc/{number}/smaps_rollup").read_text()
            total += int(rollup.partition("Pss:")[2].split()[0]) << 10
        return total

    def ask(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Ask this node itself, which must be on this machine; return status and body."""
        connection = self.connect()
        try:
            connection.request("GET", path, headers={"Host": HOST, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def ready(self) -> dict[str, str]:
        """Return what `/readyz` says."""
        parts: dict[str, str] = json.loads(self.ask("/readyz")[1])
        return parts

    def _main(self) -> int:
        return self._process.pid  # `nsenter` becomes the program that it starts


def _children(number: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


def _command_line(number: int) -> bytes:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return b""


class Editor:
    """Publishes numbers on a node; remembers when each was acknowledged."""

    def __init__(self, node: Node) -> None:
        self._process = node.command(
            "-m", "tests.cluster.publisher", stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=1
        )
        self.acknowledged: dict[int, float] = {}
        self.failed = 0

    def publish(self, number: int) -> bool:
        """Publish a number; tell whether that was acknowledged."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{number}\n")
        self._process.stdin.flush()
        while True:
            words = self._process.stdout.readline().split()
            assert words, "the editor's program ended"
            if words[0] == "failed":
                self.failed += 1
                return False
            if words[0] == str(number):
                self.acknowledged[number] = float(words[1])
                return True

    def close(self) -> None:
        """End the editor's program."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(20)


def free_port() -> int:
    """Return a port of the loopback address that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
