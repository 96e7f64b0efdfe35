"""A site of a module's own behind a real server, with somebody signed in: for stories at the desk."""

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
        person = Person(email="editor@example.org", name="Editor", role="editor", password=hash_password(PASSWORD))
        db.session.add(person)
        db.session.commit()
        db.session.remove()
    return app


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve a site and return its address, without a slash at the end."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def enter(page: Page, locale: str = "fr") -> None:
    """Sign the editor in."""
    page.goto(ENTRANCE[locale])
    page.fill("#email", "editor@example.org")
    page.fill("#password", PASSWORD)
    page.click("main button.button")
    page.wait_for_load_state()
