"""What is read from a replica that has all the content: readers' pages, whatever they send, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from ecpat.config import REPLICA
from ecpat.core.database import db

from ..conftest import DeskClient, build
from .conftest import leave, use
from .server import Server


@pytest.fixture
def app(postgres: Server, filled: tuple[Path, str], tmp_path: Path) -> Iterator[Flask]:
    """Return a site with a replica that is no more than a copy: what is written does not reach it."""
    use(tmp_path, postgres.address(postgres.database(filled[1])))
    own = build(tmp_path, {"REPLICA_URL": postgres.address(postgres.database(filled[1]))})
    with own.app_context():
        with db.engines[REPLICA].begin() as connection:
            connection.execute(text("UPDATE edition SET title = 'De la copie' WHERE locale = 'fr' AND kind = 'news'"))
        yield own
        leave()
        db.engines[REPLICA].dispose()


def test_a_reader_reads_from_the_replica_whatever_cookie_they_made_up(
    app: Flask, uncached: Callable[[Flask], None]
) -> None:
    uncached(app)
    reader = FlaskClient(app, app.response_class, use_cookies=False)
    for cookie in ("", "__Host-desk=a"):
        page = reader.get("/fr/actualites/", headers={"Cookie": cookie})
        assert "De la copie" in page.get_data(as_text=True), cookie


def test_the_desk_reads_the_database_and_so_does_who_was_sent_a_link(
    app: Flask, enter: Callable[..., DeskClient]
) -> None:
    editor = enter("editor")
    assert "De la copie" not in editor.get("/fr/redaction/fiches/").get_data(as_text=True)
    assert editor.send("/fr/redaction/fiches/1/montrer").status_code == 303
    page = editor.get("/fr/redaction/fiches/1/montrer").get_data(as_text=True)
    link = page.partition('value="http://localhost')[2].partition('"')[0]
    assert FlaskClient(app, app.response_class).get(link).status_code == 200
