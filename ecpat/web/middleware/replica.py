"""Readers' pages from a replica of the database, as long as it has all that the database has.

A page is read from the replica if its generation is the database's own, asked for in the same request: after the page
cache asked, so no page is ever kept under a generation that is newer than its words. Where the replica lags, and for
every write, the database itself is asked. Where the database is gone, the replica answers alone, and nothing is kept.
"""

from __future__ import annotations

import time

import structlog
from flask import Flask, Response, g, request
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ...config import REPLICA
from ...core.database import db
from ...core.generation import KNOWN, Generation
from ..feature import roots
from .page_cache import READING

log = structlog.get_logger()
PAUSE = 1.0  # seconds in which a database that did not answer is not asked again: that may take seconds each time


class Levels:
    """The generations of the database and of its replica, as one process asks for them."""

    def __init__(self) -> None:
        self._not_before = {"": 0.0, REPLICA: 0.0}

    def of(self, key: str) -> int | None:
        """Return the generation of the database ("") or of the replica; None where it does not answer."""
        if time.monotonic() < self._not_before[key]:
            return None
        try:
            with db.engines[key or None].connect() as connection:
                return connection.scalar(select(Generation.number))
        except SQLAlchemyError:
            self._not_before[key] = time.monotonic() + PAUSE
            log.warning("database_unreachable", which=key or "database")
            return None


def install(app: Flask) -> None:
    """Let readers' requests read from REPLICA_URL; under the desk's paths all is the database's own."""
    if not app.config["REPLICA_URL"]:
        return
    levels, desk = Levels(), roots()

    @app.before_request
    def choose() -> None:
        if request.method not in READING or request.path.startswith(desk):
            return
        wanted, found = levels.of(""), levels.of(REPLICA)
        if found is not None and (wanted is None or found >= wanted):
            g.reads = REPLICA
            if wanted is None:
                g.replica_alone = True
                request.environ.pop(KNOWN, None)  # the replica may have less

    @app.after_request
    def mark(response: Response) -> Response:
        if g.get("replica_alone") and (response.mimetype or "").startswith(("text/", "application/")):
            response.headers["Cache-Control"] = "no-store"
        return response
