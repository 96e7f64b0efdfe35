"""A backup holds the whole site, comes back whole, and nothing else ever does."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from ecpat.cli import archive
from ecpat.core.database import db
from ecpat.entries import service as publishing
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition
from ecpat.files import drawing
from ecpat.files.models import Asset
from ecpat.files.pictures import storage
from ecpat.files.renditions import COPIES, NAMED
from ecpat.search import service
from ecpat.web.middleware import health

from ..conftest import build, pretend_drawn

Members = dict[str, bytes]


def lend_drawn(one: Flask, other: Flask, owner: str = "") -> None:
    """Give a site what another has drawn (of an owner, or all): to draw it takes most of the time."""
    folder = Path("media", COPIES, owner)
    shutil.copytree(one.instance_path / folder, other.instance_path / folder)


def run(app: Flask, *words: str, typed: str = "") -> Result:
    """Run `flask ecpat …` on a site."""
    with app.app_context():  # its own, whatever context the test is in
        return app.test_cli_runner().invoke(args=["ecpat", *words], input=typed)


@pytest.fixture
def file(app: Flask, tmp_path: Path) -> Path:
    """Return a backup of the test's own site, of which nothing is missing that is drawn."""
    pretend_drawn(app)
    made = tmp_path / "site.tar.gz"
    result = run(app, "backup", str(made))
    assert result.exit_code == 0, result.output
    return made


@pytest.fixture
def empty(tmp_path: Path) -> Flask:
    """Return a site that has nothing yet, not even a database."""
    return build(tmp_path / "empty")


def publish(title: str) -> None:
    """Publish news under a title."""
    publishing.publish(publishing.save(publishing.create(get_kind("news")), "fr", title=title))
    db.session.commit()


def members(path: Path) -> Members:
    """Return what an archive holds."""
    with tarfile.open(path) as packed:
        return {member.name: packed.extractfile(member).read() for member in packed}  # type: ignore[union-attr]


def packed(path: Path, found: Members, *others: tarfile.TarInfo) -> Path:
    """Write an archive of the files, and of members of other kinds."""
    with tarfile.open(path, "w:gz") as target:
        for name, data in found.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            target.addfile(member, io.BytesIO(data))
        for other in others:
            target.addfile(other)
    return path


def vouched(found: Members, **changes: Any) -> Members:
    """Return files with a manifest that says what they are, and what else is given."""
    files = {name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in found.items()}
    files.pop("manifest.json", None)
    manifest = json.loads(found["manifest.json"]) | {"files": files} | changes
    return {**found, "manifest.json": json.dumps(manifest).encode()}


def test_a_backup_holds_what_cannot_be_made_again_and_nothing_else(app: Flask, file: Path) -> None:
    found = members(file)
    digests = set(db.session.scalars(select(Asset.digest)))
    assert set(found) == {"database", "manifest.json"} | {f"media/{digest[:2]}/{digest}" for digest in digests}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []
    manifest = json.loads(found["manifest.json"])
    assert manifest["rows"]["edition"] == db.session.scalar(select(func.count(Edition.id)))
    assert {manifest["revision"]} == health.expected_revisions()
    assert b"site.db" not in found["manifest.json"]


def test_a_backup_comes_back_on_an_empty_machine(app: Flask, file: Path, empty: Flask) -> None:
    lend_drawn(app, empty, NAMED)
    result = run(empty, "restore", str(file))
    assert result.exit_code == 0, result.output
    client = FlaskClient(build(Path(empty.instance_path)), empty.response_class)
    assert client.get("/fr/").status_code == 200
    assert "mineur" in client.get("/fr/recherche/?q=mineurs").get_data(as_text=True)
    assert client.get("/readyz").status_code == 200
    with empty.app_context():
        for asset in db.session.scalars(select(Asset)):
            assert len(storage().read(asset.digest)) == asset.size
            for name in drawing.wanted(asset.media_type, asset.width):
                drawn = storage().renditions.here(asset.digest, name)
                assert drawn is not None, "what a backup does not hold is drawn"
                with Image.open(drawn) as picture:
                    picture.load()
        db.session.remove()
        db.engine.dispose()
    assert [path.name for path in Path(empty.instance_path).glob(".restore-*")] == []


