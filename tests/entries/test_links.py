"""Links to other sites are asked for gently, never within our networks, and broken when they failed on two days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import delete, select

from ecpat.core import clock
from ecpat.core.database import db
from ecpat.core.generation import content_changed
from ecpat.core.jobs import Worker
from ecpat.entries import care, service
from ecpat.entries.desk import reminders
from ecpat.entries.links import service as links
from ecpat.entries.links.models import ExternalLink
from ecpat.entries.links.request import Net, RefusedError, is_public
from ecpat.entries.models import Edition

from ..desk.forms import Enter, shown, write
from ..desk.test_care import person


class Site:
    """Another site: what it answers by path, and what it was asked."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: dict[str, tuple[int, str]] = {}  #: status and Location, by path
        self.robots: tuple[int, str] = (404, "")
        self.heads = True  #: whether it answers HEAD
        self.asked: list[str] = []

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://other.example:{self.port}{path}"

    @property
    def net(self) -> Net:
        """Return how it is reached: its name leads to this machine, as none does in service."""
        return Net(lambda _host, _port: ["127.0.0.1"], lambda _address: True, frozenset({self.port}))


@pytest.fixture
def other() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(f"{self.command} {self.path}")
            body = b""
            if self.path == "/robots.txt":
                status, text = site.robots
                location, body = "", text.encode()
            else:
                status, location = site.answers.get(self.path, (404, ""))
            if self.command == "HEAD" and not site.heads:
                status = 405
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815 — http.server's name

        def log_message(self, *_told: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Site(server.server_address[1])
    Thread(target=server.serve_forever, daemon=True).start()
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture
def checking(app: Flask, other: Site) -> Site:
    """Return the other site, which this one checks links to and has no others."""
    app.config["CHECK_LINKS"] = True
    links.NET.put(app, other.net)
    for edition in db.session.scalars(select(Edition)):
        edition.published_at = None
    db.session.commit()
    return other


def linking(site: Site, *paths: str) -> Edition:
    """Return a live edition with links to the other site."""
    edition = write("Avec des liens", body="".join(f'<p><a href="{site.url(path)}">là</a></p>' for path in paths))
    service.publish(edition)
    db.session.commit()
    links.collect()
    db.session.commit()
    return edition


def work(app: Flask) -> None:
    Worker(app).work_off()
    db.session.rollback()


def broken() -> list[str]:
    return [row.url for row in db.session.execute(links.broken())]


def later(monkeypatch: pytest.MonkeyPatch, **ahead: int) -> None:
    moment = clock.now() + timedelta(**ahead)
    monkeypatch.setattr(clock, "now", lambda: moment)
    content_changed.send()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.1", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "fec0::1",
    ],
)  # fmt: skip
def test_no_address_of_our_own_networks_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_addresses_of_the_internet_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("resolved", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], []])
def test_a_name_that_leads_to_our_own_networks_is_not_asked(other: Site, resolved: list[str]) -> None:
    net = Net(lambda _host, _port: resolved, ports=frozenset({other.port}))
    with pytest.raises(RefusedError):
        net.ask("GET", other.url("/"))
    assert other.asked == []


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "file:///etc/passwd", "http://"]
)
def test_what_is_no_site_of_others_is_refused(url: str) -> None:
    with pytest.raises(RefusedError):
        Net().ask("GET", url)


def test_a_redirect_into_our_own_networks_is_not_followed(other: Site) -> None:
    other.answers["/away"] = (302, f"http://inside.example:{other.port}/secret")
    asked: list[str] = []

    def may(address: str) -> bool:
        asked.append(address)
        return address == "127.0.0.1"

    names = {"other.example": ["127.0.0.1"], "inside.example": ["10.0.0.7"]}
    net = Net(lambda host, _port: names[host], may, frozenset({other.port}))
    assert links.ask(other.url("/away"), net).reason == "refused: address"
    assert "10.0.0.7" in asked
    assert not [line for line in other.asked if "secret" in line]


@pytest.mark.parametrize(
    ("status", "reason"), [(200, ""), (404, "404"), (410, "410"), (500, "500"), (403, ""), (429, ""), (503, "")]
)
def test_an_answer_says_whether_a_link_leads_somewhere(other: Site, status: int, reason: str) -> None:
    other.answers["/page"] = (status, "")
    assert links.ask(other.url("/page"), other.net).reason == reason


