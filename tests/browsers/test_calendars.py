"""Calendars as a second program reads them: ical.js, which web calendars and Thunderbird use, beside `icalendar`."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from icalendar import Component

from ecpat.config import TIME_ZONE
from ecpat.core.database import db

from ..training.test_event_times import PATH, component, event

READER = Path(__file__).parent / "calendars.js"
PLACE = "Namur, rue Émile-Dupont, 2e étage (a;b) \\ salle 3, " + "au fond du couloir, " * 8 + "à gauche"
LENGTHS = [timedelta(0), timedelta(minutes=45), timedelta(hours=9), timedelta(hours=26), timedelta(days=8)]


def moments() -> list[tuple[datetime, datetime]]:
    """Return when events begin and end: at all hours of all seasons, around both changes of the clock, whole days."""
    starts = [datetime(1997, 1, 1, 0, 30, tzinfo=UTC) + timedelta(days=211, hours=7) * number for number in range(60)]
    starts += [datetime(2027, 3, 28, hour, 15, tzinfo=UTC) for hour in range(4)]
    # Of the hour that is there twice, ical.js takes the second, RFC 5545 the first: no event begins then.
    starts += [datetime(2027, 10, 30, 23, 15, tzinfo=UTC) + timedelta(hours=hours) for hours in (0, 3, 4)]
    timed = [(start, start + LENGTHS[number % len(LENGTHS)]) for number, start in enumerate(starts)]
    days = [datetime(2027, month, 28, tzinfo=TIME_ZONE) for month in range(1, 13)]
    return timed + [(day, day + timedelta(days=1 + day.month % 3)) for day in days]


def expected(found: Component) -> dict[str, Any]:
    """Return what `icalendar` finds in an event, in the second reader's form."""

    def told(name: str) -> str | int | None:
        value = found[name].dt if name in found else None
        return int(value.timestamp()) if isinstance(value, datetime) else value and date.isoformat(value)

    words = {name.lower(): str(found[name]) for name in ("UID", "SUMMARY", "LOCATION")}
    times = {"start": told("DTSTART"), "end": told("DTEND"), "stamp": told("DTSTAMP")}
    return {**times, **words, "sequence": found["SEQUENCE"]}


def test_a_second_reader_finds_the_same(app: Flask, reader: FlaskClient) -> None:
    edition, calendars, meant = event(details={"place": PLACE}), [], []
    for starts, ends in moments():
        edition.entry.starts_at, edition.entry.ends_at = starts, ends  # type: ignore[attr-defined]
        db.session.commit()
        calendars.append(reader.get(f"{PATH['fr']}.ics").data)
        meant.append(expected(component(calendars[-1])))
    words = json.dumps([calendar.decode() for calendar in calendars])
    done = subprocess.run(["node", READER], input=words, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found == meant
    assert [one["start"] for one in found[:60]] == [int(starts.timestamp()) for starts, _ends in moments()[:60]]
    assert {one["location"] for one in found} == {PLACE}
