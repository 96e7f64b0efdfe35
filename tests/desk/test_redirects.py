"""Old addresses lead on; those that lead nowhere are counted, without anything of who asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import escape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from ecpat.core import clock, frequent_counts
from ecpat.core.database import db
from ecpat.core.frequent_counts import PendingCount
from ecpat.core.i18n import local
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.site.missing_paths import Miss
from ecpat.site.redirects import MissedPath, Redirect

from ..conftest import DeskClient
from .test_helplines import change

LIST = "/fr/redaction/reglages/redirections"
HTML = {"Accept": "text/html,application/xhtml+xml"}
FROM = {"REMOTE_ADDR": "203.0.113.1"}


def add(browser: DeskClient, path: str, target: str) -> int:
    return int(change(browser, f"{LIST}/ajout", path=path, target=target).status_code)


def drop(browser: DeskClient, key: str) -> None:
    fields = {"path": key, "csrf_token": browser.token(LIST)}
    assert browser.post(f"{LIST}/suppression", data=fields).status_code == 303


@pytest.mark.parametrize(
    ("path", "target", "asked", "leads"),
    [
        ("/ancienne-page/", "/fr/", "/ancienne-page", "/fr/"),
        ("/index.php/équipe", "https://ecpat.org/team?a=1", "/index.php/%C3%A9quipe/", "https://ecpat.org/team?a=1"),
        ("http://localhost/vieux/lien?x=1", "http://localhost/fr/aide/", "/vieux/lien?y=2", "/fr/aide/"),
        ("/?p=123", "/en/help/", "/?p=123", "/en/help/"),
        ("/index.php?page_id=7", "/en/", "/index.php?lang=fr&page_id=7", "/en/"),
        ("/index.php?p=7&x=→", "/en/", "/index.php?p=7", "/en/"),
        ("/fr/jamais-vue?p=3", "/fr/aide/", "/fr/jamais-vue?p=3&x=1", "/fr/aide/"),
        (
            "/fr/actualites/jamais-vue",
            "/fr/actualites/?year=2017",
            "/fr/actualites/jamais-vue",
            "/fr/actualites/?year=2017",
        ),
    ],
)
def test_an_old_address_leads_on_for_good(
    enter: Callable[..., DeskClient], reader: FlaskClient, path: str, target: str, asked: str, leads: str
) -> None:
    before = reader.get(asked).status_code
    assert before in (302, 404)
    browser = enter("editor")
    assert add(browser, path, target) == 303
    answer = reader.get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (301, leads)
    key = db.session.scalars(select(Redirect.path)).one()
    copied = f'<input type="hidden" value="{escape(f"http://localhost{key}")}"'
    assert copied in browser.get(LIST).get_data(as_text=True)
    drop(browser, key)
    assert reader.get(asked).status_code == before


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("ancienne", "/fr/"),
        ("//evil.example/", "/fr/"),
        ("https://evil.example/a", "/fr/"),
        ("/\\evil", "/fr/"),
        ("/fr/actualites/", "/fr/"),
        ("/fr/actualites", "/fr/"),
        ("/fr/redaction/reglages", "/fr/"),
        ("/fr/actualites/?p=12", "/fr/aide/"),
        ("/static/site.css", "/ancienne"),
        ("/ancienne", ""),
        ("/ancienne", "/ancienne/"),
        ("/ancienne", "/rien-de-tel"),
        ("/ancienne", "//evil.example/"),
        ("/ancienne", "http://evil.example/"),
        ("/ancienne", "javascript:alert(1)"),
        ("/ancienne", "data:text/html,x"),
        ("/ancienne", "https://evil.example/\r\nSet-Cookie: a=b"),
        ("/" + "x" * 400, "/fr/"),
    ],
)
@pytest.mark.unchanged
def test_what_cannot_be_a_redirect_is_refused(enter: Callable[..., DeskClient], path: str, target: str) -> None:
    assert add(enter("editor"), path, target) == 422
    assert db.session.scalar(select(func.count()).select_from(Redirect)) == 0


def test_redirects_never_go_round(enter: Callable[..., DeskClient], reader: FlaskClient) -> None:
    browser = enter("editor")
    assert add(browser, "/b", "/fr/") == 303
    assert add(browser, "/a", "/b/") == 303
    assert add(browser, "/a", "/fr/") == 422  # it leads somewhere already
    drop(browser, "/b")
    assert add(browser, "/b", "/a") == 422
    assert reader.get("/b").status_code == 404


def test_a_page_is_never_hidden_by_a_redirect_and_a_removed_one_can_lead_on(
    enter: Callable[..., DeskClient], reader: FlaskClient
) -> None:
    browser = enter("editor")
    assert add(browser, "/fr/actualites/nouvelle", "/fr/") == 303
    entry = service.create(get_kind("news"))
    service.publish(service.save(entry, "fr", title="Nouvelle"))
    db.session.commit()
    assert reader.get("/fr/actualites/nouvelle").status_code == 200
    service.discard(entry)
    db.session.commit()
    assert reader.get("/fr/actualites/nouvelle").headers["Location"] == "/fr/"


def missed() -> dict[str, int]:
    """Return how many readers met each address that is kept."""
    db.session.rollback()
    return {row.path: row.count for row in db.session.scalars(select(MissedPath))}


def meet(
    reader: FlaskClient, path: str, readers: int = 5, headers: dict[str, str] = HTML, method: str = "GET"
) -> None:
    """Let readers meet an address, and wait until that is counted."""
    for number in range(readers):
        reader.open(path, headers=headers, method=method, environ_overrides={"REMOTE_ADDR": f"203.0.113.{number}"})
    frequent_counts.counts(Miss).flush()


def test_an_address_is_kept_when_the_fifth_reader_meets_it(app: Flask, reader: FlaskClient) -> None:
    for path in ("/perdue", "/perdue/?utm=secret"):
        meet(reader, path, 4)
    for _time in range(14):
        meet(reader, "/jean-dupont", 1)
        reader.get("/perdue", headers=HTML)  # of somebody who cannot be told apart
    assert missed() == {}
    kept = (path.read_bytes() for path in Path(app.instance_path).rglob("*") if path.is_file())
    assert not any(b"perdue" in content or b"jean-dupont" in content for content in kept)
    meet(reader, "/perdue/?p=x", 5)
    assert missed() == {"/perdue": 5}
    meet(reader, "/perdue", 7)
    assert missed() == {"/perdue": 7}


def test_a_flood_of_unknown_addresses_waits_for_no_write(reader: FlaskClient, waited_for: list[str]) -> None:
    with db.engine.connect() as other:
        other.execute(text("UPDATE generation SET number = number"))  # somebody writes, for long
        waited_for.clear()
        for number in range(30):
            assert reader.get(f"/perdue-{number}", headers=HTML, environ_overrides=FROM).status_code == 404
        assert waited_for == []
        other.rollback()
    frequent_counts.counts(Miss).flush()


@pytest.mark.parametrize(
    ("path", "headers", "method"),
    [
        ("/jean@example.org", HTML, "GET"),
        ("/jean%40example.org", HTML, "GET"),
        ("/appel/0470123456", HTML, "GET"),
        ("/appel/０４７０１２３４５６", HTML, "GET"),
        ("/jean＠example", HTML, "GET"),
        ("/image.png", HTML, "GET"),
        ("/.env", HTML, "GET"),
        ("/script", {"Accept": "*/*"}, "GET"),
        ("/depot", HTML, "POST"),
        ("/fr/actualites/%E2%80%AEgauche", HTML, "GET"),
        ("/" + "x" * 300, HTML, "GET"),
    ],
)
@pytest.mark.unchanged
def test_what_is_no_reader_s_or_may_be_personal_is_not_counted(
    reader: FlaskClient, path: str, headers: dict[str, str], method: str
) -> None:
    meet(reader, path, 6, headers, method)
    assert missed() == {}
    assert db.session.scalars(select(PendingCount)).all() == []


def test_nothing_is_counted_where_insight_is_off(reader: FlaskClient, app: Flask) -> None:
    app.config["INSIGHT"] = False
    meet(reader, "/perdue")
    assert missed() == {}


def test_counts_are_forgotten_after_thirteen_months(reader: FlaskClient, app: Flask) -> None:
    today = local(clock.now()).date()
    db.session.add(MissedPath(path="/vieille", day=today - timedelta(days=400), count=9))
    db.session.commit()
    meet(reader, "/a")
    assert missed() == {"/a": 5}


def test_what_was_missed_most_becomes_a_redirect_by_a_button(
    enter: Callable[..., DeskClient], reader: FlaskClient
) -> None:
    meet(reader, "/rare", 5)
    meet(reader, "/index.php/contact/", 6)
    browser = enter("editor")
    page = browser.get(LIST).get_data(as_text=True)
    assert page.index("/index.php/contact") < page.index("/rare")
    assert "6 fois" in page
    form = f"{LIST}/ajout?path=/index.php/contact"
    assert 'value="/index.php/contact"' in browser.get(form).get_data(as_text=True)
    assert change(browser, form, target="/fr/aide/").status_code == 303
    assert reader.get("/index.php/contact/").headers["Location"] == "/fr/aide/"
    assert 'Créer une redirection<span class="hidden"> /index.php/contact' not in browser.get(LIST).get_data(
        as_text=True
    )
