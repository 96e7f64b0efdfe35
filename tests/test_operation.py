"""What keeps a site running: health, refusal to start, the doctor, metrics, the static mirror."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from ecpat.content import changes, publishing
from ecpat.content.registry import get_kind
from ecpat.delivery import health
from ecpat.extensions import db

from .conftest import build


def ready(app: Flask) -> tuple[int, dict[str, str]]:
    """Ask a site that was just started whether it is ready."""
    answer = FlaskClient(build(Path(app.instance_path)), app.response_class).get("/readyz")
    return answer.status_code, json.loads(answer.data)


def publish_something() -> None:
    """Move the generation on."""
    publishing.publish(publishing.save(publishing.create(get_kind("news")), "fr", title="Du neuf"))
    db.session.commit()


def test_a_living_process_says_so_without_its_database(tmp_path: Path) -> None:
    empty = FlaskClient(build(tmp_path), Flask.response_class)
    answer = empty.get("/healthz", headers={"Host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert empty.head("/healthz").data == b""
    assert empty.get("/readyz").json == {"status": "not ready", "database": "not migrated", "disk": "ok"}


def test_a_site_that_is_ready_names_its_parts(app: Flask) -> None:
    assert ready(app) == (200, {"status": "ok", "database": "ok", "index": "ok", "disk": "ok"})


def test_an_index_that_is_behind_catches_up_when_asked(app: Flask) -> None:
    publish_something()
    state = health.index_state(app)
    assert state is not None
    assert state.generation < changes.current()
    assert ready(app)[0] == 200
    state = health.index_state(app)
    assert state is not None
    assert state.generation == changes.current()


def test_an_index_that_cannot_catch_up_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health.service, "catch_up", lambda: None)
    publish_something()
    assert ready(app) == (503, {"status": "not ready", "database": "ok", "index": "behind", "disk": "ok"})


def test_a_database_that_is_gone_or_old_is_told(app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert ready(app)[1]["database"] == "not migrated"
    db.engine.dispose()
    Path(app.instance_path, "site.db").write_bytes(b"no database at all" * 100)
    assert ready(app) == (503, {"status": "not ready", "database": "does not answer", "disk": "ok"})


def test_a_full_disk_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=1000))
    assert ready(app)[1]["disk"] == "nearly full"


def test_an_answer_stands_for_a_second(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Path] = []
    monkeypatch.setattr(health, "disk", lambda folder: looks.append(folder) or "ok")
    client = FlaskClient(build(Path(app.instance_path)), app.response_class)
    assert [client.get("/readyz").status_code for _ in range(20)] == [200] * 20
    assert len(looks) == 1
