"""A seeded site for every test; tests that write get a copy of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import delete
from werkzeug.test import TestResponse

from ecpat.app import create_app
from ecpat.commands import seed
from ecpat.extensions import db
from ecpat.search import service
from ecpat.search.insight import SearchCount

from . import contract

hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)  # the same on a busy machine
hypothesis.settings.load_profile("steady")


class PageClient(FlaskClient):
    """A reader who checks the page contract on every page, and that nothing ever fails on our side."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request and check its answer."""
        with self.application.app_context():  # each request its own, whatever context the test is in
            answer = super().open(*args, **kwargs)
        assert answer.status_code < 500, answer.get_data(as_text=True)[:300]
        assert "Set-Cookie" not in answer.headers
        if (answer.mimetype == "text/html" and answer.status_code < 300) or answer.status_code >= 400:
            typed = answer.request.args.get("q", "")
            contract.check(answer.get_data(as_text=True), answer.request.path, dict(answer.headers), typed)
        return answer


def build(folder: Path, settings: dict[str, str] | None = None) -> Flask:
    """Return the site on an instance folder."""
    app = create_app(settings or {}, folder)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.test_client_class = PageClient
    return app


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an instance folder with the sample content, indexed."""
    folder = tmp_path_factory.mktemp("instance")
    app = build(folder)
    with app.app_context():
        upgrade()
        seed.write()
        db.session.commit()
        service.catch_up()
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def reading(seeded: Path) -> Flask:
    """Return the seeded site, for tests that only read."""
    return build(seeded)


@pytest.fixture
def client(reading: Flask) -> FlaskClient:
    """Return a reader of the seeded site."""
    return reading.test_client()


@pytest.fixture
def app(seeded: Path, tmp_path: Path) -> Iterator[Flask]:
    """Return a site of the test's own, seeded, within an application context."""
    folder = shutil.copytree(seeded, tmp_path / "instance")
    own = build(folder)
    with own.app_context():
        db.session.execute(delete(SearchCount))  # of what other tests searched for
        db.session.commit()
        yield own
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    """Return a reader of the test's own site."""
    return app.test_client()
