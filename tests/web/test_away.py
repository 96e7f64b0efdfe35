"""While the database is away: what readers get, in one worker that knows the site and in one that has just begun."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.test import TestResponse

from ecpat.core.database import db, is_away
from ecpat.helplines.models import HelpLine
from ecpat.site import down

from .. import contract
from ..conftest import build

SEARCHES = {"fr": "/fr/recherche/?q=mineurs", "en": "/en/search/?q=minors"}
SUGGESTIONS = {"fr": "/fr/recherche/suggestions.json?q=min", "en": "/en/search/suggestions.json?q=min"}
TITLES = {"fr": "Cette page ne peut pas s’afficher pour l’instant", "en": "This page cannot be shown right now"}


@contextmanager
def away(app: Flask) -> Iterator[None]:
    """Take the database away: nothing can be opened where it was."""
    database, aside = Path(app.instance_path) / "site.db", Path(app.instance_path) / "aside.db"
    db.session.remove()
    db.engine.dispose()
    database.rename(aside)
    database.mkdir()
    try:
        yield
    finally:
        database.rmdir()
        aside.rename(database)


def get(app: Flask, path: str) -> TestResponse:
    """Ask as a reader does, each request by itself."""
    with app.app_context():
        return FlaskClient(app, app.response_class).get(path)


def check(answer: TestResponse, locale: str) -> str:
    """Assert that an answer is a calm page that says to come back; return it."""
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert answer.headers["Cache-Control"] == "no-store"
    page = answer.get_data(as_text=True)
    contract.check(page, answer.request.path, dict(answer.headers))
    assert contract.parse(page).get("lang") == locale
    assert TITLES[locale] in page
    return page


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_search_that_cannot_be_answered_says_so_with_the_help_lines(app: Flask, locale: str) -> None:
    assert get(app, SEARCHES[locale]).status_code == 200
    with away(app):
        page = check(get(app, SEARCHES[locale]), locale)
        assert 'href="tel:116000"' in page.partition("<main")[2]  # not in the bar alone
        assert 'data-module="exit"' in page
        suggested = get(app, SUGGESTIONS[locale])
        assert (suggested.status_code, suggested.get_json(force=True)) == (503, ["min", [], [], []])
        assert suggested.headers["Retry-After"] == "60"
        assert suggested.headers["Cache-Control"] == "no-store"
    assert get(app, SEARCHES[locale]).status_code == 200
    assert get(app, SUGGESTIONS[locale]).status_code == 200


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_worker_that_has_just_begun_shows_the_site_s_own_help_lines(app: Flask, locale: str) -> None:
    line = db.session.scalars(select(HelpLine).where(HelpLine.key == "child-focus")).first()
    if line is None:
        line = db.session.scalars(select(HelpLine).where(HelpLine.number != "")).first()
    assert line is not None
    line.number = "0800 12 345"
    db.session.commit()
    with app.app_context():
        assert down.write()
    with away(app):
        cold = build(Path(app.instance_path))
        for path in (f"/{locale}/", SEARCHES[locale], {"fr": "/fr/aide/", "en": "/en/help/"}[locale]):
            page = check(get(cold, path), locale)
            assert 'href="tel:080012345"' in page
            assert 'data-module="exit"' in page
        with cold.app_context():
            assert FlaskClient(cold, cold.response_class).post("/en/desk/sign-in").status_code in (400, 503)


def test_without_that_file_the_numbers_that_never_change_are_there(app: Flask) -> None:
    with away(app):
        answer = get(build(Path(app.instance_path)), "/fr/")
    assert answer.status_code == 503
    assert "116&nbsp;000" in answer.get_data(as_text=True)


def test_what_was_searched_for_is_in_no_log(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    with away(app):
        get(app, "/fr/recherche/?q=monsecret")
        get(app, "/fr/recherche/suggestions.json?q=monsecret")
    told = capsys.readouterr().out
    assert "database_unreachable" in told
    assert "monsecret" not in told


def sqlite_error(code: int) -> OperationalError:
    """Return an error as SQLAlchemy passes one of SQLite's on."""
    error = sqlite3.OperationalError("no")
    error.sqlite_errorcode = code
    return OperationalError("SELECT 1", {}, error)


def test_what_is_away_is_told_from_what_is_wrong() -> None:
    for code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR | 2 << 8, sqlite3.SQLITE_CANTOPEN):
        assert is_away(sqlite_error(code))
    assert not is_away(sqlite_error(sqlite3.SQLITE_ERROR))
    assert is_away(OperationalError("SELECT 1", {}, Exception("server closed the connection")))
    assert is_away(InterfaceError("SELECT 1", {}, Exception("connection already closed")))
    assert is_away(PoolTimeoutError())


def test_the_page_is_written_anew_where_something_changed_and_not_otherwise(app: Flask) -> None:
    folder = Path(app.instance_path) / "down"
    with app.app_context():
        assert down.write()
        assert not down.write()
    assert sorted(path.name for path in folder.iterdir()) == ["en.html", "fr.html"]
    for path in folder.iterdir():
        assert path.stat().st_mode & 0o777 == 0o640  # the server in front is of the site's group
        page = path.read_text()
        contract.check(page, f"/{path.stem}/", {"Content-Security-Policy": "script-src 'self'"})
        for link in contract.links_of(contract.parse(page)):  # nothing in it needs the site
            assert link.startswith("/static/") or link in ("/fr/", "/en/"), link
    line = db.session.scalars(select(HelpLine).where(HelpLine.number != "")).first()
    assert line is not None
    line.number = "0800 54 321"
    db.session.commit()
    with app.app_context():
        app.test_cli_runner().invoke(args=["ecpat", "work", "--once"])
    assert "0800\u202f54\u202f321" in (folder / "en.html").read_text()
    (folder / "fr.html").unlink()
    result = app.test_cli_runner().invoke(args=["ecpat", "down-page"])
    assert (result.exit_code, "is written" in result.output) == (0, True)
    assert (folder / "fr.html").exists()


def test_the_page_needs_no_content_and_no_local_name(tmp_path: Path) -> None:
    site = build(tmp_path, {"ALLOWED_HOSTS": ".example.org", "BASE_URL": "https://www.example.org"})
    with site.app_context():
        upgrade()
        assert down.write()
        db.session.remove()
        db.engine.dispose()
    page = (tmp_path / "down" / "fr.html").read_text()
    assert 'href="tel:116000"' in page
    contract.check(page, "/fr/", {"Content-Security-Policy": "script-src 'self'"})
