"""Uploaded files elsewhere than on the machine: on S3 and on any other file system that fsspec speaks to."""

from __future__ import annotations

import json
import shutil
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import count
from pathlib import Path
from threading import Event
from typing import IO, Any

import fsspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from ecpat.cli import renditions
from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.files import renditions as renditions_of
from ecpat.files.desk import uploads
from ecpat.files.errors import DamagedFile
from ecpat.files.models import Asset, AssetVersion
from ecpat.files.pictures import storage
from ecpat.files.storage import Storage
from ecpat.files.storage_backends import Remote, UnreachableError, place_of

from .. import recordings as made
from .. import stores
from ..conftest import build, pretend_drawn
from ..core.test_modes import expected, modes
from ..stores import Store

_numbers = count(1)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a server that speaks S3."""
    with stores.running(tmp_path_factory.mktemp("s3")) as running:
        yield running


@pytest.fixture(params=["folder", "file", "memory", "s3"])
def kept(request: pytest.FixtureRequest, tmp_path: Path, store: Store) -> Storage:
    """Return an empty storage of each kind; `folder` and `memory` with what this machine keeps in a folder."""
    options: dict[str, Any] = {}
    match request.param:
        case "folder":
            url = ""
        case "file":
            url = f"file://{tmp_path}/shared"
        case "memory":
            url = f"memory://bucket-{next(_numbers)}/media"
        case _:
            settings = store.settings(f"bucket-{next(_numbers)}")
            url, options = settings["MEDIA_URL"], json.loads(settings["MEDIA_OPTIONS"])
    return Storage(tmp_path / "media", place_of(url, options, tmp_path / "media"))


def test_every_kind_of_storage_keeps_and_gives_back(kept: Storage) -> None:
    kept.check()
    assert list(kept.originals()) == []
    one, two = kept.put(b"one"), kept.put(b"two")
    assert kept.put(b"one") == one
    assert list(kept.originals()) == sorted((one, two))
    assert (kept.read(one), kept.path(two).read_bytes(), kept.open(two).read()) == (b"one", b"two", b"two")
    assert kept.renditions.keep(one, "w480.webp", b"ONE").read_bytes() == b"ONE"
    assert kept.renditions.names(one) == {"w480.webp"}
    assert kept.renditions.all() == {(one, "w480.webp")}
    assert -5 < kept.age(one) < 60
    assert kept.has(one)
    for _ in range(2):
        kept.remove(one)
    assert list(kept.originals()) == [two]
    assert not kept.path(one).exists()
    assert (kept.renditions.find(one, "w480.webp"), kept.renditions.all()) == (None, set())
    for ask in (kept.read, kept.open, kept.age):
        with pytest.raises(FileNotFoundError):
            ask(one)


def test_only_originals_are_listed(kept: Storage, store: Store, tmp_path: Path) -> None:
    digest = kept.put(b"one")
    kept.renditions.keep(digest, "w480.webp", b"ONE")
    place = kept._place
    for name in ("notes.txt", f"{digest[:2]}/notes.txt", f"zz/{digest}", f"00/{digest}"):
        if hasattr(place, "root"):
            (place.root / name).parent.mkdir(exist_ok=True)
            (place.root / name).write_bytes(b"x")
        else:
            place._system.makedirs(f"{place._root}/{name}".rpartition("/")[0], exist_ok=True)  # type: ignore[attr-defined]
            place._system.pipe_file(f"{place._root}/{name}", b"x")  # type: ignore[attr-defined]
    assert list(kept.originals()) == [digest]


def test_a_file_that_was_damaged_elsewhere_is_refused_and_made_good(store: Store, tmp_path: Path) -> None:
    settings = store.settings("damage")
    kept = Storage(tmp_path, place_of(settings["MEDIA_URL"], json.loads(settings["MEDIA_OPTIONS"]), tmp_path))
    digest = kept.put(b"whole")
    (store.folder / "damage" / "media" / digest[:2] / digest).write_bytes(b"whol_")
    with pytest.raises(DamagedFile):
        kept.path(digest)
    assert not list(tmp_path.rglob("original"))
    kept.put(b"whole")
    assert kept.read(digest) == b"whole"


class Slow(Remote):
    """A place that answers when it is let to, and says what it was asked for."""

    def __init__(self) -> None:
        url = f"memory://bucket-{next(_numbers)}/media"
        super().__init__(*fsspec.core.url_to_fs(url))
        self.lets, self.asked = Event(), list[str]()
        self.lets.set()

    def read(self, key: str) -> bytes:
        """Answer, once let to."""
        self._wait(key)
        return super().read(key)

    def open(self, key: str) -> IO[bytes]:
        """Answer, once let to."""
        self._wait(key)
        return super().open(key)

    def _wait(self, key: str) -> None:
        self.asked.append(key)
        self.lets.wait(20)


def test_what_another_machine_has_drawn_is_fetched_once_and_only_if_this_site_drew_it(tmp_path: Path) -> None:
    place = Slow()
    one, two, other = (
        Storage(tmp_path / name, place, secret).renditions for name, secret in (("1", b"a"), ("2", b"a"), ("3", b"b"))
    )
    one.keep("0" * 64, "w480.webp", b"a picture")
    for _ in range(2):
        found = two.find("0" * 64, "w480.webp")
        assert found is not None
        assert found.read_bytes() == b"a picture"
    assert len(place.asked) == 1
    assert other.find("0" * 64, "w480.webp") is None
    (key,) = place.walk(f"{place.asked[0].partition('/')[0]}")
    place.write(key, place.read(key)[:-1] + b"!")
    three = Storage(tmp_path / "4", place, b"a").renditions
    assert three.find("0" * 64, "w480.webp") is None, "it was changed where it is kept"


def test_what_is_not_there_is_not_asked_for_again_at_once(tmp_path: Path) -> None:
    place = Slow()
    kept = Storage(tmp_path, place).renditions
    for _ in range(3):
        assert kept.find("0" * 64, "w480.webp") is None
    assert len(place.asked) == 1
    kept.keep("0" * 64, "w480.webp", b"a picture")
    assert kept.find("0" * 64, "w480.webp")


def test_nobody_waits_for_a_place_that_takes_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renditions_of, "MOMENT", 0.01)
    place = Slow()
    Storage(tmp_path / "one", place).renditions.keep("0" * 64, "w480.webp", b"a picture")
    kept = Storage(tmp_path / "two", place).renditions
    place.lets.clear()
    for _ in range(3):
        with pytest.raises(UnreachableError):
            kept.find("0" * 64, "w480.webp")
    with pytest.raises(UnreachableError):
        kept.find("1" * 64, "w480.webp")
    assert len(place.asked) == 1, "others are not asked for while it does not answer"
    place.lets.set()
    while not kept.here("0" * 64, "w480.webp"):  # it goes on coming
        time.sleep(0.01)
    assert kept.find("0" * 64, "w480.webp")


def test_an_original_is_fetched_once_however_many_wait(tmp_path: Path) -> None:
    place = Slow()
    kept = Storage(tmp_path, place)
    digest = kept.put(b"whole")
    place.lets.clear()
    place.asked.clear()
    with pytest.raises(UnreachableError):
        kept.path(digest, 0.01)
    place.lets.set()
    with ThreadPoolExecutor(4) as pool:
        assert {path.read_bytes() for path in pool.map(kept.path, [digest] * 8)} == {b"whole"}
    assert len(place.asked) == 1


def test_a_second_machine_shows_what_the_first_one_drew(remote: Flask, tmp_path: Path) -> None:
    pretend_drawn(remote)
    picture, cover, _pdf = files_of(remote)
    folder = shutil.copytree(remote.instance_path, tmp_path / "second")
    shutil.rmtree(folder / "media")
    settings = {name: remote.config[name] for name in ("MEDIA_URL", "SECRET_KEY")}
    second = build(folder, {**settings, "MEDIA_OPTIONS": json.dumps(remote.config["MEDIA_OPTIONS"])})
    client = FlaskClient(second, second.response_class)
    for path in (picture, cover):
        answer = client.get(path)
        assert (answer.data, answer.headers["Cache-Control"]) == (b"a picture", "public, max-age=86400")
    assert "every picture and cover is drawn\n" in run(second, "doctor")
    assert "0 drawn" in run(second, "renditions")


def test_what_refuses_says_so_in_a_line(store: Store, tmp_path: Path) -> None:
    for url, options in (
        ("s3://no-such-bucket/media", store.options),
        ("s3://damage/media", store.options | {"secret": "wrong"}),
        ("s3://damage/media", store.options | {"endpoint_url": f"http://127.0.0.1:{stores.free_port()}"}),
    ):
        with pytest.raises(UnreachableError) as refused:
            Storage(tmp_path, place_of(url, options, tmp_path)).put(b"x")
        assert len(str(refused.value).splitlines()) == 1


@pytest.fixture
def remote(app: Flask, store: Store) -> Flask:
    """Return the test's own site with its uploads on S3, and none on the machine."""
    folder = Path(app.instance_path)
    site = build(folder, store.settings(f"site-{next(_numbers)}"))
    with site.app_context():
        for path in sorted(folder.glob("media/[0-9a-f][0-9a-f]/*")):
            storage().put(path.read_bytes())
        db.session.remove()
        db.engine.dispose()
    shutil.rmtree(folder / "media")
    return site


