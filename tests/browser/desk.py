"""A site of a module's own, served to several browsers, with people who sign in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_security import hash_password
from playwright.sync_api import Page

from ecpat.extensions import db
from ecpat.people.models import Person

from ..conftest import PASSWORD, build
from .conftest import serve

ENTRANCE = {"fr": "/fr/redaction/connexion", "en": "/en/desk/sign-in"}
NAMES = {"writer": "Cléo", "editor": "Ada", "administrator": "Bo"}


@contextmanager
def serve_desk(seeded: Path, folder: Path) -> Iterator[str]:
    """Serve a copy of the seeded site, one person of each role in it, and return its address."""
    app = build(shutil.copytree(seeded, folder / "instance"))
    with app.app_context():
        password = hash_password(PASSWORD)
        for role, name in NAMES.items():
            db.session.add(Person(email=f"{role}@example.org", name=name, role=role, password=password))
        db.session.commit()
    with serve(app) as address:
        yield address


def sign_in(page: Page, role: str, locale: str = "fr") -> Page:
    """Sign a person of a role in."""
    page.goto(ENTRANCE[locale])
    page.fill("#email", f"{role}@example.org")
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.click("main form button.button")
    return page
