"""The desk behind a real server, on a site of the test's own, with people who can come in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flask import Flask
from flask_security import hash_password
from playwright.sync_api import Page
from werkzeug.serving import make_server

from ecpat.extensions import db
from ecpat.people.models import Person

from ..conftest import PASSWORD, build

ENTRANCE = {"fr": "/fr/redaction/connexion", "en": "/en/desk/sign-in"}


def own_site(seeded: Path, folder: Path) -> Flask:
    """Return a copy of the seeded site where an editor may sign in."""
    app = build(shutil.copytree(seeded, folder / "instance"))
    with app.app_context():
        somebody("editor", "Editor")
        db.session.remove()
    return app


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve a site and give its address, without a slash at the end."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def somebody(role: str = "administrator", name: str = "Chief") -> Person:
    """Add a person with a password."""
    person = Person(email=f"{role}@example.org", name=name, role=role, locale="en", password=hash_password(PASSWORD))
    db.session.add(person)
    db.session.commit()
    return person


def come_in(page: Page, role: str = "administrator", locale: str = "en") -> None:
    """Type address and password."""
    page.goto(ENTRANCE[locale])
    page.locator("#email").fill(f"{role}@example.org")
    page.locator("#password").fill(PASSWORD)
    page.locator("form:has(#password) button").click()


def enter(page: Page, locale: str = "fr") -> None:
    """Sign the editor in and wait for the desk."""
    come_in(page, "editor", locale)
    page.wait_for_load_state()
