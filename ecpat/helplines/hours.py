"""When a help line answers: read as OpenStreetMap writes it, and worked out on the clock of Brussels.

Of `opening_hours` this is what help lines need: `24/7`, or rules such as
`Mo-Fr 09:00-12:30,14:00-22:00; Sa,Su 22:00-02:00; PH off`. A later rule replaces earlier ones on its days; `PH` are
the public holidays of Belgium.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from ..config import TIME_ZONE
from ..core.holidays import is_holiday

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOLIDAY = "PH"
ALWAYS = "24/7"
AHEAD = 15  # days that are looked ahead: no line stays closed longer
_NAME = "(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)"
_RULE = re.compile(rf"({_NAME}(?:[-,]{_NAME})*) (off|[0-9:,-]+)")
_SPAN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])")

Span = tuple[int, int]  # minutes after the midnight that a day begins with; past 24 hours it ends on the next day


@dataclass(frozen=True)
class Rule:
    """On which days a line answers, and from when to when; without spans it does not."""

    days: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class State:
    """Whether a line answers at a moment, and when that changes; never, where it always answers."""

    is_open: bool
    changes_at: datetime | None


@lru_cache(256)
def parse(text: str) -> tuple[Rule, ...]:
    """Return the rules of a text; raises ValueError where it is none that can be worked out."""
    if text == ALWAYS:
        return (Rule((*DAYS, HOLIDAY), ((0, 1440),)),)
    return tuple(_rule(part.strip()) for part in text.split(";"))


def _rule(text: str) -> Rule:
    match = _RULE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    spans = () if match[2] == "off" else tuple(_span(part) for part in match[2].split(","))
    return Rule(tuple(day for part in match[1].split(",") for day in _days(part)), spans)


def _days(text: str) -> Iterator[str]:
    first, _dash, last = text.partition("-")
    if not last:
        yield first
        return
    if HOLIDAY in (first, last) or "-" in last:
        raise ValueError(text)
    start, end = DAYS.index(first), DAYS.index(last)
    yield from (DAYS[place % 7] for place in range(start, end + 1 + 7 * (end < start)))


def _span(text: str) -> Span:
    match = _SPAN.fullmatch(text)
    if match is None or (match[3] == "24" and match[4] != "00"):
        raise ValueError(text)
    start, end = (60 * int(match[place]) + int(match[place + 1]) for place in (1, 3))
    return start, end + 1440 * (end <= start)


def state_of(text: str, moment: datetime) -> State:
    """Tell whether a line answers at a moment, and until when that holds."""
    rules = parse(text)
    today = moment.astimezone(TIME_ZONE).date()
    end: datetime | None = None
    for start, stop in sorted(_answered(rules, today - timedelta(days=1))):
        if end is None and start > moment:
            return State(False, start)
        if end is not None and start > end:
            return State(True, end)
        if stop > moment:
            end = stop if end is None else max(end, stop)
    horizon = _moment(today + timedelta(days=AHEAD - 1), 0)
    return State(end is not None, end if end is not None and end < horizon else None)


def _answered(rules: tuple[Rule, ...], first: date) -> Iterator[tuple[datetime, datetime]]:
    """Yield when a line answers in the days from one on."""
    for day in (first + timedelta(days=number) for number in range(AHEAD + 1)):
        for start, end in _spans(rules, day):
            yield _moment(day, start), _moment(day, end)


def _spans(rules: tuple[Rule, ...], day: date) -> tuple[Span, ...]:
    """Return when a line answers on a day: as the last rule says that names it; of holidays, theirs before all."""
    special = is_holiday(day) and any(HOLIDAY in rule.days for rule in rules)
    name = HOLIDAY if special else DAYS[day.weekday()]
    return next((rule.spans for rule in reversed(rules) if name in rule.days), ())


def _moment(day: date, minutes: int) -> datetime:
    """Return the moment at which the clock of Brussels shows so many minutes after a day's midnight."""
    days, rest = divmod(minutes, 1440)
    return datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), TIME_ZONE).astimezone(UTC)
