"""What does the jobs: one after another, each in a transaction of its own."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from queue import Empty, SimpleQueue

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from .. import clock
from ..database import db
from . import service
from .models import Job
from .registry import HANDLERS, FailedError, LaterError, Payload, handler

log = structlog.get_logger()
POLL = 1.0  # seconds in which a new job is noticed
PAUSE = 5.0  # seconds until a database that did not answer is asked again


class Worker:
    """Does what is due until it is told to stop. A database that does not answer is waited for."""

    def __init__(self, app: Flask) -> None:
        self._app, self._stopping, self._lost = app, False, False
        self._told: SimpleQueue[None] = SimpleQueue()  # unlike an Event it may be told by a handler of signals

    def stop(self) -> None:
        """End once the job under way is done."""
        self._stopping = True
        self._told.put(None)

    def work(self) -> None:
        """Do what is due, and what will be."""
        while not self._stopping:
            try:
                pause = 0.0 if self.step() else self._until_next()
                self._lost = False
            except SQLAlchemyError as error:
                if not self._lost:
                    log.warning("database_unreachable", which="database", error=type(error).__name__)
                self._lost, pause = True, PAUSE
            with suppress(Empty):
                self._told.get(timeout=pause)

    def work_off(self) -> None:
        """Do what is due now; raises SQLAlchemyError where the database does not answer."""
        while not self._stopping and self.step():
            pass

    def step(self) -> bool:
        """Do one job; tell whether there was one."""
        with self._app.app_context():
            service.schedule()
            job = service.lease()
            db.session.commit()
            if job is not None:
                self._do(job)
            return job is not None

    def _do(self, job: Job) -> None:
        number, name = job.id, job.name
        try:
            HANDLERS[name].do(job.payload)
            service.finish(job)
            db.session.commit()
        except Exception as error:
            db.session.rollback()
            if not isinstance(error, FailedError | LaterError):
                log.exception("job_failed", job=name)
            if (kept := db.session.get(Job, number)) is not None:
                self._not_done(kept, error)
                db.session.commit()

    @staticmethod
    def _not_done(job: Job, error: Exception) -> None:
        if isinstance(error, FailedError):
            service.give_up(job, str(error))
        else:
            service.retry(job, str(error) if isinstance(error, LaterError) else type(error).__name__)

    def _until_next(self) -> float:
        """Return how many seconds to wait: no longer than somebody waits for a mail."""
        with self._app.app_context():
            next_time = service.next_time()
        ahead = (next_time - clock.now()).total_seconds() if next_time else POLL
        return min(max(ahead, 0.0), POLL)


@handler("jobs.forget", every=timedelta(days=1))
def forget(_payload: Payload) -> None:
    """Keep the table small."""
    service.forget()
