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

from ...core.file_modes import FILE, make_folder
from ..types import BusyError, State

Stamp = tuple[int, int, int]


class Folder:
    """A folder with one index that counts; it need not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pointer = str(path / "current")
        self._current: tuple[Stamp, Path | None] | None = None
        self._state: tuple[Stamp, State] | None = None
        self._kept: FileLock | None = None

    def current(self) -> Path | None:
        """Return the folder of the index that counts."""
        try:
            stamp = _stamp(self._pointer)
            if self._current is None or self._current[0] != stamp:
                name = Path(self._pointer).read_text()
                self._current = stamp, self.path / name if name.startswith("index-") else None
        except (OSError, ValueError):
            return None
        return self._current[1]

    def state(self, found: Path | None) -> State | None:
        """Return what an index was made from; None where that cannot be read."""
        if found is None:
            return None
        try:
            stamp = _stamp(f"{found}/state.json")
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

    def invalidate(self) -> None:
        """Let no index count any more."""
        with suppress(OSError):
            (self.path / "current").unlink()

    @contextmanager
    def writing(self, timeout: float) -> Iterator[None]:
        """Hold the right to write, which ends with the process at the latest; BusyError where another has it."""
        lock = self._lock("lock")
        if not try_for(lock.acquire, timeout=timeout, delay=0.02):
            raise BusyError
        try:
            yield
        finally:
            lock.release()

    def keep(self) -> None:
        """Show, until this process ends, that it does the long work on the index, unless another does already."""
        if self._kept is None:
            lock = self._lock("keeper")
            self._kept = lock if lock.acquire() else None

    def has_keeper(self) -> bool:
        """Tell whether another process of this machine does the long work."""
        if self._kept is not None:
            return False
        try:
            lock = self._lock("keeper")
            if not lock.acquire():
                return True
            lock.release()
        except OSError:  # a folder that cannot be written
            pass
        return False

    def _lock(self, name: str) -> FileLock:
        make_folder(self.path)
        path = self.path / name
        if not path.exists():
            path.touch(FILE)  # the lock itself would make a program of it
        return FileLock(str(path))


def _stamp(path: str) -> Stamp:
    """Return what tells a file from one that replaced it."""
    status = os.stat(path)
    return status.st_ino, status.st_mtime_ns, status.st_size


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that readers see the old one or the new one, never a part."""
    beside = path.with_name(f"{uuid4().hex}.part")
    try:
        beside.write_bytes(content.encode() if isinstance(content, str) else content)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
