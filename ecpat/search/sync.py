"""Keeping an index at the generation of the database, whatever happened to it in between."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Lock, Thread

import structlog
from flask import Flask

from .. import locales
from ..core import changes
from ..core import generation as generations
from ..core.database import db
from . import documents
from .index import schema
from .index.engine import SearchIndex
from .text import analysis
from .types import BusyError, Progress, State

log = structlog.get_logger()

VERSION = ".".join((analysis.VERSION, schema.VERSION, *sorted(locales.LOCALES)))
AT_ONCE = 200  # works that a reader's request may index: about a second
HEAVY = 2_000_000  # characters of PDFs that take longer
PAUSE = 0.5  # seconds between two attempts that fail


class IndexSync:
    """Brings one application's index up to date, from whichever thread asks first."""

    def __init__(self, app: Flask, index: SearchIndex) -> None:
        self._app, self.index = app, index
        self._lock = Lock()
        self._behind: Thread | None = None
        self._work: Callable[[], None] | None = None
        self._seen = -1  # the generation at which this was last found to be the index of this database
        self._failed = (-1, 0.0)

    def catch_up(self) -> bool:
        """Bring the index to the database's generation; False where it is being made anew and cannot be searched."""
        generation, known = generations.current(), self.index.state()
        if known is None or known.version != VERSION:
            return self._anew()
        if known.generation == generation == self._seen:
            return True
        with self._lock:  # one thread of a process is enough
            if self._is_other(generation, known):
                self._update(generation, doubted=True)
            elif known.generation < generation:
                self._update(generation)
            self._seen = generation
        return True

    def _is_other(self, generation: int, known: State) -> bool:
        """Tell whether the database may be another than the index was made from: restored, or its last text gone."""
        if known.generation > generation:  # or the reader's own picture of the database is older than the index
            return documents.fresh_generation() < known.generation
        return not documents.is_same(known.identity)

    def keep(self) -> None:
        """Begin whatever the index needs, however long it takes, and spare the site's workers that from now on."""
        self.index.keep()
        self.catch_up()
        self.merge()

    def rebuild(self, progress: Progress = lambda done, total: None) -> None:
        """Make the index anew beside the old one and swap; raise BusyError where another process is at it."""
        state = self._state(generations.current())
        snapshot = documents.Snapshot()
        total = len(snapshot.signatures)
        self.index.rebuild(snapshot.works(snapshot.signatures), total, state, progress)

    def merge(self) -> None:
        """Merge small segments behind the readers' back, where there are many."""
        if self.index.needs_merging():
            self._run_here_or_leave(self.index.merge)

    def _state(self, generation: int) -> State:
        return State(generation, VERSION, documents.identity())

    def _anew(self) -> bool:
        """Rebuild at once what is small, else behind; return whether the index can be searched now."""
        if self._pausing(-1):
            return False
        if documents.count() > AT_ONCE or documents.weight() > HEAVY:
            self._run_here_or_leave(self.rebuild)
            return False
        try:
            self.rebuild()
        except (BusyError, OSError) as error:
            self._fail(-1, error)
            return False
        return True

    def _update(self, generation: int, doubted: bool = False) -> None:
        """Index what changed; what cannot be indexed now is left out of the answers until it can."""
        known = self.index.state()
        if known is None or (known.generation >= generation and not doubted):
            return
        if self._pausing(generation) or self._busy(self.rebuild):
            return
        state = self._state(generation)
        told = None if doubted else changes.between(known.generation, generation)
        snapshot, old = documents.Snapshot(told), self.index.signatures(told)
        new = snapshot.signatures
        changed = [entry_id for entry_id, signature in new.items() if old.get(entry_id) != signature]
        gone: Sequence[int] = [entry_id for entry_id in old if entry_id not in new]
        if len(changed) > AT_ONCE or documents.weight(changed) > HEAVY:
            self.index.hide({*changed, *gone}, generation)
            self._run_here_or_leave(self.rebuild)
            return
        try:
            self.index.update(snapshot.works(changed), gone, state, doubted)
        except (BusyError, OSError) as error:
            self.index.hide({*changed, *gone}, generation)
            self._fail(generation, error)

    def _pausing(self, generation: int) -> bool:
        failed, at = self._failed
        return failed == generation and time.monotonic() < at + PAUSE

    def _fail(self, generation: int, error: Exception) -> None:
        self._failed = generation, time.monotonic()
        log.warning("index_waits", reason=error)

    def _busy(self, work: Callable[[], None] | None = None) -> bool:
        """Tell whether something, or that work, goes on behind the readers' back."""
        return self._behind is not None and self._behind.is_alive() and work in (None, self._work)

    def _run_here_or_leave(self, work: Callable[[], None]) -> None:
        """Do long work in a thread, unless the machine's worker of jobs does such work."""
        if not self.index.has_keeper():
            self._run(work)

    def _run(self, work: Callable[[], None]) -> None:
        """Do some work in a thread of its own, one at a time."""
        with suppress(RuntimeError):  # an interpreter that shuts down starts no thread
            if not self._busy():
                self._work = work
                self._behind = Thread(target=self._behind_readers, args=(work,), daemon=True)
                self._behind.start()

    def _behind_readers(self, work: Callable[[], None]) -> None:
        with self._app.app_context():
            try:
                work()
            except (BusyError, OSError) as error:
                self._fail(-1, error)
            except Exception:
                log.exception("index_not_worked_on")
            finally:
                db.session.remove()

    def wait(self, timeout: float | None = None) -> None:
        """Wait for what goes on behind the readers' back."""
        if self._behind is not None:
            self._behind.join(timeout)
