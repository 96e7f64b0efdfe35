"""Moving in at the desk: sent, planned, taken in by the worker, reported; for administrators alone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from ecpat.core.database import db
from ecpat.core.jobs.worker import Worker
from ecpat.entries import service
from ecpat.entries.models import Edition
from ecpat.importing.report import Progress, Report
from ecpat.importing.wordpress import choices, run
from ecpat.site.redirects import Redirect

from ..conftest import DeskClient
from .conftest import edition
from .exports import comment, export, post

PATH = "/fr/redaction/reglages/importation"
TABLES = f"{PATH}/tableaux"


def send(browser: DeskClient, text: str) -> tuple[int, str, str]:
    """Send an export; return the status, the page and where it leads."""
    fields = {"csrf_token": browser.token(PATH), "export": (io.BytesIO(text.encode()), "export.xml")}
    answer = browser.post(PATH, data=fields, content_type="multipart/form-data")
    return answer.status_code, answer.get_data(as_text=True), answer.headers.get("Location", "")


def test_an_export_is_sent_planned_taken_in_and_reported(app: Flask, enter: Callable[..., DeskClient]) -> None:
    browser = enter("administrator")
    text = export(
        post(1, "Un titre", "<p>Corps [box a=1]mot[/box]</p>", more=comment(1)), post(2, "Fiche", kind="projet")
    )
    status, _page, plan = send(browser, text)
    assert status == 303
    page = browser.get(plan).get_data(as_text=True)
    assert "QUESTION" in page
    wanted = re.sub(r"(?s).*<textarea[^>]*>(.*)</textarea>.*", r"\1", page).replace("&#34;", '"')
    wanted = wanted.replace('# "projet" = "pages"', '"projet" = "pages"')
    assert browser.send(plan, plan=wanted).status_code == 303
    assert browser.get(plan).status_code == 200
    Worker(app).work_off()
    report = browser.get(plan).get_data(as_text=True)
    assert "Un titre" in report
    assert "box" in report
    assert edition("Fiche").kind == "pages"
    assert f"/{edition('Un titre').entry_id}" in report


def test_an_import_is_taken_back(app: Flask, enter: Callable[..., DeskClient]) -> None:
    browser = enter("administrator")
    texts = (post(number, f"Titre {number}", "<p>Corps</p>") for number in range(1, 60))
    plan = send(browser, export(*texts))[2]
    shown = re.sub(r"(?s).*<textarea[^>]*>(.*)</textarea>.*", r"\1", browser.get(plan).get_data(as_text=True))
    browser.send(plan, plan=shown.replace("&#34;", '"'))
    Worker(app).work_off()
    service.save(edition("Titre 7").entry, "fr", title="Titre 7, relu")
    db.session.commit()
    report = browser.get(plan).get_data(as_text=True)
    (address,) = re.findall(r'action="([^"]+)"', report)[-1:]
    answer = browser.post(address, data={"csrf_token": browser.token(plan)})
    assert answer.status_code == 303
    assert "en cours" in browser.get(plan).get_data(as_text=True)
    Worker(app).work_off()
    report = browser.get(plan).get_data(as_text=True)
    assert "Titre 7, relu" in report
    assert "Annulé" in report
    assert set(db.session.scalars(select(Edition.title).where(Edition.title.startswith("Titre")))) == {
        "Titre 7, relu"
    }


def test_a_page_that_waits_tells_how_far_it_is(
    app: Flask, enter: Callable[..., DeskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = enter("administrator")
    plan = send(browser, export(*(post(number, f"Titre {number}") for number in range(1, 60))))[2]
    browser.send(plan, plan='[site]\nlanguage = "fr"')
    pages = list[str]()

    def import_some(_file: Path, _uploads: Path | None, _chosen: choices.Choices, progress: Progress) -> Report:
        for done in (50, 59):
            pages.append(browser.get(plan).get_data(as_text=True))
            progress("texts", done, 59)
        return Report()

    monkeypatch.setattr(run, "run", import_some)
    Worker(app).work_off()
    assert "<progress" not in pages[0]
    assert "Textes\u00a0: 50 sur 59" in pages[1]
    assert '<progress max="59" value="50">' in pages[1]


def test_a_file_that_is_none_is_refused_with_its_line(enter: Callable[..., DeskClient]) -> None:
    browser = enter("administrator")
    status, page, _location = send(browser, export(post(1, "Un"))[:-20])
    assert status == 422
    assert re.search(r"Ligne \d+", page)
    status, page, _location = send(browser, "")
    assert status == 422


def test_a_map_that_says_nothing_is_refused(enter: Callable[..., DeskClient]) -> None:
    browser = enter("administrator")
    plan = send(browser, export(post(1, "Un")))[2]
    assert browser.send(plan, plan="[kinds]\npost = 'poemes'").status_code == 422
    assert browser.get("/fr/redaction/reglages/importation/0123456789abcdef").status_code == 404


def test_empty_tables_are_downloaded(app: Flask, enter: Callable[..., DeskClient]) -> None:
    browser = enter("administrator")
    page = browser.get(TABLES).get_data(as_text=True)
    for kind in ("redirects", "trainings", "resources"):
        (address,) = re.findall(rf'href="([^"]*/{kind})" download', page)
        answer = browser.get(address)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{kind}.csv"'
        printed = app.test_cli_runner().invoke(args=["ecpat", "import", "csv", kind, "--template"])
        assert answer.get_data() == printed.stdout_bytes
    assert browser.get(address.replace("resources", "people")).status_code == 404
    assert enter("editor").get(address).status_code == 403


def test_a_table_is_judged_whole_before_any_of_it_is_taken(app: Flask, enter: Callable[..., DeskClient]) -> None:
    browser = enter("administrator")

    def send_table(rows: str, **more: str) -> TestResponse:
        fields = {"csrf_token": browser.token(TABLES), "name": "redirects", **more}
        fields["file"] = (io.BytesIO(f"path;target\r\n{rows}".encode()), "vieux.csv")  # type: ignore[assignment]
        return browser.post(TABLES, data=fields, content_type="multipart/form-data")

    def held() -> set[str]:
        db.session.rollback()
        return set(db.session.scalars(select(Redirect.path).where(Redirect.path.startswith("/vieux"))))

    wrong = send_table("/vieux-un;/fr/\r\n/vieux-deux;ailleurs\r\n")
    assert (wrong.status_code, held()) == (422, set())
    assert "Ligne 3" in wrong.get_data(as_text=True)
    judged = send_table("/vieux-un;/fr/\r\n", plan="1")
    assert (judged.status_code, held()) == (200, set())
    assert "1 ligne serait importée" in judged.get_data(as_text=True)
    assert send_table("/vieux-un;/fr/\r\n").status_code == 303
    assert held() == {"/vieux-un"}
    assert send_table("x;y", name="people").status_code == 422
    assert enter("editor").get(TABLES).status_code == 403


def test_what_a_table_brought_is_taken_back_unless_somebody_touched_it(
    app: Flask, enter: Callable[..., DeskClient]
) -> None:
    browser = enter("administrator")

    def send_table(**more: str) -> TestResponse:
        fields = {"csrf_token": browser.token(TABLES), "name": "redirects", **more}
        fields["file"] = (io.BytesIO(b"path;target\r\n/vieux-un;/fr/\r\n/vieux-deux;/fr/\r\n"), "vieux.csv")  # type: ignore[assignment]
        return browser.post(TABLES, data=fields, content_type="multipart/form-data")

    assert send_table().status_code == 303
    db.session.execute(update(Redirect).where(Redirect.path == "/vieux-deux").values(target="/en/"))
    db.session.commit()
    told = send_table(undo="1").get_data(as_text=True)
    assert "1 ligne a été annulée" in told
    assert "/vieux-deux\u00a0: Quelqu’un l’a modifié depuis" in told
    db.session.rollback()
    assert set(db.session.scalars(select(Redirect.path).where(Redirect.path.startswith("/vieux")))) == {"/vieux-deux"}


def test_an_archive_that_cannot_be_read_is_told_and_it_can_be_begun_again(
    app: Flask, enter: Callable[..., DeskClient], tmp_path: Path
) -> None:
    browser = enter("administrator")
    plan = send(browser, export(post(1, "Un titre")))[2]
    archive = Path(app.instance_path) / "imports" / f"{plan.rpartition('/')[2]}.tar"
    archive.write_bytes(b"no archive")
    browser.send(plan, plan='[site]\nlanguage = "fr"')
    Worker(app).work_off()
    assert "import n’a pas pu se faire" in browser.get(plan).get_data(as_text=True)
    archive.unlink()
    browser.send(plan, plan='[site]\nlanguage = "fr"')
    Worker(app).work_off()
    assert edition("Un titre")
