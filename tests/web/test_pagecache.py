"""The page cache: one render a page and generation, never a stale one, the right coding and the right 304."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.web.middleware import content_coding, page_cache
from ecpat.web.middleware.cache_keys import Keys
from ecpat.web.middleware.page_cache import PAGE_CACHE, PageCache

from ..conftest import build
from ..core.test_language import WORLD_DAY


class Application:
    """A WSGI application that counts how often it is asked."""

    def __init__(self, status: str = "200 OK", **headers: str) -> None:
        self.asked, self.delay, self.body, self.status = 0, 0.0, b"<p>page</p>" * 100, status
        self.meeting: threading.Barrier | None = None
        self.headers = {"Content-Type": "text/html; charset=utf-8"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer with the body, after the delay, and once all have come who are to meet."""
        self.asked += 1
        time.sleep(self.delay)
        if self.meeting:
            self.meeting.wait(60)
        start(self.status, list(self.headers.items()))
        return [self.body]


def ask(
    cache: PageCache, path: str = "/fr/", query: str = "", method: str = "GET", **headers: str
) -> tuple[str, dict[str, str], bytes]:
    """Send a request and return status, headers and body."""
    got: list[Any] = []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "localhost"}
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    body = b"".join(cache(environ, lambda status, found, exc_info=None: got.append((status, dict(found)))))
    return got[0][0], got[0][1], body


def cache_of(app: Application, generation: Any = lambda: 1) -> PageCache:
    """Return a cache before an application."""
    return PageCache(app, generation, Keys(lambda path: None if "recherche" in path else {"page", "topic"}))


def test_a_page_is_made_once_per_generation() -> None:
    app, generation = Application(), [1]
    cache = cache_of(app, lambda: generation[0])
    assert [ask(cache)[2] for _ in range(5)] == [app.body] * 5
    assert app.asked == 1
    generation[0] = 2
    app.body = b"new" * 300
    assert ask(cache)[2] == app.body
    assert app.asked == 2


def pages_of(app: Flask) -> int:
    """Return how many pages the cache of a site keeps."""
    return len(PAGE_CACHE.of(app)._pages)


def test_what_is_asked_for_in_many_ways_is_kept_once(app: Flask) -> None:
    app.config["PAGE_SIZE"] = 3
    reader = app.test_client()
    for path in ("/fr/", "/fr/actualites/", "/fr/actualites/?page=2", "/fr/aide/"):
        assert reader.get(path).status_code == 200
    kept = pages_of(app)
    for path in (
        "/fr/?page=77777", "/fr/?page=abc", "/fr/aide/?topic=x1", "/fr/aide/?page=2&year=2017", "/fr/?fbclid=1",
        "/fr/actualites/?page=1", "/fr/actualites/?page=001", "/fr/actualites/?page=", "/fr/actualites/?page=02",
        "/fr/actualites/?topic=&page=2", "/fr/actualites/?utm_source=a&page=2", "/fr/?q=x", "/fr/aide/?q=1&q=2",
    ):  # fmt: skip
        assert reader.get(path).status_code == 200, path
    assert pages_of(app) == kept
    assert reader.get("/fr/actualites/?page=9999").status_code == 404
    assert pages_of(app) == kept


def test_ports_and_hosts_that_are_made_up_take_no_room(app: Flask) -> None:
    reader = app.test_client()
    assert reader.get("/fr/").status_code == 200
    kept = pages_of(app)
    for host in ("localhost:1", "localhost:65535", "127.0.0.1:9", "example.org"):
        reader.get("/fr/", headers={"Host": host})
    assert pages_of(app) == kept


