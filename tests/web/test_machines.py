"""Feeds, calendars, sitemap, structured data: what machines read is right too."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from PIL import Image
from sqlalchemy import select

from ecpat.core import clock
from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.models import Edition
from ecpat.site import seo

from .. import contract
from ..conftest import build
from ..core.test_language import WORLD_DAY, alternates, slug_of

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
EVENT = "/fr/formations/" + slug_of("recognise-a-child-victim", "fr")


@pytest.mark.parametrize(
    "path",
    [
        "/fr/flux.atom",
        "/en/feed.atom",
        "/fr/actualites/flux.atom",
        "/en/resources/feed.atom",
        "/fr/formations/flux.atom",
        "/en/topics/child-trafficking.atom",
    ],
)
def test_feeds_are_atom(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    feed = ET.fromstring(answer.data)  # noqa: S314 — our own
    assert answer.mimetype == "application/atom+xml"
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == path[1:3]
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == f"http://localhost{path}"  # type: ignore[union-attr]
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert entry.findtext(f"{ATOM}{name}")
    dates = [entry.findtext(f"{ATOM}published") for entry in entries]
    if "formations" not in path:
        assert dates == sorted(dates, key=str, reverse=True)
    for entry in entries:
        link = entry.find(f"{ATOM}link[@rel='alternate']").get("href").removeprefix("http://localhost")  # type: ignore[union-attr]
        assert client.get(link).status_code == 200
        assert 'href="/' not in (entry.findtext(f"{ATOM}content") or "")  # a feed is read elsewhere


def test_an_event_is_a_calendar_file_in_the_time_of_brussels(client: FlaskClient) -> None:
    answer = client.get(f"{EVENT}.ics")
    calendar = Calendar.from_ical(answer.data)
    (event,) = calendar.walk("VEVENT")
    assert answer.mimetype == "text/calendar"
    assert event["DTSTART"].dt.tzinfo is not None
    assert event["DTSTART"].params["TZID"] == "Europe/Brussels"
    assert event["DTSTART"].dt.hour == 9
    assert event["DTEND"].dt > event["DTSTART"].dt
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Brussels"]
    assert client.get(EVENT).status_code == 200
    assert not event.errors


def test_a_calendar_keeps_its_uid_and_counts_its_changes(app: Flask, reader: FlaskClient) -> None:
    def event() -> tuple[str, int]:
        (found,) = Calendar.from_ical(reader.get(f"{EVENT}.ics").data).walk("VEVENT")
        return str(found["UID"]), int(found["SEQUENCE"])

    uid, sequence = event()
    edition = db.session.scalars(select(Edition).where(Edition.slug == EVENT.rpartition("/")[2])).one()
    service.save(edition.entry, "fr", title="Un autre titre", details=edition.details)
    db.session.commit()
    assert event() == (uid, sequence + 1)
    edition.entry.starts_at -= timedelta(hours=1)
    db.session.commit()
    assert event()[0] == uid


def test_the_calendar_to_subscribe_to_holds_the_events_of_a_language(client: FlaskClient) -> None:
    calendars = {
        path: Calendar.from_ical(client.get(path).data)
        for path in ("/fr/formations/calendrier.ics", "/en/training/calendar.ics")
    }
    french, english = ([str(event["SUMMARY"]) for event in one.walk("VEVENT")] for one in calendars.values())
    assert len(french) >= 4
    assert len(english) >= 4
    assert set(french).isdisjoint(english)
    assert client.get("/fr/formations/" + slug_of("mons", "fr") + ".ics").status_code == 404  # its date is not known


def test_daylight_saving_does_not_move_an_event(app: Flask, reader: FlaskClient) -> None:
    edition = db.session.scalars(select(Edition).where(Edition.slug == EVENT.rpartition("/")[2])).one()
    for month in (1, 7):
        start = datetime(2027, month, 15, 9, 30, tzinfo=ZoneInfo("Europe/Brussels"))
        edition.entry.starts_at, edition.entry.ends_at = start, start + timedelta(hours=2)
        db.session.commit()
        (event,) = Calendar.from_ical(reader.get(f"{EVENT}.ics").data).walk("VEVENT")
        assert (event["DTSTART"].dt.hour, event["DTSTART"].dt.utcoffset()) == (9, start.utcoffset())


def test_the_sitemap_lists_every_page_that_exists_and_its_alternates(client: FlaskClient) -> None:
    urls = ET.fromstring(client.get("/sitemap.xml").data).findall(f"{SITEMAP}url")  # noqa: S314 — our own
    addresses = {url.findtext(f"{SITEMAP}loc"): url for url in urls}
    assert len(addresses) == len(urls) > 70
    for address, url in addresses.items():
        path = str(address).removeprefix("http://localhost")
        page = client.get(path)
        assert page.status_code == 200, path
        assert '<meta name="robots" content="noindex">' not in page.get_data(as_text=True)
        there = {
            link.get("hreflang"): link.get("href", "").removeprefix("http://localhost")
            for link in url.findall(f"{XHTML}link")
        }
        assert there == alternates(contract.parse(page.get_data(as_text=True)))


def test_a_large_sitemap_is_an_index_of_parts(seeded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seo, "PART", 20)
    client = build(seeded).test_client()
    index = ET.fromstring(client.get("/sitemap.xml").data)  # noqa: S314 — our own
    assert index.tag == f"{SITEMAP}sitemapindex"
    parts = [str(part.text).removeprefix("http://localhost") for part in index.iter(f"{SITEMAP}loc")]
    seen: list[str] = []
    for part in parts:
        answer = client.get(part)
        assert answer.status_code == 200
        seen += re.findall(r"<loc>(.*?)</loc>", answer.get_data(as_text=True))
    assert len(seen) == len(set(seen)) > 70


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/fr/", {"NGO", "WebSite"}),
        (WORLD_DAY["en"], {"NewsArticle", "BreadcrumbList"}),
        (EVENT, {"EducationEvent", "BreadcrumbList"}),
        ("/fr/ressources/" + slug_of("belgium-assessment", "fr"), {"Report", "BreadcrumbList"}),
        ("/en/resources/" + slug_of("brochure-migrant-children", "en"), {"DigitalDocument", "BreadcrumbList"}),
    ],
)
def test_structured_data_says_what_a_page_is(client: FlaskClient, path: str, expected: set[str]) -> None:
    blocks = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', client.get(path).get_data(as_text=True), re.S
    )
    things = [thing for block in blocks for thing in json.loads(block)["@graph"]]
    assert {thing["@type"] for thing in things} == expected
    for thing in things:
        for address in re.findall(r'"(http://localhost/[^"{#]*)"', json.dumps(thing)):
            assert client.get(address.removeprefix("http://localhost")).status_code == 200, address


def test_a_share_image_is_drawn_for_each_entry_and_language(client: FlaskClient) -> None:
    drawn = set()
    for path in WORLD_DAY.values():
        page = client.get(path).get_data(as_text=True)
        (image,) = re.findall(r'<meta property="og:image" content="http://localhost([^"]+)">', page)
        answer = client.get(image)
        assert Image.open(BytesIO(answer.data)).size == (1200, 630)
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        drawn.add(answer.data)
    assert len(drawn) == 2


def test_browsers_find_what_they_ask_for(client: FlaskClient) -> None:
    robots = client.get("/robots.txt").get_data(as_text=True)
    assert "Sitemap: http://localhost/sitemap.xml" in robots
    refused = re.findall("^Disallow: (.*)$", robots, re.MULTILINE)  # not the search: its pages say what is not shown
    assert refused == ["/fr/recherche/suggestions.json", "/en/search/suggestions.json"]
    for locale, path in (("fr", "/fr/recherche/"), ("en", "/en/search/")):
        manifest = client.get(f"/{locale}/manifest.json").get_json(force=True)
        assert manifest["lang"] == locale
        for icon in manifest["icons"]:
            assert client.get(icon["src"]).status_code == 200
        description = ET.fromstring(client.get(f"/{locale}/opensearch.xml").data)  # noqa: S314 — our own
        assert f"http://localhost{path}?q={{searchTerms}}" in ET.tostring(description, "unicode")
    assert client.get("/favicon.ico", follow_redirects=True).status_code == 200


def test_a_document_can_be_read_in_parts_and_keeps_its_address(client: FlaskClient) -> None:
    path = "/fr/ressources/" + slug_of("belgium-assessment", "fr") + ".pdf"
    whole = client.get(path)
    assert whole.mimetype == "application/pdf"
    part = client.get(path, headers={"Range": "bytes=0-99"})
    assert (part.status_code, part.data) == (206, whole.data[:100])
    assert client.get(path, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304


def test_files_of_what_is_not_live_are_not_sent(app: Flask, reader: FlaskClient) -> None:
    path = "/fr/ressources/" + slug_of("react-belgian-study", "fr")
    (cover, *_) = re.findall(r"/media/\w+/cover\.webp", reader.get(path).get_data(as_text=True))
    assert reader.get(cover).status_code == 200
    edition = db.session.scalars(select(Edition).where(Edition.slug == path.rpartition("/")[2])).one()
    service.publish(edition, clock.now() + timedelta(days=1))
    db.session.commit()
    assert reader.get(path + ".pdf").status_code == 404
    assert reader.get(cover).status_code == 404


def test_static_files_are_named_by_their_content_and_kept_for_ever(client: FlaskClient) -> None:
    page = client.get("/fr/").get_data(as_text=True)
    (style,) = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page)
    answer = client.get(style, headers={"Accept-Encoding": "br, gzip"})
    assert answer.headers["Content-Encoding"] in ("br", "gzip")
    assert "immutable" in answer.headers["Cache-Control"]
    assert len(client.get(style, headers={"Accept-Encoding": "identity"}).data) < 20_000
