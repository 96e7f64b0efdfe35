"""A form sent after the session ended: nothing typed is lost, and nobody else's words are sent by it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from ecpat.accounts.models import Person
from ecpat.core.database import db

from ..conftest import PASSWORD, DeskClient
from .test_sign_in import SIGN_IN, attempt, browser, somebody

SAME = {"Sec-Fetch-Site": "same-origin"}
TEXT = "Une longue « phrase » avec <b>des balises</b> & deux lignes,\r\nqui ne doit pas se perdre."
FORM = "/en/desk/account"


def field(page: str, name: str) -> str | None:
    """Return the value of a hidden field of a page; the token of its form, not the empty one of a button."""
    found = re.search(rf'<input [^>]*name="{name}"[^>]* value="([^"]*)"', page)
    return found[1] if found else None


def test_what_was_typed_comes_back_and_is_sent_again_after_signing_in(app: Flask) -> None:
    person = somebody()
    client = browser(app)
    attempt(client, password=PASSWORD)
    token = client.token(FORM)
    client.send("/en/desk/sign-out", FORM)
    answer = client.post(FORM, data={"csrf_token": token, "name": "Sam of the desk", "locale": "fr"}, headers=SAME)
    assert answer.status_code == 403
    page = answer.get_data(as_text=True)
    assert "What you typed is still here" in page
    assert f'href="{SIGN_IN}" target="_blank"' in page
    attempt(client, password=PASSWORD)  # in a window beside
    again = {name: field(page, name) for name in ("csrf_token", "name", "locale")}
    answer = client.post(FORM, data=again, headers=SAME)  # with the token from before
    page = answer.get_data(as_text=True)
    assert "send it again" in page
    again = {name: field(page, name) for name in ("csrf_token", "name", "locale")}
    assert client.post(FORM, data=again, headers=SAME).status_code == 302
    db.session.refresh(person)
    assert person.name == "Sam of the desk"


def test_long_texts_are_shown_to_be_copied_and_are_whole(app: Flask) -> None:
    answer = browser(app).post(FORM, data={"fr-body": TEXT, "saves": "3"}, headers=SAME)
    page = answer.get_data(as_text=True)
    shown = re.search(
        r'<textarea[^>]* name="fr-body" readonly rows="6" lang="fr">\n(.*?)</textarea>', page, re.DOTALL
    )
    assert shown
    assert "<b>" not in shown[1]
    assert "&lt;b&gt;des balises&lt;/b&gt; &amp; deux lignes,\r\nqui" in shown[1]
    assert field(page, "saves") == "3"


def test_even_a_very_long_text_comes_back_without_a_session(app: Flask) -> None:
    answer = browser(app).post(FORM, data={"fr-body": "mot " * 500_000}, headers=SAME)
    assert answer.status_code == 403
    assert "mot mot mot" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"},
     {"Origin": "https://evil.example"}, {"Origin": "null"},
     {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}],
)  # fmt: skip
@pytest.mark.unchanged
def test_another_site_s_words_are_never_offered_with_a_good_token(
    enter: Callable[..., DeskClient], headers: dict[str, str]
) -> None:
    client = enter("administrator", "en")
    answer = client.post(FORM, data={"name": "planted words of somebody else altogether"}, headers=headers)
    assert answer.status_code == 400
    assert "planted" not in answer.get_data(as_text=True)
    assert db.session.scalar(select(Person.name).where(Person.role == "administrator")) == "Chief"


def test_a_password_is_never_given_back(app: Flask, enter: Callable[..., DeskClient]) -> None:
    client = enter("writer", "en")
    for path in (SIGN_IN, "/en/desk/account/password", "/en/desk/confirm"):
        data = {"password": "a secret that was typed", "new_password": "a secret that was typed"}
        assert "a secret" not in client.post(path, data=data, headers=SAME).get_data(as_text=True)


def test_files_must_be_chosen_again_and_the_page_says_so(app: Flask) -> None:
    data = {"name": "Sam", "upload": (io.BytesIO(b"x"), "rapport final.pdf")}
    answer = browser(app).post(FORM, data=data, headers=SAME)
    assert "rapport final.pdf" in answer.get_data(as_text=True)
    assert "choose them again" in answer.get_data(as_text=True)


def test_an_older_browser_that_says_its_origin_is_believed(app: Flask) -> None:
    answer = browser(app).post(FORM, data={"name": "Sam"}, headers={"Origin": "http://localhost"})
    assert answer.status_code == 403


def test_what_was_typed_is_taken_along_into_the_other_language_and_saved_by_nobody(
    enter: Callable[..., DeskClient],
) -> None:
    client = enter("administrator", "en")
    text = "Une phrase avec <b>des balises</b>,\r\nqui ne doit pas se perdre."
    page = client.post(FORM, data={"name": "Sam of the desk", "fr-body": text}, headers=SAME).get_data(as_text=True)
    way = re.search(r'<button[^>]* form="kept" formaction="([^"]+)" name="csrf_token" value=""[^>]*>Français', page)
    assert way
    assert page.index(way[0]) < page.index(' id="kept"')  # so that its empty token is sent before the good one
    again = {"csrf_token": ["", field(page, "csrf_token")], "name": field(page, "name"), "fr-body": text}
    answer = client.post(way[1], data=again, headers=SAME)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert "Ce que vous avez tapé est encore là" in page
    assert field(page, "name") == "Sam of the desk"
    assert "&lt;b&gt;des balises&lt;/b&gt;" in page
    assert db.session.scalar(select(Person.name).where(Person.role == "administrator")) == "Chief"
