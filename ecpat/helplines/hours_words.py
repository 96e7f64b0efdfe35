"""When a help line answers, in words: its hours, and whether it answers now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from babel.dates import get_day_names
from flask_babel import get_locale, pgettext
from flask_babel import gettext as _

from ..config import TIME_ZONE
from ..core import clock, dates
from ..core.i18n import current_locale, format_hour, format_month, local
from ..core.typography import spaced
from .hours import ALWAYS, DAYS, HOLIDAY, Rule, parse, state_of

_SOME_DAY = date(2026, 1, 5)


@dataclass(frozen=True)
class Answering:
    """Whether a line answers now, and what is said of it."""

    is_open: bool
    words: str


def hours_in_words(text: str) -> str:
    """Return hours as people say them."""
    if text == ALWAYS:
        return _("Day and night")
    return spaced("; ".join(_rule(rule) for rule in parse(text)), current_locale())


def answering(text: str) -> Answering:
    """Tell whether a line answers now, until when, or from when on."""
    state = state_of(text, clock.now())
    moment = state.changes_at
    if moment is None:
        return Answering(state.is_open, _("Open now") if state.is_open else _("Closed"))
    if state.is_open:
        return Answering(True, _("Open now, until %(hour)s", hour=_hour(moment)))
    if local(moment).date() == dates.today():
        return Answering(False, _("Opens at %(hour)s", hour=format_hour(moment)))
    return Answering(
        False, _("Opens on %(day)s at %(hour)s", day=format_month(moment, "EEEE"), hour=format_hour(moment))
    )


def next_change(text: str) -> datetime:
    """Return when what is said of a line changes: at the next change, or at a midnight, when days get other names."""
    state, midnight = state_of(text, clock.now()), dates.end_of(dates.today())
    return min(state.changes_at or midnight, midnight)


def _rule(rule: Rule) -> str:
    names: Any = get_day_names("wide", locale=get_locale())
    days = ", ".join(_run(first, last, names) for first, last in _runs(rule.days))
    if not rule.spans:
        return _("%(days)s: closed", days=days)
    hours = (_span(start, end) for start, end in rule.spans)
    return _("%(days)s: %(hours)s", days=days, hours=", ".join(hours))


def _run(first: str, last: str, names: Mapping[int, str]) -> str:
    if first == HOLIDAY:
        return _("public holidays")
    if (first, last) == (DAYS[0], DAYS[-1]):
        return _("every day")
    start, end = names[DAYS.index(first)], names[DAYS.index(last)]
    return start if first == last else pgettext("days", "%(first)s to %(last)s", first=start, last=end)


def _runs(days: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the first and the last of the days that follow one another."""
    first = last = days[0]
    for day in days[1:]:
        follows = HOLIDAY not in (day, last) and DAYS.index(day) == DAYS.index(last) + 1
        if not follows:
            yield first, last
            first = day
        last = day
    yield first, last


def _at(minutes: int) -> str:
    """Return what the clock shows so many minutes after midnight."""
    return _hour(datetime.combine(_SOME_DAY, time(minutes // 60 % 24, minutes % 60), TIME_ZONE), minutes > 0)


def _hour(moment: datetime, is_end: bool = True) -> str:
    """Return an hour; the one that ends a day is midnight."""
    shown = local(moment)
    return _("midnight") if is_end and (shown.hour, shown.minute) == (0, 0) else format_hour(moment)


def _span(start: int, end: int) -> str:
    return pgettext("from hour to hour", "%(start)s–%(end)s", start=_at(start), end=_at(end))
