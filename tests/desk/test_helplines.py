"""Help lines: a number is right, or nobody can save it by accident."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.accounts.audit import Audit
from ecpat.core import clock
from ecpat.core.database import db
from ecpat.core.i18n import local
from ecpat.helplines.models import HelpLine

from ..conftest import DeskClient

LIST = "/fr/redaction/lignes-d-aide"


def line_of(key: str) -> HelpLine:
    db.session.expire_all()
    return db.session.scalars(select(HelpLine).where(HelpLine.key == key)).one()


def fields_of(page: str) -> dict[str, str]:
    """Return what the page's form would send as it stands."""
    found = {}
    main = page[page.index("<main") :]
    for tag in re.findall(r"<input[^>]*>", main):
        name, value = re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            found[name[1]] = html.unescape(value[1]) if value else "y"
    for name, body in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', main, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', body)
        found[name] = chosen[1] if chosen else ""
    for name, body in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>\r?\n?(.*?)</textarea>', main, re.DOTALL):
        found[name] = html.unescape(body)
    return found


def change(browser: DeskClient, form: str, /, **fields: Any) -> Any:
    """Fill in the form at an address and send it."""
    return browser.post(form, data={**fields_of(browser.get(form).get_data(as_text=True)), **fields})


def test_a_changed_number_is_looked_at_twice_then_on_the_site_and_in_the_audit(
    enter: Callable[..., DeskClient], reader: FlaskClient
) -> None:
    browser, one = enter("editor"), line_of("child-focus")
    path, old = f"{LIST}/{one.id}", one.number
    assert "116\u202f000" in reader.get("/fr/").get_data(as_text=True)
    asked = change(browser, path, number="0800.30/030")
    page = asked.get_data(as_text=True)
    assert asked.status_code == 200
    assert page.index("116\u202f000") < page.index("0800\u202f30\u202f030")
    assert line_of("child-focus").number == old
    assert browser.post(path, data=fields_of(page)).headers["Location"] == LIST
    assert line_of("child-focus").number == "0800 30 030"
    assert line_of("child-focus").words["fr"].label == "Child Focus, jour et nuit"
    home = reader.get("/fr/").get_data(as_text=True)
    assert 'href="tel:080030030"' in home
    assert "116\u202f000" not in home
    action = db.session.scalars(select(Audit).where(Audit.action == "helpline.saved")).one()
    assert action.details == {"before": "116 000", "after": "0800 30 030"}
    assert action.subject == f"helpline:{one.id}"


def test_a_confirmation_counts_for_the_number_that_was_shown_alone(enter: Callable[..., DeskClient]) -> None:
    browser, one = enter("editor"), line_of("child-focus")
    path = f"{LIST}/{one.id}"
    sent = fields_of(change(browser, path, number="0800 30 030").get_data(as_text=True))
    again = browser.post(path, data={**sent, "again": "1"})
    assert 'name="number" type="text" value="0800 30 030"' in again.get_data(as_text=True)
    other = browser.post(path, data={**sent, "number": "0800 30 031"})
    assert "0800\u202f30\u202f031" in other.get_data(as_text=True)
    assert line_of("child-focus").number == "116 000"


