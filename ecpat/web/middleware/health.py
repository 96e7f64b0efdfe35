"""Whether the process lives (`/healthz`) and can answer readers (`/readyz`): for balancers and watchers.

`/readyz?search` is for a balancer that has other machines: it says no as well while that part is being prepared here.
Both stand before the page cache and the check of host names: who watches asks by address.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import structlog
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from ...config import REPLICA
from ...core.database import db, migrate
from ..feature import hooks

log = structlog.get_logger()
OK, DEGRADED, NOT_READY = "ok", "degraded", "not ready"
PREPARING = "preparing"  # of a part that a new machine makes for itself
LEAST_FREE = 200 << 20  # bytes of disk; with less, an upload or a new index may fail
KEEP = 1.0  # seconds for which an answer stands, however many ask
_DISK = {
    errno.ENOSPC: "full", errno.EDQUOT: "full",
    errno.EROFS: "read-only", errno.EACCES: "read-only", errno.EPERM: "read-only",
}  # fmt: skip
HEADERS = [
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'"),
]


@dataclass(frozen=True)
class Probe:
    """A part of the site that a feature can look at: what it is called in the answer of `/readyz`, and how it is.

    `look` returns OK, PREPARING, or what is wrong; None where a site does not have that part.
    """

    name: str
    look: Callable[[], str | None]
    needs_database: bool = False


def expected_revisions() -> set[str]:
    """Return the newest schema revisions that the code knows: one, unless branches wait to be merged."""
    return set(ScriptDirectory(migrate.directory).get_heads())


def found_revisions(connection: Connection) -> set[str]:
    """Return the schema revisions of a database; none where it has not been migrated."""
    return set(MigrationContext.configure(connection).get_current_heads())


def disk(folder: Path) -> str:
    """Return "ok", or what is wrong with the disk of a folder: to know whether it can be written, write."""
    probe = folder / f".ready-{os.getpid()}"
    try:
        probe.write_bytes(b"1")
        probe.unlink()
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return _DISK.get(error.errno or 0, "cannot be written")
    return OK if free >= LEAST_FREE else "nearly full"


def status_of(parts: Mapping[str, str]) -> str:
    """Return "ok"; "degraded" where something is wrong and readers are answered; "not ready" where they are not.

    Readers' pages come from the database, or from its replica where there is one.
    """
    if all(state == OK for state in parts.values()):
        return OK
    return DEGRADED if OK in (parts.get("database"), parts.get("replica")) else NOT_READY


class Readiness:
    """Looks at each part of a site; an answer stands for a second."""

    def __init__(self, app: Flask) -> None:
        self._app, self._lock = app, Lock()
        self._until, self._parts = 0.0, dict[str, str]()

    @cached_property
    def _expected(self) -> set[str]:
        return expected_revisions()

    def parts(self) -> Mapping[str, str]:
        """Return "ok", or what is wrong, of each part of the site."""
        with self._lock:
            if time.monotonic() >= self._until:
                with self._app.app_context():
                    found = self._found()
                if found != self._parts and (wrong := {name: is_ for name, is_ in found.items() if is_ != OK}):
                    log.warning("not_ready", **wrong)
                self._parts, self._until = found, time.monotonic() + KEEP
            return self._parts

    def _found(self) -> dict[str, str]:
        parts = {"database": self._asked(db.engine)}
        if REPLICA in db.engines:
            parts["replica"] = self._asked(db.engines[REPLICA])
        for probe in hooks(Probe):
            state = None if probe.needs_database and parts["database"] != OK else probe.look()
            if state is not None:
                parts[probe.name] = state
        return {**parts, "disk": disk(Path(self._app.instance_path))}

    def _asked(self, engine: Engine) -> str:
        try:
            with engine.connect() as connection:
                found = found_revisions(connection)
        except SQLAlchemyError:
            return "does not answer"
        return OK if found == self._expected else "not migrated"


def install(app: Flask) -> None:
    """Answer `/healthz` and `/readyz` before everything else."""
    readiness, inner = Readiness(app), app.wsgi_app

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO")
        if path not in ("/healthz", "/readyz") or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return inner(environ, start_response)
        parts = readiness.parts() if path == "/readyz" else {}
        status = status_of(parts)
        body = json.dumps({"status": status, **parts}).encode() + b"\n"
        prepared = parts.get(environ.get("QUERY_STRING", "")) != PREPARING
        line = "200 OK" if status != NOT_READY and prepared else "503 Service Unavailable"
        start_response(line, [*HEADERS, ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    app.wsgi_app = answer  # type: ignore[method-assign]
