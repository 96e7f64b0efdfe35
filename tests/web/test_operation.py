"""What keeps a site running: health, refusal to start, the doctor, the mirror, metrics, security.txt."""

from __future__ import annotations

import errno
import json
import logging
import os
import re
import runpy
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, text

from ecpat.cli import catalogues
from ecpat.config import ConfigError
from ecpat.core import clock, generation
from ecpat.core.database import db
from ecpat.entries import service as publishing
from ecpat.entries.kind import get_kind
from ecpat.files.models import Asset
from ecpat.files.pictures import storage
from ecpat.search import service
from ecpat.web.middleware import health

from .. import contract
from ..arrange import spoil
from ..conftest import build, copy_site, pretend_drawn
from ..core.test_language import WORLD_DAY


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
    assert ready(app) == (200, {"status": "ok", "database": "ok", "search": "ok", "disk": "ok"})


def test_an_index_that_is_behind_catches_up_when_asked(app: Flask) -> None:
    publish_something()
    state = service.state()
    assert state is not None
    assert state.generation < generation.current()
    assert ready(app)[0] == 200
    state = service.state()
    assert state is not None
    assert state.generation == generation.current()


def test_an_index_that_cannot_catch_up_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "catch_up", lambda: None)
    publish_something()  # readers are answered all the same
    assert ready(app) == (200, {"status": "degraded", "database": "ok", "search": "behind", "disk": "ok"})


def test_a_database_that_is_gone_or_old_is_told(app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert ready(app)[1]["database"] == "not migrated"
    db.engine.dispose()
    Path(app.instance_path, "site.db").write_bytes(b"no database at all" * 100)
    assert ready(app) == (503, {"status": "not ready", "database": "does not answer", "disk": "ok"})


def test_a_full_disk_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=1000))
    status, parts = ready(app)
    assert (status, parts["status"], parts["disk"]) == (200, "degraded", "nearly full")


@pytest.mark.parametrize(
    ("number", "told"), [(errno.ENOSPC, "full"), (errno.EROFS, "read-only"), (errno.EIO, "cannot be written")]
)
def test_a_disk_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, told: str
) -> None:
    def fail(path: Path, data: bytes) -> int:
        raise OSError(number, "no")

    assert health.disk(tmp_path) == "ok"
    assert not list(tmp_path.iterdir())
    monkeypatch.setattr(Path, "write_bytes", fail)
    assert health.disk(tmp_path) == told


def test_an_answer_stands_for_a_second(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Path] = []
    monkeypatch.setattr(health, "disk", lambda folder: looks.append(folder) or "ok")
    client = FlaskClient(build(Path(app.instance_path)), app.response_class)
    assert [client.get("/readyz").status_code for _ in range(20)] == [200] * 20
    assert len(looks) == 1