def test_a_running_site_goes_to_the_old_content_at_once(app: Flask, file: Path, reader: FlaskClient) -> None:
    publish("Arrivé après la sauvegarde")
    pages = "/fr/", "/fr/recherche/?q=sauvegarde", "/fr/actualites/"
    for page in pages:
        assert "Arrivé après la" in reader.get(page).get_data(as_text=True)
    assert run(app, "restore", str(file), "--yes").exit_code == 0
    for page in pages:
        assert "Arrivé après la" not in reader.get(page).get_data(as_text=True)
    db.session.remove()
    publish("Encore du neuf")
    assert "Encore du neuf" in reader.get("/fr/").get_data(as_text=True)


def test_a_backup_taken_while_someone_writes_is_whole(app: Flask, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with app.app_context():
            while not stop.is_set():
                publish("Pendant la sauvegarde")
            db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        results = [run(app, "backup", str(tmp_path / f"{number}.tar.gz")) for number in range(3)]
    finally:
        stop.set()
        writer.join()
    assert [result.exit_code for result in results] == [0, 0, 0]
    for number in range(3):
        assert run(app, "backup", "--verify", str(tmp_path / f"{number}.tar.gz")).exit_code == 0


def test_overwriting_is_asked_for(app: Flask, file: Path) -> None:
    publish("À garder")
    kept = select(Edition.id).where(Edition.title == "À garder")
    assert run(app, "restore", str(file), typed="n\n").exit_code == 1
    assert run(app, "restore", str(file)).exit_code == 1
    assert db.session.scalar(kept) is not None
    assert run(app, "restore", str(file), typed="y\n").exit_code == 0
    db.session.remove()
    assert db.session.scalar(kept) is None


def test_what_is_derived_is_made_anew_where_it_is_missing(app: Flask, file: Path) -> None:
    asset = db.session.scalars(select(Asset).where(Asset.media_type == "application/pdf")).first()
    assert asset is not None
    digest = asset.digest
    lost = storage().renditions.here(digest, drawing.COVER)
    assert lost is not None
    there = {path: path.stat().st_mtime_ns for path in lost.parent.parent.rglob("*") if path.is_file()}
    lost.unlink()
    result = run(app, "restore", str(file), "--yes")
    assert (result.exit_code, ", 0 cannot be drawn" in result.output) == (0, True), result.output
    assert lost.stat().st_size > 1000
    assert all(path.stat().st_mtime_ns == moment for path, moment in there.items() if path != lost)
    assert service.state() is None


def test_a_damaged_database_is_put_aside(app: Flask, file: Path) -> None:
    db.session.remove()
    db.engine.dispose()
    live = Path(app.instance_path) / "site.db"
    for ending in ("-wal", "-shm"):
        Path(f"{live}{ending}").unlink(missing_ok=True)
    live.write_bytes(b"no database at all" * 1000)
    result = run(app, "restore", str(file), "--yes")
    assert result.exit_code == 0, result.output
    assert "put aside" in result.output
    assert FlaskClient(build(live.parent), app.response_class).get("/fr/").status_code == 200


def _edited(found: Members, *statements: str) -> Members:
    """Return a backup whose database was changed by SQL."""
    database = sqlite3.connect(":memory:")
    database.deserialize(found["database"])
    for statement in statements:
        database.execute(statement)
    database.commit()
    data = database.serialize()
    database.close()
    return vouched({**found, "database": data})


def _damaged(found: Members) -> Members:
    data = bytearray(found["database"])
    data[4096 * 3 : 4096 * 4] = bytes(4096)
    return vouched({**found, "database": bytes(data)})


REFUSED: dict[str, tuple[Callable[[Members], Members], str]] = {
    "a file that climbs": (lambda found: vouched({**found, "../evil": b"x"}), "no place"),
    "an absolute name": (lambda found: vouched({**found, "/etc/evil": b"x"}), "no place"),
    "a climb within media": (lambda found: vouched({**found, "media/../../evil": b"x"}), "no place"),
    "settings": (lambda found: vouched({**found, "config.py": b"x"}), "no place"),
    "an index": (lambda found: vouched({**found, "search/index-1/MAIN_1.toc": b"x"}), "no place"),
    "a changed file": (lambda found: {**found, sorted(found)[2]: b"x"}, "damaged"),
    "a missing file": (lambda found: {name: found[name] for name in sorted(found) if "media" not in name}, "damaged"),
    "no manifest": (lambda found: {"database": found["database"]}, "no manifest"),
    "no database": (lambda found: {"manifest.json": vouched({**found})["manifest.json"]}, "damaged"),
    "a manifest that is none": (lambda found: {**found, "manifest.json": b"[1]"}, "manifest"),
    "a newer format": (lambda found: vouched(found, format=3), "format"),
    "a newer schema": (lambda found: vouched(found, revision="9999"), "newer version"),
    "another database": (lambda found: vouched(found, backend="postgresql"), "postgresql"),
    "other rows": (lambda found: vouched(found, rows={"edition": 1}), "rows"),
    "a damaged database": (_damaged, "database"),
    "a broken reference": (
        lambda found: _edited(found, "PRAGMA foreign_keys=OFF", "DELETE FROM topic"),
        "damaged",
    ),
    "a trigger": (
        lambda found: _edited(found, "CREATE TRIGGER evil AFTER UPDATE ON topic BEGIN DELETE FROM topic; END"),
        "more than data",
    ),
    "a view": (lambda found: _edited(found, "CREATE VIEW evil AS SELECT 1"), "more than data"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_to_be_trusted_is_refused_and_changes_nothing(
    reading: Flask, trusted: Members, tmp_path: Path, what: str
) -> None:
    change, reason = REFUSED[what]
    file = packed(tmp_path / "bad.tar.gz", change(trusted))
    before = (Path(reading.instance_path) / "site.db").read_bytes()
    result = run(reading, "restore", str(file), "--yes")
    assert result.exit_code == 1
    assert reason in result.output, result.output
    assert "Traceback" not in result.output
    assert len(result.output.strip().splitlines()) == 1
    assert (Path(reading.instance_path) / "site.db").read_bytes() == before
    assert not list(tmp_path.rglob("evil"))


@pytest.fixture(scope="session")
def trusted(reading: Flask, tmp_path_factory: pytest.TempPathFactory) -> Members:
    """Return what a good backup holds."""
    path = tmp_path_factory.mktemp("backup") / "good.tar.gz"
    assert run(reading, "backup", str(path)).exit_code == 0
    return members(path)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_members_that_are_no_files_are_refused(reading: Flask, trusted: Members, tmp_path: Path, kind: bytes) -> None:
    other = tarfile.TarInfo("media/aa/" + "a" * 64)
    other.type, other.linkname = kind, "/etc/passwd"
    file = packed(tmp_path / "bad.tar.gz", trusted, other)
    assert "no place" in run(reading, "backup", "--verify", str(file)).output


def test_a_file_twice_is_refused(reading: Flask, trusted: Members, tmp_path: Path) -> None:
    file = packed(tmp_path / "bad.tar.gz", trusted, tarfile.TarInfo("database"))
    assert "no place" in run(reading, "backup", "--verify", str(file)).output


def test_a_file_that_is_no_archive_or_was_cut_off_is_refused(
    reading: Flask, trusted: Members, tmp_path: Path
) -> None:
    whole = packed(tmp_path / "whole.tar.gz", trusted).read_bytes()
    for data in (b"", b"no archive", gzip.compress(b"no archive"), whole[: len(whole) // 2], b"\x1f\x8b"):
        (tmp_path / "bad.tar.gz").write_bytes(data)
        for words in (("restore", "--yes"), ("backup", "--verify")):
            result = run(reading, *words, str(tmp_path / "bad.tar.gz"))
            assert result.exit_code == 1
            assert len(result.output.strip().splitlines()) == 1, result.output


def test_more_than_the_disk_holds_is_refused(
    reading: Flask, trusted: Members, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = packed(tmp_path / "large.tar.gz", trusted)
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    assert "no room" in run(reading, "restore", "--yes", str(file)).output


def test_a_backup_that_fails_leaves_the_one_before(app: Flask, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = file.read_bytes()

    def fail(*_words: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "_add", fail)
    result = run(app, "backup", str(file))
    assert (result.exit_code, "No space left" in result.output) == (1, True)
    assert file.read_bytes() == before
    assert sorted(path.name for path in file.parent.iterdir()) == ["instance", "site.tar.gz"]


def test_a_database_without_tables_is_not_backed_up(empty: Flask, tmp_path: Path) -> None:
    result = run(empty, "backup", str(tmp_path / "none.tar.gz"))
    assert (result.exit_code, "flask db upgrade" in result.output) == (1, True)
    assert not (tmp_path / "none.tar.gz").exists()
