"""When an event is: in words, in calendars and for search engines, whatever its days and hours."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Component

from ecpat.config import TIME_ZONE
from ecpat.core import clock
from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition
from ecpat.training.span import Span

from ..conftest import build
from ..contract import parse, text_of

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
DAY, PATH = timedelta(days=1), {"fr": "/fr/formations/une-rencontre", "en": "/en/training/a-meeting"}


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def at(text: str) -> datetime:
    """Return a moment by the clock of Brussels."""
    return datetime.fromisoformat(text).replace(tzinfo=TIME_ZONE)


def event(starts: datetime | None = None, ends: datetime | None = None, **facts: Any) -> Edition:
    """Return a live event in both languages."""
    details = facts.pop("details", {"place": "Namur"})
    entry = service.create(get_kind("training"), starts_at=starts, ends_at=ends, **facts)
    for locale, title in (("fr", "Une rencontre"), ("en", "A meeting")):
        service.publish(service.save(entry, locale, title=title, details=details))
    db.session.commit()
    return entry.editions["fr"]


def paths_of(edition: Edition) -> dict[str, str]:
    """Return where the pages of an event are: another of the same title may have been first."""
    slugs = {locale: one.slug for locale, one in edition.entry.editions.items()}
    return {"fr": f"/fr/formations/{slugs['fr']}", "en": f"/en/training/{slugs['en']}"}


def said(page: str) -> str:
    """Return what a page says of when an event is."""
    facts = [element for element in parse(page).iter() if element.get("class") == "facts big"]
    return text_of(list(facts[0])[1])


def structured(page: str) -> dict[str, Any]:
    """Return what search engines are told of an event."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    things = [thing for block in blocks for thing in json.loads(block)["@graph"]]
    found: dict[str, Any] = next(thing for thing in things if thing["@type"] == "EducationEvent")
    return found


def component(answer: bytes) -> Component:
    """Return the one event of a calendar."""
    (found,) = Calendar.from_ical(answer).walk("VEVENT")
    return found


@pytest.mark.parametrize(
    ("starts", "ends", "french", "english"),
    [
        (
            "2027-01-20T09:30", "2027-01-21T16:00",
            "du mercredi 20 janvier 2027, 9 h 30, au jeudi 21 janvier, 16 h",
            "from Wednesday 20 January 2027, 9:30, to Thursday 21 January, 16:00",
        ),
        (
            "2026-12-31T09:30", "2027-01-01T16:00",
            "du jeudi 31 décembre 2026, 9 h 30, au vendredi 1er janvier 2027, 16 h",
            "from Thursday 31 December 2026, 9:30, to Friday 1 January 2027, 16:00",
        ),
        ("2027-01-20T19:00", "2027-01-21T00:00", "mercredi 20 janvier 2027, 19 h – 0 h",
         "Wednesday 20 January 2027, 19:00–0:00"),
        ("2027-01-20T00:00", "2027-01-21T00:00", "mercredi 20 janvier 2027", "Wednesday 20 January 2027"),
        ("2027-01-20T00:00", "2027-01-20T23:59", "mercredi 20 janvier 2027", "Wednesday 20 January 2027"),
        ("2027-01-20T00:00", "2027-01-20T00:00", "mercredi 20 janvier 2027", "Wednesday 20 January 2027"),
        (
            "2027-01-20T00:00", "2027-01-22T00:00",
            "du mercredi 20 janvier 2027 au jeudi 21 janvier",
            "from Wednesday 20 January 2027 to Thursday 21 January",
        ),
        ("2027-01-20T09:30", "2027-01-20T09:30", "mercredi 20 janvier 2027, 9 h 30",
         "Wednesday 20 January 2027, 9:30"),
        ("2027-01-20T09:30", "2027-01-20T12:00", "mercredi 20 janvier 2027, 9 h 30 – 12 h",
         "Wednesday 20 January 2027, 9:30–12:00"),
    ],
)  # fmt: skip
@pytest.mark.unchanged
def test_a_page_says_when_an_event_is(
    app: Flask, reader: FlaskClient, starts: str, ends: str, french: str, english: str
) -> None:
    paths = paths_of(event(at(starts), at(ends)))
    for path, words in ((paths["fr"], french), (paths["en"], english)):
        assert said(reader.get(path).get_data(as_text=True)) == words


