"""Signing in and what guards it: passwords, codes, recovery codes, limits of guessing, links for a new password."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urljoin

import argon2
import pytest
from email_validator import EmailNotValidError
from flask import Flask
from flask_security import hash_password
from flask_security.core import _default_messages
from passlib.totp import TOTP
from sqlalchemy import select
from werkzeug.test import TestResponse
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from ecpat.accounts import service
from ecpat.accounts.attempts import FailedSignIn
from ecpat.accounts.audit import Audit
from ecpat.accounts.models import Person
from ecpat.accounts.passwords import ARGON2, LEAST, is_common
from ecpat.accounts.security import SECURITY
from ecpat.core import clock
from ecpat.core.database import db
from ecpat.desk.sign_in import messages

from ..conftest import PASSWORD, RFC_9106, DeskClient, build
from ..mailserver import Sent, serving

SIGN_IN, CODE, RECOVERY = "/en/desk/sign-in", "/en/desk/sign-in/code", "/en/desk/sign-in/recovery-code"
AWAY = {"REMOTE_ADDR": "203.0.113.9"}


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 25, 9, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the moment it shows."""
        return self.at

    def turn(self, **by: float) -> None:
        """Move it on."""
        self.at += timedelta(**by)


@pytest.fixture
def moving(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return a clock that the site goes by."""
    hand = Clock()
    monkeypatch.setattr(clock, "now", hand.now)
    return hand


@pytest.fixture
def sent(app: Flask) -> Iterator[Sent]:
    """Return the mails that a site with a mail server hands over, once its worker has done what is due."""
    with serving() as server:
        yield Sent(app, server)


def somebody(role: str = "editor", email: str = "sam@example.org") -> Person:
    """Return a person who has a password."""
    person = Person(email=email, name="Sam", role=role, locale="en", password=hash_password(PASSWORD))
    db.session.add(person)
    db.session.commit()
    return person


def the_same() -> Person:
    """Return the person of the tests that share a site."""
    return service.find("sam@example.org") or somebody()


def browser(app: Flask) -> DeskClient:
    """Return a browser that has not been here."""
    return DeskClient(app, app.response_class)


def attempt(
    client: DeskClient, email: str = "sam@example.org", password: str = "wrong", address: str = AWAY["REMOTE_ADDR"]
) -> TestResponse:
    """Try to sign in from an address."""
    client.environ_base["REMOTE_ADDR"] = address
    return client.send(SIGN_IN, email=email, password=password)


def totp(person: Person) -> str:
    """Give a person an application for codes and return its secret as Flask-Security keeps it."""
    secret: str = SECURITY.current().totp_factory.generate_totp_secret()
    person.tf_primary_method, person.tf_totp_secret = "authenticator", secret
    db.session.commit()
    return secret


def code(secret: str) -> str:
    """Return the code that the application shows now."""
    found: str = SECURITY.current().totp_factory.generate_totp_password(secret)
    return found


def signed_in(client: DeskClient) -> bool:
    """Tell whether a browser is at the desk."""
    return client.get("/en/desk/").status_code == 200


def actions() -> list[str]:
    """Return the actions of the audit."""
    return list(db.session.scalars(select(Audit.action).order_by(Audit.id)))


def test_everything_flask_security_may_say_is_ours() -> None:
    assert set(messages.settings()) == {f"SECURITY_MSG_{key}" for key in _default_messages}
    theirs = {text for text, _kind in _default_messages.values()}
    assert not theirs & {str(text) for text, _kind in messages.settings().values()}


def test_wrong_and_unknown_get_the_same_answer(app: Flask) -> None:
    somebody()
    closed = somebody(email="closed@example.org")
    closed.active = False
    db.session.commit()
    answers = [
        attempt(browser(app), email=email, password=password, address=f"203.0.113.{number}")
        for number, (email, password) in enumerate(
            [("sam@example.org", "wrong"), ("nobody@example.org", "wrong"), ("closed@example.org", PASSWORD)]
        )
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    bodies = {re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True)) for answer in answers}
    assert len(bodies) == 1
    assert "The address or the password is wrong." in bodies.pop()


@pytest.fixture
def hashing(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Return how often passwords are hashed and compared: all else that a request does is quick beside it."""
    counted: Counter[str] = Counter()
    for name in ("hash_secret", "verify_secret"):
        work = getattr(argon2.low_level, name)

        def count(*told: Any, work: Callable[..., Any] = work, name: str = name, **named: Any) -> Any:
            counted[name] += 1
            return work(*told, **named)

        monkeypatch.setattr(argon2.low_level, name, count)
    return counted


def test_an_unknown_account_takes_as_long_as_a_known_one(app: Flask, hashing: Counter[str]) -> None:
    somebody()
    client = browser(app)
    for email in ("sam@example.org", "nobody@example.org"):
        hashing.clear()
        assert attempt(client, email=email).status_code == 422
        assert hashing.total() == 1, email


def test_passwords_are_argon2id_with_the_parameters_of_rfc_9106(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in RFC_9106.items():
        monkeypatch.setitem(ARGON2, name, value)
    with build(Path(app.instance_path)).app_context():
        assert hash_password(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=1$")


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("too short", "12 characters"),
        ("motdepasse2026", "too easy"),
        ("mot de passe 2026", "too easy"),
        ("unlockpassword", "too easy"),
        ("1qaz2wsx3edc4rfv", "too easy"),
        ("drowssapdrowssap", "too easy"),
        ("P@$$w0rdP@$$w0rd", "too easy"),
        ("Azertyuiop123!", "too easy"),
        ("aaaaaaaaaaaaaaaa", "too easy"),
        ("Sam sam example 1", "too easy"),
        ("ECPAT belgique 2026", "too easy"),
    ],
)
@pytest.mark.unchanged
def test_a_password_that_is_easy_to_guess_is_refused(app: Flask, password: str, fault: str) -> None:
    person = the_same()
    client = browser(app)
    attempt(client, password=PASSWORD)
    fields = {"password": PASSWORD, "new_password": password, "new_password_confirm": password}
    answer = client.send("/en/desk/account/password", **fields)
    assert answer.status_code == 422
    assert fault in answer.get_data(as_text=True)
    db.session.refresh(person)
    assert person.password


@pytest.mark.parametrize(
    "password", ["clou vert sous la neige", "kJ8#wQ2!nV5x", "trois escargots patients", PASSWORD]
)
def test_a_password_that_is_not_is_taken(password: str) -> None:
    assert not is_common(password)


def test_every_password_of_the_list_that_is_long_enough_is_refused() -> None:
    listed = [password for password in FREQUENCY_LISTS["passwords"] if len(password) >= LEAST]
    assert len(listed) > 200
    assert [password for password in listed if not is_common(password)] == []


@pytest.mark.parametrize(
    "password", ["4@8({[<369!1|0$57%2" * 6, "x" * 128, "ab" * 64, "Sam" * 40, "é\u0301½٣" * 32, " " * 64]
)
def test_no_password_keeps_a_worker_busy(password: str) -> None:
    person = Person(email="sam@example.org", name="Sam")
    began = time.process_time()
    is_common(password[:128], person)
    assert time.process_time() - began < 2


def test_a_password_typed_with_other_code_points_is_the_same(app: Flask) -> None:
    person = somebody()
    person.password = hash_password("une fine forêt élevée")
    db.session.commit()
    assert attempt(browser(app), password="une ﬁne fore\u0302t e\u0301leve\u0301e").status_code == 302


def test_the_sixth_guess_waits_and_the_wait_grows(app: Flask, moving: Clock) -> None:
    somebody()
    client = browser(app)
    assert [attempt(client).status_code for _ in range(6)] == [422] * 5 + [429]
    assert attempt(client).headers["Retry-After"] == "15"
    moving.turn(seconds=16)
    assert [attempt(client).status_code for _ in range(2)] == [422, 429]
    assert attempt(client).headers["Retry-After"] == "30"
    for _ in range(6):
        moving.turn(minutes=6)
        assert attempt(client).status_code == 422
    assert attempt(client).headers["Retry-After"] == "300"  # and never longer
    assert attempt(client, password=PASSWORD).status_code == 429  # also for the right one
    moving.turn(minutes=6)
    assert attempt(client, password=PASSWORD).status_code == 302


@pytest.mark.parametrize("spelling", [
    "sam@ｅｘａｍｐｌｅ.org", "ｓａｍ@example.org", "sam＠example.org", "SAM@EXAMPLE.ORG", " sam@example.org\u3000",
    "sam@example。org", "ſam@example.org", "sam@exampl\u2147.org",
])  # fmt: skip
def test_another_spelling_of_an_address_gives_no_other_guesses(
    app: Flask, moving: Clock, sent: Sent, spelling: str
) -> None:
    somebody()
    client = browser(app)
    assert [attempt(client).status_code for _ in range(5)] == [422] * 5
    assert attempt(client, email=spelling).status_code == 429
    moving.turn(minutes=6)
    assert attempt(client, email=spelling, password=PASSWORD).status_code == 302  # and names the same account
    for number in range(8):
        other = browser(app)
        other.send("/en/desk/forgotten-password", email=(spelling, "sam@example.org")[number % 2])
    assert len(sent) == 5


def test_an_address_is_kept_in_one_form_whoever_writes_it(app: Flask) -> None:
    person = service.add("Ｓam@Example.ORG ", "Sam", "editor", "en", by=None)
    assert person.email == "sam@example.org"
    with pytest.raises(service.EmailTakenError):
        service.add("sam@EXAMPLE.org", "Sam", "editor", "en", by=None)
    assert service.find("sam＠example.org") is person
    assert service.find("straße@example.org") is None
    assert service.add("straße@example.org", "Sam", "editor", "en", by=None).email == "straße@example.org"
    for wrong in (
        "",
        "sam",
        "sam@",
        "@example.org",
        "sam@example",
        "sam@example.org\u200b",
        "a" * 9000 + "@example.org",
    ):
        assert service.find(wrong) is None
        with pytest.raises(EmailNotValidError):
            service.add(wrong, "Sam", "editor", "en", by=None)


def test_the_wait_is_the_same_for_accounts_that_do_not_exist(app: Flask, moving: Clock) -> None:
    client = browser(app)
    answers = [attempt(client, email="nobody@example.org").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_guesses_from_elsewhere_do_not_shut_an_editor_out(app: Flask, moving: Clock) -> None:
    somebody()
    for number in range(30):
        attempt(browser(app), address=f"198.51.100.{number}")
    assert attempt(browser(app), password=PASSWORD, address="192.0.2.1").status_code == 302


def test_an_address_that_tries_many_accounts_waits_but_those_at_home_there_do_not(app: Flask, moving: Clock) -> None:
    somebody()
    somebody(email="new@example.org")
    assert attempt(browser(app), password=PASSWORD).status_code == 302  # at home in the office
    client = browser(app)
    for number in range(20):
        assert attempt(client, email=f"guess{number}@example.org").status_code == 422
    assert attempt(client, email="another@example.org").status_code == 429
    assert attempt(client, email="new@example.org", password=PASSWORD).status_code == 429
    assert attempt(browser(app), password=PASSWORD).status_code == 302
    assert attempt(browser(app), email="new@example.org", password=PASSWORD, address="192.0.2.1").status_code == 302


def test_failures_are_kept_as_digests_and_forgotten_after_a_day(app: Flask, moving: Clock) -> None:
    somebody()
    attempt(browser(app))
    row = db.session.scalars(select(FailedSignIn)).one()
    assert re.fullmatch(r"[0-9a-f]{64}", row.account_digest)
    assert re.fullmatch(r"[0-9a-f]{64}", row.address_digest)
    first = row.account_digest
    db.session.expunge_all()  # SQLite gives the number of a row that is gone to the next
    moving.turn(hours=25)
    attempt(browser(app), email="other@example.org")
    assert db.session.scalars(select(FailedSignIn)).one().account_digest != first


def test_failures_are_in_the_audit_without_address_and_do_not_fill_it(app: Flask, moving: Clock) -> None:
    person = somebody()
    for number in range(40):
        attempt(browser(app), address=f"198.51.100.{number}")
    rows = db.session.scalars(select(Audit).where(Audit.action == "sign_in.failed").order_by(Audit.id)).all()
    assert [row.details for row in rows] == [{"count": count} for count in (1, 2, 4, 8, 16, 32)]
    assert {row.person_id for row in rows} == {person.id}
    assert "198.51" not in str([(row.subject, row.details) for row in rows])


def test_a_code_is_asked_for_and_counts_once(app: Flask) -> None:
    person = somebody()
    secret = totp(person)
    client = browser(app)
    assert attempt(client, password=PASSWORD).headers["Location"].startswith(CODE)
    assert not signed_in(client)
    assert client.send(CODE, code="000000").status_code == 422
    right = code(secret)
    assert client.send(CODE, code=f"{right[:3]} {right[3:]}").status_code == 302
    assert signed_in(client)
    other = browser(app)
    attempt(other, password=PASSWORD)
    assert other.send(CODE, code=right).status_code == 422  # seen over a shoulder, it is worth nothing
    assert not signed_in(other)
    assert actions().count("second_factor.failed") >= 1


def at_once(clients: list[DeskClient], path: str, value: str) -> None:
    """Send one code from several browsers at the same moment."""
    tokens = [client.token(path) for client in clients]
    ready = Barrier(len(clients))

    def send(client: DeskClient, token: str) -> None:
        ready.wait(10)
        client.post(path, data={"code": value, "csrf_token": token})

    threads = [Thread(target=send, args=pair) for pair in zip(clients, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_of_two_who_send_a_code_at_once_one_comes_in(app: Flask, moving: Clock) -> None:
    person = somebody()
    secret = totp(person)
    codes = SECURITY.current().mf_recovery_codes_util.create_recovery_codes(person)
    db.session.commit()
    for path, value in ((CODE, code(secret)), (RECOVERY, codes[0]), (RECOVERY, codes[1])):
        clients = [browser(app) for _ in range(4)]
        for client in clients:
            assert attempt(client, password=PASSWORD).status_code == 302
        at_once(clients, path, value)
        assert sum(signed_in(client) for client in clients) == 1, path
        moving.turn(minutes=16)  # those who came too late are not counted as guessing any more
    db.session.refresh(person)
    assert len(person.mf_recovery_codes or ()) == 8
    assert actions().count("recovery_code.used") == 2


def test_guessing_codes_waits_too(app: Flask, moving: Clock) -> None:
    totp(somebody())
    client = browser(app)
    attempt(client, password=PASSWORD)
    assert [client.send(CODE, code="000000").status_code for _ in range(6)] == [422] * 5 + [429]
    assert client.send(RECOVERY, code="0000-0000-0000").status_code == 429


def test_many_guesses_at_once_are_counted_like_one_after_the_other(app: Flask) -> None:
    somebody()
    clients = [browser(app) for _ in range(12)]
    tokens = [client.token(SIGN_IN) for client in clients]
    ready, answers = Barrier(len(clients)), []

    def guess(client: DeskClient, token: str) -> None:
        client.environ_base["REMOTE_ADDR"] = AWAY["REMOTE_ADDR"]
        ready.wait(10)
        data = {"email": "sam@example.org", "password": "wrong", "csrf_token": token}
        answers.append(client.post(SIGN_IN, data=data).status_code)

    threads = [Thread(target=guess, args=pair) for pair in zip(clients, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == 12
    assert answers.count(422) <= 5
    assert set(answers) <= {422, 429}


def test_signing_in_often_is_no_guessing(app: Flask, moving: Clock) -> None:
    secret = totp(somebody())
    for _ in range(8):
        client = browser(app)
        assert attempt(client, password=PASSWORD).headers["Location"].startswith(CODE)
    assert client.send(CODE, code=code(secret)).status_code == 302
    assert db.session.scalars(select(FailedSignIn)).all() == []


def test_a_code_must_follow_its_password_soon(app: Flask, moving: Clock) -> None:
    secret = totp(somebody())
    client = browser(app)
    attempt(client, password=PASSWORD)
    token = client.token(CODE)
    moving.turn(minutes=16)
    answer = client.post(CODE, data={"code": code(secret), "csrf_token": token})
    assert answer.headers["Location"].startswith(SIGN_IN)
    assert not signed_in(client)


def test_somebody_sets_up_codes_and_gets_recovery_codes_once(app: Flask) -> None:
    person = somebody()
    client = browser(app)
    attempt(client, password=PASSWORD)
    page = client.get("/en/desk/account/code-app").get_data(as_text=True)
    shown = re.search(r'<code class="secret">([A-Z2-7 -]+)</code>', page)
    assert shown
    assert "<svg" in page
    assert "data:" not in page
    assert client.send("/en/desk/account/code-app", code="000000").status_code == 422
    assert shown[1] in client.get("/en/desk/account/code-app").get_data(as_text=True)  # still the same secret
    now = TOTP(shown[1].replace(" ", "").replace("-", "")).generate().token
    answer = client.send("/en/desk/account/code-app", code=now)
    assert answer.headers["Location"] == "/en/desk/account/recovery-codes"
    shoulder = browser(app)
    attempt(shoulder, password=PASSWORD)
    assert shoulder.send(CODE, code=now).status_code == 422  # it counted when the application was set up
    assert not signed_in(shoulder)
    page = client.send("/en/desk/account/recovery-codes", generate_new_codes="1").get_data(as_text=True)
    codes = re.findall(r"<li><code>([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})</code>", page)
    assert len(codes) == 10
    assert "data:text/plain" in page  # the file to keep, made without script or another request
    again = client.get("/en/desk/account/recovery-codes?show_codes=1").get_data(as_text=True)
    assert not any(one in again for one in codes)
    db.session.refresh(person)
    assert not set(codes) & set(person.mf_recovery_codes or ())
    assert shown[1].replace("-", "") not in (person.tf_totp_secret or "")  # encrypted

    other = browser(app)
    attempt(other, password=PASSWORD)
    assert other.send(RECOVERY, code=codes[3].upper().replace("-", " ")).status_code == 302
    assert signed_in(other)
    third = browser(app)
    attempt(third, password=PASSWORD)
    assert third.send(RECOVERY, code=codes[3]).status_code == 422
    assert {"second_factor.set", "recovery_codes.made", "recovery_code.used"} <= set(actions())


def test_the_codes_can_be_taken_away_again(app: Flask) -> None:
    person = somebody()
    client = browser(app)
    attempt(client, password=PASSWORD)
    totp(person)
    client.send("/en/desk/account/code-app/remove", "/en/desk/account")
    db.session.refresh(person)
    assert not person.has_second_factor
    assert attempt(browser(app), password=PASSWORD).headers["Location"] == "/en/desk/"


def test_what_concerns_security_asks_again_who_it_is(app: Flask, moving: Clock) -> None:
    somebody()
    client = browser(app)
    attempt(client, password=PASSWORD)
    began = time.time()
    with client.session_transaction("/en/desk/") as kept:
        kept["fs_paa"] = began - 3600
        kept.pop("fs_gexp", None)
    for path in ("code-app", "passkeys", "recovery-codes"):
        answer = client.get(f"/en/desk/account/{path}")
        assert answer.headers["Location"] == f"/en/desk/confirm?next=/en/desk/account/{path}"
    assert client.send("/en/desk/confirm?next=/en/desk/account/passkeys", password="wrong").status_code == 422
    answer = client.send("/en/desk/confirm?next=/en/desk/account/passkeys", password=PASSWORD)
    assert answer.headers["Location"] == "/en/desk/account/passkeys"
    assert client.get("/en/desk/account/passkeys").status_code == 200


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once(app: Flask, sent: Sent) -> None:
    person = somebody()
    inside = browser(app)
    attempt(inside, password=PASSWORD)
    client = browser(app)
    answer = client.send("/en/desk/forgotten-password", email="sam@example.org")
    wait_for(lambda: len(sent) == 1)
    unknown = browser(app).send("/en/desk/forgotten-password", email="nobody@example.org")
    strip = re.compile(r'value="[^"]*"')
    assert strip.sub("", answer.get_data(as_text=True)) == strip.sub("", unknown.get_data(as_text=True))
    assert sent[0]["To"] == person.email
    link = re.search(r"http://localhost(/en/desk/new-password/\S+)", sent[0].get_content())
    assert link
    assert client.send(link[1], password="short", password_confirm="short").status_code == 422
    new = "seven quiet herons at dusk"
    assert client.send(link[1], password=new, password_confirm="other words altogether").status_code == 422
    answer = client.send(link[1], password=new, password_confirm=new)
    assert answer.headers["Location"] == SIGN_IN
    assert client.get(link[1]).headers["Location"] == "/en/desk/forgotten-password"
    assert not signed_in(inside)  # whoever was in is out
    assert attempt(browser(app), password=PASSWORD).status_code == 422
    assert attempt(browser(app), password=new).status_code == 302
    wait_for(lambda: len(sent) == 2)
    assert "chose a new password by a link" in sent[1].get_content()


def test_an_unknown_address_takes_as_long_as_a_known_one_to_be_sent_nothing(
    app: Flask, sent: Sent, hashing: Counter[str]
) -> None:
    somebody()
    client = browser(app)
    for email in ("sam@example.org", "nobody@example.org"):
        hashing.clear()
        client.send("/en/desk/forgotten-password", email=email)
        assert hashing.total() == 1, email


def test_a_mailbox_is_not_flooded(app: Flask, sent: Sent) -> None:
    somebody()
    client = browser(app)
    for _ in range(8):
        assert client.send("/en/desk/forgotten-password", email="sam@example.org").status_code == 200
    assert len(sent) == 5


def test_without_mail_the_page_says_who_helps(app: Flask) -> None:
    page = browser(app).get("/en/desk/forgotten-password").get_data(as_text=True)
    assert "Ask an administrator" in page
    assert "<form" not in page.partition("<main")[2]


@pytest.mark.parametrize("target", [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "https:evil.example", "javascript:alert(1)", "%09//evil.example", "http://localhost@evil.example/",
    " //evil.example",
])  # fmt: skip
@pytest.mark.unchanged
def test_nobody_is_led_elsewhere(app: Flask, target: str) -> None:
    the_same()
    client = browser(app)
    token = client.token(SIGN_IN)
    data = {"email": "sam@example.org", "password": PASSWORD, "csrf_token": token, "next": target}
    answer = client.post(SIGN_IN, data=data, query_string={"next": target})
    assert answer.status_code == 302
    location = answer.headers["Location"]
    browsers_read = re.sub(r"[\s\\]", "/", location)
    assert urljoin(f"http://localhost{SIGN_IN}", browsers_read).startswith("http://localhost/"), location


def test_one_is_led_back_to_where_one_was_going(app: Flask) -> None:
    somebody()
    client = browser(app)
    way = client.get("/en/desk/account?a=1").headers["Location"]
    answer = client.send(way, email="sam@example.org", password=PASSWORD)
    assert answer.headers["Location"] == "/en/desk/account?a=1"


def test_over_plain_http_on_a_network_the_page_says_that_it_needs_https(app: Flask) -> None:
    app.config["TRUSTED_HOSTS"] = ["192.0.2.7", "localhost"]
    words = "works over https only"
    assert words in browser(app).get(SIGN_IN, base_url="http://192.0.2.7:8000").get_data(as_text=True)
    for base in ("http://localhost:8000", "https://192.0.2.7"):
        assert words not in browser(app).get(SIGN_IN, base_url=base).get_data(as_text=True)


def test_forms_work_over_tls_where_their_origin_is_asked_for(app: Flask) -> None:
    somebody()
    client = browser(app)
    page = client.get(SIGN_IN, base_url="https://localhost")
    assert page.headers["Referrer-Policy"] == "same-origin"  # else no form could say where it comes from
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.get_data(as_text=True))
    assert token
    data = {"email": "sam@example.org", "password": PASSWORD, "csrf_token": token[1]}
    there = client.post(
        SIGN_IN, data=data, base_url="https://localhost", headers={"Referer": "https://evil.example/"}
    )
    assert there.status_code == 400
    here = client.post(
        SIGN_IN, data=data, base_url="https://localhost", headers={"Referer": "https://localhost" + SIGN_IN}
    )
    assert here.status_code == 302


def test_no_page_of_the_desk_is_kept_or_framed(app: Flask) -> None:
    for path in (SIGN_IN, "/fr/redaction/mot-de-passe-oublie"):
        headers = browser(app).get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def wait_for(true: Callable[[], bool]) -> None:
    """Wait until a thread beside the request has done its work."""
    until = time.monotonic() + 5
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
    assert true()
