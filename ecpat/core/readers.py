"""Who asked for what today, told apart for all workers of one machine, in memory alone.

A file of Linux's shared memory (`/dev/shm`, what POSIX calls a shared memory object) has marks of eight bytes: hashes
of a reader and what they asked for, salted with random bytes that are in the same memory and nowhere else. The next
day all of it is thrown away, salt and marks; so it is when the last process that uses it ends. Where there is no such
memory, nobody is told apart and nothing is counted: one reader must never count as two.
"""

from __future__ import annotations

import fcntl
import os
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import blake2b
from multiprocessing.util import Finalize
from pathlib import Path
from threading import Lock

MEMORY = Path("/dev/shm")  # noqa: S108 — memory, and what is opened there must be this user's own
SLOTS = 16_384  # marks there is room for; of these three quarters are used
_HEAD = struct.Struct("<I16sI")  # the day's number, its salt, how many marks there are
_MARK = 8  # bytes
_lock = Lock()  # locks of files hold other processes off, not the threads of this one


class Readers:
    """The readers of one day and what they asked for, of one site and one kind of questions."""

    def __init__(self, folder: Path, kind: str) -> None:
        site = blake2b(str(folder).encode(), digest_size=8).hexdigest()
        self._path = MEMORY / f"ecpat-{kind}-{os.geteuid()}-{site}"
        self._file: int | None = None

    def is_new(self, day: date, reader: str, question: str) -> bool:
        """Tell whether a reader asks something for the first time that day, and remember it.

        False also where that cannot be known: no shared memory, no room in it, a day that is over.
        """
        with self._held(day) as file:
            if file is None:
                return False
            began, salt, count = _HEAD.unpack(os.pread(file, _HEAD.size, 0))
            if began != day.toordinal():
                return False
            mark = blake2b(f"{reader}\n{question}".encode(), digest_size=_MARK, key=salt).digest()
            place = int.from_bytes(mark) % SLOTS
            while (found := os.pread(file, _MARK, _at(place))) != bytes(_MARK):
                if found == mark:
                    return False
                place = (place + 1) % SLOTS
            if count >= SLOTS * 3 // 4:
                return False
            os.pwrite(file, mark, _at(place))
            os.pwrite(file, _HEAD.pack(began, salt, count + 1), 0)
            return True

    def turn(self, day: date) -> None:
        """Forget everybody of the days before."""
        with self._held(day):
            pass

    @contextmanager
    def _held(self, day: date) -> Iterator[int | None]:
        """Hold the memory for this thread alone, emptied where what is in it is of an earlier day."""
        with _lock:
            if self._file is None:
                self._file = _opened(self._path)
            if self._file is None:
                yield None
                return
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                head = os.pread(self._file, _HEAD.size, 0)
                if not head or _HEAD.unpack(head)[0] < day.toordinal():
                    os.ftruncate(self._file, 0)
                    os.ftruncate(self._file, _at(SLOTS))
                    os.pwrite(self._file, _HEAD.pack(day.toordinal(), os.urandom(16), 0), 0)
                yield self._file
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


def _at(place: int) -> int:
    return _HEAD.size + place * _MARK


def _opened(path: Path) -> int | None:
    """Open a piece of shared memory, made where there is none; None where there cannot be one of this user's own."""
    while path.parent.is_mount():  # else it would be a folder on a disk
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            os.close(file)
            break
        fcntl.flock(file, fcntl.LOCK_SH)  # as long as it is in use here
        if _is_at(found, path):
            Finalize(None, _leave, (file, path), exitpriority=0)  # servers end forked workers without `atexit`
            return file
        os.close(file)  # somebody who left took it away meanwhile
    return None


def _is_at(found: os.stat_result, path: Path) -> bool:
    try:
        return os.path.samestat(found, path.stat())
    except FileNotFoundError:
        return False


def _leave(file: int, path: Path) -> None:
    """Take the memory away where nobody else uses it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    path.unlink(missing_ok=True)
