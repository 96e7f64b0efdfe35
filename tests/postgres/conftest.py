"""Sites on PostgreSQL: the seeded one, and the small one of search alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from ecpat.commands import seed
from ecpat.content.changes import Generation
from ecpat.content.topics import Topic, TopicLabel
from ecpat.extensions import db
from ecpat.search import service

from ..conftest import build
from ..search.conftest import find, publish
from . import server
from .server import Server

__all__ = ["find", "publish"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Return a server of the tests' own."""
    found = server.programs()
    if found is None:
        pytest.fail("the tests need PostgreSQL: Debian's package is called postgresql")
    with server.running(found) as running:
        yield running


def empty(app: Flask) -> None:
    """Let go of the database."""
    db.session.remove()
    db.engine.dispose()


def search_app(folder: Path, url: str) -> Flask:
    """Return an application of search alone."""
    app = Flask("ecpat", instance_path=str(folder))
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    return app


@pytest.fixture(scope="session")
def tables(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a database with a topic and nothing else."""
    name = postgres.database()
    app = search_app(tmp_path_factory.mktemp("tables"), postgres.address(name))
    with app.app_context():
        db.create_all()
        db.session.add(Generation(id=1, number=0))
        db.session.add(Topic(key="travel", colour="sea", labels={
            "fr": TopicLabel(locale="fr", slug="voyage", label="Voyage et tourisme"),
            "en": TopicLabel(locale="en", slug="travel", label="Travel and tourism"),
        }))  # fmt: skip
        db.session.commit()
        empty(app)
    return name


@pytest.fixture
def app(postgres: Server, tables: str, tmp_path: Path) -> Iterator[Flask]:
    """Return an application of search alone with a database of its own, within its context."""
    app = search_app(tmp_path, postgres.address(postgres.database(tables)))
    with app.app_context():
        yield app
        empty(app)


@pytest.fixture(scope="session")
def seeded_name(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a database with the sample content, migrated and indexed."""
    name = postgres.database()
    app = build(tmp_path_factory.mktemp("seeded"), {"DATABASE_URL": postgres.address(name)})
    with app.app_context():
        upgrade()
        seed.write()
        db.session.commit()
        service.catch_up()
        empty(app)
    return name


@pytest.fixture
def site(postgres: Server, seeded_name: str, tmp_path: Path) -> Iterator[Flask]:
    """Return the whole site with a database of its own, seeded, within its context."""
    app = build(tmp_path, {"DATABASE_URL": postgres.address(postgres.database(seeded_name))})
    with app.app_context():
        yield app
        empty(app)


@pytest.fixture
def reader(site: Flask) -> FlaskClient:
    """Return a reader of the whole site."""
    return site.test_client()