def run(site: Flask, *words: str) -> str:
    """Run `flask ecpat …` and return what it says."""
    with site.app_context():
        result = site.test_cli_runner().invoke(args=["ecpat", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


PDF = "/en/resources/react-in-brief.pdf"


def files_of(site: Flask) -> list[str]:
    """Return addresses of a picture, a cover and a PDF."""
    with site.app_context():
        picture = db.session.scalars(select(Asset).where(Asset.media_type == "image/png")).first()
        document = db.session.scalars(select(Asset).where(Asset.media_type == "application/pdf")).first()
        assert picture is not None
        assert document is not None
        return [f"/media/{picture.digest}/480.webp", f"/media/{document.digest}/cover.webp", pdf_address(site)]


def pdf_address(site: Flask) -> str:
    """Return the address of some PDF."""
    rows = FlaskClient(site, site.response_class).get("/en/resources/").get_data(as_text=True)
    slug = rows.partition('href="/en/resources/')[2].partition('"')[0]
    page = FlaskClient(site, site.response_class).get(f"/en/resources/{slug}").get_data(as_text=True)
    return "/en/resources/" + page.partition('.pdf"')[0].rpartition("/en/resources/")[2] + ".pdf"


def film_address(site: Flask) -> str:
    """Send a video, show it in a text, and return its address."""
    with site.test_request_context("/fr/redaction/"):
        asset = uploads.receive(FileStorage(BytesIO(made.mp4()), "film.mp4"), by=None)
        body = f'<figure class="video"><p><a href="asset:{asset.id}">Un film</a></p></figure>'
        service.publish(service.save(service.create(get_kind("news")), "fr", title="Un film", body=body))
        db.session.commit()
        return f"/media/{asset.digest}/recording.mp4"


def test_a_site_with_its_uploads_elsewhere_shows_them(remote: Flask) -> None:
    client = FlaskClient(remote, remote.response_class)
    for path in files_of(remote):
        assert client.get(path).status_code == 200, path
    part = client.get(pdf_address(remote), headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"%PDF")
    film = client.get(film_address(remote), headers={"Range": "bytes=4-7"})
    assert (film.status_code, film.data, film.mimetype) == (206, b"ftyp", "video/mp4")
    assert client.get("/readyz").get_json()["files"] == "ok"
    assert "ok       files" in run(remote, "doctor")


def test_a_backup_of_uploads_elsewhere_comes_back_elsewhere(
    remote: Flask, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "site.tar.gz"
    assert "is written" in run(remote, "backup", str(file))
    assert "is whole" in run(remote, "backup", "--verify", str(file))
    other = build(tmp_path / "other", store.settings(f"site-{next(_numbers)}"))
    with monkeypatch.context() as patch:  # to draw all takes most of the time
        patch.setattr(renditions, "draw_missing", lambda: pretend_drawn(other))
        assert "Restored" in run(other, "restore", str(file))
    with remote.app_context():
        here = list(storage().originals())
        db.engine.dispose()
    with other.app_context():
        assert list(storage().originals()) == here
        db.engine.dispose()
    assert len(here) > 5
    assert FlaskClient(other, other.response_class).get(pdf_address(other)).data.startswith(b"%PDF")


def test_a_mirror_holds_uploads_kept_elsewhere_and_is_for_every_web_server_to_read(
    remote: Flask, tmp_path: Path
) -> None:
    pretend_drawn(remote)
    remote.config["BASE_URL"] = "http://localhost"
    folder = tmp_path / "for" / "web" / "mirror"
    told = run(remote, "mirror", str(folder))
    assert "dead link" not in told
    assert all(path.read_bytes().startswith(b"%PDF") for path in folder.glob("*/*/*.pdf"))
    assert list(folder.glob("*/*/*.pdf"))
    for path in (tmp_path / "for", tmp_path / "for" / "web", folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644), path
    own = Path(remote.instance_path)  # whose files are for its user alone all the same
    assert {**modes(own), "instance": ""} == {**expected(own), "instance": ""}


def test_orphans_elsewhere_are_removed_and_earlier_versions_are_not(
    remote: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with remote.app_context():
        orphan, earlier = storage().put(b"of no row"), storage().put(b"an earlier version")
        asset = db.session.scalars(select(Asset)).first()
        assert asset is not None
        asset.versions.append(AssetVersion(digest=earlier, name="before", size=18))
        db.session.commit()
        assert "no row knows" not in run(remote, "doctor")  # too young: its row may be under way
        monkeypatch.setattr(Storage, "age", lambda kept, digest: 7200)
        assert f"no row knows 1 ({orphan[:16]})" in run(remote, "doctor")
        assert "removed 1" in run(remote, "doctor", "--remove-orphans")
        assert orphan not in set(storage().originals())
        assert earlier in set(storage().originals())
        db.session.remove()
        db.engine.dispose()


def test_a_storage_that_is_gone_takes_no_page_with_it_and_is_told(
    app: Flask, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with stores.running(tmp_path / "s3") as own:
        site = build(Path(app.instance_path), own.settings("site"))
        with site.app_context():
            for path in sorted(Path(app.instance_path).glob("media/[0-9a-f][0-9a-f]/*")):
                storage().put(path.read_bytes())
            pretend_drawn(site)
        shutil.rmtree(Path(app.instance_path) / "media" / "derived", ignore_errors=True)  # what others had made
        client = FlaskClient(site, site.response_class)
        picture, cover, pdf = files_of(site)
        assert client.get(picture).status_code == 200
        own.stop()
        assert client.get("/en/resources/?page=1").status_code == 200
        assert client.get(picture).data == b"a picture"  # asked for before
        answer = client.get(cover)
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        answer = client.get(pdf)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert client.get("/readyz").get_json()["files"] == "does not answer"
        told = run(site, "doctor")
        assert "error    files: the storage of files does not answer" in told
        assert "MEDIA_URL" in told
        own.start()
        assert client.get(pdf).status_code == 200
        with site.app_context():
            db.engine.dispose()
    assert "file_unreachable" in capsys.readouterr().out
