"""Old addresses lead on; those that lead nowhere are counted, without anything of who asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from ecpat import clock
from ecpat.content import publishing
from ecpat.content.redirects import MissedPath, Redirect
from ecpat.content.registry import get_kind
from ecpat.extensions import db
from ecpat.i18n import local
from ecpat.public import misses

from ..conftest import DeskClient
from ..test_cost import counted
from .test_helplines import change

LIST = "/fr/redaction/reglages/redirections"
HTML = {"Accept": "text/html,application/xhtml+xml"}


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
        ("/fr/?p=12", "/fr/aide/"),
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
    entry = publishing.create(get_kind("news"))
    publishing.publish(publishing.save(entry, "fr", title="Nouvelle"))
    db.session.commit()
    assert reader.get("/fr/actualites/nouvelle").status_code == 200
    publishing.discard(entry)
    db.session.commit()
    assert reader.get("/fr/actualites/nouvelle").headers["Location"] == "/fr/"


def missed() -> dict[str, int]:
    db.session.expire_all()
    return {row.path: row.count for row in db.session.scalars(select(MissedPath))}


@pytest.fixture
def minute(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what lets a minute go by for the counting."""
    now = [1000.0]
    monkeypatch.setattr(misses.time, "monotonic", lambda: now[0])

    def pass_by() -> None:
        now[0] += misses.EVERY

    return pass_by


def test_a_flood_of_unknown_addresses_costs_one_write_a_minute(
    reader: FlaskClient, app: Flask, minute: Callable[[], None]
) -> None:
    reader.get("/premiere", headers=HTML)
    assert missed() == {"/premiere": 1}
    with counted(app) as statements:
        for _time in range(30):
            reader.get("/perdue/?utm=secret", headers=HTML)
    assert not [one for one in statements if not one.startswith(("SELECT", "PRAGMA"))]
    minute()
    reader.get("/premiere", headers=HTML)
    assert missed() == {"/premiere": 2, "/perdue": 30}


def test_what_cannot_be_written_stays_counted(reader: FlaskClient, app: Flask, minute: Callable[[], None]) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE missed_path RENAME TO away"))
    for path in ("/perdue", "/perdue", "/autre"):
        assert reader.get(path, headers=HTML).status_code == 404
        minute()
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO missed_path"))
    reader.get("/autre", headers=HTML)
    assert missed() == {"/perdue": 2, "/autre": 2}


@pytest.mark.parametrize(
    ("path", "headers", "method"),
    [
        ("/jean@example.org", HTML, "GET"),
        ("/jean%40example.org", HTML, "GET"),
        ("/appel/0470123456", HTML, "GET"),
        ("/image.png", HTML, "GET"),
        ("/.env", HTML, "GET"),
        ("/script", {"Accept": "*/*"}, "GET"),
        ("/depot", HTML, "POST"),
        ("/fr/actualites/%E2%80%AEgauche", HTML, "GET"),
        ("/" + "x" * 300, HTML, "GET"),
    ],
)
def test_what_is_no_reader_s_or_may_be_personal_is_not_counted(
    reader: FlaskClient, path: str, headers: dict[str, str], method: str
) -> None:
    reader.open(path, headers=headers, method=method)
    assert missed() == {}


def test_nothing_is_counted_where_insight_is_off(reader: FlaskClient, app: Flask) -> None:
    app.config["INSIGHT"] = False
    reader.get("/perdue", headers=HTML)
    assert missed() == {}


def test_counts_are_bounded_and_forgotten_after_thirteen_months(
    reader: FlaskClient, app: Flask, minute: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(misses, "MOST", 3)
    monkeypatch.setattr(misses, "MOST_A_DAY", 2)
    today = local(clock.now()).date()
    db.session.add(MissedPath(path="/vieille", day=today - timedelta(days=400), count=9))
    db.session.commit()
    reader.get("/a", headers=HTML)
    for name in "bcdefgh":
        reader.get(f"/{name}", headers=HTML)
    minute()
    reader.get("/a", headers=HTML)
    assert len(missed()) == 2
    assert missed()["/a"] == 1 or missed()["/a"] == 2
    assert "/vieille" not in missed()


def test_what_was_missed_most_becomes_a_redirect_by_a_button(
    enter: Callable[..., DeskClient], reader: FlaskClient, minute: Callable[[], None]
) -> None:
    for path in ("/rare", "/index.php/contact", "/index.php/contact/"):
        reader.get(path, headers=HTML)
        minute()
    browser = enter("editor")
    page = browser.get(LIST).get_data(as_text=True)
    assert page.index("/index.php/contact") < page.index("/rare")
    assert "2 fois" in page
    form = f"{LIST}/ajout?path=/index.php/contact"
    assert 'value="/index.php/contact"' in browser.get(form).get_data(as_text=True)
    assert change(browser, form, target="/fr/aide/").status_code == 303
    assert reader.get("/index.php/contact/").headers["Location"] == "/fr/aide/"
    assert 'Créer une redirection<span class="hidden"> /index.php/contact' not in browser.get(LIST).get_data(
        as_text=True
    )