def test_a_cdn_is_told_how_long_and_of_which_generation(app: Flask) -> None:
    reader = app.test_client()
    first = reader.get("/fr/")
    assert first.headers["CDN-Cache-Control"] == "max-age=0, stale-while-revalidate=1, stale-if-error=600"
    assert first.headers["Cache-Control"] == "public, no-cache"
    service.publish(service.save(service.create(get_kind("news")), "fr", title="Neuf"))
    db.session.commit()
    second = reader.get("/fr/")
    assert second.headers["Surrogate-Key"] != first.headers["Surrogate-Key"]
    assert second.headers["Surrogate-Key"].startswith("generation-")
    unchanged = reader.get("/fr/", headers={"If-None-Match": second.headers["ETag"]})
    assert unchanged.status_code == 304
    assert unchanged.headers["Surrogate-Key"] == second.headers["Surrogate-Key"]


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("{tag}", "304"), ("{strong}", "304"), ('"x", {tag}', "304"), ("*", "304"), ('W/"zz{tag}"', "200"),
        ('"zz"', "200"), ("{bare}", "200"), ("", "200"),
    ],
)  # fmt: skip
def test_tags_are_compared_whole_and_weakly(header: str, status: str) -> None:
    cache = cache_of(Application())
    tag = ask(cache)[1]["ETag"]
    strong = tag.removeprefix("W/")
    asked = header.format(tag=tag, strong=strong, bare=strong.strip('"'))
    assert ask(cache, if_none_match=asked)[0].startswith(status)


def test_a_page_made_while_content_changed_is_not_kept_for_the_new_generation() -> None:
    generation = [1]

    class Changing(Application):
        def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            answer = super().__call__(environ, start)
            generation[0] = 2  # someone publishes while this page, already read, is being sent
            return answer

    app = Changing()
    cache = cache_of(app, lambda: generation[0])
    ask(cache)
    ask(cache)
    assert app.asked == 2


def test_only_known_arguments_make_pages_and_their_order_does_not_matter() -> None:
    app = Application()
    cache = cache_of(app)
    for query in ("", "utm_source=x", "fbclid=1&a=2", "page=", "&&", "b=\x00"):
        ask(cache, query=query)
    assert app.asked == 1
    for query in ("page=2&topic=a", "topic=a&page=2", "topic=a&x=1&page=2", "topic=a&page=2&page=3"):
        ask(cache, query=query)
    assert app.asked == 2
    ask(cache, query="page=2&" + "x" * 5000)
    assert len(cache._pages) == 2


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("gzip, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("", ""),
        ("identity", ""),
        ("*", "br"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("gzip;q=0, *;q=0", ""),
        ("gzip;q=x", ""),
    ],
)
def test_the_coding_is_the_one_a_reader_prefers(header: str, coding: str) -> None:
    app = Application()
    cache = cache_of(app)
    for _ in range(2):
        _status, headers, body = ask(cache, accept_encoding=header)
        assert headers.get("Content-Encoding", "") == coding
        plain = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding](body)
        assert plain == app.body
        assert headers["Content-Length"] == str(len(body))
        assert "Accept-Encoding" in headers["Vary"]
    assert app.asked == 1
    assert content_coding.accepted(header) == coding


