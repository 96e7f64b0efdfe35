"""A backup that lacks something says what, wherever it is looked at; and the site that it is restored to says so."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError

from ecpat.accounts import audit
from ecpat.core import secrets
from ecpat.core.database import db
from ecpat.entries import service as publishing
from ecpat.entries.models import Edition
from ecpat.files.models import Asset, AssetVersion
from ecpat.files.pictures import storage
from ecpat.files.storage_backends import Folder
from ecpat.web.middleware import health

from ..arrange import spoil
from ..conftest import PASSWORD, DeskClient, build, pretend_drawn
from ..test_migrations import RELEASED, fill, rows
from .test_backup import Members, members, packed, run, vouched


@pytest.fixture(autouse=True)
def drawn(app: Flask) -> None:
    """Leave nothing to be drawn when a site is restored."""
    pretend_drawn(app)


def whole(app: Flask, path: Path) -> Members:
    """Make a backup that lacks nothing; return what it holds."""
    result = run(app, "backup", str(path))
    assert result.exit_code == 0, result.output
    db.session.remove()
    return members(path)


def refused(app: Flask, *words: str) -> str:
    """Run a command that must end with status 1 and say in its last line that something is not whole; return that."""
    result = run(app, *words)
    assert result.exit_code == 1, result.output
    last: str = result.output.strip().splitlines()[-1]
    assert "is not whole: " in last, result.output
    assert "is whole" not in result.output
    return last


def backed_up(app: Flask, path: Path) -> str:
    """Make a backup that lacks something; return what it and its verification say, which is the same."""
    said = refused(app, "backup", str(path))
    assert path.exists()
    db.session.remove()
    assert refused(app, "backup", "--verify", str(path)) == said
    return said


def test_files_that_are_missing_or_rotten_are_named(app: Flask, tmp_path: Path) -> None:
    gone, rotten, short, *others = db.session.scalars(select(Asset).order_by(Asset.id)).all()
    storage().path(gone.digest).unlink()
    spoil(storage().path(rotten.digest), b"other bytes")
    spoil(storage().path(short.digest), storage().read(short.digest)[:-1])
    said = backed_up(app, tmp_path / "site.tar.gz")
    missing, damaged = said.split(": ", 2)[2].split("; ")
    assert missing == f"missing files: 1 ({gone.name} {gone.digest})"
    assert damaged.startswith("damaged files: 2 (")
    for asset in (rotten, short):
        assert f"{asset.name} {asset.digest}" in damaged
    assert not [other.name for other in others if other.digest in said]
    result = run(app, "restore", "--yes", str(tmp_path / "site.tar.gz"))
    assert result.exit_code == 0
    assert "The site is not whole: missing files: 1" in result.output
    assert "damaged files: 2" in result.output


def test_of_many_the_first_few_are_named_and_how_many(app: Flask, tmp_path: Path) -> None:
    count = len(set(db.session.scalars(select(Asset.digest))))
    shutil.rmtree(storage().root)
    said = backed_up(app, tmp_path / "site.tar.gz")
    assert f"missing files: {count} (" in said
    assert said.endswith(", …)")
    assert len(said) < 500


def test_a_former_version_of_a_file_is_missed_too(app: Flask, tmp_path: Path) -> None:
    asset = db.session.scalars(select(Asset)).first()
    assert asset is not None
    asset.versions.append(AssetVersion(digest="a" * 64, name="former.pdf", size=3))
    db.session.commit()
    assert f"missing files: 1 (former.pdf {'a' * 64})" in backed_up(app, tmp_path / "site.tar.gz")


def test_a_file_that_cannot_be_read_does_not_keep_the_others_out(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, *others = db.session.scalars(select(Asset).order_by(Asset.id)).all()
    opened = Folder.open

    def opening(place: Folder, key: str) -> IO[bytes]:
        if key.endswith(bad.digest):
            raise OSError(5, "Input/output error")
        return opened(place, key)

    monkeypatch.setattr(Folder, "open", opening)
    assert f"{bad.name} {bad.digest}" in backed_up(app, tmp_path / "site.tar.gz")
    found = members(tmp_path / "site.tar.gz")
    assert {f"media/{other.digest[:2]}/{other.digest}" for other in others} - {
        f"media/{bad.digest[:2]}/{bad.digest}"
    } <= set(found)


def test_a_restored_site_that_has_the_file_already_lacks_nothing(app: Flask, tmp_path: Path) -> None:
    asset = db.session.scalars(select(Asset)).first()
    assert asset is not None
    data = storage().read(asset.digest)
    storage().path(asset.digest).unlink()
    assert asset.digest in backed_up(app, tmp_path / "site.tar.gz")
    storage().put(data)
    result = run(app, "restore", "--yes", str(tmp_path / "site.tar.gz"))
    assert (result.exit_code, "not whole" in result.output) == (0, False)


def test_a_changed_file_that_its_manifest_vouches_for_is_no_whole_backup(app: Flask, tmp_path: Path) -> None:
    found = whole(app, tmp_path / "site.tar.gz")
    name = next(name for name in found if name.startswith("media/"))
    bad = packed(tmp_path / "bad.tar.gz", vouched({**found, name: b"other bytes"}))
    assert name[-64:] in refused(app, "backup", "--verify", str(bad))
    found.pop(name)
    bad = packed(tmp_path / "bad.tar.gz", vouched(found))
    assert name[-64:] in refused(app, "backup", "--verify", str(bad))


TRIGGERS = {
    "sqlite": (["DROP TRIGGER audit_no_delete"], ["trigger audit_no_delete"]),
    "postgresql": (["DROP TRIGGER audit_no_change ON audit"], ["trigger audit_no_change"]),
}


def change(*statements: str) -> None:
    """Change the schema of the database by hand."""
    db.session.remove()
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_a_trigger_of_the_audit_is_missed_and_restoring_makes_it_anew(app: Flask, tmp_path: Path) -> None:
    statements, names = TRIGGERS[db.engine.name]
    change(*statements)
    said = backed_up(app, tmp_path / "site.tar.gz")
    assert said.endswith(f"missing in the database: {len(names)} ({', '.join(names)})")
    assert f"it lacks 1 ({names[0]})" in run(app, "doctor").output
    assert run(app, "restore", "--yes", str(tmp_path / "site.tar.gz")).exit_code == 0
    audit.record(None, "test.done")
    db.session.commit()
    with pytest.raises(DBAPIError):
        change("DELETE FROM audit")
    assert run(app, "backup", str(tmp_path / "again.tar.gz")).exit_code == 0


def test_a_table_and_a_column_are_missed(app: Flask, tmp_path: Path) -> None:
    change("DROP TABLE missed_path", "ALTER TABLE asset DROP COLUMN decorative")
    said = backed_up(app, tmp_path / "site.tar.gz")
    assert "column asset.decorative" in said
    assert "column missed_path.count" in said


def test_an_index_and_a_constraint_are_missed(app: Flask, tmp_path: Path) -> None:
    change("DROP INDEX ix_audit_at", "DROP INDEX ix_asset_digest")
    if db.engine.name == "sqlite":
        db.session.remove()
        with sqlite3.connect(Path(app.instance_path) / "site.db") as live:
            sql = live.execute("SELECT sql FROM sqlite_master WHERE name = 'asset'").fetchone()[0]
            without = re.sub(r'CONSTRAINT "?ck_asset_size_positive"? CHECK \(size >= 0\)', "CHECK (true)", sql)
            assert without != sql
            live.execute("PRAGMA writable_schema = ON")
            live.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'asset'", (without,))
        live.close()
    else:
        change("ALTER TABLE asset DROP CONSTRAINT ck_asset_size_positive")
    missing = (
        "missing in the database: 3 (constraint ck_asset_size_positive, index ix_asset_digest, index ix_audit_at)"
    )
    assert backed_up(app, tmp_path / "site.tar.gz").endswith(missing)
    result = run(app, "restore", "--yes", str(tmp_path / "site.tar.gz"))
    assert f"The site is not whole: {missing}" in result.output


def test_a_schema_of_a_newer_version_is_backed_up_and_said_not_to_be_compared(app: Flask, tmp_path: Path) -> None:
    change("UPDATE alembic_version SET version_num = '9999'")
    assert "the schema 9999" in refused(app, "backup", str(tmp_path / "site.tar.gz"))
    result = run(app, "backup", "--verify", str(tmp_path / "site.tar.gz"))
    assert (result.exit_code, "made by a newer version" in result.output) == (1, True)


def test_restoring_with_another_secret_key_says_what_that_means(
    app: Flask, enter: Callable[..., DeskClient], tmp_path: Path
) -> None:
    enter("editor")
    db.session.remove()
    path = tmp_path / "site.tar.gz"
    whole(app, path)
    assert "secret key" not in run(app, "restore", "--yes", str(path)).output
    right = app.config["SECRET_KEY"]
    told = json.loads(members(path)["manifest.json"])["key"]
    assert told == secrets.fingerprint(right)
    assert told not in right
    (Path(app.instance_path) / "secret-key").write_text("another-key-0123456789-abcdefghij")
    other = build(Path(app.instance_path))
    for words in (("restore", "--yes"), ("backup", "--verify")):
        result = run(other, *words, str(path))
        assert result.exit_code == 0
        assert "made with another secret key" in result.output
        assert "instance/secret-key" in result.output
        assert "create-admin EMAIL --without-second-factor" in result.output
    assert "another secret key" in run(other, "restore", str(path)).output  # before it asks
    with other.app_context():
        assert not signs_in(other)
        db.session.remove()
        db.engine.dispose()
    again = build(Path(app.instance_path), {"SECRET_KEY": right, **database(app)})  # as it says
    with again.app_context():
        assert signs_in(again)
        db.session.remove()
        db.engine.dispose()


def database(app: Flask) -> dict[str, str]:
    """Return the setting that says which database a site has."""
    return {"DATABASE_URL": app.config["DATABASE_URL"]}


def signs_in(site: Flask) -> bool:
    """Tell whether the editor is let in."""
    browser = DeskClient(site, site.response_class)
    return browser.send("/fr/redaction/connexion", email="editor@example.org", password=PASSWORD).status_code == 302


def test_a_backup_of_the_first_format_is_read(app: Flask, tmp_path: Path) -> None:
    found = whole(app, tmp_path / "site.tar.gz")
    manifest = json.loads(found["manifest.json"])
    del manifest["key"]
    old: Members = {**found, "manifest.json": json.dumps(manifest | {"format": 1}).encode()}
    path = packed(tmp_path / "old.tar.gz", old)
    for words in (("backup", "--verify"), ("restore", "--yes")):
        result = run(app, *words, str(path))
        assert (result.exit_code, "secret key" in result.output) == (0, False)


@pytest.fixture
def older(app: Flask, tmp_path: Path) -> Flask:
    """Return a site as it was at the first schema, with data; its uploads are gone."""
    settings = database(app)
    if db.engine.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            name = f"{db.engine.url.database}_older"
            connection.execute(text(f"CREATE DATABASE {name}"))
            settings = {"DATABASE_URL": db.engine.url.set(database=name).render_as_string(hide_password=False)}
    site = build(tmp_path / "older", settings)
    with site.app_context():
        upgrade(revision="0001")
        fill(RELEASED[0])
        db.engine.dispose()
    return site


def test_an_older_schema_is_brought_forward_while_it_is_restored(app: Flask, older: Flask, tmp_path: Path) -> None:
    path = tmp_path / "old.tar.gz"
    assert "missing files" in refused(older, "backup", str(path))
    with older.app_context():
        tables = [
            name for name in inspect(db.engine).get_table_names() if name not in ("alembic_version", "generation")
        ]
        before = {name: rows(name) for name in tables}
        db.engine.dispose()
    db.session.remove()
    result = run(app, "restore", "--yes", str(path))
    assert result.exit_code == 0, result.output
    assert "schema 0001.\nIt was brought to the schema of this version." in result.output
    assert "flask db upgrade" not in result.output
    with db.engine.connect() as connection:
        assert health.found_revisions(connection) == health.expected_revisions()
    assert {name: rows(name) for name in tables} == before
    assert "missing in the database" not in run(app, "backup", str(tmp_path / "new.tar.gz")).output


def test_one_entry_comes_out_of_an_older_schema(app: Flask, older: Flask, tmp_path: Path) -> None:
    path, slug = tmp_path / "old.tar.gz", "react-commence-cinq-pays-deux-ans"
    refused(older, "backup", str(path))
    entry = db.session.scalars(select(Edition).where(Edition.slug == slug)).one().entry
    number, title = entry.id, entry.editions["fr"].title
    publishing.discard(entry)
    publishing.destroy(entry)
    db.session.commit()
    db.session.remove()
    result = run(app, "restore", "--entry", f"/fr/actualites/{slug}", str(path))
    assert result.exit_code == 0, result.output
    edition = db.session.scalars(select(Edition).where(Edition.slug == slug)).one()
    assert (edition.entry_id, edition.title, edition.published_at) == (number, title, None)
    assert edition.entry.editions.keys() == {"fr", "en"}


def test_a_migration_that_fails_leaves_everything_as_it_was(app: Flask, older: Flask, tmp_path: Path) -> None:
    with older.app_context():
        change("CREATE TABLE audit (id INTEGER)")  # in the way of the next schema's
        db.engine.dispose()
    run(older, "backup", str(tmp_path / "old.tar.gz"))
    before = db.session.scalars(select(Asset.digest)).all()
    db.session.remove()
    result = run(app, "restore", "--yes", str(tmp_path / "old.tar.gz"))
    assert (result.exit_code, "audit" in result.output) == (1, True)
    assert "Traceback" not in result.output
    assert db.session.scalars(select(Asset.digest)).all() == before
    assert rows("audit") > 0


def test_what_fits_is_unpacked(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "site.tar.gz"
    size = sum(map(len, whole(app, path).values()))
    usage = shutil.disk_usage(app.instance_path)

    def of_a_small_disk(folder: Path) -> object:
        taken = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        return usage._replace(free=size + 4096 - taken)

    monkeypatch.setattr(shutil, "disk_usage", of_a_small_disk)
    result = run(app, "backup", "--verify", str(path))
    assert result.exit_code == 0, result.output
