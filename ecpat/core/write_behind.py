"""What a process counts is written down beside the requests of its readers, and once more when the process ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from multiprocessing.util import Finalize
from threading import Event, Lock, Thread

import structlog

log = structlog.get_logger()
IDLE = 3600.0  # seconds after which is written though nothing was counted, so that what is old is forgotten
LEAVING = 1.0  # seconds at most that the end of a process waits


class WriteBehind:
    """Calls `write` some seconds after it was woken, in a thread of its own that begins with the first time.

    One call at a time; what `write` raises is logged under the name, once until it works again.
    """

    def __init__(self, name: str, write: Callable[[], None], pause: float) -> None:
        self._name, self._write, self._pause = name, write, pause
        self._awake = Event()
        self._writing, self._beginning = Lock(), Lock()
        self._thread: Thread | None = None
        self._failed = False

    def wake(self) -> None:
        """Have it written in a moment; never waits for a write."""
        if not self._awake.is_set():
            self._awake.set()
            with self._beginning:
                if self._thread is None:
                    self._thread = Thread(target=self._run, name=self._name, daemon=True)
                    self._thread.start()
                    Finalize(None, self._leave, exitpriority=1)  # not by `atexit`: servers skip it

    def flush(self) -> None:
        """Write now."""
        with self._writing:
            try:
                self._write()
                self._failed = False
            except Exception as error:  # of a database or a disk: readers never notice
                if not self._failed:
                    log.warning("counts_not_written", kind=self._name, error=type(error).__name__)
                self._failed = True

    def _run(self) -> None:
        while True:
            self._awake.wait(IDLE)
            time.sleep(self._pause)
            self._awake.clear()
            self.flush()

    def _leave(self) -> None:
        """Write once more, without waiting long for a database that does not answer."""
        last = Thread(target=self.flush, daemon=True)
        last.start()
        last.join(LEAVING)
