"""Hostile and broken files: a clear message in the editor's language, nothing kept, and the site stays up."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from ecpat.accounts.audit import Audit
from ecpat.accounts.models import Person
from ecpat.cli.uploads import RECENT, uploads
from ecpat.core.database import db
from ecpat.desk import blueprints
from ecpat.files import drawing, pdf, sandbox
from ecpat.files.desk import uploads as uploads_of
from ecpat.files.errors import DamagedFile
from ecpat.files.models import Asset
from ecpat.files.pictures import storage

from ..conftest import DeskClient
from ..files.test_media import make_image, make_pdf
from ..hostile import NAMES, kept_out, pdf_bomb, png_bomb, scan, shading_pdf
from .test_files import EN, FR, newest, send

Enter = Callable[..., DeskClient]
KEPT_OUT = kept_out()


def everything() -> tuple[int, int, list[str]]:
    """Return how many rows and actions there are, and which files."""
    db.session.rollback()
    rows = db.session.scalar(select(func.count()).select_from(Asset)) or 0
    actions = db.session.scalar(select(func.count()).select_from(Audit).where(Audit.action.startswith("file."))) or 0
    root = storage().root
    return (
        rows,
        actions,
        sorted(path.name for path in root.rglob("*") if path.is_file() and "derived" not in path.parts),
    )


def test_each_is_refused_with_its_reason_and_nothing_is_kept(enter: Enter) -> None:
    french, english = enter("writer", "fr"), enter("editor", "en")
    before, reasons = everything(), {}
    for what, (name, data, reason) in KEPT_OUT.items():
        answer = english.send(EN, file=(BytesIO(data), name))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422, what
        assert reason in page, what
        assert name in page, what
        assert everything() == before, what
        if reason not in reasons:  # the page contract looks for English words on the French page
            reasons[reason] = french.send(FR, file=(BytesIO(data), name)).status_code
    assert set(reasons.values()) == {422}


def test_more_than_a_request_may_hold_is_refused_as_a_page(app: Flask, enter: Enter) -> None:
    app.config["RECORDING_SIZE"] = 100
    browser = enter("editor")
    answer = browser.send(FR, file=(BytesIO(bytes(116_000_000)), "a.pdf"))
    assert answer.status_code == 413
    page = answer.get_data(as_text=True)
    for words in ("C’est trop volumineux", "vos mots y sont encore", "Revenir au formulaire", "jusqu’à 20\u00a0Mo"):
        assert words in page
    assert 'hreflang="en"' in page


def test_a_name_cannot_lead_anywhere(enter: Enter) -> None:
    browser = enter("editor")
    for number, (name, shown) in enumerate(NAMES.items()):
        asset = send(browser, make_image(20 + number, 20, "PNG"), name)
        assert asset.name == shown or (len(name) > 4000 and set(asset.name) == {"x"}), name
        assert len(asset.name) <= 120
        assert browser.get(f"{FR}{asset.id}").status_code == 200
        disposition = browser.get(f"{FR}{asset.id}/original").headers["Content-Disposition"]
        assert not {"/", "\\", "\r", "\n", "\x00"} & set(disposition)
    assert all(len(path.name) in (64, 2) or "derived" in path.parts for path in storage().root.rglob("*"))


def test_a_pdf_of_2000_pages_is_read_without_holding_the_worker(enter: Enter) -> None:
    page = "\n".join(["Les droits de l’enfant et la protection des mineurs dans le pays"] * 40)
    before = resource.getrusage(resource.RUSAGE_SELF)
    asset = send(enter("editor"), make_pdf(*[page] * 2_000), "long.pdf")
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert (asset.page_count, asset.language) == (2_000, "fr")
    assert len(asset.pages[1_999].text) > 2_000
    assert after.ru_maxrss - before.ru_maxrss < 400_000  # kilobytes


def test_a_large_scan_is_taken_without_being_in_the_workers_memory(enter: Enter, app: Flask, tmp_path: Path) -> None:
    enter("editor")
    by, path = db.session.scalars(select(Person)).one(), tmp_path / "scan.pdf"
    noise = Image.effect_noise((1240, 1754), 60)
    page = BytesIO()
    noise.save(page, "JPEG", quality=95)
    path.write_bytes(scan(page.getvalue(), noise.size, 40_000_000 // len(page.getvalue())))
    assert path.stat().st_size > 35_000_000
    with app.test_request_context("/fr/redaction/"), path.open("rb") as file:
        tracemalloc.start()
        asset = uploads_of.receive(FileStorage(file, "scan.pdf"), by=by)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 10_000_000  # bytes
    assert asset.size == path.stat().st_size
    assert asset.page_count is not None
    assert asset.page_count > 10
    with Image.open(storage().renditions.here(asset.digest, drawing.COVER) or "") as cover:
        assert cover.size == (420, 594)


def test_100_megabytes_may_be_sent(app: Flask) -> None:
    assert uploads_of.LARGEST["pdf"] == 100_000_000
    assert max(uploads_of.largest().values()) + 1_000_000 < blueprints.largest()  # with the rest of its form


def test_endless_words_are_read_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_WORDS", 500)
    texts = pdf.inspect(make_pdf(*["mot " * 50] * 9)).texts
    assert (len(texts), sum(map(len, texts))) == (9, pytest.approx(500, abs=10))


@pytest.mark.parametrize("data", [pdf_bomb(), png_bomb(30_000, 30_000)], ids=["PDF", "PNG"])
def test_a_bomb_takes_no_memory_of_the_worker(data: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read = sandbox.pdf if data.startswith(b"%PDF") else sandbox.picture
    with pytest.raises(DamagedFile):
        read(data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # kilobytes


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    for limits in (sandbox.Limits(cpu=2, wall=120), sandbox.Limits(cpu=120, wall=5)):
        monkeypatch.setitem(sandbox.LIMITS, "cover", limits)
        drawn = sandbox.cover(shading_pdf(), 420)
        assert (drawn.made, drawn.fault and drawn.fault.reason) == ([], "exhausting")
    monkeypatch.setitem(
        sandbox.LIMITS, "picture", sandbox.Limits(cpu=60, wall=0)
    )  # less than a process needs to begin
    with pytest.raises(OSError, match="does not start"):  # which says nothing of the picture
        sandbox.picture(make_image(64, 48, "PNG"))


UPLOAD = """
import os, signal, sys
from io import BytesIO
from pathlib import Path
from werkzeug.datastructures import FileStorage
from sqlalchemy import select
from ecpat.app import create_app
from ecpat.files.desk.uploads import receive
from ecpat.core.database import db
from ecpat.accounts.models import Person
app = create_app({}, Path(sys.argv[1]))
with app.test_request_context("/fr/redaction/"):
    receive(FileStorage(BytesIO(sys.stdin.buffer.read()), "a.png"), by=db.session.scalars(select(Person)).one())
    db.session.flush()
    os.kill(os.getpid(), signal.SIGKILL)  # the file is stored, the row is not committed
"""


def test_an_upload_that_is_killed_leaves_no_row_and_an_orphan_that_the_doctor_removes(
    enter: Enter, app: Flask
) -> None:
    enter("editor")
    rows, actions, files = everything()
    command = [sys.executable, "-c", UPLOAD, app.instance_path]
    done = subprocess.run(command, input=make_image(77, 55, "PNG"), capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    found = everything()
    assert found[:2] == (rows, actions)
    (orphan,) = set(found[2]) - set(files)
    old = time.time() - RECENT - 60
    os.utime(storage().path(orphan), (old, old))
    assert any("no row knows" in finding.text for finding in uploads(False))
    assert any("removed 1" in finding.text for finding in uploads(True))
    assert everything() == (rows, actions, files)
    assert newest().id == rows
