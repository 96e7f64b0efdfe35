"""What is drawn of files is drawn when they come in or by a command; who reads gets what is there, at once."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from ecpat.cli import renditions
from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition
from ecpat.entries.public import share_images
from ecpat.files import drawing, images, sandbox, share_image
from ecpat.files.models import Asset
from ecpat.files.pictures import storage
from ecpat.files.renditions import NAMED
from ecpat.files.storage import Storage
from ecpat.files.turns import BusyError, Turns

from ..arrange import spoil
from ..conftest import DeskClient, pretend_drawn
from ..contract import ROOT
from ..desk.test_files import EN, article, path_of, send
from ..hostile import shading_pdf
from ..web.test_operation import examine
from .test_media import make_image, make_pdf

Enter = Callable[..., DeskClient]
FOR_NOW, FOR_A_DAY = "public, max-age=60", "public, max-age=86400"
_started: list[str] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "subprocess.Popen":
        _started.append(str(arguments[1]))


sys.addaudithook(_note)


@contextmanager
def nothing_is_decoded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail where a process is started or a picture opened."""
    del _started[:]
    with monkeypatch.context() as patch:
        patch.setattr(Image, "open", lambda *words, **more: pytest.fail("a picture was opened"))
        patch.setattr("pypdfium2.PdfDocument", lambda *words, **more: pytest.fail("a PDF was opened"))
        yield
    assert _started == []


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for the cover of a hostile PDF as long as it may take."""
    monkeypatch.setitem(sandbox.LIMITS, "cover", sandbox.Limits(cpu=2, wall=120))


def run(app: Flask, *words: str) -> str:
    """Run `flask ecpat renditions` and return what it says."""
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["ecpat", "renditions", *words])
    assert result.exit_code == 0, result.output
    return result.output


def report(asset: Asset) -> Edition:
    """Return a live resource that is a PDF."""
    edition = service.save(
        service.create(get_kind("resources"), document_type="report"),
        "fr",
        title="Un rapport",
        document=asset,
        details={},
    )
    service.publish(edition)
    db.session.commit()
    return edition


def cover_of(asset: Asset) -> str:
    return f"/media/{asset.digest}/cover.webp"


def drawn(answer: TestResponse) -> Image.Image:
    """Return the picture of an answer that readers may keep for a day."""
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOR_A_DAY)
    with Image.open(BytesIO(answer.data)) as image:
        image.load()
        return image


# Files


def test_a_pdf_that_cannot_be_drawn_holds_nobody_up(
    enter: Enter, app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch, impatient: None
) -> None:
    browser = enter("editor", "en")
    asset = send(browser, shading_pdf(), "shades.pdf", EN)
    edition = report(asset)
    with nothing_is_decoded(monkeypatch):
        for _ in range(3):
            answer = reader.get(cover_of(asset))
            assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
            assert answer.headers["Cache-Control"] == FOR_NOW
            assert b"<svg" in answer.data
        page = reader.get(f"/fr/ressources/{edition.slug}").get_data(as_text=True)
        assert cover_of(asset) not in page, "the page draws one itself"
        assert '<svg class="cover"' in page
        shown = browser.get(f"{EN}{asset.id}").get_data(as_text=True)
        assert "drawing it takes more time or memory than a file may" in shown
        (thumb,) = re.findall(r'<img class="cover" src="([^"]+)"', shown)
        assert browser.get(thumb).mimetype == "image/svg+xml"
        assert not renditions.survey().files
    code, told = examine(app)
    assert (code, "cannot be drawn: 1 (shades)" in told) == (0, True)


def test_every_address_of_a_picture_answers_from_what_was_drawn_when_it_came(
    enter: Enter, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = enter("editor")
    asset = send(browser, make_image(1000, 600, "JPEG"), "a.jpg")
    article("Avec image", image=asset)
    answers = {}
    with nothing_is_decoded(monkeypatch):
        for width in (480, 960, 1000):
            for form in images.FORMATS:
                answers[width, form] = reader.get(f"/media/{asset.digest}/{width}.{form}")
        assert browser.get(f"/fr/redaction/fichiers/{asset.digest}/480.webp").mimetype == "image/webp"
    for (width, form), answer in answers.items():
        assert (answer.mimetype, drawn(answer).size) == (images.FORMATS[form], (width, width * 3 // 5))


def test_what_is_missing_is_stood_for_at_once_and_drawn_by_the_command(
    enter: Enter, app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = send(enter("editor"), make_image(1000, 600, "PNG"), "a.png")
    article("Avec image", image=asset)
    pretend_drawn(app)
    kept, address = storage().renditions, f"/media/{asset.digest}/960.webp"
    for names, media_type in (
        (["w960.webp"], "image/webp"),  # the nearest width
        (["w480.webp", "w1000.webp"], "image/avif"),  # the nearest width in another format
        (drawing.wanted("image/png", 1000), "image/svg+xml"),
    ):
        for name in names:
            kept.drop(asset.digest, name)
        with nothing_is_decoded(monkeypatch):
            answer = reader.get(address)
        assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, media_type, FOR_NOW)
    assert "missing: 9" in examine(app)[1]
    assert "9 drawn, 0 cannot be drawn" in run(app)
    assert drawn(reader.get(address)).width == 960
    assert "every picture and cover is drawn\n" in examine(app)[1]


def test_a_new_width_is_counted_stood_for_and_drawn(
    app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_drawn(app)
    monkeypatch.setattr(images, "WIDTHS", (320, *images.WIDTHS))
    pictures = db.session.scalars(select(Asset).where(Asset.media_type == "image/png")).all()
    address = f"/media/{pictures[0].digest}/320.avif"
    assert reader.get(address).headers["Cache-Control"] == FOR_NOW
    assert f"missing: {3 * len(pictures)}" in examine(app)[1]
    run(app)
    assert drawn(reader.get(address)).width == 320


def test_a_failure_is_remembered_until_the_drawing_changes_or_one_asks_for_it(
    enter: Enter, app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = send(enter("editor"), make_pdf("Une page"), "slow.pdf")
    report(asset)
    pretend_drawn(app)
    storage().renditions.drop(asset.digest, drawing.COVER)
    storage().renditions.keep(asset.digest, drawing.failure(drawing.COVER), b"before")
    with nothing_is_decoded(monkeypatch):
        for _ in range(2):
            assert "0 drawn, 0 cannot be drawn" in run(app)
    assert "1 drawn" in run(app, "--again")
    assert drawn(reader.get(cover_of(asset))).width == 420
    storage().renditions.drop(asset.digest, drawing.COVER)
    storage().renditions.keep(asset.digest, drawing.failure(drawing.COVER), b"before")
    monkeypatch.setattr(drawing, "VERSION", "next")
    assert "1 drawn" in run(app)
    assert storage().renditions.names(asset.digest) == {drawing.COVER}


COMMAND = """
import sys
from pathlib import Path
from ecpat.app import create_app
create_app({}, Path(sys.argv[1])).test_cli_runner().invoke(args=["ecpat", "renditions"])
"""


def test_the_command_goes_on_where_it_was_killed(app: Flask) -> None:
    pretend_drawn(app)
    kept = storage().renditions
    for asset in db.session.scalars(select(Asset)):
        kept.remove(asset.digest)
    before = kept.all()
    wanted = renditions.survey().missing
    db.session.remove()
    command = [sys.executable, "-c", COMMAND, app.instance_path]
    process = subprocess.Popen(command, cwd=ROOT)
    while not kept.all() - before:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    first = kept.all()
    assert 0 < len(first - before) < wanted
    moments = {one: os.stat(kept.here(*one) or "").st_mtime_ns for one in first}
    assert f"{wanted - len(first - before)} drawn" in run(app)
    assert renditions.survey().missing == 0
    assert {one: os.stat(kept.here(*one) or "").st_mtime_ns for one in first} == moments


def test_a_file_that_is_gone_or_damaged_is_named_and_the_others_are_drawn(app: Flask) -> None:
    pretend_drawn(app)
    damaged, gone, whole = db.session.scalars(select(Asset).where(Asset.media_type == "application/pdf").limit(3))
    for asset in (damaged, gone, whole):
        storage().renditions.drop(asset.digest, drawing.COVER)
    spoil(storage().path(damaged.digest), b"%PDF-1.7")
    storage().path(gone.digest).unlink()
    told = run(app)
    assert "1 drawn, 0 cannot be drawn" in told
    assert {name for name in (damaged.name, gone.name) if f"Missing or damaged: {name}" in told}


def test_a_process_that_does_not_start_says_nothing_of_a_file(
    enter: Enter, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sandbox.LIMITS, "cover", sandbox.Limits(cpu=60, wall=0))
    browser = enter("editor", "en")
    answer = browser.send(EN, file=(BytesIO(make_pdf("Une page")), "a.pdf"))
    assert (answer.status_code, "Files cannot be kept just now" in answer.get_data(as_text=True)) == (422, True)
    assert not [name for _owner, name in storage().renditions.all() if drawing.FAILED in name]


# Taking turns


def test_one_has_the_turn_few_wait_and_the_others_go_on() -> None:
    turns, leave, told = Turns(waiting=1, patience=20), threading.Event(), []
    inside = threading.Event()

    def first() -> None:
        with turns.take():
            inside.set()
            leave.wait(20)

    def second() -> None:
        with turns.take():
            told.append("had its turn")

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert inside.wait(20)
    threads[1].start()
    while True:  # until the second one waits
        try:
            with turns.take():
                pytest.fail("two at once")
        except BusyError:
            if threads[1].is_alive():
                break
    leave.set()
    for thread in threads:
        thread.join()
    assert told == ["had its turn"]
    with Turns(waiting=0, patience=0).take():
        pass


def test_an_editor_who_would_wait_too_long_is_told(enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = enter("editor", "en")
    turns = Turns(waiting=0, patience=0)
    monkeypatch.setattr("ecpat.files.desk.uploads.TURNS", turns)
    before = set(storage().originals())
    with turns.take():
        answer = browser.send(EN, file=(BytesIO(make_image(20, 20, "PNG")), "a.png"))
    assert answer.status_code == 422
    assert "Other files are being read just now" in answer.get_data(as_text=True)
    assert set(storage().originals()) == before
    send(browser, make_image(20, 20, "PNG"), "a.png", EN)


# Share images

HOSTILE_TITLES = [
    "a" + "\u0301" * 199, "W" * 200, "漢" * 200, "\u202e" + "שלום " * 39, "👩‍👩‍👧‍👦" * 28, "\u200b" * 200,
    "e\u0323\u0302" * 66, "ﷺ" * 200, "a " * 100, "\U000e0041" * 100, "-" * 200, "« " * 100,
]  # fmt: skip


@pytest.mark.parametrize("title", HOSTILE_TITLES, ids=lambda title: f"{ord(title[0]):x}")
def test_any_title_is_drawn_in_bounded_time(title: str) -> None:
    began = time.process_time()
    data = share_image.draw(title, "ECPAT Belgique", "contact", "sea")
    assert time.process_time() - began < 5
    with Image.open(BytesIO(data)) as image:
        assert image.size == (1200, 630)


def test_a_share_image_is_drawn_once_and_nobody_waits_for_anothers(
    app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (f"{path_of(article(title))}.png" for title in ("Un titre", "\u200b" * 100 + "Un autre"))
    turns = Turns(waiting=0, patience=0)
    monkeypatch.setattr(share_images, "_TURNS", turns)
    with turns.take(), nothing_is_decoded(monkeypatch):
        answer = reader.get(one)
    assert answer.headers["Cache-Control"] == FOR_NOW
    assert answer.data == share_images.STAND_IN.read_bytes()
    with Image.open(BytesIO(answer.data)) as image:
        assert (image.format, image.size) == ("PNG", (1200, 630))
    first = reader.get(one)
    assert (first.headers["Cache-Control"], first.data != answer.data) == ("public, max-age=86400", True)
    with nothing_is_decoded(monkeypatch):
        assert reader.get(one).data == first.data
    assert reader.get(other).headers["Cache-Control"] == "public, max-age=86400"


def test_a_share_image_that_cannot_be_drawn_is_not_tried_again(
    app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = article("Un titre")
    name = drawing.share_name(share_images.of_edition(edition))
    monkeypatch.setattr(drawing, "draw_share_images", _fail)
    for _ in range(2):
        answer = reader.get(f"{path_of(edition)}.png")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOR_NOW)
    assert storage().renditions.here(NAMED, drawing.failure(name))
    assert "cannot be drawn: 1 (Un titre)" in examine(app)[1]


def _fail(_storage: object, lacking: list[drawing.Words]) -> drawing.Result:
    """Find that a share image cannot be drawn; twice is once too often."""
    (words,) = lacking
    failure = drawing.failure(drawing.share_name(words))
    assert storage().renditions.find(NAMED, failure) is None
    storage().renditions.keep(NAMED, failure, b"")
    return drawing.Result(0, 1)


def test_one_share_image_that_fails_takes_no_other_with_it(tmp_path: Path) -> None:
    kept = Storage(tmp_path)
    words = [(title, "ECPAT", "seed", colour) for title, colour in (("a", "sea"), ("b", "none"), ("c", "moss"))]
    assert drawing.draw_share_images(kept, words) == drawing.Result(2, 1)
    assert [kept.renditions.here(NAMED, drawing.share_name(one)) is not None for one in words] == [True, False, True]


def test_one_size_that_fails_takes_no_other_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, data = Storage(tmp_path), make_image(600, 300, "PNG")
    digest = kept.put(data)
    monkeypatch.setattr(images, "FORMATS", {"none": "image/none", **images.FORMATS})  # which no process knows
    assert drawing.draw(kept, digest, "image/png", 600) == drawing.Result(6, 2)
    assert kept.renditions.here(digest, drawing.failure("w480.none"))
    assert kept.renditions.here(digest, "w600.jpg")


def test_a_full_disk_makes_no_error_of_a_share_image(
    app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_words: object) -> None:
        raise OSError("No space left on device")

    path = f"{path_of(article('Un titre'))}.png"
    monkeypatch.setattr("ecpat.files.renditions.Renditions.keep", full)
    assert reader.get(path).data == share_images.STAND_IN.read_bytes()


def test_share_images_that_nobody_asked_for_yet_are_no_fault(app: Flask) -> None:
    live = len(renditions.survey().share_images)
    assert live > 0
    told = (
        "every picture and cover is drawn; each of {} share images is drawn by the site when its page is first shared"
    )
    assert f"ok       renditions: {told.format(live)}\n" in examine(app)[1]


def test_the_command_draws_the_share_image_of_all_that_is_live(app: Flask, reader: FlaskClient) -> None:
    pretend_drawn(app)
    edition, draft = (
        article("Un titre"),
        service.save(service.create(get_kind("news")), "fr", title="Pas encore"),
    )
    db.session.commit()
    assert [words[0] for words in renditions.survey().share_images] == ["Un titre"]
    assert "1 drawn" in run(app)
    assert reader.get(f"{path_of(edition)}.png").headers["Cache-Control"] == "public, max-age=86400"
    assert draft.published_at is None
