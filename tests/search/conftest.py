"""A small application of search alone: a database in a file and an index folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from ecpat.core import logging
from ecpat.core.database import db
from ecpat.core.generation import Generation
from ecpat.entries import service as publishing
from ecpat.entries.models import Entry
from ecpat.files.models import Asset, AssetPage
from ecpat.news.kind import NEWS
from ecpat.search import service
from ecpat.search.types import Request, Results
from ecpat.topics.models import Topic, TopicLabel
from ecpat.training.kind import TRAINING

Publish = Callable[..., Entry]


def make_app(folder: Path) -> Flask:
    """Return an application whose database and index are in a folder."""
    logging.configure()  # whose lines are lost, and no search with them, where nothing can be written
    app = Flask("ecpat", instance_path=str(folder))
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{folder / 'site.db'}"
    db.init_app(app)
    return app


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path)
    with app.app_context():
        db.create_all(bind_key=None)
        if db.session.get(Generation, 1) is None:
            db.session.add(Generation(id=1, number=0))
        db.session.add(Topic(id=1, key="travel", colour="sea", labels={
            "fr": TopicLabel(locale="fr", slug="voyage", label="Voyage et tourisme"),
            "en": TopicLabel(locale="en", slug="travel", label="Travel and tourism"),
        }))  # fmt: skip
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def publish(app: Flask) -> Publish:
    """Return what publishes an entry, from languages to (title, body)."""

    def make(
        topics: tuple[str, ...] = (),
        pages: dict[str, list[str]] | None = None,
        at: datetime | None = None,
        starts_at: datetime | None = None,
        commit: bool = True,
        **words: tuple[str, str],
    ) -> Entry:
        entry = (
            publishing.create(TRAINING, starts_at=starts_at, ends_at=starts_at)
            if starts_at
            else publishing.create(NEWS)
        )
        for key in topics:
            entry.topics.append(db.session.query(Topic).filter_by(key=key).one())
        for locale, (title, body) in words.items():
            edition = publishing.save(
                entry, locale, title=title, body=f"<p>{body}</p>", document=_document((pages or {}).get(locale))
            )
            publishing.publish(edition, at)
        if commit:
            db.session.commit()
        return entry

    return make


def _document(texts: list[str] | None) -> Asset | None:
    if texts is None:
        return None
    pages = [AssetPage(number=number, text=text) for number, text in enumerate(texts, 1)]
    asset = Asset(digest="0" * 64, name="file.pdf", media_type="application/pdf", size=1, pages=pages)
    db.session.add(asset)
    db.session.flush()
    return asset


@pytest.fixture
def find(app: Flask) -> Callable[..., Results]:
    """Return what searches, a text first, then a language, then what narrows."""

    def ask(text: str, locale: str = "fr", **more: Any) -> Results:
        return service.find(Request(text, locale, **more))

    return ask


def day(year: int, month: int = 1, number: int = 1) -> datetime:
    """Return a moment of a day."""
    return datetime(year, month, number, 12, tzinfo=UTC)
