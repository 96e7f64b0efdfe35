"""Addresses that lead nowhere: written down once five readers met one, without anything of who they are."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Request, current_app, request
from sqlalchemy import Connection, delete, insert, update

from ..core import frequent_counts
from ..web.middleware import rate_limit
from .redirects import PATH_LENGTH, MissedPath, key_of

KEPT = timedelta(days=396)  # thirteen months
_PERSONAL = re.compile(r"@|%40|\d{6}")
_PAGE = re.compile(r"[^.]*(\.(html?|php|aspx?|pdf))?", re.IGNORECASE)


def countable(request: Request) -> str:
    """Return under which path a request is counted; nothing where it is no reader's, or may hold personal data."""
    path = request.path
    if (
        request.method != "GET"
        or "text/html" not in request.headers.get("Accept", "")
        or len(path) > PATH_LENGTH - 20
        or not path.isprintable()
        or _PERSONAL.search(unicodedata.normalize("NFKC", path + request.args.get("tag", "")))
        or not _PAGE.fullmatch(path.rpartition("/")[2])
    ):
        return ""
    return key_of(path, request.args)


def count() -> None:
    """Count the address of a request that leads nowhere, where INSIGHT is on and readers can be told apart."""
    reader = rate_limit.network(request.remote_addr or "")
    if current_app.config["INSIGHT"] and reader and (path := countable(request)):
        frequent_counts.counts(Miss).count(reader, Miss(path))


@dataclass(frozen=True)
class Miss:
    """An address that a reader met and that leads nowhere."""

    path: str

    def key(self) -> str:
        """Return under what it is counted."""
        return self.path

    def write(self, connection: Connection, day: date, readers: int) -> None:
        """Write it down for so many readers more."""
        row = MissedPath.__table__.c
        same = (row.path == self.path) & (row.day == day)
        more = update(MissedPath).where(same).values(count=row.count + readers)
        if connection.execute(more).rowcount == 0:
            connection.execute(insert(MissedPath).values(path=self.path, day=day, count=readers))

    @classmethod
    def forget(cls, connection: Connection, day: date) -> None:
        """Delete what was written down more than thirteen months before a day."""
        connection.execute(delete(MissedPath).where(MissedPath.day < day - KEPT))
