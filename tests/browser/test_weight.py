"""What an article costs to fetch: at most 60 kB and 6 requests, its picture aside.

Chromium says which files an article asks for; each is then fetched over a plain connection with
`Accept-Encoding: br, gzip`, as a browser does over HTTPS, and counted as it comes: text compressed by the page cache
(pages) or beforehand (static files), fonts as they are. Headers are not counted.
"""

from __future__ import annotations

from http.client import HTTPConnection
from urllib.parse import urlsplit

import brotli
import pytest
from flask import Flask
from playwright.sync_api import Page, Request

from .pages import LOCALES, TYPES, settle, visit

pytestmark = pytest.mark.browser

HEAVIEST, MOST = 60_000, 6  # bytes, requests
STYLES = 20_000  # bytes of public CSS, not compressed


def fetched(page: Page, path: str) -> list[str]:
    """Return the addresses that a page asks for, its pictures aside."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/media/" not in request.url:
            asked.append(request.url)

    page.on("request", note)
    visit(page, path)
    settle(page)
    page.remove_listener("request", note)
    return asked


def transferred(url: str) -> tuple[int, bytes]:
    """Return how many bytes an address sends for its body, and the body itself."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port)
    target = parts._replace(scheme="", netloc="", fragment="").geturl()
    connection.request("GET", target, headers={"Accept-Encoding": "br, gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200, url
    if answer.getheader("Content-Encoding") is None:
        return len(body), body
    assert answer.getheader("Content-Encoding") == "br", url
    return len(body), brotli.decompress(body)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", ["article", "article with a picture", "article with contents"])
def test_an_article_is_light(page: Page, name: str, locale: str) -> None:
    asked = fetched(page, TYPES[name][locale])
    sizes = {urlsplit(url).path: transferred(url)[0] for url in asked}
    assert len(asked) <= MOST, sorted(sizes)
    assert sum(sizes.values()) <= HEAVIEST, f"{sum(sizes.values())} bytes: {sizes}"


def test_text_is_sent_compressed(page: Page) -> None:
    for url in fetched(page, TYPES["article"]["fr"]):
        size, body = transferred(url)
        if not url.endswith((".woff2", ".png", ".ico")):
            assert size < len(body) / 1.3, f"{url}: {size} of {len(body)} bytes"


def test_the_public_styles_stay_small(page: Page, reading: Flask) -> None:
    styles = [url for url in fetched(page, TYPES["home"]["en"]) if url.endswith(".css")]
    assert len(styles) == 1
    assert reading.config["ASSETS"]["site.css"] in styles[0]
    assert len(transferred(styles[0])[1]) < STYLES
