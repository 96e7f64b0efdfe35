"""Who comes into the desk, and that nobody else gets a cookie."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from ..conftest import DeskClient


def test_a_person_signs_in_sees_the_entries_in_both_languages_and_signs_out(enter: Callable[..., DeskClient]) -> None:
    browser = enter("writer")
    page = browser.get("/fr/redaction/").get_data(as_text=True)
    assert "Fiches" in page
    assert "Entries" in browser.get("/en/desk/").get_data(as_text=True)
    assert browser.send("/fr/redaction/deconnexion", "/fr/redaction/").status_code == 302
    assert browser.get("/fr/redaction/").headers["Location"].startswith("/fr/redaction/connexion?next=")


def test_the_cookie_is_bound_to_the_host_and_to_tls(reader: FlaskClient) -> None:
    browser = DeskClient(reader.application, reader.application.response_class)
    cookie = browser.get("/fr/redaction/connexion").headers["Set-Cookie"]
    for part in ("__Host-desk=", "Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in cookie


def test_a_reader_is_led_to_the_entrance_and_gets_no_cookie_elsewhere(reader: FlaskClient) -> None:
    assert reader.get("/fr/").status_code == 200
    answer = reader.get("/en/desk/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/en/desk/sign-in?next=")
