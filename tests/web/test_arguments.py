"""What an address asks for is read once, for the page cache and the view alike: nobody changes what others see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask, request, request_started, url_for
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ecpat.core.database import db
from ecpat.entries.models import Edition
from ecpat.files.models import Asset
from ecpat.topics.models import TopicLabel
from ecpat.web.arguments import Rule, read
from ecpat.web.feature import roots
from ecpat.web.middleware import cache_keys
from ecpat.web.middleware.cache_keys import Keys
from ecpat.web.middleware.page_cache import PAGE_CACHE, PageCache

from ..conftest import build

Answer = tuple[str, dict[str, str], bytes]
NOT_COMPARED = {"ETag", "Cache-Control", "CDN-Cache-Control", "Surrogate-Key", "Vary", "Content-Length", "Date"}
NOT_IN_THE_SAMPLE = (
    "news.document", "training.document", "pages.document", "training.event", "security_txt",
    "recording", "captions", "still",
)  # fmt: skip
YEAR = 2017  # of which the sample content has news


@pytest.fixture(scope="module")
def site(seeded: Path) -> Flask:
    """Return the seeded site with lists of many pages, which counts no searches."""
    return build(seeded, {"PAGE_SIZE": "2", "INSIGHT": "off", "SEARCH_RATE": "0"})


def answered(application: Any, path: str, query: str = "", method: str = "GET", **more: str) -> Answer:
    """Ask a WSGI application as a server would, with a query as it came over the wire."""
    got: list[Any] = []
    asked = {
        "REQUEST_METHOD": method, "PATH_INFO": path.encode().decode("latin-1"), "QUERY_STRING": query,
        "SCRIPT_NAME": "", "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.version": (1, 0),
        **more,
    }  # fmt: skip
    parts = application(asked, lambda status, headers, exc_info=None: got.append((status, dict(headers))))
    body = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    return got[0][0], {name: value for name, value in got[0][1].items() if name not in NOT_COMPARED}, body


def uncached(site: Flask, path: str, query: str = "", **more: str) -> Answer:
    """Ask a site without its page cache."""
    return answered(PAGE_CACHE.of(site).inner, path, query, **more)


def fresh(site: Flask) -> PageCache:
    """Return a page cache before a site, with nothing in it."""
    installed = PAGE_CACHE.of(site)
    return PageCache(installed.inner, installed.generation, Keys(cache_keys.arguments(site)), roots())


def rules(site: Flask) -> list[Rule]:
    """Return the routes of the public site."""
    found = [rule for rule in site.url_map.iter_rules() if not rule.rule.startswith(roots())]
    assert all(isinstance(rule, Rule) for rule in found)
    return found  # type: ignore[return-value]  # as was asked


def paths(site: Flask) -> dict[str, str]:
    """Return an address of every page of the public site, by endpoint."""
    with site.test_request_context("/"):
        found = {}
        for rule in rules(site):
            locale, _dot, rest = rule.endpoint.partition(".")
            kind, _dot, _page = rest.rpartition(".")
            known: dict[str, Any] = {"year": YEAR, "month": 3, "part": 1, "width": 480, "form": "jpg", "entry_id": 1}
            known["answers"] = {"fr": "en-danger", "en": "in-danger"}.get(locale)
            if "slug" in rule.arguments and kind:
                live = select(Edition.slug).where(Edition.kind == kind, Edition.locale == locale)
                documented = live.where(Edition.document_id.is_not(None))
                known["slug"] = db.session.scalar(documented if rest.endswith("document") else live) or "rien"
            elif "slug" in rule.arguments:
                known["slug"] = db.session.scalar(select(TopicLabel.slug).where(TopicLabel.locale == locale))
            if "digest" in rule.arguments:
                known |= {"ending": "mp4", "language": "fr", "colour": "indigo"}
                media = "image/%" if rule.endpoint == "image" else "application/pdf"
                known["digest"] = db.session.scalar(select(Asset.digest).where(Asset.media_type.like(media)))
            found[rule.endpoint] = url_for(rule.endpoint, **{name: known[name] for name in rule.arguments & {*known}})
        return found


def declared(site: Flask) -> list[str]:
    """Return every argument that some page has."""
    return sorted(set().union(*(rule.query for rule in rules(site))))


@pytest.fixture(scope="module")
def addresses(site: Flask) -> dict[str, str]:
    return paths(site)


ODD_NAMES = (
    "Page", "PAGE", "%20page", "page%20", "page[]", "page%00", "%EF%BD%90age", "p%61ge", "utm_source", "fbclid",
    "_external", "_anchor", "locale", "slug", "year%00", "", "%ff", "\xff",
)  # fmt: skip
PLAIN = ("", "1", "2", "3", str(YEAR), "child-trafficking", "report", "fr")
VALUES = (
    *PLAIN, "4", "02", "0000003", "0", "-1", "+2", "2+", "%202", "2%20", "%32", "2%00", "1e3", "2.0", "99999",
    "9" * 400, "%D9%A2", "%EF%BC%94", "\xd9\xa2", "\xff", "%ff", "%", "%zz", "%F0%28%8C%BC", "2014", "1999", "Report",
    "en", "news", "date", "enfant", "traite%20%C3%A9", "traite-des-enfants", "Traite-des-enfants", "<script>",
    "%26page=2", "%3Bpage=2", "2%26topic=x", "2=3",
)  # fmt: skip


@st.composite
def queries(draw: st.DrawFn, names: Iterable[str]) -> str:
    """Make a query string of a few names: sent twice, empty, encoded or joined in odd ways, odd ones among them."""
    name = st.sampled_from([*sorted(names), "page"]) | st.sampled_from(ODD_NAMES)
    few = st.sampled_from(draw(st.lists(name, min_size=1, max_size=2)))
    value = st.sampled_from(PLAIN) | st.sampled_from(VALUES)
    query = ""
    for _pair in range(draw(st.integers(0, 4))):
        query += draw(st.sampled_from(["&", "&", "&", "&&", ";", "&amp;"])) if query else ""
        query += draw(few) + draw(st.sampled_from(["=", "=", "=", ""])) + draw(value)
    return query


def test_a_cached_answer_is_the_uncached_one_whatever_is_asked(site: Flask, addresses: dict[str, str]) -> None:
    pages = [rule for rule in rules(site) if not addresses[rule.endpoint].endswith((".jpg", ".webp", ".png", ".pdf"))]
    rule = st.sampled_from([rule for rule in pages if rule.query]) | st.sampled_from(pages)
    asked = rule.flatmap(
        lambda rule: st.tuples(
            st.just(addresses[rule.endpoint]), st.lists(queries(rule.query), min_size=2, max_size=6)
        )
    )

    @settings(max_examples=200)
    @given(asked)
    def check(asked: tuple[str, list[str]]) -> None:
        for query in asked[1]:
            assert answered(site.wsgi_app, asked[0], query) == uncached(site, asked[0], query), (asked[0], query)

    check()


@pytest.mark.parametrize(
    "query",
    [
        "page=&page=4", "page=4&page=", "page=4&page=1", "page=1&page=4", "page=4;x", "page=%34&page=2", "PAGE=4",
        "page=4%00", "page=\xff", "topic=&topic=child-trafficking", f"year=&year={YEAR}", "page=+4", "page=004",
    ],
)  # fmt: skip
def test_no_address_makes_others_see_another_page(site: Flask, query: str) -> None:
    cache = fresh(site)
    answered(cache, "/en/news/", query)
    for plain in ("", "page=2", "page=4", "topic=child-trafficking", f"year={YEAR}"):
        assert answered(cache, "/en/news/", plain) == uncached(site, "/en/news/", plain), plain


@pytest.mark.parametrize(
    "odd",
    [
        {"HTTP_HOST": "LOCALHOST"}, {"HTTP_HOST": "localhost:"}, {"HTTP_HOST": "localhost:80"},
        {"HTTP_HOST": "localhost:80@evil.example"}, {"HTTP_HOST": "localhost:6666"}, {"HTTP_HOST": "localhost."},
        {"HTTP_HOST": "evil@localhost"}, {"HTTP_HOST": "[::1]"}, {"HTTP_HOST": ""},
        {"HTTP_X_FORWARDED_HOST": "evil.example"}, {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_FORWARDED_PREFIX": "/evil"}, {"HTTP_X_FORWARDED_PORT": "666"}, {"HTTP_FORWARDED": "host=evil"},
        {"HTTP_X_ORIGINAL_URL": "/en/help/"}, {"HTTP_X_REWRITE_URL": "/en/help/"}, {"REQUEST_URI": "/en/help/"},
        {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST"}, {"REQUEST_METHOD": "HEAD"}, {"REQUEST_METHOD": "POST"},
        {"SCRIPT_NAME": "/evil"}, {"HTTP_ACCEPT_LANGUAGE": "en"}, {"HTTP_ACCEPT": "application/json"},
        {"HTTP_COOKIE": "__Host-desk=a"}, {"HTTP_COOKIE": "__host-desk=a; locale=en; session=x"},
        {"HTTP_RANGE": "bytes=0-9"}, {"HTTP_IF_NONE_MATCH": "*"}, {"HTTP_IF_RANGE": '"x"', "HTTP_RANGE": "bytes=9-"},
        {"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_USER_AGENT": "<script>"}, {"HTTP_ACCEPT_ENCODING": "gzip"},
        {"CONTENT_LENGTH": "9", "CONTENT_TYPE": "application/x-www-form-urlencoded"},
    ],
)  # fmt: skip
def test_nothing_that_one_reader_sends_reaches_another(site: Flask, odd: dict[str, str]) -> None:
    cache = fresh(site)
    for path in ("/fr/", "/fr", "/fr/actualites/", "/fr/flux.atom", "/fr/rien", "/fr/opensearch.xml", "/sitemap.xml"):
        answered(cache, path, **odd)
        assert answered(cache, path) == uncached(site, path), path
    answered(cache, "/", **{"HTTP_ACCEPT_LANGUAGE": "en"} | odd)
    for language, home in (("fr", "/fr/"), ("en", "/en/")):
        assert answered(cache, "/", HTTP_ACCEPT_LANGUAGE=language)[1]["Location"] == home


def test_the_site_stands_at_the_root_of_its_host_whatever_is_sent(seeded: Path, site: Flask) -> None:
    own = build(seeded, {"PAGE_SIZE": "2", "INSIGHT": "off"})  # which has made no part of a page yet
    for path in ("/fr/", "/fr/actualites/", "/fr/actualites"):
        assert answered(own.wsgi_app, path, SCRIPT_NAME="/evil") == uncached(site, path)
        assert answered(own.wsgi_app, path) == uncached(site, path)


@pytest.mark.parametrize(
    "path",
    [
        "//fr/", "///fr/actualites/", "//fr//actualites/", "/fr//actualites", "/fr/actualites", "/fr/actualites/\n",
        "/fr/actualites\n", "/fr/./actualites/", "/fr/../fr/", "/FR/", "/fr/actualites/2017/3/",
        "/fr/actualites/02017/", "/fr/actualites/٢٠١٧/", "/sitemap-01.xml", "/sitemap-１.xml", "/fr/;x",
        "/fr/actualites/;page=2", "/fr/actualites/ ", "//evil.example/fr/", "//evil.example", "/fr/\\..\\",
        "http://evil.example/fr/", "*", "", "/fr/%2e%2e/",
        "//fr/redaction/connexion", "//static/nothing.css",
    ],
)  # fmt: skip
def test_odd_paths_have_the_answer_that_they_have_without_the_cache(site: Flask, path: str) -> None:
    cache = fresh(site)
    for _turn in range(2):
        status, headers, body = answered(cache, path, "page=2&x=1")
        without = uncached(site, path, "page=2&x=1")
        assert (status, headers.get("Location"), len(body)) == (
            without[0], without[1].get("Location"), len(without[2]),
        )  # fmt: skip
    for plain in ("/fr/", "/fr/actualites/", "/sitemap.xml"):
        assert answered(cache, plain) == uncached(site, plain)


def test_a_page_has_one_address(app: Flask, reader: FlaskClient) -> None:
    assert reader.get(f"/fr/actualites/{YEAR}/").status_code == 200
    assert reader.get("/sitemap-1.xml").status_code == 200
    pages = PAGE_CACHE.of(app)
    for path in ("/fr/actualites/٢٠١٧/", "/sitemap-01.xml", "/sitemap-١.xml"):
        assert reader.get(path).status_code == 404, path
    made = pages.misses
    for slashes in range(2, 6):
        assert answered(app.wsgi_app, "/" * slashes + f"fr/actualites/{YEAR}/")[0] == "200 OK"
    assert pages.misses == made


@contextmanager
def seen_by_views(site: Flask) -> Iterator[list[dict[str, list[str]]]]:
    """Collect the arguments that views could read."""
    seen: list[dict[str, list[str]]] = []

    def note(_sender: Flask, **_more: Any) -> None:
        seen.append(request.args.to_dict(flat=False))

    with request_started.connected_to(note, site):
        yield seen


def test_every_page_has_its_own_arguments_and_no_others(site: Flask, addresses: dict[str, str]) -> None:
    values = ("2", str(YEAR), "report", "fr", "child-trafficking", "", "%00", "%ff\xff", "x" * 300)
    others = ("utm_source", "Page", "_external", "endpoint", "locale", "kind", "slug")
    for rule in rules(site):
        path = addresses[rule.endpoint]
        plain = uncached(site, path)
        there = plain[0][:3] in ("200", "302")  # else the test would show little
        assert there or rule.endpoint.endswith(NOT_IN_THE_SAMPLE), path
        undeclared = "&".join(f"{name}={value}" for name in (*declared(site), *others) for value in values)
        for name in rule.query:
            undeclared = re.sub(f"(?<![a-z_]){name}=", f"{name}s=", undeclared)
        assert uncached(site, path, undeclared) == plain, path
        for name, value in product(rule.query, values):
            with seen_by_views(site) as seen:
                answer = uncached(site, path, f"{name}={value}&{name}=4&{undeclared}")
            assert answer[0][:3] in ("200", "301", "302", "400", "404"), (path, name, value)
            for given_to_view in seen:
                assert given_to_view.keys() <= rule.query, (path, name)
                assert all(len(several) == 1 and several[0] for several in given_to_view.values())


def test_a_search_and_its_suggestions_get_what_was_typed(site: Flask) -> None:
    for typed in ("enfant", " a b ", "é", "😀", "a&b=c;d", "a+b", "%", "\x00", "x" * 5000):
        with seen_by_views(site) as seen:
            for path in ("/fr/recherche/", "/fr/recherche/suggestions.json"):
                assert answered(site.wsgi_app, path, f"x=1&q={quote(typed)}&q=other")[0] == "200 OK"
        assert [given_to_view["q"] for given_to_view in seen] == [[typed]] * 2


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("/fr/actualites?page=2&utm=x", "/fr/actualites/?page=2"),
        ("/fr/actualites?utm=x", "/fr/actualites/"),
        ("/fr//actualites/?page=02", "/fr/actualites/?page=2"),
        ("/fr/recherche?utm=x&q=a+b", "/fr/recherche/?q=a+b"),
        ("/fr/themes/child-trafficking/?page=2&x=1", "/fr/themes/traite-des-enfants/?page=2"),
        ("/fr/themes/child-trafficking?page=2&x=1", "/fr/themes/child-trafficking/?page=2"),
    ],
)
def test_who_is_led_on_keeps_the_arguments_of_where_they_go(client: FlaskClient, address: str, leads: str) -> None:
    answer = client.get(address)
    assert answer.status_code in (301, 308)
    assert answer.headers["Location"].removeprefix("http://localhost") == leads


def test_bytes_that_are_no_text_are_no_error(site: Flask) -> None:
    for path in ("/fr/actualites/", "/fr/recherche/", "/en/desk/sign-in", "/en/desk/entries/", "/rien", "/"):
        for query in ("page=\xff", "q=\xff\xfe", "next=\xff", "\xff", "p=\xff"):
            assert answered(site.wsgi_app, path, query)[0][:3] in ("200", "302", "404"), (path, query)


def test_what_is_not_a_page_of_everybodys_keeps_its_query(enter: Callable[..., FlaskClient]) -> None:
    found = enter("editor", "en").get("/en/desk/entries/?q=nothing-has-this-word&x=1").get_data(as_text=True)
    assert "/fr/redaction/fiches/?q=nothing-has-this-word&amp;x=1" in found


@given(queries(("page", "topic", "q")))
def test_reading_what_was_read_changes_nothing(query: str) -> None:
    once = read(query, ("page", "topic", "q"))
    assert read(once, ("page", "topic", "q")) == once
    assert once.isascii()
