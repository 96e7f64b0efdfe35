"""Every released schema comes forward to this one with its data, on both databases, and readers see what they saw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import inspect, select, text

from ecpat.core import clock
from ecpat.core.database import Base, db
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Alias, Edition
from ecpat.helplines.guide import service as guide
from ecpat.web.middleware import health

from .conftest import build
from .contract import ROOT
from .postgres import server as postgres
from .postgres.server import Server

_COUNTED = (
    "SELECT table_name FROM information_schema.columns WHERE column_name = 'id' AND table_schema = 'public' "
    "AND pg_get_serial_sequence(table_name, 'id') IS NOT NULL"
)
WITHDRAWN = {"search_count": 0}  # counted by a rule that kept what one person searched for
RELEASED = sorted((ROOT / "tests" / "schemas").glob("*.sql"))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Return a PostgreSQL server of the tests' own."""
    found = postgres.programs()
    assert found is not None, "the tests need PostgreSQL: Debian's package is called postgresql"
    with postgres.running(found) as running:
        yield running


def fill(path: Path) -> None:
    """Write the rows of a released schema; the numbers of rows to come go on after them."""
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM generation"))  # the migration made that one
        for statement in re.split(r";\n(?=INSERT )", path.read_text().strip().rstrip(";")):
            connection.exec_driver_sql(statement)
        if db.engine.name == "postgresql":
            for table in connection.execute(text(_COUNTED)).scalars():
                connection.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608
                )


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path, server: Server) -> Flask:
    """Return a site on an empty database of each kind."""
    settings = {} if request.param == "sqlite" else {"DATABASE_URL": server.address(server.database())}
    return build(tmp_path / "instance", settings)


def test_the_first_schema_is_among_those_tried() -> None:
    revisions = {script.revision for script in ScriptDirectory(str(ROOT / "ecpat" / "migrations")).walk_revisions()}
    assert "0001" in {path.stem for path in RELEASED}
    assert {path.stem for path in RELEASED} <= revisions


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_a_released_schema_comes_forward_with_its_data(site: Flask, released: Path) -> None:
    with site.app_context():
        upgrade(revision=released.stem)
        fill(released)
        counted = {table: rows(table) for table in inspect(db.engine).get_table_names() if table != "alembic_version"}
        db.engine.dispose()
        upgrade()
        assert {table: rows(table) for table in counted} == {**counted, **WITHDRAWN}
        with db.engine.connect() as connection:
            assert health.found_revisions(connection) == health.expected_revisions()
            assert (
                compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), tables()) == []
            )
        editions = db.session.execute(select(Edition.kind, Edition.locale, Edition.slug, Edition.published_at)).all()
        old = db.session.scalars(select(Alias.slug).where(Alias.kind == "news", Alias.entry_id == 1)).all()
        client = FlaskClient(site, site.response_class)
        for path in (
            "/fr/",
            "/en/",
            "/fr/actualites/",
            "/en/resources/",
            "/en/training/",
            "/fr/aide/",
            "/sitemap.xml",
        ):
            assert client.get(path, follow_redirects=True).status_code == 200, path
        shown = 0
        with site.test_request_context():
            adapter = site.url_map.bind("localhost")
            for kind, locale, slug, published_at in editions:
                address = adapter.build(f"{locale}.{kind}.show", {"slug": slug})
                assert client.get(address).status_code == (
                    200 if published_at and published_at <= clock.now() else 404
                ), address
                shown += 1
        assert shown > 50
        assert client.get("/fr/recherche/?q=mineurs").status_code == 200
        assert old
        service.publish(service.save(service.create(get_kind("news")), "fr", title="Après la migration"))
        db.session.commit()
        with site.app_context():  # a request of its own
            assert "Après la migration" in client.get("/fr/").get_data(as_text=True)
        assert client.get("/readyz").status_code == 200
        db.session.remove()
        db.engine.dispose()


def test_addresses_take_their_one_form_and_what_may_be_personal_goes(site: Flask) -> None:
    with site.app_context():
        upgrade(revision="0002")
        with db.engine.begin() as connection:
            for number, email in enumerate(
                ("Sam@Example.ORG", "Alex@example.org", "alex@example.org", "ß@example.org")
            ):
                connection.execute(
                    text(
                        "INSERT INTO person (email, name, role, locale, active, created_at, fs_uniquifier) "
                        "VALUES (:email, 'Sam', 'writer', 'fr', :yes, :now, :unique)"
                    ),
                    {"email": email, "yes": True, "now": "2026-11-30 00:00:00", "unique": str(number)},
                )
            connection.execute(text("INSERT INTO search_count VALUES ('2026-11-29', 'fr', '0470 12 34 56', 14, 14)"))
            connection.execute(text("INSERT INTO missed_path VALUES ('/jean-dupont', '2026-11-29', 1)"))
        db.engine.dispose()
        upgrade()
        with db.engine.connect() as connection:
            emails = connection.execute(text("SELECT email FROM person ORDER BY id")).scalars().all()
        assert emails == ["sam@example.org", "Alex@example.org", "alex@example.org", "ß@example.org"]
        assert (rows("search_count"), rows("missed_path")) == (0, 0)
        db.engine.dispose()


def tables() -> object:
    """Return the tables that the code expects."""
    return Base.metadata


def rows(table: str) -> int:
    """Count the rows of a table."""
    with db.engine.connect() as connection:
        count: int = connection.scalar(text(f'SELECT count(*) FROM "{table}"'))  # noqa: S608
        return count


def test_the_path_ends_with_the_lines_that_editors_chose_for_it(site: Flask) -> None:
    columns = "key, situation, position, number, url, hours, in_bar, in_panel, worries"
    lines = (
        ("a", "now", 1, "101", "", "", True, True, ""),
        ("b", "talk", 2, "102", "", "", True, True, "said,seen,online,change"),
        ("c", "report", 3, "103", "", "", True, False, "online"),
    )
    with site.app_context():
        upgrade(revision="0019")
        with db.engine.begin() as connection:
            for line in lines:
                values = {f"v{number}": value for number, value in enumerate(line)}
                named = ", ".join(f":{name}" for name in values)
                connection.execute(text(f"INSERT INTO help_line ({columns}) VALUES ({named})"), values)  # noqa: S608
        db.engine.dispose()
        upgrade()
        steps = {step.key: step for step in guide.rows()}
        assert {key: step.lines for key, step in steps.items() if step.kind == "ending"} == {
            "call-now": ["a"],
            "call": ["b"],
        }
        assert {answer["key"]: answer["lines"] for answer in steps["worry"].answers} == {
            "said": [], "seen": [], "online": ["c"], "change": [],
        }  # fmt: skip
        db.session.remove()
        db.engine.dispose()
