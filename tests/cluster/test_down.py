"""While the site is down, the documented nginx shows readers whom to call, and the way out, in their language."""

from __future__ import annotations

import time
from collections.abc import Callable
from http.client import HTTPMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from ecpat import locales
from ecpat.core.database import db
from ecpat.helplines.models import HelpLine
from ecpat.web.middleware.security_headers import HEADERS

from .. import contract
from ..conftest import build
from .balancer import balancing
from .nodes import Node, SocketConnection
from .test_faults import HERE, serve

__all__ = ["serve"]  # a fixture

TITLES = {"fr": "Cette page ne peut pas s’afficher pour l’instant", "en": "This page cannot be shown right now"}
ADDRESSES = {
    "/": "fr", "/fr/": "fr", "/fr/actualites/compteur": "fr", "/fr/recherche/?q=mineurs": "fr", "/media/x.png": "fr",
    "/english": "fr", "/en": "en", "/en/": "en", "/en/desk/entries/": "en", "/en/search/?q=minors": "en",
}  # fmt: skip


def ask(front: Path, path: str, method: str = "GET") -> tuple[int, str, HTTPMessage]:
    """Ask nginx; return status, body and headers."""
    connection = SocketConnection(front)
    connection.request(method, path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body, answer.headers


def own(headers: HTTPMessage) -> dict[str, str | None]:
    """Return the headers that are on every page of the site."""
    return {name: headers[name] for name in (*HEADERS, "Content-Language", "Content-Type")}


@pytest.fixture
def node(serve: Callable[..., Node], tmp_path: Path) -> Node:
    """Return a site whose help lines are not those of the sample, and whose worker has run once."""
    made = serve(file=tmp_path / "node.sock")
    app = build(made.folder)
    with app.app_context():
        line = db.session.scalars(select(HelpLine).where(HelpLine.number != "").order_by(HelpLine.position)).first()
        assert line is not None
        line.number = "0800 12 345"
        db.session.commit()
        assert app.test_cli_runner().invoke(args=["ecpat", "work", "--once"]).exit_code == 0
        db.session.remove()
        db.engine.dispose()
    return made


def test_a_site_that_is_stopped_still_names_its_help_lines(node: Node, tmp_path: Path) -> None:
    with balancing(HERE, tmp_path, [node]) as front:
        alive = {locale: ask(front, f"/{locale}/") for locale in locales.LOCALES}
        assert {status for status, _body, _headers in alive.values()} == {200}
        node.kill()
        for path, locale in ADDRESSES.items():
            status, page, headers = ask(front, path)
            assert status == 503, path
            assert own(headers) == own(alive[locale][2]), path
            assert headers["Retry-After"] == "60"
            assert headers["Cache-Control"] == "no-store"
            assert "ETag" not in headers
            tree = contract.parse(page)
            assert tree.get("lang") == locale, path
            contract.check(page, f"/{locale}/", dict(headers.items()))
            assert TITLES[locale] in page
            assert 'href="tel:080012345"' in page
            assert 'data-module="exit"' in page
            for link in contract.links_of(tree):  # what it needs is there without the site
                if link.startswith("/static/"):
                    assert ask(front, link)[0] == 200, link
        assert ask(front, "/fr/", "HEAD")[0] == 503
        assert ask(front, "/en/desk/sign-in", "POST")[0] == 503
        assert ask(front, "/_down/fr.html")[0] == 404  # no address of its own
        (tmp_path / "node.sock").unlink()  # as systemd empties /run/ecpat
        node.start()
        deadline = time.monotonic() + 20
        while ask(front, "/fr/")[0] != 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_only_the_site_says_how_long_browsers_stay_with_tls() -> None:
    """Said at a second place, it would go on after the setting HSTS takes it back."""
    configured = (contract.ROOT / "docs" / "deployment" / "nginx.conf").read_text()
    assert "add_header Strict-Transport-Security" not in configured
