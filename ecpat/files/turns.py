"""Work that is done one at a time in a process: few wait for it, and none for long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock


class BusyError(Exception):
    """Somebody else has the turn, and all places to wait are taken, or the wait was too long."""


class Turns:
    """One turn, and places to wait for it: a server's other threads are left for readers."""

    def __init__(self, waiting: int, patience: float) -> None:
        self._places, self._turn, self._patience = BoundedSemaphore(1 + waiting), Lock(), patience

    @contextmanager
    def take(self) -> Iterator[None]:
        """Have the turn; raise BusyError where it is not to be had within so many seconds."""
        if not self._places.acquire(blocking=False):
            raise BusyError
        try:
            if not self._turn.acquire(timeout=self._patience):
                raise BusyError
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._places.release()
