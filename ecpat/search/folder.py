"""The folder of the index: which index in it counts, what that was made from, and who may write.

The name of the index that counts stands in the file `current`, which is replaced at once: a rebuilt index comes
into use whole or not at all. The folder belongs to the application alone: to open an index runs what is pickled
in it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

from whoosh.util.filelock import FileLock, try_for

from .engine import State


class BusyError(RuntimeError):
    """Another process or thread is writing."""


class Folder:
    """A folder with one index that counts; it need not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._state: tuple[tuple[int, int, int], State] | None = None

    def current(self) -> Path | None:
        """Return the folder of the index that counts."""
        try:
            name = (self.path / "current").read_text()
        except (OSError, ValueError):
            return None
        found = self.path / name
        return found if name.startswith("index-") and found.is_dir() else None

    def state(self, found: Path | None) -> State | None:
        """Return what an index was made from; None where that cannot be read."""
        if found is None:
            return None
        try:
            status = os.stat(found / "state.json")
            stamp = (status.st_ino, status.st_mtime_ns, status.st_size)
            if self._state is None or self._state[0] != stamp:
                self._state = stamp, State(**json.loads((found / "state.json").read_text()))
            return self._state[1]
        except (OSError, ValueError, TypeError):
            return None

    def save(self, found: Path, state: State) -> None:
        """Write down what an index was made from."""
        write_whole(found / "state.json", json.dumps(asdict(state)))

    def fresh(self) -> Path:
        """Return a folder for a new index."""
        return self.path / f"index-{uuid4().hex}"

    def use(self, found: Path) -> None:
        """Let another index count from now on and delete all others, those of a killed process too."""
        write_whole(self.path / "current", found.name)
        for other in self.path.glob("index-*"):
            if other != found:
                shutil.rmtree(other, ignore_errors=True)

    def distrust(self) -> None:
        """Let no index count any more."""
        with suppress(OSError):
            (self.path / "current").unlink()

    @contextmanager
    def writing(self, timeout: float) -> Iterator[None]:
        """Hold the right to write, which ends with the process at the latest; BusyError where another has it."""
        self.path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(self.path / "lock"))
        if not try_for(lock.acquire, timeout=timeout, delay=0.02):
            raise BusyError
        try:
            yield
        finally:
            lock.release()


def write_whole(path: Path, text: str) -> None:
    """Write a file so that readers see the old one or the new one, never a part."""
    beside = path.with_name(f"{uuid4().hex}.part")
    try:
        beside.write_text(text)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
