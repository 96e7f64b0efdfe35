"""The desk behind a real server, on a site of the test's own, with people who can come in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_security import hash_password
from playwright.sync_api import Page

from ecpat.accounts.models import Person
from ecpat.core.database import db

from ..conftest import PASSWORD, build, copy_site
from .conftest import serve as served

__all__ = ["served"]

ENTRANCE = {"fr": "/fr/redaction/connexion", "en": "/en/desk/sign-in"}


def own_site(seeded: Path, folder: Path) -> Flask:
    """Return a copy of the seeded site where an editor may sign in."""
    app = build(copy_site(seeded, folder / "instance"))
    with app.app_context():
        somebody("editor", "Editor")
        db.session.remove()
    return app


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


NAMES = {"writer": "Cléo", "editor": "Ada", "administrator": "Bo"}


@contextmanager
def serve_desk(seeded: Path, folder: Path) -> Iterator[str]:
    """Serve a copy of the seeded site, one person of each role in it, and return its address."""
    app = build(copy_site(seeded, folder / "instance"))
    with app.app_context():
        for role, name in NAMES.items():
            somebody(role, name)
    with served(app) as address:
        yield address


def sign_in(page: Page, role: str, locale: str = "fr") -> Page:
    """Sign a person of a role in."""
    come_in(page, role, locale)
    page.wait_for_url(lambda url: not url.endswith(tuple(ENTRANCE.values())))
    return page


def enter(page: Page, locale: str = "fr") -> None:
    """Sign the editor in and wait for the desk."""
    come_in(page, "editor", locale)
    page.wait_for_load_state()
