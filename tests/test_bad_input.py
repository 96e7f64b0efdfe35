"""Whatever is asked, the answer has the right status and a helpful page in the right language."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.models import Edition, Entry

from . import contract
from .arrange import spoil
from .core.test_language import WORLD_DAY, slug_of

NOT_FOUND = [
    "/fr/rien",
    "/en/news/nothing-here",
    "/fr/actualites/Rien.html",
    "/fr/nouvelles/",
    "/nl/",
    "/de/news/",
    "/fr/fr/",
    "/en/news/?topic=no-such-topic",
    "/en/news/?topic=traite-des-enfants",
    "/fr/actualites/?year=1999",
    "/fr/actualites/?year=abcd",
    "/fr/actualites/?year=٢٠١٤",
    "/fr/actualites/?page=0",
    "/fr/actualites/?page=-1",
    "/fr/actualites/?page=999",
    "/fr/actualites/?page=abc",
    "/fr/actualites/?page=1e3",
    "/fr/actualites/?page=" + "9" * 400,
    "/fr/ressources/?type=poster",
    "/fr/ressources/?document=xx",
    "/fr/themes/rien/",
    "/fr/actualites/1850/",
    "/fr/actualites/2014/13/",
    "/fr/actualites/2014/00/",
    "/fr/recherche/?kind=rien",
    "/fr/recherche/?q=enfant&page=9999",
    "/fr/actualites/%00",
    "/fr/actualites/a%00b",
    "/fr/actualites/%ff%fe",
    "/fr/actualites/" + "a" * 3000,
    "/fr/formations/rien.ics",
    "/media/x/480.webp",
    "/media/" + "0" * 64 + "/480.webp",
    "/media/" + "0" * 64 + "/cover.webp",
    "/sitemap-99.xml",
    "/static/../wsgi.py",
    "/fr/..%2f..%2fetc/passwd",
]


@pytest.mark.parametrize("path", NOT_FOUND)
def test_what_does_not_exist_is_not_found(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    if answer.mimetype == "text/html":
        tree = contract.parse(answer.get_data(as_text=True))
        assert tree.get("lang") == ("en" if path.startswith("/en") else "fr")
        assert {"/en/help/" if path.startswith("/en") else "/fr/aide/"} <= contract.links_of(tree)


@pytest.mark.parametrize(
    "query",
    [
        "*",
        "****",
        "(" * 500,
        '"',
        "-",
        "-- -",
        "a" * 5000,
        "\x00",
        "enfant\x00s",
        "😀",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "%F0%28%8C%BC",
        "(a+)+$",
        "de la le",
        "{{ 7*7 }}",
    ],
)
def test_a_search_is_never_an_error(client: FlaskClient, query: str) -> None:
    answer = client.get("/fr/recherche/", query_string={"q": query})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q=%00", "q=a&q=b", "q", "&&&=", "page=", "kind=&year=&topic=", "q=%F0%28"]
)
def test_a_malformed_query_is_answered(client: FlaskClient, query: str) -> None:
    assert client.get(f"/en/search/?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/fr/", "/en/news/", "/en/search/", WORLD_DAY["en"], "/fr/flux.atom"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_sent(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method, data={"a": "b"})
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_removed_entry_is_nowhere_and_a_destroyed_one_gone_in_every_language_and_at_every_address(
    app: Flask, reader: FlaskClient
) -> None:
    edition = db.session.scalars(select(Edition).where(Edition.slug == WORLD_DAY["en"].rpartition("/")[2])).one()
    service.save(edition.entry, "en", title=edition.title, slug="renamed")
    service.discard(edition.entry)
    db.session.commit()
    entry_id = edition.entry_id
    for path in (*WORLD_DAY.values(), "/en/news/renamed"):
        assert reader.get(path).status_code == 404, path
    service.destroy(edition.entry)
    db.session.commit()
    for path in (*WORLD_DAY.values(), "/en/news/renamed"):
        assert reader.get(path).status_code == 410, path
    assert db.session.get(Entry, entry_id) is None


def test_an_unknown_host_is_refused(client: FlaskClient) -> None:
    for host in ("evil.example", "localhost.evil.example", "localhost:80@evil.example"):
        answer = client.get("/fr", headers={"Host": host})
        assert answer.status_code == 400
        assert "evil" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_a_broken_file_does_not_take_its_page_down(app: Flask, reader: FlaskClient, damage: str) -> None:
    for path in (Path(app.instance_path) / "media").rglob("*"):
        if path.is_file():
            path.unlink() if damage == "missing" else spoil(path, b"no picture, no PDF")
    resource = "/fr/ressources/" + slug_of("belgium-assessment", "fr")
    for path in ("/fr/", "/fr/ressources/", resource, "/en/news/" + slug_of("leiden-training-of-trainers", "en")):
        page = reader.get(path)
        assert page.status_code == 200
        for link in contract.links_of(contract.parse(page.get_data(as_text=True))):
            if link.startswith("/media/"):
                assert reader.get(link).status_code in (200, 404)
    assert reader.get(resource + ".pdf").status_code == (404 if damage == "missing" else 200)
    assert reader.get(resource + ".png").status_code == 200


def test_when_the_database_is_gone_the_page_still_names_the_help_lines(app: Flask) -> None:
    db.session.remove()
    db.engine.dispose()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE generation")
    answer = FlaskClient(app, app.response_class).get("/fr/")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "116&nbsp;000" in text
    assert "Traceback" not in text
    assert contract.parse(text).get("lang") == "fr"
