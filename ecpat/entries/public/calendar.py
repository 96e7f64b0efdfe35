"""Calendars (RFC 5545) of what has a beginning and an end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Response
from icalendar import Calendar
from icalendar import Event as Component

from ...config import TIME_ZONE
from ...core.i18n import current_locale
from ...texts import service as texts
from ...web import urls
from ..models import Edition
from . import addresses


@dataclass(frozen=True)
class Event:
    """An edition and when and where it takes place."""

    edition: Edition
    starts_at: datetime
    ends_at: datetime
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
        calendar.add_missing_timezones()
    answer = Response(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="{file_name}"'
    answer.headers["Content-Language"] = current_locale()
    return answer


def _component(event: Event) -> Component:
    """Return an event; its UID holds for all its languages, its SEQUENCE counts the edition's revisions."""
    edition, component = event.edition, Component()
    address = urls.absolute(addresses.edition_url(edition))
    component.add("uid", f"{edition.kind}-{edition.entry_id}-{edition.locale}@{urls.site_host().partition(':')[0]}")
    component.add("sequence", max(0, edition.saves - 1))
    component.add("dtstamp", edition.updated_at)
    component.add("dtstart", event.starts_at.astimezone(TIME_ZONE))
    component.add("dtend", event.ends_at.astimezone(TIME_ZONE))
    component.add("summary", edition.title, parameters={"LANGUAGE": edition.locale})
    component.add("description", "\n\n".join(part for part in (edition.summary, address) if part))
    component.add("url", address)
    if event.place:
        component.add("location", event.place)
    component.add("status", "CONFIRMED")
    return component
