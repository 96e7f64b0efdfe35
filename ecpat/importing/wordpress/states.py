"""When an item was published, and whether readers may see it: what was not public there is not public here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ...config import TIME_ZONE
from ...core import clock
from ...core.dates import YEARS
from .items import Item

_FROM_UTC = re.compile(r"UTC([+-])(\d{1,2})(?::([0-5]\d)|\.(\d{1,2}))?")


@dataclass(frozen=True)
class State:
    """What becomes of an item: its moment (none for a draft), whether it lies in the bin, and what is said of it."""

    published_at: datetime | None = None
    binned: bool = False
    note: str = ""


def moment(text: str, zone: tzinfo | None = None) -> datetime | None:
    """Return the moment that an export writes, in UTC or on the clock of a zone; None for none."""
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if read.year not in YEARS or read.tzinfo:
        return None
    return read.replace(tzinfo=zone or UTC).astimezone(UTC)


def zone_of(name: str) -> tzinfo:
    """Return the zone of a name, or so many hours from Greenwich (“UTC+5:30”); Brussels where it is neither."""
    if (found := _FROM_UTC.fullmatch(name)) and int(found[2]) < 15:
        ahead = timedelta(
            hours=int(found[2]), minutes=int(float(f"0.{found[4]}") * 60) if found[4] else int(found[3] or 0)
        )
        return timezone(-ahead if found[1] == "-" else ahead)
    try:
        return ZoneInfo(name) if name else TIME_ZONE
    except (ZoneInfoNotFoundError, ValueError):
        return TIME_ZONE


def dated(item: Item) -> datetime | None:
    """Return an item's moment: of publication, or as it would be."""
    return moment(item.date_gmt) or moment(item.date, TIME_ZONE)


def local_day(item: Item) -> datetime | None:
    """Return an item's moment on the clock of its site, by which its address was made; else on ours."""
    at = moment(item.date) or dated(item)
    return at.astimezone(TIME_ZONE) if at and not moment(item.date) else at


def changed(item: Item) -> datetime | None:
    """Return when an item was last changed, as far as an export says so."""
    return moment(item.modified_gmt) or moment(item.modified, TIME_ZONE)


def state_of(item: Item) -> State:
    """Return what becomes of an item's state."""
    at, now = dated(item), clock.now()
    if item.status == "trash":
        return State(binned=True, note="binned")
    if item.password:
        return State(note="password")
    if item.status == "publish":
        return State(at) if at else State(note="undated")
    if item.status == "future":
        return State(at, note="scheduled") if at and at > now else State(note="missed")
    return State(note=item.status if item.status in ("draft", "pending", "private") else "state")
