"""A seeded site for every test; tests that write get a copy of their own."""

from __future__ import annotations

import fcntl
import gc
import hashlib
import os
import re
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import get_ident
from typing import Any

import hypothesis
import jinja2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from flask_security import hash_password
from sqlalchemy import Engine, event, select
from werkzeug.test import TestResponse

from ecpat.accounts import passwords
from ecpat.accounts.models import Person
from ecpat.app import create_app
from ecpat.cli import renditions, seed
from ecpat.core.database import db
from ecpat.files import drawing
from ecpat.files.pictures import storage
from ecpat.files.renditions import NAMED
from ecpat.search import service
from ecpat.web import templating
from ecpat.web.middleware.page_cache import PAGE_CACHE

from . import contract
from .shared_map import SharedMap

gc.disable()  # until the tests are collected: of all that is imported nothing goes

hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)  # the same on a busy machine
hypothesis.settings.load_profile("steady")

RFC_9106 = dict(passwords.ARGON2)
passwords.ARGON2.update(argon2__memory_cost=8, argon2__time_cost=1)  # the least: nobody guesses at people of tests


@event.listens_for(Engine, "connect")
def no_power_fails(connection: Any, _record: object) -> None:
    """Let SQLite not wait for the disk: what a test writes need not outlive the machine."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


class Compiled(jinja2.BytecodeCache):
    """What Jinja made of the templates: the same for every site of a run."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Fill in what there is; it is compiled anew where the template has changed."""
        if bucket.key in self.code:
            bucket.bytecode_from_string(self.code[bucket.key])

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep what was compiled."""
        self.code[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()

#: Files that take longest, those that wait for other processes between those that do not: what comes last leaves a
#: worker alone with it.
SLOW = (
    "cluster/test_faults.py", "desk/test_richtext.py", "cluster/test_units.py", "browser/test_desk_editor.py",
    "browser/test_axe.py", "postgres/test_site.py", "cluster/test_cluster.py", "core/test_leftovers.py",
    "browser/test_desk_files.py", "postgres/test_backup.py", "browser/test_exit.py", "test_dutch.py",
    "core/test_frequent.py", "browser/test_desk_entries.py", "core/test_modes.py", "desk/test_sign_in.py",
    "core/test_jobs.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow files; the others keep their order."""
    ranks = {Path(__file__).parent / name: rank for rank, name in enumerate(SLOW)}
    items.sort(key=lambda item: ranks.get(item.path, len(SLOW)))


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what stays for the whole run: libraries, the site's code, the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 5, 5)  # a site is some 30,000 objects: those of eight tests go at once
    gc.enable()


#: Folders of static files and of compiled templates, which a new site's first start makes at length.
MADE = "static", "templates"
#: Folders whose files a site never changes, but for locks: it puts others in their place.
KEPT = {*MADE, "media", "search"}
#: Where in this run they were made.
FURNISHED: list[Path] = []


def link_made(furnished: Path, folder: Path) -> None:
    """Give an instance folder what another's first start made, by name: nothing ever changes it in place."""
    for name in MADE:
        if not (folder / name).exists():
            shutil.copytree(furnished / name, folder / name, copy_function=os.link)


def copy_site(source: Path, folder: Path) -> Path:
    """Copy an instance folder: what a site never changes by its name alone.

    A test that damages such a file lets `arrange.spoil` do so, or other tests' sites have it damaged too.
    """
    for place, _folders, names in os.walk(source):
        within = place.removeprefix(str(source))
        there = f"{folder}{within}"
        os.makedirs(there, exist_ok=True)
        os.chmod(there, stat.S_IMODE(os.stat(place).st_mode))
        kept = within[1:].partition("/")[0] in KEPT
        for name in names:
            copy = os.link if kept and not name.lower().endswith("lock") else shutil.copy2
            copy(f"{place}/{name}", f"{there}/{name}")
    return folder


