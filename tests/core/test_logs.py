"""What logs say when something fails, and what they never hold: whatever was typed, and whatever opens something."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from flask_security import hash_password
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import event, select, text
from werkzeug.test import TestResponse

from ecpat.accounts.models import Person
from ecpat.core.database import db
from ecpat.files.models import Asset
from ecpat.files.pictures import storage
from ecpat.web.middleware.page_cache import PAGE_CACHE

from ..arrange import spoil
from ..conftest import PASSWORD, DeskClient, build, copy_site
from ..contract import ROOT
from ..desk.forms import NEW, form_of, write
from ..desk.test_previews import made_link
from ..files.test_media import make_image

TYPED = {
    "email": "hidden.person@example.org",
    "password": "seven quiet herons at dusk",
    "title": "Le dossier Martinet",
    "q": "gyrophare bleu",
}
Lines = list[dict[str, Any]]


class Browser(DeskClient):
    """A person at the desk who also meets what fails."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request."""
        with self.application.app_context():
            return FlaskClient.open(self, *args, **kwargs)


class Site:
    """A site with an administrator, in which everything that nobody else should know is planted."""

    def __init__(self, app: Flask, browser: Browser, stack: ExitStack) -> None:
        self.app, self.browser, self._stack = app, browser, stack
        self.folder = Path(app.instance_path)
        cookie = browser.get_cookie("__Host-desk")
        assert cookie is not None
        self.secrets = [*TYPED.values(), PASSWORD, "$argon2", cookie.value, app.config["SECRET_KEY"], "203.0.113.9"]
        browser.environ_base["REMOTE_ADDR"] = "203.0.113.9"

    def plant(self, secret: str) -> str:
        """Let something be a secret too."""
        self.secrets.append(secret)
        return secret

    def reset_link(self) -> str:
        """Return the path at which a person chooses a password."""
        person = db.session.scalars(select(Person)).first()
        with self.app.test_request_context():
            token = self.plant(generate_reset_password_token(person))  # type: ignore[no-untyped-call]
        db.session.commit()
        return f"/en/desk/new-password/{token}"

    def preview_link(self) -> str:
        """Return the path that shows a draft to whoever has it."""
        path = made_link(self.browser, write(TYPED["title"]))
        self.plant(path.rpartition("/")[2])
        return path

    def lock(self) -> None:
        """Let somebody else write in the database, and go on writing."""
        self.browser.get("/en/desk/")  # notes that the browser was seen
        db.session.remove()
        db.engine.dispose()

        @event.listens_for(db.engine, "checkout")
        def hurry(connection: Any, _record: Any, _proxy: Any) -> None:
            connection.execute("PRAGMA busy_timeout=20")

        other = sqlite3.connect(self.folder / "site.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        self._stack.callback(other.close)

    def lose(self, table: str) -> None:
        """Take a table away."""
        with db.engine.begin() as connection:
            connection.execute(text("PRAGMA foreign_keys=OFF"))
            connection.execute(text(f"ALTER TABLE {table} RENAME TO lost"))

    def block(self, *parts: str) -> None:
        """Put a file where a folder is written to."""
        folder = self.folder.joinpath(*parts)
        if folder.exists():
            folder.rename(folder.with_name("away"))
        folder.write_bytes(b"")

    def break_templates(self) -> None:
        """Let every page fail while it is written, with its address in the text of the exception."""

        def fragment(name: str) -> str:
            raise ValueError(f"{name} {request.url}")

        self.app.jinja_env.globals["fragment"] = fragment

    def fail(self, endpoint: str) -> None:
        """Let a view fail with everything of its request in the text of the exception."""

        def view(**values: Any) -> None:
            try:
                raise KeyError(str(values))
            except KeyError as error:
                raise ValueError(f"{request.url} {request.headers} {request.form} {request.cookies}") from error

        self.app.view_functions[endpoint] = view


@contextmanager
def running(folder: Path) -> Iterator[Flask]:
    """Yield the site on an instance folder, within an application context."""
    app = build(folder)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def signed_in(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the folder of a site with an administrator who has signed in, to be copied, and their cookie."""
    folder = copy_site(furnished, tmp_path_factory.mktemp("logs") / "instance")
    with running(folder) as app:
        email, password = "administrator@example.org", hash_password(PASSWORD)
        db.session.add(Person(email=email, name="Chief", role="administrator", password=password))
        db.session.commit()
        browser = Browser(app, app.response_class)
        assert browser.send("/en/desk/sign-in", email=email, password=PASSWORD).status_code == 302
        cookie = browser.get_cookie("__Host-desk")
        assert cookie is not None
    return folder, cookie.value


@pytest.fixture
def site(signed_in: tuple[Path, str], tmp_path: Path) -> Iterator[Site]:
    """Return a site of the test's own, with an administrator who has signed in."""
    folder, cookie = signed_in
    with running(copy_site(folder, tmp_path / "instance")) as app, ExitStack() as stack:
        browser = Browser(app, app.response_class)
        browser.set_cookie("__Host-desk", cookie)
        yield Site(app, browser, stack)


def sign_in(site: Site) -> TestResponse:
    """Sign in while the database is locked."""
    somebody = Browser(site.app, site.app.response_class)
    token = somebody.token("/en/desk/sign-in")
    site.lock()
    data = {"email": "administrator@example.org", "password": PASSWORD, "csrf_token": token}
    return somebody.post("/en/desk/sign-in", data=data, environ_base={"REMOTE_ADDR": "203.0.113.9"})


def choose_a_password(site: Site) -> TestResponse:
    """Choose a password by a link, while the database is locked."""
    somebody, path = Browser(site.app, site.app.response_class), site.reset_link()
    token = somebody.token(path)
    site.lock()
    words = {"password": TYPED["password"], "password_confirm": TYPED["password"]}
    return somebody.post(path, data={**words, "csrf_token": token})


def forget_a_password(site: Site) -> TestResponse:
    """Ask for a link, while the database is locked and the mail server is away."""
    password = site.plant("hunter2")
    site.app.config.update(
        MAIL_URL=f"smtp://desk:{password}@127.0.0.1:1", MAIL_FROM="desk@example.org", BASE_URL="http://localhost"
    )
    somebody = Browser(site.app, site.app.response_class)
    token = somebody.token("/en/desk/forgotten-password")
    site.lock()
    data = {"email": "administrator@example.org", "csrf_token": token}
    return somebody.post("/en/desk/forgotten-password", data=data)


def invite(site: Site) -> TestResponse:
    """Invite somebody while the database is locked."""
    token = site.browser.token("/en/desk/people/invite")
    site.lock()
    data = {"name": TYPED["title"], "email": TYPED["email"], "role": "writer", "locale": "en", "csrf_token": token}
    return site.browser.post("/en/desk/people/invite", data=data)


def save(site: Site) -> TestResponse:
    """Save a text while the database is locked."""
    fields = form_of(site.browser, NEW["fr"])
    fields["fr-title"] = TYPED["title"]
    site.lock()
    return site.browser.post(NEW["fr"], data=fields)


def search(site: Site) -> TestResponse:
    """Search while a table is missing."""
    site.lose("edition")
    return site.browser.get("/fr/recherche/", query_string={"q": TYPED["q"]})


def search_uncounted(site: Site) -> TestResponse:
    """Search while the database is locked."""
    site.lock()
    return site.browser.get("/fr/recherche/", query_string={"q": TYPED["q"]})


def search_an_unwritable_index(site: Site) -> TestResponse:
    """Search while the index cannot be made."""
    site.block("search")
    return site.browser.get("/fr/recherche/", query_string={"q": TYPED["q"]})


def search_a_damaged_index(site: Site) -> TestResponse:
    """Search while the index cannot be read."""
    for path in site.folder.glob("search/index-*/*.trm"):
        spoil(path, b"")
    return site.browser.get("/fr/recherche/", query_string={"q": TYPED["q"]})


def preview(site: Site) -> TestResponse:
    """Look at a draft by a link while a table is missing."""
    path = site.preview_link()
    site.lose("preview_link")
    return site.browser.get(path)


def picture_of_a_draft(site: Site) -> TestResponse:
    """Ask for a picture of a draft while nothing can be kept."""
    asset = Asset(digest=storage().put(make_image(900, 600, "JPEG")), media_type="image/jpeg", width=900, height=600,
                  name=TYPED["title"], size=1)  # fmt: skip
    db.session.add(asset)
    db.session.commit()
    edition = write(TYPED["title"], body=f'<p>a</p><p><img src="asset:{asset.id}" alt="b"></p>')
    key = site.plant(made_link(site.browser, edition).rpartition("/")[2])
    site.block("media", "derived")
    somebody = Browser(site.app, site.app.response_class)
    return somebody.get(f"/media/{asset.digest}/480.jpg", query_string={"draft": key})


def share_image(site: Site) -> TestResponse:
    """Ask for a share image while nothing can be kept."""
    site.block("media", "derived")
    return site.browser.get("/fr/share.png", query_string={"q": TYPED["q"]})


def upload(site: Site) -> TestResponse:
    """Send a file while nothing can be kept."""
    token = site.browser.token("/en/desk/files/")
    site.block("media")
    data = {"file": (BytesIO(make_image(90, 60, "PNG")), f"{TYPED['title']}.png"), "csrf_token": token}
    return site.browser.post("/en/desk/files/", data=data)


def template(site: Site) -> TestResponse:
    """Ask for a page whose template fails, as does that of the page that says so."""
    site.break_templates()
    return site.browser.get("/fr/actualites/", query_string={"topic": "", "q": TYPED["q"]})


def error_page(site: Site) -> TestResponse:
    """Ask for a page that is not there, while the template of the page that says so fails."""
    site.break_templates()
    return site.browser.get(f"/fr/{TYPED['email']}", query_string={"q": TYPED["q"]})


def view(site: Site) -> TestResponse:
    """Sign in where the view itself fails."""
    somebody = Browser(site.app, site.app.response_class)
    token = somebody.token("/en/desk/sign-in")
    site.fail("security.login")
    return somebody.post("/en/desk/sign-in", data={**TYPED, "csrf_token": site.plant(token)})


def reset_view(site: Site) -> TestResponse:
    """Open a link for a password where the view itself fails."""
    site.fail("security.reset_password")
    return site.browser.get(site.reset_link(), query_string=TYPED)


def layer(site: Site) -> TestResponse:
    """Ask for a page where a layer before the application fails."""

    def fail(environ: dict[str, Any], _start: object) -> None:
        raise ValueError(str(environ))

    PAGE_CACHE.of(site.app).inner = fail
    return site.browser.get("/fr/aide/", query_string=TYPED)


def replica(site: Site) -> TestResponse:
    """Ask for a page where the copy of the database does not answer."""
    url = f"postgresql+psycopg://site:{site.plant('hunter2')}@127.0.0.1:1/site"
    other = build(site.folder, {"REPLICA_URL": url})
    return FlaskClient(other, other.response_class).get("/fr/actualites/", query_string={"q": TYPED["q"]})


def unsigned(site: Site) -> TestResponse:
    """Send a form without its token."""
    return site.browser.post(NEW["fr"], data=TYPED)


def not_allowed(site: Site) -> TestResponse:
    """Ask for what only administrators may do."""
    person = db.session.scalars(select(Person)).one()
    person.role = "writer"
    db.session.commit()
    return site.browser.get("/en/desk/people", query_string=TYPED)


def too_large(site: Site) -> TestResponse:
    """Send more than a reader may."""
    somebody = Browser(site.app, site.app.response_class)
    return somebody.post("/en/desk/sign-in", data={"password": TYPED["password"] * 4000})


def unread(site: Site) -> TestResponse:
    """Send what cannot be read."""
    return site.browser.get("/fr/actualites/", query_string={"page": TYPED["email"]})


def other_host(site: Site) -> TestResponse:
    """Ask under a name that is not the site's."""
    return site.browser.get("/fr/recherche/", query_string=TYPED, base_url="http://hidden.person.example.org")


def not_posted(site: Site) -> TestResponse:
    """Send something to a page that is only read."""
    return site.browser.post("/fr/", data=TYPED)


STATUS: dict[Callable[[Site], TestResponse], int] = {
    sign_in: 503, choose_a_password: 503, forget_a_password: 503, invite: 503, save: 503, search: 500,
    search_uncounted: 200, search_an_unwritable_index: 200, search_a_damaged_index: 200, preview: 500,
    picture_of_a_draft: 200, share_image: 200, upload: 422, template: 500, error_page: 404, view: 500,
    reset_view: 500, layer: 500, replica: 200, unsigned: 400, not_allowed: 403, too_large: 413, unread: 404,
    other_host: 400, not_posted: 405,
}  # fmt: skip


def told(capfd: pytest.CaptureFixture[str]) -> Lines:
    """Return what was logged since this was last asked: lines of JSON, and nothing else anywhere."""
    out, err = capfd.readouterr()
    assert err == ""
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.parametrize("fails", STATUS, ids=lambda fails: fails.__name__)
def test_nothing_secret_is_logged_and_what_failed_is_told_once(
    site: Site, capfd: pytest.CaptureFixture[str], fails: Callable[[Site], TestResponse]
) -> None:
    told(capfd)
    assert fails(site).status_code == STATUS[fails]
    lines = told(capfd)
    log = json.dumps(lines, ensure_ascii=False)
    for secret in site.secrets:
        for form in (secret, secret.replace(" ", "+"), secret.replace(" ", "%20"), secret.replace("@", "%40")):
            assert form not in log
    tracebacks = log.count("Traceback (most recent call last)")
    assert tracebacks == (STATUS[fails] == 500 or fails in (error_page, search_a_damaged_index)), log


def test_what_failed_is_told_by_its_rule_its_kind_and_its_place(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    told(capfd)
    view(site)
    (line,) = told(capfd)
    place = line.pop("exception")
    assert "Traceback" in place
    assert line.pop("timestamp")
    assert line.pop("reason") == place.strip().rpartition(".")[2]
    assert line == {"event": "error", "level": "error", "method": "POST", "rule": "/en/desk/sign-in"}
    invite(site)
    (line,) = told(capfd)
    assert (line["event"], line["reason"], "exception" in line) == (
        "database_unreachable", "OperationalError: SQLITE_BUSY", False,
    )  # fmt: skip


def guess(site: Site) -> TestResponse:
    """Try passwords until one must wait."""
    somebody = Browser(site.app, site.app.response_class)
    somebody.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    words = {"email": TYPED["email"], "password": TYPED["password"]}
    answers = (somebody.send("/en/desk/sign-in", **words) for _ in range(9))
    return next(answer for answer in answers if answer.status_code == 429)


def signed_out(site: Site) -> TestResponse:
    """Send a form after having signed out."""
    token = site.browser.token(NEW["fr"])
    site.browser.send("/en/desk/sign-out", "/en/desk/")
    return site.browser.post(NEW["fr"], data={**TYPED, "csrf_token": token})


def not_theirs(site: Site) -> TestResponse:
    """Ask for what somebody else wrote, as a writer."""
    edition = write(TYPED["title"])
    db.session.scalars(select(Person)).one().role = "writer"
    db.session.commit()
    return site.browser.get(f"/en/desk/entries/{edition.entry_id}", query_string=TYPED)


REFUSED: dict[Callable[[Site], TestResponse], tuple[str, str, str]] = {
    unsigned: ("CSRFError", "POST", "/fr/redaction/fiches/nouvelle/<kind>"),
    signed_out: ("CSRFError", "POST", "/fr/redaction/fiches/nouvelle/<kind>"),
    not_allowed: ("Forbidden", "GET", "/en/desk/people"),
    not_theirs: ("Forbidden", "GET", "/en/desk/entries/<id:entry_id>"),
    guess: ("TooManyRequests", "POST", "/en/desk/sign-in"),
}


@pytest.mark.parametrize("refused", REFUSED, ids=lambda refused: refused.__name__)
def test_access_refused_is_logged_without_what_was_typed(
    site: Site, capfd: pytest.CaptureFixture[str], refused: Callable[[Site], TestResponse]
) -> None:
    told(capfd)
    answer = refused(site)
    (line,) = told(capfd)
    reason, method, rule = REFUSED[refused]
    known = db.session.scalars(select(Person.id)).one() if refused not in (guess, signed_out) else None
    assert line.pop("timestamp")
    assert line == {
        "event": "refused", "level": "warning", "reason": reason, "person": known, "method": method, "rule": rule,
        "status": answer.status_code,
    }  # fmt: skip


def test_of_a_library_only_who_spoke_and_where_is_written(capfd: pytest.CaptureFixture[str], app: Flask) -> None:
    told(capfd)
    try:
        raise psycopg.errors.UniqueViolation(f"DETAIL: Key (email)=({TYPED['email']}) already exists.")
    except psycopg.Error as error:
        logging.getLogger("some.library").error("%s failed: %s", TYPED["q"], error, exc_info=True)
        logging.getLogger("ecpat.search").warning("It waits: %s", error)
    library, own = told(capfd)
    assert (library["event"], library["logger"], library["where"]) == ("library", "some.library", library["where"])
    assert library["where"].startswith("test_logs:")
    assert library["reason"] == "UniqueViolation: 23505"
    assert own["event"] == "It waits: UniqueViolation: 23505"
    assert not [secret for secret in TYPED.values() if secret in str((library, own))]


def test_a_thread_that_fails_is_told_in_the_log_too(tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
from threading import Thread
from ecpat.app import create_app
create_app({{}}, Path({str(tmp_path / "instance")!r}))
def fail():
    raise ValueError({TYPED["email"]!r})
Thread(target=fail).start()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stderr == ""
    line = json.loads(done.stdout)
    assert (line["event"], line["reason"]) == ("thread", "ValueError")
    assert TYPED["email"] not in done.stdout


def test_no_statement_that_fails_tells_its_values(app: Flask) -> None:
    other = build(Path(app.instance_path), {"REPLICA_URL": "postgresql+psycopg://site@127.0.0.1:1/site"})
    with other.app_context():
        assert [engine.hide_parameters for engine in db.engines.values()] == [True, True]
    for path in (ROOT / "ecpat").rglob("*.py"):
        for made in re.findall(r"create_engine\((.*)\)", path.read_text()):
            assert "hide_parameters=True" in made, path