def at_once(*readers: Callable[[], Any]) -> None:
    """Let readers ask at the same time, and wait for all of them."""
    threads = [threading.Thread(target=reader) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_searches_are_never_kept_and_do_not_wait_for_one_another() -> None:
    app = Application()
    app.meeting = threading.Barrier(8)
    cache = cache_of(app)
    at_once(*(partial(ask, cache, "/fr/recherche/", f"q=mot{number}") for number in range(8)))
    assert (app.asked, cache._pages) == (8, {})


def test_a_reader_who_has_the_page_gets_304() -> None:
    app = Application(Content_Security_Policy="default-src 'none'")
    cache = cache_of(app)
    tag = ask(cache)[1]["ETag"]
    for known in (tag, f'"other", {tag}', "*"):
        status, headers, body = ask(cache, if_none_match=known)
        assert (status[:3], body) == ("304", b"")
        assert headers["ETag"] == tag
        assert "Content-Length" not in headers
    assert ask(cache, if_none_match='"other"')[0][:3] == "200"
    assert app.asked == 1


def test_head_has_the_headers_of_get_and_no_body() -> None:
    app = Application()
    cache = cache_of(app)
    head, get = ask(cache, method="HEAD"), ask(cache)
    assert head[1] == get[1]
    assert (head[2], app.asked) == (b"", 1)


def test_the_desk_uploads_and_answers_that_must_not_be_kept_pass_by() -> None:
    app = Application()
    cache = PageCache(app, lambda: 1, Keys(lambda path: ()), ("/fr/redaction/",))
    for _ in range(2):
        ask(cache, path="/fr/redaction/fiches/")
        ask(cache, path="//fr/redaction/fiches/")
        ask(cache, method="POST")
        ask(cache, path="/fr/ressources/a.pdf")
        ask(cache, path="/media/a.webp")
    assert app.asked == 10
    for headers in ({"Cache_Control": "no-store"}, {"Set_Cookie": "a=b"}):
        other = Application(**headers)
        cache = cache_of(other)
        ask(cache), ask(cache)
        assert other.asked == 2


@pytest.mark.parametrize(
    "cookie", ["__Host-desk=a", "a=b; __Host-desk=", "__Host-desk", "session=x", "__host-desk=a"]
)
@pytest.mark.unchanged
def test_a_cookie_that_was_made_up_has_no_page_made(app: Flask, cookie: str) -> None:
    reader = FlaskClient(app, app.response_class, use_cookies=False)  # it sends the header as it is given
    page, hits = reader.get("/fr/"), PAGE_CACHE.of(app).hits
    for _ in range(20):
        answer = reader.get("/fr/", headers={"Cookie": cookie})
        assert (answer.data, dict(answer.headers)) == (page.data, dict(page.headers))
    assert PAGE_CACHE.of(app).hits == hits + 20


def test_who_is_signed_in_reads_the_same_pages_and_their_own_change_at_once(
    app: Flask, reader: FlaskClient, enter: Callable[..., FlaskClient]
) -> None:
    editor = enter("editor")
    assert editor.get("/fr/").data == reader.get("/fr/").data
    service.publish(service.save(service.create(get_kind("news")), "fr", title="À l’instant"))
    db.session.commit()
    for one in (editor, reader):
        assert "À l’instant" in one.get("/fr/").get_data(as_text=True)


def test_however_many_ask_at_once_a_page_is_made_once() -> None:
    app = Application()
    app.delay = 0.2
    cache = cache_of(app)
    bodies: list[bytes] = []
    at_once(*[lambda: bodies.append(ask(cache)[2])] * 12)
    assert app.asked == 1
    assert bodies == [app.body] * 12


@pytest.mark.parametrize("status", ["404 NOT FOUND", "410 GONE", "301 MOVED PERMANENTLY"])
def test_what_is_not_kept_is_made_once_for_those_who_ask_at_once(status: str) -> None:
    app = Application(status)
    app.delay = 0.2
    cache = cache_of(app)
    answers: list[Any] = []
    for turn in (1, 2):
        at_once(*[lambda: answers.append(ask(cache, "/fr/nulle-part"))] * 12)
        assert app.asked == turn
    assert [(answer[0], answer[2]) for answer in answers] == [(status, app.body)] * 24
    assert not any("ETag" in answer[1] or "Surrogate-Key" in answer[1] for answer in answers)
    assert (cache._pages, cache._making, cache._weight) == ({}, {}, 0)


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("404 NOT FOUND", {"Set_Cookie": "a=b"}),
        ("404 NOT FOUND", {"Cache_Control": "private"}),
        ("404 NOT FOUND", {"Cache_Control": "no-store"}),
        ("302 FOUND", {"Vary": "Accept-Language"}),
        ("429 TOO MANY REQUESTS", {}),
        ("500 INTERNAL SERVER ERROR", {}),
        ("200 OK", {"Vary": "Cookie"}),
        ("200 OK", {"Cache_Control": "private, max-age=60"}),
    ],
)
def test_what_is_not_the_same_for_all_is_made_for_each(status: str, headers: dict[str, str]) -> None:
    app = Application(status, **headers)
    app.delay = 0.1
    cache = cache_of(app)
    at_once(*[partial(ask, cache)] * 4)
    assert (app.asked, cache._pages) == (4, {})


def test_who_is_led_on_is_not_led_to_the_port_that_another_made_up() -> None:
    class Leading(Application):
        def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            super().__call__(environ, start)
            return [environ["HTTP_HOST"].encode()]

    app = Leading("308 PERMANENT REDIRECT")
    app.delay = 0.2
    cache = PageCache(app, lambda: 1, Keys(lambda path: (), any_port=True))
    got: list[tuple[str, bytes]] = []
    hosts = ["site.example:6666", "site.example", "site.example:8443", "site.example"]

    def read(host: str) -> None:
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/fr", "QUERY_STRING": "", "HTTP_HOST": host}
        got.append((host, b"".join(cache(environ, lambda *_answer: None))))

    at_once(*(partial(read, host) for host in hosts))
    assert sorted(got) == sorted((host, host.encode()) for host in hosts)


