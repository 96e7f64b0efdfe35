"""What a page costs in queries: the same few, whatever it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from ecpat.core import generation
from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind

from ..core.test_language import WORLD_DAY, slug_of


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that the database is sent."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


BUDGETS = {  # within three, and what the text shown links to (1) and shows (1)
    "/fr/": 0,
    "/fr/actualites/": 0,
    "/en/news/?topic=child-trafficking&year=2017": 2,
    "/fr/ressources/": 0,
    "/fr/formations/": 2,
    "/fr/themes/traite-des-enfants/": 2,
    WORLD_DAY["fr"]: 3 + 2,
    "/en/resources/" + slug_of("belgium-assessment", "en"): 3 + 2,
    "/fr/flux.atom": 2 + 2,
    "/fr/aide/": 0,
}


@pytest.mark.parametrize("path", BUDGETS)
def test_a_page_keeps_to_its_budget(
    reading: Flask, client: FlaskClient, uncached: Callable[[Flask], None], path: str
) -> None:
    uncached(reading)
    with reading.app_context():
        known = {generation.KNOWN: generation.current()}  # as the page cache says it
    client.get(path, environ_overrides=known)  # what is read once per generation is known now
    with counted(reading) as statements:
        assert client.get(path, environ_overrides=known).status_code == 200
    assert len(statements) <= BUDGETS[path], "\n".join(statements)


def test_a_list_costs_the_same_however_much_it_shows(
    app: Flask, reader: FlaskClient, uncached: Callable[[Flask], None]
) -> None:
    app.config["PAGE_SIZE"] = 100
    uncached(app)
    for path in ("/fr/actualites/", "/fr/flux.atom", "/fr/"):
        reader.get(path)
        with counted(app) as before:
            reader.get(path)
        for number in range(30):
            edition = service.save(service.create(get_kind("news")), "fr", title=f"Numéro {number}")
            service.publish(edition)
        db.session.commit()
        reader.get(path)
        with counted(app) as after:
            reader.get(path)
        assert len(after) == len(before)
