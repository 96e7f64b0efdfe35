"""Copies of what is kept elsewhere, made beside requests: who asks for one waits for a moment at most."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from .storage_backends import UnreachableError

AT_ONCE = 4  # copies under way in a process
MOST = 32  # with those that wait for their turn


class Fetcher:
    """Makes each copy once, however many ask for it; it goes on when they no longer wait."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(AT_ONCE, "fetch")  # they begin with the first copy
        self._under_way: dict[str, Future[None]] = {}

    def fetch(self, key: str, copy: Callable[[], None], patience: float) -> None:
        """Wait for a copy; raise what it raises, UnreachableError where it takes longer than that many seconds."""
        with self._lock:
            future = self._under_way.get(key)
            if future is None:
                if len(self._under_way) >= MOST:
                    raise UnreachableError("the storage of files is asked for too much at once")
                future = self._under_way[key] = self._threads.submit(copy)
                future.add_done_callback(lambda _done: self._under_way.pop(key, None))
        try:
            future.result(patience)
        except TimeoutError:
            raise UnreachableError("the storage of files takes its time") from None