def examine(app: Flask, *words: str) -> tuple[int, str]:
    """Ask the doctor about a site."""
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["ecpat", "doctor", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def first_upload() -> Path:
    """Return the file of some asset."""
    digest = db.session.scalars(select(Asset.digest)).first()
    assert digest is not None
    return storage().path(digest)


def test_the_doctor_finds_nothing_wrong_with_a_new_site(app: Flask) -> None:
    code, told = examine(app)
    assert code == 0
    assert "error" not in told
    for part in ("settings", "permissions", "database", "index", "files", "catalogue fr", "catalogue en", "clocks"):
        assert f"ok       {part}: " in told


def _lose_a_file(app: Flask) -> None:
    first_upload().unlink()


def _damage_a_file(app: Flask) -> None:
    spoil(first_upload(), b"x")


def _open_a_file(app: Flask) -> None:
    (Path(app.instance_path) / "site.db").chmod(0o666)


def _break_a_reference(app: Flask) -> None:
    with db.engine.connect() as connection:
        connection.execute(text("PRAGMA foreign_keys=OFF"))
        connection.execute(text("DELETE FROM topic"))
        connection.commit()
    db.engine.dispose()


def _forget_the_generation(app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM generation"))


def _go_back_in_time(app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE edition SET updated_at = '2999-01-01 00:00:00'"))


def _unmigrate(app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))


def _lose_the_database(app: Flask) -> None:
    db.session.remove()
    db.engine.dispose()
    for path in Path(app.instance_path).glob("site.db*"):
        path.write_bytes(b"no database at all" * 100)


def _damage_the_index(app: Flask) -> None:
    for path in (Path(app.instance_path) / "search").rglob("*.trm"):
        spoil(path, b"x" + path.read_bytes()[1:])


WRONG: dict[str, tuple[Callable[[Flask], None], str]] = {
    "a missing file": (_lose_a_file, "missing: 1"),
    "a damaged file": (_damage_a_file, "damaged: 1"),
    "a file anyone may write": (_open_a_file, "anyone may write"),
    "a broken reference": (_break_a_reference, "rows name others"),
    "no generation": (_forget_the_generation, "generation has 0 rows"),
    "a clock that is behind": (_go_back_in_time, "behind what editors saved"),
    "an old schema": (_unmigrate, "flask db upgrade"),
    "no database": (_lose_the_database, "does not answer"),
    "a damaged index": (_damage_the_index, "it is damaged"),
}


@pytest.mark.parametrize("what", WRONG)
def test_the_doctor_explains(app: Flask, what: str) -> None:
    harm, reason = WRONG[what]
    harm(app)
    code, told = examine(app)
    assert code == 1
    assert any(line.startswith("error") and reason in line for line in told.splitlines()), told


def test_orphans_are_removed_when_that_is_asked_for(app: Flask) -> None:
    kept, young = storage().path(storage().put(b"of a row that was deleted")), storage().path(storage().put(b"new"))
    derived, part = storage().renditions.keep("0" * 64, "w480.webp", b"x"), kept.with_name(".half")
    part.write_bytes(b"x")
    for path in (kept, derived, derived.parent, part):
        os.utime(path, (0, 0))
    known = first_upload()
    os.utime(known, (0, 0))
    assert "no row knows 3" in examine(app)[1]
    assert kept.exists()
    assert "removed 3" in examine(app, "--remove-orphans")[1]
    assert [path.exists() for path in (kept, derived.parent, part, young, known)] == [False, False, False, True, True]
    assert "no row knows" not in examine(app)[1]


def test_an_index_that_is_not_up_to_date_is_no_error(app: Flask) -> None:
    publish_something()
    assert "behind" in examine(app)[1]
    shutil.rmtree(Path(app.instance_path) / "search")
    code, told = examine(app)
    assert (code, "there is none yet" in told) == (0, True)


def test_a_catalogue_that_was_not_compiled_is_an_error(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(catalogues.CATALOGUES, tmp_path / "translations")
    monkeypatch.setattr(catalogues, "CATALOGUES", copy)
    french = copy / "fr" / "LC_MESSAGES"
    written = (french / "messages.po").read_text()
    (french / "messages.po").write_text(written.replace('msgstr "Retourner à l’accueil"', 'msgstr "Vers l’accueil"'))
    assert (french / "messages.po").read_text() != written
    assert "error    catalogue fr: what is compiled" in examine(app)[1]
    (french / "messages.mo").unlink()
    assert "error    catalogue fr: it cannot be read" in examine(app)[1]


def start(*words: str) -> dict[str, Any]:
    """Load the WSGI entry as a server, a command or `python wsgi.py` does, and return its names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", [*words])
        if words[0] == "flask":
            patch.setenv("FLASK_RUN_FROM_CLI", "true")
        name = "__main__" if words[0] == "wsgi.py" else "wsgi"
        return runpy.run_path(str(contract.ROOT / "wsgi.py"), run_name=name)


def test_a_site_without_its_tables_says_so_before_it_starts_and_in_its_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    for words in (["wsgi.py"], ["flask", "ecpat", "seed"]):
        with pytest.raises(SystemExit):
            start(*words)
        told = capsys.readouterr().err
        assert "flask db upgrade" in told
        assert len(told.strip().splitlines()) == 1
    for words in (["db", "upgrade"], ["ecpat", "backup", "x"], ["ecpat", "restore", "x"], ["ecpat", "doctor"]):
        assert "application" in start("flask", *words)
    (tmp_path / "none.db").write_bytes(b"no database at all" * 100)
    for words in (["ecpat", "restore", "x"], ["ecpat", "doctor"], ["ecpat", "work"]):
        assert "application" in start("flask", *words)


@pytest.mark.parametrize("away", ["no tables", "damaged", "no folder", "no server"])
def test_a_worker_starts_whatever_the_state_of_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, away: str
) -> None:
    url = f"sqlite:///{tmp_path}/site.db"
    if away == "damaged":
        (tmp_path / "site.db").write_bytes(b"no database at all" * 100)
    elif away == "no folder":
        url = f"sqlite:///{tmp_path}/nowhere/site.db"
    elif away == "no server":
        url = "postgresql+psycopg://site@127.0.0.1:1/site"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.delenv("FLASK_RUN_FROM_CLI", raising=False)
    application = start("granian", "wsgi:application")["application"]
    client = FlaskClient(application, application.response_class)
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    page = client.get("/fr/aide/")
    assert page.status_code == (500 if away == "no tables" else 503)
    assert "116 000" in re.sub("&nbsp;|[\u00a0\u202f]", " ", page.get_data(as_text=True))  # or the kept page
    with pytest.raises(SystemExit):
        start("wsgi.py")


PUBLIC = {"BASE_URL": "https://www.example.org:8443", "ALLOWED_HOSTS": "other.example", "PAGE_SIZE": "5"}


def mirror(app: Flask, folder: Path, *options: str) -> Result:
    """Write the mirror of a site, its pictures as stand-ins: to make them takes most of the time."""
    pretend_drawn(app)
    with app.app_context():
        return app.test_cli_runner().invoke(args=["ecpat", "mirror", str(folder), *options])


@pytest.fixture(scope="module")
def public(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return a site that knows its public address."""
    return build(copy_site(seeded, tmp_path_factory.mktemp("public") / "instance"), PUBLIC)


@pytest.fixture(scope="module")
def files(public: Flask) -> Path:
    """Return the folder of its mirror."""
    folder = Path(public.instance_path).parent / "mirror"
    result = mirror(public, folder)
    assert result.exit_code == 0, result.output
    assert "dead link" not in result.output
    return folder


def served(files: Path, path: str) -> Path | None:
    """Return the file that nginx sends with `try_files $uri $uri.html $uri/index.html`."""
    name = path.lstrip("/")
    found = (files / name, files / f"{name}.html", files / name / "index.html")
    return next((file for file in found if file.is_file()), None)


def test_every_address_of_a_mirror_is_served_by_plain_files(files: Path) -> None:
    count = 0
    for file in files.rglob("*.html"):
        for link in contract.links_of(contract.parse(file.read_text())):
            if not link.startswith(("/fr/recherche/", "/en/search/")):
                assert "?" not in link, f"{file}: {link}"
                assert served(files, link), f"{file}: {link}"
                count += 1
    assert count > 3000


def test_a_mirror_holds_what_the_site_does(files: Path, public: Flask) -> None:
    client = FlaskClient(public, public.response_class)
    machines = "/fr/flux.atom", "/en/training/calendar.ics", "/sitemap.xml", "/robots.txt"
    for path in ("/fr/", "/en/training/", *WORLD_DAY.values(), "/fr/actualites/archives/", *machines):
        file = served(files, path)
        assert file is not None, path
        live = client.get(path, base_url=PUBLIC["BASE_URL"]).get_data(as_text=True)
        assert re.sub(r"\?page=2|page=2", "", file.read_text()) == re.sub(
            r"\?page=2|page=2", "", live.replace("\r\n", "\n")
        )
    documents = list(files.glob("*/*/*.pdf"))
    assert len(documents) >= 5
    assert all(document.read_bytes().startswith(b"%PDF") for document in documents)
    assert list(files.glob("media/*/*.webp"))
    for name, locale in (("404.html", "fr"), ("fr/404.html", "fr"), ("en/404.html", "en")):
        contract.check((files / name).read_text(), f"/{name}", CHECKED)
        assert contract.parse((files / name).read_text()).get("lang") == locale
    assert "/en/" in (files / "index.html").read_text()
    assert served(files, "/fr/actualites/page=2")
    assert not list(files.rglob("*names.json"))
    assert not [file for file in files.rglob("*") if "recherche" in file.parts or "search" in file.parts]


CHECKED = {"Content-Security-Policy": "script-src 'self'"}


def test_a_mirror_is_replaced_whole_or_not_at_all(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config.update(BASE_URL="http://localhost")
    folder = tmp_path / "mirror"
    folder.mkdir()
    (folder / "precious.txt").write_text("mine")
    assert "left as it is" in mirror(app, folder).output
    (folder / "precious.txt").rename(folder / ".mirror")
    (folder / "old.html").write_text("old")

    def fail(**_words: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setitem(app.view_functions, "fr.help", fail)
        result = mirror(app, folder)
    assert (result.exit_code, "stays as it was" in result.output) == (1, True)
    assert (folder / "old.html").exists()
    edition = publishing.save(
        publishing.create(get_kind("news")), "fr", title="Lien", body='<a href="/fr/nulle-part">x</a>'
    )
    publishing.publish(edition)
    db.session.commit()
    result = mirror(app, folder)
    assert result.exit_code == 0
    assert "/fr/nulle-part on /fr/actualites/lien" in result.output
    assert not (folder / "old.html").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["instance", "mirror"]


def test_a_mirror_needs_the_public_address(app: Flask, tmp_path: Path) -> None:
    result = mirror(app, tmp_path / "mirror")
    assert (result.exit_code, "BASE_URL" in result.output) == (1, True)


TOKEN = "a" * 20


def figures(client: FlaskClient) -> dict[str, float]:
    """Return the metrics of a site, without the number of the worker."""
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    lines = re.sub(r'worker="\d+",|,worker="\d+"', "", answer.get_data(as_text=True)).splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}


def test_metrics_count_by_endpoint_and_status(app: Flask) -> None:
    client = FlaskClient(build(Path(app.instance_path), {"METRICS_TOKEN": TOKEN}), app.response_class)
    once = WORLD_DAY["fr"], "/fr/actualites/nulle-part", "/en/search/?q=secret", "/nowhere"
    for path in ("/fr/", "/fr/", "/fr/", *once):
        client.get(path)
    publish_something()
    found = figures(client)
    assert found['site_requests_total{endpoint="fr.home",status="200"}'] == 3
    assert found['site_requests_total{endpoint="fr.news.show",status="200"}'] == 1
    assert found['site_requests_total{endpoint="fr.news.show",status="404"}'] == 1
    assert found['site_requests_total{endpoint="none",status="404"}'] == 1
    assert found['site_render_seconds_count{endpoint="fr.home"}'] == 1
    assert found['site_page_cache_total{result="hit"}'] == 2
    assert found['site_search_seconds_count{endpoint="en.search"}'] == 1
    assert found["site_index_lag"] == 1
    assert not [name for name in found if "secret" in name or "nulle-part" in name or "nowhere" in name]


def test_metrics_are_shown_to_who_has_the_token_only(app: Flask) -> None:
    folder = Path(app.instance_path)
    client = FlaskClient(build(folder, {"METRICS_TOKEN": TOKEN}), app.response_class)
    for shown in ("", "Bearer ", f"Bearer {TOKEN}x", f"bearer {TOKEN}", TOKEN, "Bearer é"):
        answer = client.get("/metrics", headers={"Authorization": shown})
        assert (answer.status_code, answer.data) == (401, b"")
    assert build(folder).test_client().get("/metrics").status_code == 404
    with pytest.raises(ConfigError) as refused:
        build(folder, {"METRICS_TOKEN": "short-secret"})
    assert "short-secret" not in str(refused.value)


def test_security_txt_says_whom_to_tell_and_until_when(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(app.instance_path)
    assert build(folder).test_client().get("/.well-known/security.txt").status_code == 404
    settings = {"SECURITY_CONTACT": "security@example.org", "BASE_URL": "https://example.org"}
    client = build(folder, settings).test_client()
    for years in (0, 1):
        now = datetime.now(UTC) + timedelta(days=365 * years)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        answer = client.get("/.well-known/security.txt")
        assert answer.content_type == "text/plain; charset=utf-8"
        fields = dict(line.split(": ", 1) for line in answer.get_data(as_text=True).splitlines())
        assert fields["Contact"] == "mailto:security@example.org"
        assert fields["Preferred-Languages"] == "fr, en"
        assert fields["Canonical"] == "https://example.org/.well-known/security.txt"
        expires = datetime.fromisoformat(fields["Expires"])
        assert timedelta(days=30) < expires - now < timedelta(days=365)
    for wrong in ("nobody", "http://example.org", "a@b\nExpires: never", "tell us"):
        with pytest.raises(ConfigError):
            build(folder, {"SECURITY_CONTACT": wrong})


def test_every_line_of_the_log_is_json_and_one_that_cannot_be_written_costs_nothing(
    app: Flask, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logging.getLogger("ecpat.search").warning("A line of %s", "Python’s own")
    structlog.get_logger().warning("a_line", part="of ours")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["A line of Python’s own", "a_line"]
    assert all({"level", "timestamp"} <= set(line) for line in lines)
    with open("/dev/full", "w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        structlog.get_logger().warning("lost")
        with suppress(OSError):  # what is left in the buffer
            full.close()


def test_what_falls_due_while_nothing_can_be_written_is_counted_later(
    app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    @event.listens_for(db.engine, "checkout")
    def hurry(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    edition = publishing.save(publishing.create(get_kind("news")), "fr", title="Bientôt là")
    publishing.publish(edition, clock.now() + timedelta(days=3))
    db.session.commit()
    before, later = generation.current(), clock.now() + timedelta(days=3, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    other = sqlite3.connect(Path(app.instance_path) / "site.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert generation.current() == before
    for path in ("/fr/", "/fr/actualites/", "/en/topics/", "/fr/recherche/?q=mineurs"):
        assert reader.get(path).status_code == 200
    other.execute("ROLLBACK")
    other.close()
    generation.cache().put_off = 0.0
    assert generation.current() == before + 1
    assert reader.get("/fr/actualites/bientot-la").status_code == 200
