"""The small application of search alone, on PostgreSQL: its tests are those of the embedded engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from ecpat.core.database import db
from ecpat.core.generation import Generation
from ecpat.topics.models import Topic, TopicLabel

from ...search.conftest import find, publish
from ..conftest import leave
from ..server import Server

__all__ = ["find", "publish"]


def make_app(folder: Path, address: str) -> Flask:
    """Return an application whose database is at an address."""
    app = Flask("ecpat", instance_path=str(folder))
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    db.init_app(app)
    return app


@pytest.fixture(scope="session")
def tables(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a database with a topic and nothing else, to be copied."""
    name = postgres.database()
    with make_app(tmp_path_factory.mktemp("tables"), postgres.address(name)).app_context():
        db.create_all(bind_key=None)
        db.session.add(Generation(id=1, number=0))
        db.session.add(Topic(key="travel", colour="sea", labels={
            "fr": TopicLabel(locale="fr", slug="voyage", label="Voyage et tourisme"),
            "en": TopicLabel(locale="en", slug="travel", label="Travel and tourism"),
        }))  # fmt: skip
        db.session.commit()
        leave()
    return name


@pytest.fixture
def url(postgres: Server, tables: str) -> Iterator[str]:
    """Return the address of a database of the test's own."""
    with postgres.copy(tables) as address:
        yield address


@pytest.fixture
def app(url: str, tmp_path: Path) -> Iterator[Flask]:
    """Return an application of search alone, within its context."""
    app = make_app(tmp_path, url)
    with app.app_context():
        yield app
        leave()
