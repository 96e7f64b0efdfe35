"""Where people are signed in: one row a browser, ended by time, by them, by others, at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import event, select, update
from werkzeug.serving import make_server

from ecpat.accounts.audit import Audit
from ecpat.accounts.models import Person
from ecpat.accounts.sessions import SignIn
from ecpat.core import clock
from ecpat.core.database import db
from ecpat.desk.sign_in.sessions import device

from ..conftest import PASSWORD, DeskClient
from ..entries.test_cost import counted
from .test_sign_in import SIGN_IN, Clock, attempt, browser, moving, signed_in, somebody

__all__ = ["moving"]  # a fixture

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_a_browser_is_signed_out_after_twelve_idle_hours(app: Flask, moving: Clock) -> None:
    somebody()
    client = browser(app)
    attempt(client, password=PASSWORD)
    for _ in range(3):
        moving.turn(hours=11)
        assert signed_in(client)
    moving.turn(hours=12, minutes=6)
    assert not signed_in(client)


def test_a_browser_is_signed_out_after_seven_days_whatever_it_did(app: Flask, moving: Clock) -> None:
    somebody()
    client = browser(app)
    attempt(client, password=PASSWORD)
    for _ in range(16):
        moving.turn(hours=10)
        assert signed_in(client)
    moving.turn(hours=10)
    assert not signed_in(client)


def test_asking_who_is_there_costs_one_query_and_writes_now_and_then(app: Flask, moving: Clock) -> None:
    somebody("writer")
    client = browser(app)
    attempt(client, password=PASSWORD)
    statements: list[str] = []
    note: Callable[..., None] = lambda _c, _cursor, statement, *_more: statements.append(statement)  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", note)
    client.get("/en/desk/account/my-data.json")
    assert sum("sign_in" in one and one.startswith("SELECT") and "JOIN" in one for one in statements) == 1
    assert not [one for one in statements if one.startswith("UPDATE")]
    moving.turn(minutes=6)
    client.get("/en/desk/account/my-data.json")
    assert len([one for one in statements if one.startswith("UPDATE")]) == 1
    event.remove(db.engine, "before_cursor_execute", note)


def test_signing_in_begins_a_session_that_nobody_knew_before(app: Flask) -> None:
    somebody()
    client = browser(app)
    client.get(SIGN_IN)
    with client.session_transaction("/en/desk/") as planted:
        planted["planted"] = "by somebody else"
        before = dict(planted)
    attempt(client, password=PASSWORD)
    with client.session_transaction("/en/desk/") as session:
        first = dict(session)
    assert "planted" not in first
    assert first["csrf_token"] != before["csrf_token"] if "csrf_token" in first else True
    client.send("/en/desk/sign-out", "/en/desk/account")
    attempt(client, password=PASSWORD)
    with client.session_transaction("/en/desk/") as session:
        assert session["sign_in"] != first["sign_in"]


def test_a_cookie_that_was_copied_is_worth_nothing_after_signing_out(app: Flask) -> None:
    somebody()
    client = browser(app)
    attempt(client, password=PASSWORD)
    stolen = client.get_cookie("__Host-desk")
    assert stolen
    answer = client.send("/en/desk/sign-out", "/en/desk/account")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    thief = browser(app)
    thief.set_cookie("__Host-desk", stolen.value, secure=True)
    assert not signed_in(thief)
    assert db.session.scalars(select(SignIn)).one().ended_at


def test_a_person_sees_their_browsers_and_ends_one_or_all_others(app: Flask) -> None:
    somebody()
    here, second, third = browser(app), browser(app), browser(app)
    for client in (here, second, third):
        client.environ_base["HTTP_USER_AGENT"] = FIREFOX
        attempt(client, password=PASSWORD)
    page = here.get("/en/desk/account").get_data(as_text=True)
    assert page.count("Firefox on Linux</strong>") == 3
    assert page.count("this browser") == 1
    assert "203.0.113" not in page
    rows = db.session.scalars(select(SignIn).order_by(SignIn.id)).all()
    assert here.send("/en/desk/account/browsers", "/en/desk/account", browser=rows[1].id).status_code == 302
    assert [signed_in(client) for client in (here, second, third)] == [True, False, True]
    here.send("/en/desk/account/browsers", "/en/desk/account", browser="others")
    assert [signed_in(client) for client in (here, second, third)] == [True, False, False]


def test_nobody_ends_the_browser_of_another(app: Flask) -> None:
    somebody()
    somebody(email="other@example.org")
    mine, theirs = browser(app), browser(app)
    attempt(mine, password=PASSWORD)
    attempt(theirs, email="other@example.org", password=PASSWORD)
    row = db.session.scalars(select(SignIn).order_by(SignIn.id.desc()).limit(1)).one()
    for number in (row.id, "0", "-1", "x", "²", ""):
        assert mine.send("/en/desk/account/browsers", "/en/desk/account", browser=number).status_code == 404
    assert signed_in(theirs)


def test_a_new_password_ends_all_others(app: Flask) -> None:
    somebody()
    here, other = browser(app), browser(app)
    attempt(here, password=PASSWORD)
    attempt(other, password=PASSWORD)
    new = "seven quiet herons at dusk"
    fields = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    assert here.send("/en/desk/account/password", **fields).headers["Location"] == "/en/desk/account"
    assert signed_in(here)
    assert not signed_in(other)


def test_somebody_whose_account_is_closed_is_out_at_once(app: Flask) -> None:
    person = somebody()
    client = browser(app)
    attempt(client, password=PASSWORD)
    person.active = False
    db.session.commit()
    assert not signed_in(client)


def test_a_token_in_an_address_or_a_header_lets_nobody_in(app: Flask) -> None:
    person = somebody()
    with app.test_request_context("/en/desk/"):
        token = person.get_auth_token()
    client = browser(app)
    assert client.get(f"/en/desk/?auth_token={token}").status_code == 302
    assert client.get("/en/desk/", headers={"Authentication-Token": str(token)}).status_code == 302
    assert client.get("/en/desk/", auth=(person.email, PASSWORD)).status_code == 302


def test_what_is_kept_of_somebody_can_be_taken_away_without_secrets(app: Flask) -> None:
    person = somebody()
    client = browser(app)
    attempt(client, password=PASSWORD)
    answer = client.get("/en/desk/account/my-data.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    data = json.loads(answer.get_data(as_text=True))
    assert data["person"]["email"] == "sam@example.org"
    assert data["actions"][0]["action"] == "sign_in.begun"
    assert len(data["browsers"]) == 1
    assert str(person.password) not in str(data)
    assert db.session.scalars(select(SignIn)).one().token_digest not in str(data)


def test_a_name_and_a_language_are_kept(app: Flask) -> None:
    person = somebody()
    client = browser(app)
    attempt(client, password=PASSWORD)
    assert client.send("/en/desk/account", name="  Sam   Example ", locale="fr").status_code == 302
    assert client.send("/en/desk/account", name="", locale="fr").status_code == 422
    assert client.send("/en/desk/account", name="x" * 121, locale="fr").status_code == 422
    assert client.send("/en/desk/account", name="Sam", locale="xx").status_code == 422
    db.session.refresh(person)
    assert (person.name, person.locale) == ("Sam Example", "fr")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS) Version/18.5 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) (KHTML, like Gecko) Chrome/140.0 Safari/537", "Chrome, Android"),
        ("", ""),
        ("<script>" * 500, ""),
    ],
)  # fmt: skip
def test_a_browser_is_known_by_few_words(agent: str, words: str) -> None:
    assert device(agent) == words


def test_required_second_factor_comes_before_all_else(app: Flask) -> None:
    app.config["SECOND_FACTOR"] = "required"
    somebody()
    somebody("writer", "writer@example.org")
    client = browser(app)
    attempt(client, password=PASSWORD)
    assert client.get("/en/desk/").headers["Location"] == "/en/desk/account"
    assert client.get("/en/desk/account/code-app").status_code == 200
    typed = {"csrf_token": client.token("/en/desk/account"), "fr-title": "Un titre"}
    assert client.post("/en/desk/entries/new/news/typed", data=typed).status_code == 403
    writing = browser(app)
    attempt(writing, email="writer@example.org", password=PASSWORD)
    assert signed_in(writing)


def test_an_editor_by_password_alone_is_asked_for_more(app: Flask) -> None:
    somebody()
    client = browser(app)
    attempt(client, password=PASSWORD)
    assert "set up a second factor" in client.get("/en/desk/").get_data(as_text=True)
    assert db.session.scalar(select(Audit).where(Audit.action == "sign_in.begun"))
    assert db.session.scalar(select(Person))


SAVE, BIG = "/en/desk/account", b"name=" + b"x" * 200_000
PARTS = "multipart/form-data; boundary=x"
FILE = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' + bytes(200_000) + b"\r\n--x--\r\n"


def sent(client: DeskClient, body: bytes, kind: str = "application/x-www-form-urlencoded", **headers: str) -> int:
    """Send a body to a form of the desk; return the status."""
    return client.post(SAVE, data=body, content_type=kind, headers=headers).status_code


@pytest.mark.parametrize("cookie", ["", "__Host-desk=a", "__Host-desk=eyJhIjoxfQ.aaaaaa.bbbbbbb", "__Host-desk="])
def test_a_cookie_that_was_made_up_lets_nobody_send_more_than_a_reader(app: Flask, cookie: str) -> None:
    client = DeskClient(app, app.response_class, use_cookies=False)  # it sends the header as it is given
    with counted(app) as statements:
        assert sent(client, BIG, Cookie=cookie) == 413
        assert sent(client, FILE, PARTS, Cookie=cookie) == 413
        assert client.post("/en/news/", data=BIG, headers={"Cookie": cookie}).status_code == 405
        assert client.post(SIGN_IN, data=BIG, headers={"Cookie": cookie}).status_code == 413
    assert not [one for one in statements if "sign_in" in one]


def test_a_session_that_has_ended_lets_nobody_send_more_than_a_reader(app: Flask) -> None:
    somebody()
    client = browser(app)
    client.get(SIGN_IN)  # which gives a cookie to anybody
    assert sent(client, BIG) == 413
    attempt(client, password=PASSWORD)
    assert sent(client, BIG) != 413
    db.session.execute(update(SignIn).values(ended_at=clock.now()))
    db.session.commit()
    assert sent(client, BIG) == 413


def test_a_body_is_limited_however_it_comes(app: Flask) -> None:
    """By a real server: with its length, and in chunks that tell none."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        for chunked in (False, True):
            connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
            body = (FILE[start : start + 1000] for start in range(0, len(FILE), 1000)) if chunked else FILE
            headers = {"Content-Type": PARTS, "Cookie": "__Host-desk=a"}
            with suppress(ConnectionError):  # it need not take it all
                connection.request("POST", SAVE, body, headers, encode_chunked=chunked)
            assert connection.getresponse().status == 413
            connection.close()
    finally:
        server.shutdown()
