"""A kind's archive: years, and the months of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Response, abort, request
from sqlalchemy import ColumnElement, Connection

from ... import locales
from ...config import TIME_ZONE
from ...core.database import db
from ...core.dates import start_of
from ...core.i18n import local
from ...web import rendering, snapshot, urls
from ...web.pagination import page_number
from .. import lists
from ..kind import Kind
from .pagination import Paging

FIRST_YEAR, LAST_YEAR = 1900, 2200


def years_of(kind: Kind, locale: str) -> tuple[int, ...]:
    """Return the years of a kind's live editions, newest first; each is looked up, however many editions it has."""
    return snapshot.kept(("years", kind.name, locale), lambda: tuple(_years(kind, locale))[::-1])


def _years(kind: Kind, locale: str) -> Iterator[int]:
    first, moments = FIRST_YEAR, kind.year is None
    connection = db.session.connection()  # without the session, whose part would cost most
    while (found := _dated_since(connection, kind, locale, start_of(first) if moments else first)) is not None:
        year = local(found).year if moments else found
        yield year
        first = year + 1


def _dated_since(connection: Connection, kind: Kind, locale: str, first: datetime | int) -> Any:
    return connection.scalar(lists.dated_since(kind, locale), {"first": first})


def overview(kind: Kind, locale: str) -> Response:
    """Show every year that has something, and its months with how many entries each has."""
    months = snapshot.kept(("months", kind.name, locale), lambda: _months(kind, locale))
    return rendering.render(
        "entries/archive.html", urls.versions_of(f"{kind.name}.overview"), kind=kind, months=months
    )


def _months(kind: Kind, locale: str) -> dict[int, dict[int, int]]:
    start, end = datetime(FIRST_YEAR, 1, 1, tzinfo=TIME_ZONE), datetime(LAST_YEAR, 1, 1, tzinfo=TIME_ZONE)
    moments = db.session.scalars(lists.months(kind, locale, start, end))
    counts = Counter((local(moment).year, local(moment).month) for moment in moments)
    years: dict[int, dict[int, int]] = {}
    for (year, month), count in sorted(counts.items(), key=lambda item: (-item[0][0], item[0][1])):
        years.setdefault(year, {})[month] = count
    return years


def year(kind: Kind, locale: str, year: int) -> Response:
    """Show what a kind dates within a year."""
    if not FIRST_YEAR <= year < LAST_YEAR:
        abort(404)
    return _span(kind, locale, datetime(year, 1, 1, tzinfo=TIME_ZONE), datetime(year + 1, 1, 1, tzinfo=TIME_ZONE))


def month(kind: Kind, locale: str, year: int, month: int) -> Response:
    """Show what a kind dates within a month."""
    if not (FIRST_YEAR <= year < LAST_YEAR and 1 <= month <= 12):
        abort(404)
    start = datetime(year, month, 1, tzinfo=TIME_ZONE)
    end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=TIME_ZONE)
    return _span(kind, locale, start, end, month)


def _span(kind: Kind, locale: str, start: datetime, end: datetime, month: int | None = None) -> Response:
    known = ("day", "month") if month else ("day", "month", "year")
    clauses = [lists.between(kind, start, end), lists.date_known(known)]
    found, number = lists.listed(kind, locale, clauses=clauses), page_number(request.args)
    paging = Paging.of(found, kind, number, None)  # months are many: a crawl of them is not to be kept
    if not paging.total:
        abort(404)
    values = {"year": start.year} | ({"month": month} if month else {})
    there = {other: values for other in locales.LOCALES if _has(kind, other, clauses)}
    endpoint = f"{kind.name}.{'month' if month else 'year'}"
    return rendering.render(
        "entries/span.html",
        urls.paged(urls.versions_of(endpoint, there, missing=f"{kind.name}.overview"), number),
        kind=kind, paging=paging, start=start, month=month,
    )  # fmt: skip


def _has(kind: Kind, locale: str, clauses: list[ColumnElement[bool]]) -> bool:
    return bool(db.session.scalar(lists.counted(lists.listed(kind, locale, clauses=clauses))))