def test_what_is_not_kept_is_shared_only_where_the_whole_query_is_the_same() -> None:
    class ByNumber(Application):  # as WordPress’s addresses, whose numbers make no pages of their own
        def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            super().__call__(environ, start)
            return [environ["QUERY_STRING"].encode()]

    app = ByNumber("301 MOVED PERMANENTLY")
    app.delay = 0.2
    cache = cache_of(app)
    got: list[tuple[str, bytes]] = []
    queries = [f"p={number % 4}" for number in range(8)]
    at_once(*(partial(lambda query: got.append((query, ask(cache, "/", query)[2])), query) for query in queries))
    assert sorted(got) == sorted((query, query.encode()) for query in queries)
    assert app.asked == 7  # the first and the one who asked as it did had one answer


def test_readers_who_ask_after_a_change_do_not_get_the_page_begun_before_it_and_have_one_made_once() -> None:
    app, generation = Application("404 NOT FOUND"), [1]
    app.delay = 0.3
    cache = cache_of(app, lambda: generation[0])
    bodies: dict[str, list[bytes]] = {"before": [], "after": []}

    def read(when: str) -> None:
        bodies[when].append(ask(cache)[2])

    def later() -> None:
        time.sleep(0.1)
        generation[0], app.body = 2, b"new"
        at_once(*[partial(read, "after")] * 6)

    at_once(*[partial(read, "before")] * 6, later)
    assert app.asked == 2
    assert bodies["after"] == [b"new"] * 6
    assert len(bodies["before"]) == 6


def test_pages_of_one_generation_are_never_found_under_the_number_of_the_next() -> None:
    class Watched(PageCache):
        found: dict[int, int] = {}  # noqa: RUF012 — of this test alone

        def __setattr__(self, name: str, value: Any) -> None:
            super().__setattr__(name, value)
            if name == "_at" and value > 0:
                self.found[value] = len(self._pages)  # what a reader meets who asks at this moment

    generation = [1]
    cache = Watched(Application(), lambda: generation[0], Keys(lambda path: ()))
    ask(cache)
    generation[0] = 2
    ask(cache)
    assert cache.found == {1: 0, 2: 0}


def test_an_application_that_fails_leaves_no_one_waiting() -> None:
    def failing(environ: Any, start: Any) -> Iterable[bytes]:
        raise RuntimeError

    cache = PageCache(failing, lambda: 1, Keys(lambda path: ()))
    for _ in range(2):
        with pytest.raises(RuntimeError):
            ask(cache)
    assert cache._making == {}


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "LIMIT", 50_000)
    cache = cache_of(Application())
    for number in range(200):
        ask(cache, path=f"/fr/{number}")
    assert cache._weight <= 50_000
    assert cache._weight == sum(page.weight for page in cache._pages.values())
    assert ("http", "localhost", "/fr/199", "") in cache._pages


def test_what_is_unpublished_is_gone_from_every_worker_at_once(app: Flask, reader: FlaskClient) -> None:
    other = build(Path(app.instance_path)).test_client()  # a second worker of the same machine
    edition = service.save(service.create(get_kind("news")), "fr", title="Visible un instant")
    service.publish(edition)
    db.session.commit()
    for worker in (reader, other):
        assert "Visible un instant" in worker.get("/fr/").get_data(as_text=True)
    service.unpublish(edition)
    db.session.commit()
    for worker in (reader, other):
        assert "Visible un instant" not in worker.get("/fr/").get_data(as_text=True)
        assert worker.get("/fr/actualites/visible-un-instant").status_code == 404


def test_a_change_made_elsewhere_shows_within_a_second(app: Flask, reader: FlaskClient) -> None:
    before = reader.get("/fr/").get_data(as_text=True)
    with db.engine.begin() as connection:  # another machine: no nudge reaches this one
        connection.execute(text("UPDATE edition SET title = 'Autre machine' WHERE kind = 'news'"))
        connection.execute(text("UPDATE generation SET number = number + 1"))
    time.sleep(0.3)
    after = reader.get("/fr/").get_data(as_text=True)
    assert "Autre machine" in after
    assert "Autre machine" not in before


def test_pages_already_made_outlive_the_database(app: Flask, reader: FlaskClient) -> None:
    page = reader.get(WORLD_DAY["fr"]).data
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE generation RENAME TO gone"))
    time.sleep(0.3)
    assert reader.get(WORLD_DAY["fr"]).data == page
