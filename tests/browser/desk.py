"""A site of a module's own, served to several browsers, with people who sign in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flask_security import hash_password
from playwright.sync_api import Page
from werkzeug.serving import make_server

from ecpat.extensions import db
from ecpat.people.models import Person

from ..conftest import PASSWORD, build

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
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def sign_in(page: Page, role: str, locale: str = "fr") -> Page:
    """Sign a person of a role in."""
    page.goto(ENTRANCE[locale])
    page.fill("#email", f"{role}@example.org")
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.click("main form button.button")
    return page
