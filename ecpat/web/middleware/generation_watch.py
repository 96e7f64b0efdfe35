"""The generation as one process knows it: cheap to ask on every request, never long out of date."""

from __future__ import annotations

import mmap
import os
import struct
import time
from pathlib import Path
from threading import Lock

import structlog
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ...config import REPLICA
from ...core import generation
from ...core.database import db

log = structlog.get_logger()
CHECK_EVERY = 0.25  # seconds: how late a change made on another machine is noticed
PAUSE = 1.0  # seconds until a database that did not answer is asked again: each time may take seconds


class Nudge:
    """Eight bytes mapped by every process of a machine: they differ from what one saw once content has changed.

    A process that starts while the disk cannot be written has eight of its own, and notices others' changes later.
    """

    def __init__(self, path: Path) -> None:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            log.warning("nudge_not_shared", reason=error.strerror)
            self._map = mmap.mmap(-1, 8)
            return
        try:
            if os.fstat(descriptor).st_size < 8:
                os.ftruncate(descriptor, 8)
            self._map = mmap.mmap(descriptor, 8)
        finally:
            os.close(descriptor)

    def give(self, _sender: object = None) -> None:
        """Tell every process of the machine to look at the database."""
        self._map[:8] = struct.pack("<Q", time.time_ns())

    def seen(self) -> bytes:
        """Return what stands there now."""
        return self._map[:8]


class Generations:
    """Asks the database for its generation after a nudge, and at most every quarter of a second without one.

    While the database does not answer, the last known generation stands: pages already made go on being served.
    """

    def __init__(self, app: Flask, nudge: Nudge) -> None:
        self._app, self._nudge, self._asking = app, nudge, Lock()
        self._seen, self._next, self._number, self._lost = b"", 0.0, -1, False
        generation.content_changed.connect(nudge.give, weak=False)

    def current(self) -> int:
        """Return the generation, at most a quarter of a second old; -1 while none is known."""
        # All wait for the one that asks, unless the database was gone: then it may be gone for long.
        if self._is_old() and self._asking.acquire(blocking=not self._lost or self._number < 0):
            try:
                if self._is_old():
                    self._ask(self._nudge.seen())
            finally:
                self._asking.release()
        return self._number

    def _is_old(self) -> bool:
        return self._nudge.seen() != self._seen or time.monotonic() >= self._next

    def _ask(self, seen: bytes) -> None:
        with self._app.app_context():
            try:
                self._number, self._lost = generation.current(), False
            except SQLAlchemyError:
                log.warning("database_unreachable", generation=self._number)
                self._number, self._lost = max(self._number, self._of_replica()), True
        self._seen, self._next = seen, time.monotonic() + (PAUSE if self._lost else CHECK_EVERY)

    def _of_replica(self) -> int:
        """Return the generation of the replica, which may have more than this process has seen; -1 without one."""
        if REPLICA not in db.engines:
            return -1
        try:
            with db.engines[REPLICA].connect() as connection:
                return connection.scalar(select(generation.Generation.number)) or -1
        except SQLAlchemyError:
            return -1