def test_two_editors_do_not_overwrite_one_another(enter: Callable[..., DeskClient]) -> None:
    one, first, second = line_of("child-focus"), enter("editor"), enter("administrator")
    path = f"{LIST}/{one.id}"
    opened = fields_of(second.get(path).get_data(as_text=True))
    assert change(first, path, **{"fr-label": "De jour et de nuit"}).status_code == 303
    refused = second.post(path, data={**opened, "fr-description": "Mon texte ;"})
    assert refused.status_code == 422
    assert "Mon texte ;" in refused.get_data(as_text=True).replace("\u202f", " ")
    assert line_of("child-focus").words["fr"].label == "De jour et de nuit"


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "1"},
        {"number": "cent un"},
        {"number": "1" * 16},
        {"number": "101 ou 112"},
        {"number": "", "url": ""},
        {"url": "http://example.org/"},
        {"url": "javascript:alert(1)"},
        {"url": "https://example.org/a b"},
        {"fr-name": "", "en-name": "", "fr-label": "x"},
        {"fr-name": "x" * 121},
        {"checked_on": "2999-01-01"},
        {"checked_on": "hier"},
        {"position": "beaucoup"},
        {"position": "-1"},
        {"position": "9" * 5000},
        {"situation": "danger"},
    ],
)
@pytest.mark.unchanged
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(
    enter: Callable[..., DeskClient], wrong: dict[str, str]
) -> None:
    browser, one = enter("editor"), line_of("police")
    before = (one.number, one.url, one.position, one.checked_on, one.words["fr"].name)
    answer = change(browser, f"{LIST}/{one.id}", **wrong)
    assert answer.status_code == 422
    assert 'class="fault"' in answer.get_data(as_text=True)
    one = line_of("police")
    assert (one.number, one.url, one.position, one.checked_on, one.words["fr"].name) == before


def test_a_line_is_added_in_one_language_and_told_to_lack_the_other(
    enter: Callable[..., DeskClient], reader: FlaskClient
) -> None:
    browser = enter("editor")
    words = {"fr-name": "Écoute : “test”\x00 !", "situation": "talk", "number": "078 15 00 00", "in_panel": "y"}
    assert change(browser, f"{LIST}/ajout", **words).status_code == 303
    assert "Pas encore en anglais" in browser.get(LIST).get_data(as_text=True)
    assert line_of("ecoute-test").words["fr"].name == "Écoute\u00a0: “test”\u202f!"
    assert "078\u202f15\u202f00\u202f00" in reader.get("/fr/aide/").get_data(as_text=True)
    assert "078\u202f15\u202f00\u202f00" not in reader.get("/en/help/").get_data(as_text=True)


def test_checked_today_is_one_touch(enter: Callable[..., DeskClient], reader: FlaskClient) -> None:
    browser = enter("editor", "en")
    one = next(one for one in db.session.scalars(select(HelpLine)) if one.checked_on is None)
    one_id = one.id
    assert "Never checked" in browser.get("/en/desk/help-lines").get_data(as_text=True)
    assert browser.send(f"/en/desk/help-lines/{one_id}/checked", "/en/desk/help-lines").status_code == 303
    db.session.expire_all()
    assert db.session.get(HelpLine, one_id).checked_on == local(clock.now()).date()  # type: ignore[union-attr]


def test_a_line_not_checked_for_six_months_is_told(
    enter: Callable[..., DeskClient], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in db.session.scalars(select(HelpLine)):
        one.checked_on = local(clock.now()).date()
    db.session.commit()
    browser = enter("editor")
    assert "Vérifier une ligne d’aide" not in browser.get("/fr/redaction/").get_data(as_text=True)
    one.checked_on -= timedelta(days=200)
    db.session.commit()
    assert "Vérifier une ligne d’aide</a><b>1</b>" in browser.get("/fr/redaction/").get_data(as_text=True)
    assert browser.get(LIST).get_data(as_text=True).count("state soon") == 1


def test_a_line_is_deleted_after_a_question(enter: Callable[..., DeskClient], reader: FlaskClient) -> None:
    browser, one = enter("editor"), line_of("ecoute-enfants")
    path = f"{LIST}/{one.id}/suppression"
    assert ">103<" in browser.get(path).get_data(as_text=True)
    assert browser.send(path).status_code == 303
    assert "tel:103" not in reader.get("/fr/aide/").get_data(as_text=True)
    action = db.session.scalars(select(Audit).where(Audit.action == "helpline.deleted")).one()
    assert action.details["number"] == "103"
    assert browser.get(path).status_code == 404
    assert browser.get(f"{LIST}/99999999999999999999").status_code == 404
