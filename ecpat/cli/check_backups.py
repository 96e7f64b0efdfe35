"""Whether backups are made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import Flask

from ..core import clock
from . import backup_series
from .archive import BackupError
from .checks import ERROR, OK, WARNING, Finding

LATE = timedelta(hours=36)  # a night was left out


def backups(app: Flask) -> Iterator[Finding]:
    """Look where the worker puts backups, how old the newest is, and who can read it."""
    part, url = "backups", app.config["BACKUP_URL"]
    if not url:
        yield Finding(WARNING, part, "BACKUP_URL is empty: nothing is known here of any")
        return
    try:
        newest = backup_series.newest(backup_series.located("")[0])
    except (BackupError, OSError) as error:
        yield Finding(ERROR, part, f"{url} cannot be looked at: {error}")
        return
    if newest is None:
        yield Finding(WARNING, part, f"there is none in {url} yet: `flask ecpat work` writes one each night")
    elif clock.now() - newest > LATE:
        yield Finding(ERROR, part, f"the newest in {url} is of {newest:%Y-%m-%d %H:%M} UTC: the log says why")
    else:
        yield Finding(OK, part, f"the newest is of {newest:%Y-%m-%d %H:%M} UTC")
    if not app.config["BACKUP_KEY"]:
        yield Finding(WARNING, part, "BACKUP_KEY is empty: who can read the place of the backups can read the desk")