def _digest(folder: Path) -> str:
    """Return the digest of what sites share of an instance folder."""
    paths = (path for name in sorted(KEPT) for path in sorted((folder / name).rglob("*")) if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


class PageClient(FlaskClient):
    """A reader who checks the page contract on every page, and that nothing ever fails on our side."""

    cookie = False

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request and check its answer."""
        with self.application.app_context():  # each request its own, whatever context the test is in
            answer = super().open(*args, **kwargs)
        assert answer.status_code < 500, answer.get_data(as_text=True)[:300]
        assert self.cookie or "Set-Cookie" not in answer.headers
        page = answer.mimetype == "text/html" and answer.status_code < 300
        if page or (answer.status_code >= 400 and not answer.mimetype.endswith("json")):
            typed = answer.request.args.get("q", "")
            headers = {name: value for name, value in answer.headers if name != "Set-Cookie"}
            contract.check(answer.get_data(as_text=True), answer.request.path, headers, typed)
        return answer


def build(folder: Path, settings: dict[str, str] | None = None) -> Flask:
    """Return the site on an instance folder."""
    for furnished in FURNISHED:
        link_made(furnished, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "url_map_class", SharedMap)
        app = create_app(settings or {}, folder)
    assert isinstance(app.url_map, SharedMap)
    app.url_map.complete()
    app.testing = True
    app.jinja_env.bytecode_cache = COMPILED
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.test_client_class = PageClient
    return app


def furnish(app: Flask, *, drawn: bool = False) -> None:
    """Give a new site its tables, the sample content and a search index; what is not drawn has stand-ins."""
    with app.app_context():
        upgrade()
        seed.write()
        db.session.commit()
        if drawn:
            renditions.draw_missing(files_only=True)
            templating.compile_all(app)
        service.catch_up()
        db.session.remove()
        db.engine.dispose()


def pretend_drawn(app: Flask) -> None:
    """Put something in the place of all that is not drawn: to draw it takes most of the time."""
    with app.app_context():
        found = renditions.survey()
        for file in found.files:
            for name in drawing.wanted(file.media_type, file.width):
                storage().renditions.keep(file.digest, name, b"a picture")
        for words in found.share_images:
            storage().renditions.keep(NAMED, drawing.share_name(words), b"a picture")


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return an instance folder with the sample content, drawn and indexed, to be copied; a run makes it once."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder, part = shared / "furnished", shared / "furnished.part"
    with (shared / "furnished.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            furnish(build(part), drawn=True)
            part.rename(folder)
    FURNISHED.append(folder)
    contract.tell_each_other(shared / "held")
    before = _digest(folder)
    yield folder
    assert _digest(folder) == before, "a test changed a file of all sites: see copy_site"


@pytest.fixture(scope="session")
def seeded(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an instance folder with the sample content, for tests that only read."""
    return copy_site(furnished, tmp_path_factory.mktemp("seeded") / "instance")


@pytest.fixture(scope="session")
def reading(seeded: Path) -> Flask:
    """Return the seeded site, for tests that only read."""
    return build(seeded)


@pytest.fixture
def client(reading: Flask) -> FlaskClient:
    """Return a reader of the seeded site."""
    return reading.test_client()


@pytest.fixture(scope="module")
def unchanged(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return a seeded site for the tests of a file that are marked so: they leave what it holds as it was."""
    own = build(copy_site(furnished, tmp_path_factory.mktemp("unchanged") / "instance"))
    yield own
    with own.app_context():
        db.engine.dispose()


@pytest.fixture
def app(request: pytest.FixtureRequest, furnished: Path, tmp_path: Path) -> Iterator[Flask]:
    """Return a site of the test's own, seeded, within an application context; its file's, where it is unchanged."""
    shared = request.node.get_closest_marker("unchanged") is not None
    own = request.getfixturevalue("unchanged") if shared else build(copy_site(furnished, tmp_path / "instance"))
    with own.app_context():
        yield own
        db.session.remove()
        if not shared:
            db.engine.dispose()


@pytest.fixture
def uncached(monkeypatch: pytest.MonkeyPatch) -> Callable[[Flask], None]:
    """Return what takes the page cache away from a site, so that each page is made for each who asks."""
    return lambda site: monkeypatch.setattr(site, "wsgi_app", PAGE_CACHE.of(site).inner)


class DeskClient(PageClient):
    """A person at the desk: the page contract but for the cookie, which is theirs alone."""

    cookie = True

    def token(self, path: str) -> str:
        """Return the token of the forms on a page."""
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', self.get(path).get_data(as_text=True))
        assert found, f"{path} has no form"
        return found[1]

    def send(self, path: str, page: str | None = None, **fields: Any) -> TestResponse:
        """Fill in the form that a page has (the one posted to, unless another is named) and send it."""
        return self.post(path, data={**fields, "csrf_token": self.token(page or path)})


PASSWORD = "one long password for tests"  # noqa: S105 — of people who live as long as a test


@pytest.fixture
def enter(app: Flask) -> Callable[..., DeskClient]:
    """Return what signs a person of a role in, in a browser of their own."""

    def sign_in(role: str = "editor", locale: str = "fr") -> DeskClient:
        email = f"{role}@example.org"
        person = db.session.scalar(select(Person).where(Person.email == email))
        if person is None:
            name = "Chief" if role == "administrator" else role.title()  # no word of a page
            person = Person(email=email, name=name, role=role, password=hash_password(PASSWORD))
            db.session.add(person)
            db.session.commit()
        browser = DeskClient(app, app.response_class)
        path = {"fr": "/fr/redaction/connexion", "en": "/en/desk/sign-in"}[locale]
        answer = browser.send(path, email=email, password=PASSWORD)
        assert answer.status_code == 302, answer.get_data(as_text=True)[:2000]
        return browser

    return sign_in


@pytest.fixture
def waited_for(app: Flask) -> Iterator[list[str]]:
    """Return the statements by which this thread writes: a reader waits for them."""
    here, statements = get_ident(), list[str]()

    def notice(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if get_ident() == here and not statement.lstrip().upper().startswith(("SELECT", "PRAGMA")):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", notice)
    yield statements
    event.remove(db.engine, "before_cursor_execute", notice)


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    """Return a reader of the test's own site."""
    return app.test_client()
