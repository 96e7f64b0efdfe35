"""From when to when a training lasts: in words, and as calendars and search engines read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _

from ..core.i18n import format_hour, format_hours, format_weekday, local

DAY = timedelta(days=1)
_ENDS_OF_DAY = (time(0), time(23, 59))  # as people write the end of a whole day


@dataclass(frozen=True)
class Span:
    """The days and hours of an event, on the clock of Brussels."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, starts_at: datetime, ends_at: datetime) -> Span:
        """Return the span between two moments."""
        return cls(local(starts_at), local(ends_at))

    @property
    def whole_days(self) -> bool:
        """Tell whether it lasts whole days: from one midnight to another, or all of the day it begins."""
        return self.start.time() == time(0) and self.end.time() in _ENDS_OF_DAY

    @property
    def last_day(self) -> date:
        """Return the last day that it is on: what lasts until midnight is over by the next."""
        until_midnight = self.end.time() == time(0) and self.end.date() > self.start.date()
        return self.end.date() - DAY if until_midnight else self.end.date()

    def words(self, *, hours: bool = True, zone: bool = False) -> str:
        """Return it for people; with `zone` they are told whose hours these are."""
        first, last = self.start.date(), self.last_day
        if not hours or self.whole_days:
            if first == last:
                return format_weekday(first)
            days = {"start": format_weekday(first), "end": _closing(first, last)}
            return str(_("from %(start)s to %(end)s", **days))
        if first == last:
            lasting = format_hours(self.start, self.end) if self.end > self.start else format_hour(self.start)
            text = _("%(day)s, %(hours)s", day=format_weekday(first), hours=lasting)
        else:
            text = _(
                "from %(start)s, %(hour)s, to %(end)s, %(last_hour)s",
                start=format_weekday(first),
                hour=format_hour(self.start),
                end=_closing(first, self.end.date()),
                last_hour=format_hour(self.end),
            )
        return str(_("%(when)s (Brussels time)", when=text) if zone else text)

    def dates(self, *, hours: bool = True) -> tuple[date, date | None]:
        """Return its beginning and end for machines: days where it has no hours, no end where it has no length."""
        if not hours or self.whole_days:
            return self.start.date(), self.last_day
        return self.start, self.end if self.end > self.start else None


def _closing(first: date, last: date) -> str:
    """Return the last of several days, without its year where that is the first's."""
    return format_weekday(last, year=last.year != first.year)
