"""Calendars (RFC 5545) of what has a beginning and an end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Response
from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar import Event as Component

from ...config import TIME_ZONE
from ...core.characters import fit
from ...core.i18n import current_locale
from ...texts import service as texts
from ...web import urls
from ..models import Edition
from . import addresses, presentation


@dataclass(frozen=True)
class Event:
    """An edition and when and where it takes place."""

    edition: Edition
    start: date  #: a day, where it has no hour
    end: date | None  #: the last day, or the hour; none where it has no length
    place: str


def answer(events: Iterable[Event], file_name: str) -> Response:
    """Send events as a calendar, with the rules of their time zone."""
    calendar = Calendar()
    name = texts.text(current_locale(), "name")
    for key, value in {
        "prodid": f"-//{name}//{current_locale().upper()}",
        "version": "2.0",
        "method": "PUBLISH",
        "x-wr-calname": name,
        "x-wr-timezone": TIME_ZONE.key,
    }.items():
        calendar.add(key, value)
    for event in events:
        calendar.add_component(_component(event))
    if calendar.events:
        calendar.add_component(_time_zone())
    answer = Response(fit(calendar.to_ical().decode()), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="{file_name}"'
    answer.headers["Content-Language"] = current_locale()
    return answer


def _time_zone() -> Timezone:
    """Return the clock of Brussels by the Union's rule for summers, which has no end."""
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    zone = Timezone()
    zone.add("tzid", TIME_ZONE.key)
    for part, name, first, before, after in (
        (TimezoneDaylight(), "CEST", datetime(1970, 3, 29, 2), winter, summer),
        (TimezoneStandard(), "CET", datetime(1970, 10, 25, 3), summer, winter),
    ):
        part.add("dtstart", first)
        part.add("rrule", {"freq": "yearly", "bymonth": first.month, "byday": "-1SU"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        zone.add_component(part)
    return zone


def _component(event: Event) -> Component:
    """Return an event; its SEQUENCE counts the saves of its words and of its facts."""
    edition, component = event.edition, Component()
    address = urls.absolute(addresses.edition_url(edition))
    component.add("uid", f"{edition.kind}-{edition.entry_id}-{edition.locale}@{urls.site_host()}")
    component.add("sequence", max(0, edition.saves + edition.entry.saves - 2))
    component.add("dtstamp", edition.modified_at)
    component.add("last-modified", edition.modified_at)
    component.add("dtstart", event.start)
    if event.end is not None:
        component.add("dtend", event.end if isinstance(event.end, datetime) else event.end + timedelta(days=1))
    component.add("summary", edition.title, parameters={"LANGUAGE": edition.locale})
    words = presentation.description_of(edition)
    component.add("description", f"{words}\n\n{address}" if words else address)
    component.add("url", address)
    if event.place:
        component.add("location", event.place)
    component.add("status", "CONFIRMED")
    return component
