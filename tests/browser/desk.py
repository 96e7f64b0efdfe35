"""The desk behind a real server, on a site of the test's own, with people who can come in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from flask_security import hash_password
from playwright.sync_api import Page
from werkzeug.serving import make_server

from ecpat.extensions import db
from ecpat.people.models import Person

from ..conftest import PASSWORD

SIGN_IN = {"fr": "/fr/redaction/connexion", "en": "/en/desk/sign-in"}


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
    page.goto(SIGN_IN[locale])
    page.locator("#email").fill(f"{role}@example.org")
    page.locator("#password").fill(PASSWORD)
    page.locator("form:has(#password) button").click()
