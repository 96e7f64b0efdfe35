"""Moving in at the desk: sent, planned, taken in by the worker, reported; for administrators alone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from ecpat.core.database import db
from ecpat.core.jobs.worker import Worker
from ecpat.entries import service
from ecpat.entries.models import Edition
from ecpat.importing.report import Report
from ecpat.importing.wordpress import choices, run
from ecpat.importing.wordpress.writing import Progress

from ..conftest import DeskClient
from .conftest import edition
from .exports import comment, export, post

PATH = "/fr/redaction/reglages/importation"


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
        for count in (50, 9):
            pages.append(browser.get(plan).get_data(as_text=True))
            progress(count)
        return Report()

    monkeypatch.setattr(run, "run", import_some)
    Worker(app).work_off()
    assert "textes sont là" not in pages[0]
    assert "50 textes sont là pour l’instant." in pages[1]


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
    page = browser.get(PATH).get_data(as_text=True)
    for kind in ("redirects", "trainings", "resources"):
        (address,) = re.findall(rf'href="([^"]*/{kind})" download', page)
        answer = browser.get(address)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{kind}.csv"'
        printed = app.test_cli_runner().invoke(args=["ecpat", "import", "csv", kind, "--template"])
        assert answer.get_data() == printed.stdout_bytes
    assert browser.get(address.replace("resources", "people")).status_code == 404
    assert enter("editor").get(address).status_code == 403
