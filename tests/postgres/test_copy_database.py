"""From SQLite to PostgreSQL and back: every row is the same, and numbers go on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text, update

from ecpat.core import clock
from ecpat.core.database import Base, db
from ecpat.core.jobs.models import Job
from ecpat.entries.models import Edition, Entry
from ecpat.topics.models import Topic

from ..cli.conftest import run
from ..cli.test_backup import publish
from ..conftest import build
from .conftest import leave
from .server import Server


def rows(app: Flask) -> dict[str, list[str]]:
    """Return all that a site's database says, table by table."""
    with app.app_context():
        found = {one.name: sorted(map(repr, db.session.execute(select(one)))) for one in Base.metadata.sorted_tables}
        leave()
    return found


def copied(app: Flask, url: str, **more: Any) -> str:
    """Copy a site's database and return what is said of it."""
    with app.app_context():
        result = run(app, "copy-database", url, **more)
        leave()
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def refused(app: Flask) -> Any:
    """Return what asks for a copy that is refused, and gives the reason."""

    def ask(url: str) -> str:
        with app.app_context():
            result = run(app, "copy-database", url)
        assert result.exit_code == 1
        return result.output

    return ask


def test_to_sqlite_and_to_postgresql_again(app: Flask, postgres: Server, tmp_path: Path) -> None:
    db.session.add(Topic(key="é\u2028\\ '", colour="sea", position=-1))
    payload = {"z": None, "a": ["\u0000", "\U0001f600", 1.5, True]}
    db.session.add(Job(name="x", payload=payload, run_at=clock.now()))
    db.session.commit()
    leave()
    before = rows(app)
    told = copied(app, f"sqlite:///{tmp_path / 'copy.db'}")
    assert f"{len(before['edition'])} edition\n" in told
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    small = build(tmp_path / "small", {"DATABASE_URL": f"sqlite:///{tmp_path / 'copy.db'}"})
    assert rows(small) == before
    assert small.test_client().get("/fr/").status_code == 200
    database = postgres.address(postgres.database())
    copied(small, "-", typed=f"{database}\n")
    large = build(tmp_path / "large", {"DATABASE_URL": database})
    assert rows(large) == before
    with large.app_context():
        last = db.session.scalar(select(func.max(Entry.id))) or 0
        publish("La suite des numéros continue")
        assert db.session.scalar(select(func.max(Entry.id))) == last + 1
        leave()
    assert "suite des numéros" in large.test_client().get("/fr/actualites/").get_data(as_text=True)


def test_a_database_that_is_migrated_and_empty_will_do(app: Flask, postgres: Server, tmp_path: Path) -> None:
    leave()
    database = postgres.address(postgres.database())
    other = build(tmp_path / "other", {"DATABASE_URL": database})
    with other.app_context():
        assert other.test_cli_runner().invoke(args=["db", "upgrade"]).exit_code == 0
        leave()
    copied(app, database)
    assert rows(other) == rows(app)


def test_what_is_not_empty_stays_as_it_is(app: Flask, refused: Any, postgres: Server, tmp_path: Path) -> None:
    leave()
    database = postgres.address(postgres.database())
    copied(app, database)
    assert "is not empty: there are rows in" in refused(database)
    copied(app, f"sqlite:///{tmp_path / 'copy.db'}")
    assert "is not empty" in refused(f"sqlite:///{tmp_path / 'copy.db'}")
    (tmp_path / "text").write_text("no database" * 1000)
    assert "nothing was copied" in refused(f"sqlite:///{tmp_path / 'text'}")
    assert (tmp_path / "text").read_text().startswith("no database")
    strange = postgres.address(postgres.database())
    engine = create_engine(strange)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE other (id integer)"))
    engine.dispose()
    assert "another version" in refused(strange)


def test_what_the_other_database_cannot_keep_is_told_and_nothing_stays(
    app: Flask, postgres: Server, tmp_path: Path
) -> None:
    leave()
    copied(app, f"sqlite:///{tmp_path / 'copy.db'}")
    small = build(tmp_path / "small", {"DATABASE_URL": f"sqlite:///{tmp_path / 'copy.db'}"})
    with small.app_context():
        number = db.session.scalar(select(func.min(Edition.id)))
        db.session.execute(update(Edition).where(Edition.id == number).values(summary="x" * 5000))  # SQLite takes it
        db.session.commit()
        database = postgres.address(postgres.database())
        result = run(small, "copy-database", database)
        leave()
    assert result.exit_code == 1
    assert "edition has what the other database cannot keep" in result.output
    engine = create_engine(database)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM pg_class WHERE relname = 'edition'")).scalar() == 0
    engine.dispose()


def test_an_address_that_is_none(refused: Any) -> None:
    for url in ("mysql://x/y", "sqlite://", "postgresql+psycopg://u:secret@127.0.0.1:1/x"):
        said = refused(url)
        assert said.startswith("Error: ")
        assert "secret" not in said