def test_an_online_event_says_whose_hours_these_are(app: Flask, reader: FlaskClient) -> None:
    event(at("2027-01-20T10:00"), at("2027-01-20T12:00"), online=True)
    french, english = (said(reader.get(path).get_data(as_text=True)) for path in PATH.values())
    assert french.endswith("10 h – 12 h (heure de Bruxelles)")
    assert english.endswith("10:00–12:00 (Brussels time)")


MOMENTS = st.datetimes(datetime(1996, 6, 1), datetime(2060, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
MIDNIGHTS = st.dates(date(1996, 6, 1), date(2060, 1, 1)).map(lambda day: datetime.combine(day, time(), TIME_ZONE))
LENGTHS = st.timedeltas(timedelta(0), timedelta(days=9)).map(
    lambda long: timedelta(minutes=long // timedelta(minutes=1))
)


@given(starts=MOMENTS | MIDNIGHTS, long=LENGTHS | st.sampled_from([timedelta(0), DAY, 2 * DAY]))
@settings(max_examples=300)
def test_the_words_name_each_hour_that_machines_are_told_and_no_other(
    reading: Flask, starts: datetime, long: timedelta
) -> None:
    span = Span.of(starts, (starts + long).astimezone(UTC))
    start, end = span.dates()
    with reading.test_request_context("/en/"), force_locale("en"):
        words = span.words(zone=True)
    hours = [datetime.strptime(found, "%H:%M").time() for found in re.findall(r"\d+:\d\d", words)]
    if isinstance(start, datetime):
        told = [moment.time() for moment in (start, end) if isinstance(moment, datetime)]
        assert hours == told
        assert words.endswith("(Brussels time)")
        assert end is None or end > start
        assert start == starts
    else:
        assert hours == []
        assert end is not None
        assert start <= end
        assert str(start.year) in words
    assert words.count(str(span.start.year)) >= 1
    assert ("from" in words) is (span.last_day != span.start.date())


def read_calendar(client: FlaskClient, path: str = PATH["fr"]) -> Component:
    """Return the event of a page's calendar file."""
    answer = client.get(f"{path}.ics")
    assert answer.status_code == 200
    return component(answer.data)


def test_a_calendar_has_days_without_hours_and_no_end_without_length(app: Flask, reader: FlaskClient) -> None:
    edition = event(at("2027-01-20T00:00"), at("2027-01-22T00:00"))
    for starts, ends, told, until in (
        ("2027-01-20T00:00", "2027-01-22T00:00", date(2027, 1, 20), date(2027, 1, 22)),
        ("2027-01-20T00:00", "2027-01-20T23:59", date(2027, 1, 20), date(2027, 1, 21)),
        ("2027-01-20T09:30", "2027-01-20T09:30", at("2027-01-20T09:30"), None),
        ("2027-01-20T19:00", "2027-01-21T00:00", at("2027-01-20T19:00"), at("2027-01-21T00:00")),
        ("2027-03-27T19:00", "2027-03-28T12:00", at("2027-03-27T19:00"), at("2027-03-28T12:00")),
    ):
        edition.entry.starts_at, edition.entry.ends_at = at(starts), at(ends)  # type: ignore[attr-defined]
        db.session.commit()
        found = read_calendar(reader)
        assert (found["DTSTART"].dt, found["DTEND"].dt if "DTEND" in found else None) == (told, until)
        assert not found.errors


def test_a_moved_event_is_a_new_version_of_the_same(
    app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = event(at("2027-01-20T09:30"), at("2027-01-20T12:00"))
    before, later = read_calendar(reader), NOW + timedelta(hours=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    entry = edition.entry
    facts = {"starts_at": at("2027-02-03T09:30").astimezone(UTC), "ends_at": at("2027-02-03T12:00").astimezone(UTC)}
    service.save_facts(entry, facts, entry.topics)
    db.session.commit()
    after = read_calendar(reader)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert (before["DTSTAMP"].dt, before["LAST-MODIFIED"].dt) == (NOW, NOW)
    assert (after["DTSTAMP"].dt, after["LAST-MODIFIED"].dt) == (later, later)
    sitemap = reader.get("/sitemap.xml").get_data(as_text=True)
    for path in PATH.values():
        assert f"<loc>http://localhost{path}</loc><lastmod>{later:%Y-%m-%dT%H:%M:%SZ}</lastmod>" in sitemap
    assert f"<updated>{later:%Y-%m-%dT%H:%M:%SZ}</updated>" in reader.get("/fr/formations/flux.atom").text


def test_to_save_the_same_facts_changes_no_date(
    app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = event(at("2027-01-20T09:30"), at("2027-01-20T12:00"))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=3))
    facts = {"starts_at": edition.entry.starts_at}  # type: ignore[attr-defined]
    service.save_facts(edition.entry, facts, edition.entry.topics)
    db.session.commit()
    assert read_calendar(reader)["LAST-MODIFIED"].dt == NOW


def test_the_time_zone_is_a_rule_that_holds_for_ever(app: Flask, reader: FlaskClient) -> None:
    event(at("2027-01-20T09:30"), at("2027-01-20T12:00"))
    (zone,) = Calendar.from_ical(reader.get(f"{PATH['fr']}.ics").data).walk("VTIMEZONE")
    rules = {part.name: part["RRULE"].to_ical().decode() for part in zone.subcomponents}
    assert rules == {
        "DAYLIGHT": "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "STANDARD": "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"
    }  # fmt: skip
    starts = {part.name: part["DTSTART"].dt.time() for part in zone.subcomponents}
    assert starts == {"DAYLIGHT": time(2), "STANDARD": time(3)}
    assert not any("RDATE" in part for part in zone.subcomponents)
    told = zone.to_tz(lookup_tzid=False)
    moment = datetime(1997, 1, 1, 12)
    while moment.year < 2037:  # as far as the library draws a rule out
        assert moment.replace(tzinfo=told).utcoffset() == moment.replace(tzinfo=TIME_ZONE).utcoffset(), moment
        moment += timedelta(hours=89)


def test_an_event_has_one_identity_whatever_host_is_asked(seeded: Path) -> None:
    for setting, host in (({}, "localhost"), ({"BASE_URL": "https://ecpat.example:8443"}, "ecpat.example")):
        client = build(seeded, setting).test_client()
        told = set()
        for asked in ("localhost", "127.0.0.1"):
            calendar = Calendar.from_ical(
                client.get("/fr/formations/calendrier.ics", base_url=f"http://{asked}").data
            )
            told |= {str(one["UID"]).partition("@")[2] for one in calendar.walk("VEVENT")}
        assert told == {host}


@pytest.mark.parametrize(("path", "file"), [("/fr/formations/", "calendrier.ics"), ("/en/training/", "calendar.ics")])
def test_one_can_subscribe_to_the_calendar_or_take_the_file(client: FlaskClient, path: str, file: str) -> None:
    page = client.get(path).get_data(as_text=True)
    assert f'href="webcal://localhost{path}{file}"' in page
    assert f'href="{path}{file}"' in page


@pytest.mark.parametrize(
    ("precision", "told", "words"),
    [("day", "2027-01-20T09:30:00+01:00", "9:30"), ("month", "2027-01", "January 2027"), ("year", "2027", "2027"),
     ("none", None, "The date is not known")],
)  # fmt: skip
@pytest.mark.parametrize(
    ("online", "place", "where"),
    [(False, "Namur", "Place"), (True, "", "VirtualLocation"), (False, "", None)],
)
@pytest.mark.unchanged
def test_search_engines_are_told_what_the_page_says_or_nothing(
    app: Flask, reader: FlaskClient, precision: str, told: str | None, words: str, online: bool, place: str,
    where: str | None,
) -> None:  # fmt: skip
    starts, ends = at("2027-01-20T09:30"), at("2027-01-20T09:30")
    one = event(starts, ends, date_precision=precision, online=online, details={"place": place})
    page = reader.get(paths_of(one)["en"]).get_data(as_text=True)
    found = structured(page)
    assert words in said(page)
    assert found.get("startDate") == told
    assert "endDate" not in found
    assert found.get("location", {}).get("@type") == where
    assert ("eventAttendanceMode" in found) is (where is not None)
    assert all(value not in ("", [], None, {}) for value in found.values())


def test_a_past_event_is_told_by_its_days(app: Flask, reader: FlaskClient) -> None:
    event(at("2025-01-20T09:30"), at("2025-01-21T12:00"))
    page = reader.get(PATH["en"]).get_data(as_text=True)
    assert said(page) == "from Monday 20 January 2025 to Tuesday 21 January"
    assert (structured(page)["startDate"], structured(page)["endDate"]) == ("2025-01-20", "2025-01-21")
