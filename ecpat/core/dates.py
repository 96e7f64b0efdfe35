"""Moments as people say them: a day and an hour on the clock of Brussels."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, case, extract
from sqlalchemy.orm import InstrumentedAttribute

from ..config import TIME_ZONE
from . import clock
from .errors import ContentError

_FORM = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?")
YEARS = range(1900, 2201)
LAST_DAY = date.max - timedelta(days=1)  # that has a day after it


def today() -> date:
    """Return the day that it is in Brussels."""
    return clock.now().astimezone(TIME_ZONE).date()


def day_of(moment: datetime) -> date:
    """Return the day that it is in Brussels at a moment."""
    return moment.astimezone(TIME_ZONE).date()


def months_after(day: date, number: int) -> date:
    """Return the day so many months after another, or before it; in a shorter month its last."""
    years, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over in Brussels."""
    return datetime.combine(day + timedelta(days=1), time(), TIME_ZONE).astimezone(UTC)


def start_of(year: int) -> datetime:
    """Return the moment at which a year begins in Brussels."""
    return datetime(year, 1, 1, tzinfo=TIME_ZONE).astimezone(UTC)


def year_of(moment: InstrumentedAttribute[Any]) -> ColumnElement[int]:
    """Return the year that it is in Brussels at a moment of a column, which any database keeps in UTC.

    A year begins there an hour before it does in UTC, and has since 1946.
    """
    last_hour = and_(extract("month", moment) == 12, extract("day", moment) == 31, extract("hour", moment) == 23)
    return extract("year", moment) + case((last_hour, 1), else_=0)


def read(field: str, text: str) -> datetime | None:
    """Return the UTC moment that a field's “2026-12-01T08:00” means; None for nothing.

    An hour that comes twice in autumn is its first. Raises ContentError for what is no moment, or an hour that the
    clock leaves out in spring.
    """
    text = text.strip()
    if not text:
        return None
    match = _FORM.fullmatch(text)
    try:
        local = datetime.fromisoformat("{}-{}-{}T{}:{}".format(*match.groups())) if match else None
    except ValueError:
        local = None
    if local is None or local.year not in YEARS:
        raise ContentError(field, _l("This is no day and hour. Write it so: 2026-12-01 08:00."))
    moment = local.replace(tzinfo=TIME_ZONE).astimezone(UTC)
    if moment.astimezone(TIME_ZONE).replace(tzinfo=None) != local:
        raise ContentError(field, _l("The clock leaves out this hour that night. Choose an hour earlier or later."))
    return moment


def write(moment: datetime | None) -> str:
    """Return a moment as a form's field holds it."""
    return moment.astimezone(TIME_ZONE).strftime("%Y-%m-%dT%H:%M") if moment else ""