def test_the_whole_is_asked_where_the_head_is_not_to_be_had(other: Site) -> None:
    other.heads, other.answers["/page"] = False, (200, "")
    assert links.ask(other.url("/page"), other.net).reason == ""
    assert other.asked == ["GET /robots.txt", "HEAD /page", "GET /page"]


def test_redirects_are_followed_and_end(other: Site) -> None:
    other.answers |= {"/old": (301, "/new"), "/new": (200, ""), "/round": (302, "/round")}
    assert links.ask(other.url("/old"), other.net).reason == ""
    assert links.ask(other.url("/round"), other.net).reason == "redirects"


@pytest.mark.parametrize("robots", [(200, "User-agent: *\nDisallow: /"), (503, "")])
def test_what_robots_txt_forbids_is_not_asked(other: Site, robots: tuple[int, str]) -> None:
    other.robots = robots
    assert links.ask(other.url("/page"), other.net).reason == ""
    assert other.asked == ["GET /robots.txt"]


def test_a_site_that_does_not_answer_is_a_failure() -> None:
    closed = Net(lambda _host, _port: ["127.0.0.1"], lambda _address: True, frozenset({1}))
    assert links.ask("http://other.example:1/", closed).reason == "ConnectionRefusedError"


def test_a_link_is_broken_when_it_failed_on_two_days(
    app: Flask, checking: Site, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = linking(checking, "/gone", "/gone#part")
    work(app)
    assert checking.asked == ["GET /robots.txt", "HEAD /gone", "GET /gone"]
    later(monkeypatch, minutes=30)
    work(app)
    assert len(checking.asked) == 3  # not again on the same day
    assert broken() == []
    later(monkeypatch, days=1, hours=1)
    work(app)
    assert broken() == [checking.url("/gone")]
    listed = shown(enter("editor"), "/fr/redaction/a-faire/liens-morts")
    assert "Avec des liens" in listed
    assert checking.url("/gone") in listed
    told = app.test_cli_runner().invoke(args=["ecpat", "check-links", "--list"])
    assert told.output == f"{edition.entry_id} fr {checking.url('/gone')} (404)\n"
    checking.answers["/gone"] = (200, "")
    later(monkeypatch, days=1, hours=1)
    work(app)
    assert broken() == []


def test_what_was_mended_is_no_longer_told(app: Flask, checking: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = linking(checking, "/gone")
    db.session.rollback()
    work(app)
    later(monkeypatch, days=1, hours=1)
    work(app)
    assert broken() != []
    later(monkeypatch, minutes=1)
    service.save(edition.entry, "fr", title="Avec des liens", body="<p>sans</p>")
    db.session.commit()
    assert broken() == []
    later(monkeypatch, days=1, hours=1)
    work(app)
    assert db.session.scalars(select(ExternalLink)).all() == []


def test_of_each_host_one_link_is_asked_at_a_time(
    app: Flask, checking: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    linking(checking, "/one", "/two", "/three")
    work(app)
    assert len([line for line in checking.asked if line.startswith("HEAD")]) == 1
    later(monkeypatch, minutes=1, seconds=1)
    work(app)
    assert len([line for line in checking.asked if line.startswith("HEAD")]) == 2


def test_none_is_asked_unless_that_is_set(app: Flask, checking: Site) -> None:
    app.config["CHECK_LINKS"] = False
    linking(checking, "/one")
    work(app)
    assert checking.asked == []


def test_who_looks_after_an_entry_is_told_of_its_broken_links(
    app: Flask, checking: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition, sam = linking(checking, "/gone"), person("sam", "writer")
    db.session.execute(delete(care.Care))
    care.save(edition.entry, sam, None)
    db.session.commit()
    with app.test_request_context("/fr/"):
        assert reminders.values(sam, {})["links"] == []
    work(app)
    later(monkeypatch, days=1, hours=1)
    work(app)
    with app.test_request_context("/fr/"):
        assert [row[:2] for row in reminders.values(sam, {})["links"]] == [("Avec des liens", checking.url("/gone"))]
