"""The documented systemd units, without systemd: their commands are run as they stand, in a folder of the tests."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from http.client import HTTPMessage
from pathlib import Path

from ..checkout import Checkout
from .documented import SOCKET, directives
from .nodes import SocketConnection

_PROGRAMS = {
    "/srv/ecpat/.venv/bin/python": (sys.executable,),
    "/srv/ecpat/.venv/bin/flask": (sys.executable, "-m", "flask"),
    "/srv/ecpat/.venv/bin/granian": (sys.executable, "-m", "granian"),
}


class Unit:
    """A unit that can be started, reloaded and stopped as systemd does: a command that fails ends the attempt."""

    def __init__(self, name: str, checkout: Checkout) -> None:
        self._says, self._checkout = directives(name), checkout
        self.socket = checkout.folder / "ecpat.sock"
        self.process: subprocess.Popen[str] | None = None

    @property
    def upstream(self) -> str:
        """Return where nginx finds it."""
        return f"unix:{self.socket}"

    @property
    def folder(self) -> Path:
        """Return its instance folder."""
        return self._checkout.instance

    def start(self) -> str:
        """Start it; return what a command said that would not have it, nothing where it was started."""
        if refused := self._run("ExecStartPre"):
            return refused
        (command,) = self._commands("ExecStart")
        self.process = self._checkout.run_shell(command)
        return ""

    def reload(self) -> str:
        """Reload it; return what a command said that would not have it, nothing where it was reloaded."""
        return self._run("ExecReload")

    def stop(self) -> None:
        """Stop it, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)

    def kill(self) -> None:
        """Kill all of it that still runs."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def workers(self) -> set[int]:
        """Return the numbers of the worker processes."""
        assert self.process is not None
        number = self.process.pid
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
        return {int(child) for child in children if b"resource_tracker" not in _command_line(int(child))}

    def ask(self, path: str) -> tuple[int, str, HTTPMessage]:
        """Ask at its socket file, once it is there."""
        deadline = time.monotonic() + 60
        while True:
            connection = SocketConnection(self.socket)
            try:
                connection.request("GET", path, headers={"Host": "localhost"})
                answer = connection.getresponse()
                return answer.status, answer.read().decode(), answer.headers
            except OSError:
                assert self.process is not None
                assert self.process.poll() is None, self.process.stdout and self.process.stdout.read()
                assert time.monotonic() < deadline
                time.sleep(0.1)
            finally:
                connection.close()

    def _run(self, directive: str) -> str:
        for command in self._commands(directive):
            done = self._checkout.run_shell(command)
            told = done.communicate()[0]
            if done.returncode:
                return told or f"{command[0]} ended with {done.returncode}"
        return ""

    def _commands(self, directive: str) -> list[tuple[str, ...]]:
        number = str(self.process.pid) if self.process else ""
        commands = []
        for line in self._says[directive]:
            first, *words = shlex.split(line.replace(SOCKET, str(self.socket)))
            words = [number if word == "$MAINPID" else word for word in words]
            commands.append((*_PROGRAMS.get(first, (first,)), *words))
        return commands


def _command_line(number: int) -> bytes:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return b""
