"""Backups as a habit: one each night in any storage, older ones thinned, encrypted, and known to who watches."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from flask import Flask
from sqlalchemy import select

from ecpat.cli import backup_series, check_backups
from ecpat.core import clock, jobs
from ecpat.core.database import db
from ecpat.files.models import Asset
from ecpat.files.pictures import storage

from ..conftest import build
from ..stores import running
from .test_backup import members, run

NOON = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)
TOKEN = "a-token-of-the-tests-alone"  # noqa: S105 — it opens nothing else


@pytest.fixture
def place(app: Flask, tmp_path: Path) -> Path:
    """Return a folder into which the site's worker puts backups."""
    folder = tmp_path / "backups"
    folder.mkdir()
    app.config["BACKUP_URL"] = f"file://{folder}"
    return folder


def at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be a moment."""
    monkeypatch.setattr(clock, "now", lambda: moment)


def names(folder: Path) -> list[str]:
    """Return what is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def lose_a_file() -> None:
    """Let an uploaded file be lost."""
    storage().path(db.session.scalars(select(Asset.digest)).all()[0]).unlink()


def told(app: Flask) -> list[tuple[str, str]]:
    """Return what the doctor says of backups."""
    return [(finding.level, finding.text) for finding in check_backups.backups(app)]


def test_the_worker_writes_one_each_night_and_thins_its_own(
    app: Flask, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["BACKUP_KEEP"] = {"d": 2}
    (place / "notes.txt").write_text("of somebody else")
    written = []
    for hours in (0, 1, 14, 15, 16, 39, 64):  # 02:00 in Brussels is 1 UTC
        at(NOON + timedelta(hours=hours), monkeypatch)
        backup_series.each_night({})
        written.append([name[6:17] for name in names(place) if name.startswith("ecpat-")])
    first, second, third, fourth = "20261130T11", "20261201T02", "20261202T02", "20261203T03"
    assert written == [
        [first], [first], [first], [first, second], [first, second], [second, third], [third, fourth],
    ]  # fmt: skip
    assert "notes.txt" in names(place)
    assert run(app, "backup", "--verify").exit_code == 0


def test_a_backup_that_is_not_whole_removes_none(app: Flask, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app.config["BACKUP_KEEP"] = {"d": 1}
    at(NOON, monkeypatch)
    backup_series.each_night({})
    lose_a_file()
    at(NOON + timedelta(days=1), monkeypatch)
    backup_series.each_night({})
    assert len(names(place)) == 2
    at(NOON + timedelta(days=1, hours=1), monkeypatch)
    result = run(app, "backup", "--keep", "1d")
    assert (result.exit_code, len(names(place))) == (1, 3)


def test_what_cannot_be_written_is_tried_again_and_the_doctor_says_so(app: Flask, place: Path) -> None:
    assert told(app)[0][0] == "warning"
    place.rmdir()
    with pytest.raises(jobs.LaterError):
        backup_series.each_night({})
    app.config["BACKUP_URL"] = ""
    assert [level for level, _ in told(app)] == ["warning"]
    backup_series.each_night({})  # nothing is asked for


def test_the_age_of_the_newest_is_known_to_the_doctor_and_to_metrics(
    app: Flask, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = build(Path(app.instance_path), {"METRICS_TOKEN": TOKEN, "BACKUP_URL": f"file://{place}"})

    def shown() -> float:
        page = site.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        (line,) = [line for line in page.text.splitlines() if line.startswith("site_last_backup_timestamp_seconds ")]
        return float(line.split()[1])

    assert shown() == 0
    (place / "ecpat-20261130T110000Z.tar.gz.age").touch()
    (place / "ecpat-20261129T110000Z.tar.gz").touch()
    assert shown() == 0, "the site itself asks no storage"
    backup_series.look({})
    assert shown() == NOON.timestamp()
    at(NOON + timedelta(hours=30), monkeypatch)
    app.config["BACKUP_KEY"] = ["age1…"]
    assert [level for level, _ in told(app)] == ["ok"]
    at(NOON + timedelta(hours=40), monkeypatch)
    app.config["BACKUP_KEY"] = []
    assert [level for level, _ in told(app)] == ["error", "warning"]


def test_a_backup_goes_to_standard_output(app: Flask, tmp_path: Path) -> None:
    result = run(app, "backup", "-")
    assert result.exit_code == 0
    assert "the backup is written: " in result.stderr
    (tmp_path / "site.tar.gz").write_bytes(result.stdout_bytes)
    assert "database" in members(tmp_path / "site.tar.gz")
    assert "is whole" in run(app, "backup", "--verify", str(tmp_path / "site.tar.gz")).output


@pytest.fixture
def identity(tmp_path: Path) -> tuple[str, Path]:
    """Return a public key, and the file of its secret key as age-keygen writes it."""
    made = pyrage.x25519.Identity.generate()
    path = tmp_path / "key.txt"
    path.write_text(f"# created: 2026-11-30T12:00:00+01:00\n# public key: {made.to_public()}\n{made}\n")
    return str(made.to_public()), path


def test_an_encrypted_backup_is_opened_by_its_key_alone(
    app: Flask, tmp_path: Path, identity: tuple[str, Path]
) -> None:
    key, secret = identity
    file, other, short = tmp_path / "site.tar.gz.age", tmp_path / "other.txt", tmp_path / "short.age"
    assert run(app, "backup", "--key", key, str(file)).exit_code == 0
    data = file.read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n")
    other.write_text(str(pyrage.x25519.Identity.generate()))
    short.write_bytes(data[:-1])
    for words, reason in (
        (("backup", "--verify", str(file)), "it is encrypted: name the file of the secret key by --identity"),
        (("restore", "--yes", str(file), "--identity", str(other)), "it is not encrypted for the key"),
        (("restore", "--yes", str(file), "--identity", str(file.with_name("site.db"))), "does not exist"),
        (("restore", "--yes", str(short), "--identity", str(secret)), "it is damaged"),
    ):
        refused = run(app, *words)
        assert refused.exit_code != 0
        assert reason in refused.output
    assert "is whole" in run(app, "backup", "--verify", "--identity", str(secret), str(file)).output
    empty = build(tmp_path / "empty")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ecpat.cli.renditions.draw_missing", lambda: None)
        result = run(empty, "restore", "--identity", str(secret), str(file))
    assert result.exit_code == 0, result.output
    assert "Restored" in result.output


def test_backups_go_to_a_storage_elsewhere_and_are_read_there(
    app: Flask, tmp_path: Path, identity: tuple[str, Path]
) -> None:
    with running(tmp_path / "store") as store:
        store.settings("vault")
        app.config.update(BACKUP_URL="s3://vault/site", BACKUP_OPTIONS=store.options, BACKUP_KEY=[identity[0]])
        assert run(app, "backup", "--keep", "1d").exit_code == 0
        result = run(app, "backup", "s3://vault/once.tar.gz.age")
        assert result.exit_code == 0, result.output
        backup_series.each_night({})  # there is one of tonight
        kept = [path for path in (tmp_path / "store").rglob("*ecpat-*") if path.suffix == ".age"]
        assert kept
        for address in ("s3://vault/site/", "s3://vault/once.tar.gz.age"):
            assert "is whole" in run(app, "backup", "--verify", "--identity", str(identity[1]), address).output


def test_what_makes_no_sense_is_refused(app: Flask) -> None:
    for words, reason in (
        ((), "set BACKUP_URL"),
        (("--keep", "7", "x"), "7d,4w,12m"),
        (("--key", "age1x", "x"), "public keys of age"),
        (("--verify", "nowhere://x/"), "there is no way"),
    ):
        result = run(app, "backup", *words)
        assert result.exit_code != 0, words
        assert reason in result.output, words


def test_the_doctor_speaks_json_and_can_be_quiet(app: Flask) -> None:
    found = json.loads(run(app, "doctor", "--json").output)
    assert found["status"] == "warning"
    assert {finding["level"] for finding in found["findings"]} == {"ok", "warning"}
    quiet = json.loads(run(app, "doctor", "--json", "--quiet").output)
    assert quiet["findings"] == [finding for finding in found["findings"] if finding["level"] != "ok"]
    assert "ok       " not in run(app, "doctor", "--quiet").output
    lose_a_file()
    result = run(app, "doctor", "--json", "--quiet")
    assert (result.exit_code, json.loads(result.output)["status"]) == (1, "error")
