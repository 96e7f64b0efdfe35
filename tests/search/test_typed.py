"""What readers type, as they type it: whether a right page stands first on the page of results, and among three."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

TYPED = Path(__file__).parent / "typed.tsv"
FIRST, THREE = 0.88, 0.97
PATHS = {"fr": "/fr/recherche/", "en": "/en/search/"}
SECTIONS = {
    "actualites": "news",
    "ressources": "resources",
    "formations": "training",
    "themes": "topics",
    "aide": "help",
}


def rows() -> list[tuple[str, str, set[str]]]:
    """Return the searches: page, what is typed, names of right pages."""
    lines = [line.split("\t") for line in TYPED.read_text().splitlines() if not line.startswith("#")]
    return [(locale, typed, set(right.split())) for locale, typed, right in lines]


def name(path: str) -> str:
    """Return what a page is called in the list, by its address."""
    first, *rest = unquote(path).strip("/").split("/")[1:] or ["home"]
    section = SECTIONS.get(first, first)
    known = rest or section in SECTIONS.values() or section == "home"
    return "/".join((section, *rest)) if known else f"pages/{section}"


@pytest.fixture(scope="module")
def names(reading: Flask) -> dict[str, str]:
    """Return what each address of the sitemap is called: by its English one where there is one."""
    sitemap = reading.test_client().get("/sitemap.xml").get_data(as_text=True)
    called = {}
    for entry in re.findall(r"<url>(.*?)</url>", sitemap, re.DOTALL):
        others = dict(re.findall(r'hreflang="(\w\w)"\s+href="([^"]+)"', entry))
        own = re.findall(r"<loc>(.*?)</loc>", entry)[0]
        called[urlsplit(own).path] = name(urlsplit(others.get("en", own)).path)
    return called


def test_a_right_page_is_first(reading: Flask, names: dict[str, str]) -> None:
    client, places = (
        FlaskClient(reading, reading.response_class),
        list[int](),
    )  # what quotations are spaced by is tested elsewhere
    for locale, typed, right in rows():
        page = client.get(PATHS[locale], query_string={"q": typed}).get_data(as_text=True)
        main = page[page.index("<main") : page.index("</main")]
        links = re.findall(r'<h3[^>]*>\s*<a[^>]*href="([^"]+)', main)[:3]
        found = [names.get(urlsplit(link).path, link) for link in links]
        places.append(next((place for place, one in enumerate(found) if one in right), 3))
    first, three = (sum(place < most for place in places) / len(places) for most in (1, 3))
    worst = [typed for (_, typed, _), place in zip(rows(), places, strict=True) if place]
    assert (first >= FIRST, three >= THREE) == (True, True), (first, three, worst)
