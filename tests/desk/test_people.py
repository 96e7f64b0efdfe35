"""Looking after people: inviting, roles, closing and erasing accounts, and the command for the first of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from ecpat.accounts import service as accounts
from ecpat.accounts import sessions
from ecpat.accounts.audit import Audit
from ecpat.accounts.models import Passkey, Person
from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.drafts import Autosave, Presence
from ecpat.entries.kind import get_kind

from ..conftest import PASSWORD, DeskClient, build
from ..mailserver import Sent
from .test_sign_in import attempt, browser, sent, signed_in, somebody, totp, wait_for

__all__ = ["sent"]  # a fixture

NEW = "seven quiet herons at dusk"


def person(role: str) -> Person:
    """Return the person that `enter` made for a role."""
    return db.session.scalars(select(Person).where(Person.email == f"{role}@example.org")).one()


def change(client: DeskClient, one: Person, action: str) -> int:
    """Press one of the buttons of a person's page."""
    page = f"/en/desk/people/{one.id}"
    return client.send(f"{page}/change", page, do=action).status_code


def test_an_administrator_invites_somebody_and_hands_over_a_link(
    app: Flask, enter: Callable[..., DeskClient]
) -> None:
    chief = enter("administrator", "en")
    fields = {"name": "Alex", "email": "alex@example.org", "role": "writer", "locale": "en"}
    answer = chief.send("/en/desk/people/invite", **fields)
    assert answer.status_code == 200
    link = re.search(r'http://localhost(/en/desk/new-password/[^"]+)"', answer.get_data(as_text=True))
    assert link
    page = chief.get("/en/desk/people").get_data(as_text=True)
    assert "Alex" in page
    assert "Invited" in page
    newcomer = browser(app)
    assert newcomer.send(link[1], password=NEW, password_confirm=NEW).status_code == 302
    assert attempt(newcomer, email="Alex@Example.org", password=NEW).status_code == 302
    assert signed_in(newcomer)
    assert newcomer.get("/en/desk/people").status_code == 403
    again = chief.send("/en/desk/people/invite", **fields)
    assert again.status_code == 422
    assert "has this address already" in again.get_data(as_text=True)
    for wrong in ({"email": "no address"}, {"name": ""}, {"role": "emperor"}, {"locale": "xx"}):
        assert (
            chief.send("/en/desk/people/invite", **{**fields, "email": "b@example.org", **wrong}).status_code == 422
        )


def test_where_there_is_mail_the_link_goes_there_alone(
    app: Flask, enter: Callable[..., DeskClient], sent: Sent
) -> None:
    chief = enter("administrator", "en")
    fields = {"name": "Alex", "email": "alex@example.org", "role": "writer", "locale": "fr"}
    answer = chief.send("/en/desk/people/invite", **fields)
    assert answer.status_code == 302
    wait_for(lambda: len(sent) == 1)
    text = str(sent[0].get_content())
    assert "Bonjour Alex," in text
    assert "/fr/redaction/nouveau-mot-de-passe/" in text
    assert "new-password" not in chief.get("/en/desk/people").get_data(as_text=True)


def test_a_role_changes_what_somebody_may_do_at_once(enter: Callable[..., DeskClient]) -> None:
    chief, writer = enter("administrator", "en"), enter("writer", "en")
    assert writer.get("/en/desk/people").status_code == 403
    chief.send(f"/en/desk/people/{person('writer').id}", role="administrator")
    assert writer.get("/en/desk/people").status_code == 200
    row = db.session.scalars(select(Audit).where(Audit.action == "person.role")).one()
    assert row.details == {"before": "writer", "after": "administrator"}


def test_the_last_administrator_can_neither_go_nor_step_down(enter: Callable[..., DeskClient]) -> None:
    chief = enter("administrator", "en")
    one = person("administrator")
    chief.send(f"/en/desk/people/{one.id}", role="writer")
    change(chief, one, "deactivate")
    page = f"/en/desk/people/{one.id}/erase"
    assert chief.send(page, sure="yes").status_code == 302
    assert "one administrator at least" in chief.get("/en/desk/people").get_data(as_text=True)
    db.session.refresh(one)
    assert (one.role, one.active, one.erased_at) == ("administrator", True, None)
    enter("editor")
    chief.send(f"/en/desk/people/{person('editor').id}", role="administrator")
    assert chief.send(f"/en/desk/people/{one.id}", role="writer").headers["Location"] == "/en/desk/"
    assert chief.get("/en/desk/people").status_code == 403


def test_two_administrators_who_demote_each_other_at_once_leave_one(app: Flask) -> None:
    first, second = somebody("administrator").id, somebody("administrator", "b@example.org").id
    ready, refused = Barrier(2), []

    def demote(number: int) -> None:
        with app.app_context():
            one = db.session.get(Person, number)
            assert one
            ready.wait(5)
            try:
                accounts.give_role(one, "writer", by=None)
                db.session.commit()
            except accounts.LastAdministratorError:
                refused.append(number)
                db.session.rollback()

    threads = [Thread(target=demote, args=(number,)) for number in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    db.session.expire_all()
    assert len(refused) == 1
    assert sorted(db.session.scalars(select(Person.role))) == ["administrator", "writer"]


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(
    app: Flask, enter: Callable[..., DeskClient]
) -> None:
    chief, editor = enter("administrator", "en"), enter("editor", "en")
    assert change(chief, person("editor"), "deactivate") == 302
    assert not signed_in(editor)
    assert attempt(browser(app), email="editor@example.org", password=PASSWORD).status_code == 422
    change(chief, person("editor"), "activate")
    assert attempt(browser(app), email="editor@example.org", password=PASSWORD).status_code == 302


def test_a_lost_telephone_is_no_end(app: Flask, enter: Callable[..., DeskClient]) -> None:
    chief, editor = enter("administrator", "en"), enter("editor", "en")
    totp(person("editor"))
    assert attempt(browser(app), email="editor@example.org", password=PASSWORD).headers["Location"].count("code")
    change(chief, person("editor"), "reset")
    assert not signed_in(editor)
    back = browser(app)
    attempt(back, email="editor@example.org", password=PASSWORD)
    assert signed_in(back)
    assert change(chief, person("editor"), "nonsense") == 400


def test_erasing_takes_all_that_is_personal_and_leaves_the_work(enter: Callable[..., DeskClient]) -> None:
    chief, editor = enter("administrator", "en"), enter("editor", "en")
    one = person("editor")
    entry = service.create(get_kind("news"), by=one)
    db.session.add(Autosave(person_id=one.id, kind="news", fields={"title": "half a thought"}))
    db.session.add(
        Passkey(
            user_id=one.id, credential_id=b"1", public_key=b"2", backup_state=False, device_type="x", name="mine",
            usage="secondary",
        )
    )  # fmt: skip
    db.session.commit()
    page = f"/en/desk/people/{one.id}/erase"
    assert chief.send(page).status_code == 422  # not without a word
    assert chief.send(page, sure="yes").headers["Location"] == "/en/desk/people"
    assert not signed_in(editor)
    db.session.expire_all()
    one = db.session.get_one(Person, one.id)
    assert one.email == f"{one.id}@erased.invalid"
    assert (one.name, one.password, one.active, one.has_second_factor) == ("", None, False, False)
    assert one.erased_at
    for table in (Autosave, Presence, Passkey, sessions.SignIn):
        column = table.user_id if table is Passkey else table.person_id
        assert not db.session.scalars(select(table).where(column == one.id)).all()
    assert "editor@example.org" not in chief.get("/en/desk/people").get_data(as_text=True)
    assert "A former colleague" in chief.get("/en/desk/audit").get_data(as_text=True)
    assert chief.get(f"/en/desk/people/{one.id}").status_code == 404
    assert db.session.scalars(select(Audit).where(Audit.subject == f"entry:{entry.id}")).one().person_id == one.id


def test_the_first_administrator_comes_by_a_command(app: Flask) -> None:
    runner = app.test_cli_runner()
    done = runner.invoke(args=["ecpat", "create-admin", "first@example.org", "--name", "First"])
    assert done.exit_code == 0, done.output
    link = re.search(r"http://localhost:8000(/fr/redaction/nouveau-mot-de-passe/\S+)", done.output)
    assert link
    client = browser(app)
    assert client.send(link[1], password=NEW, password_confirm=NEW).status_code == 302
    assert "Votre nouveau mot de passe" in client.get("/fr/redaction/connexion").get_data(as_text=True)
    attempt(client, email="first@example.org", password=NEW)
    assert client.get("/en/desk/people").status_code == 200
    again = runner.invoke(args=["ecpat", "create-admin", "FIRST@example.org"])
    assert again.exit_code == 0
    assert len(db.session.scalars(select(Person)).all()) == 1
    assert runner.invoke(args=["ecpat", "create-admin", "no address"]).exit_code == 1


@pytest.mark.parametrize(
    ("settings", "words", "base"),
    [
        ({"BASE_URL": "https://www.example.org", "ALLOWED_HOSTS": "other.example"}, [], "https://www.example.org"),
        ({"BASE_URL": "http://WWW.example.org:8080"}, [], "http://www.example.org:8080"),
        ({"ALLOWED_HOSTS": "www.example.org,localhost"}, [], "https://www.example.org"),
        ({"ALLOWED_HOSTS": ".example.org"}, [], "https://example.org"),
        ({"ALLOWED_HOSTS": "127.0.0.1"}, [], "http://127.0.0.1:8000"),
        ({}, ["--address", "http://localhost:8001"], "http://localhost:8001"),
    ],
)
def test_the_command_prints_the_address_that_the_site_has(
    app: Flask, settings: dict[str, str], words: list[str], base: str
) -> None:
    site = build(Path(app.instance_path), settings)
    with site.app_context():
        done = site.test_cli_runner().invoke(args=["ecpat", "create-admin", "first@example.org", *words])
    assert done.exit_code == 0, done.output
    link = re.search(r"^(http\S+?)(/fr/redaction/nouveau-mot-de-passe/\S+)$", done.output, re.MULTILINE)
    assert link
    assert link[1] == base
    assert ("--address" in done.output) == ("BASE_URL" not in settings and not words)
    assert site.test_client().get("/healthz", base_url=base).status_code == 200
    assert DeskClient(site, site.response_class).get(link[2], base_url=base).status_code == 200


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://elsewhere.example", "ALLOWED_HOSTS"),
        ("localhost:8001", "expected"),
        ("http://localhost/x", "expected"),
    ],
)
def test_an_address_that_the_site_has_not_is_refused_and_changes_nothing(app: Flask, address: str, told: str) -> None:
    words = ["ecpat", "create-admin", "first@example.org", "--address", address]
    done = app.test_cli_runner().invoke(args=words)
    assert (done.exit_code, told in done.output) == (1, True), done.output
    assert db.session.scalars(select(Person)).all() == []


def test_the_command_asks_for_a_password_and_never_takes_one_as_an_argument(app: Flask) -> None:
    runner = app.test_cli_runner()
    done = runner.invoke(args=["ecpat", "create-admin", "first@example.org", "--ask"], input=f"{NEW}\n{NEW}\n")
    assert done.exit_code == 0, done.output
    assert NEW not in done.output
    assert attempt(browser(app), email="first@example.org", password=NEW).status_code == 302
    weak = runner.invoke(args=["ecpat", "create-admin", "x@example.org", "--ask"], input="azerty\nazerty\n")
    assert weak.exit_code == 1
    assert db.session.scalar(select(Person).where(Person.email == "x@example.org")) is None


def test_the_command_lets_an_administrator_back_in_who_lost_everything(app: Flask) -> None:
    one = somebody("writer")
    one.active = False
    totp(one)
    app.test_cli_runner().invoke(args=["ecpat", "create-admin", one.email, "--without-second-factor"])
    db.session.refresh(one)
    assert (one.role, one.active, one.has_second_factor) == ("administrator", True, False)


@pytest.mark.parametrize("number", ["0", "999999", "-1", "x", "1' OR '1'='1"])
@pytest.mark.unchanged
def test_nobody_who_is_not_there_can_be_changed(enter: Callable[..., DeskClient], number: str) -> None:
    chief = enter("administrator", "en")
    assert chief.get(f"/en/desk/people/{number}").status_code == 404
    token = chief.token("/en/desk/account")
    answer = chief.post(f"/en/desk/people/{number}/change", data={"csrf_token": token, "do": "deactivate"})
    assert answer.status_code == 404


@pytest.mark.parametrize("action", ["deactivate", "reset"])
def test_a_link_sent_before_an_account_was_shut_leads_nowhere(
    app: Flask, enter: Callable[..., DeskClient], sent: Sent, action: str
) -> None:
    person = somebody()
    browser(app).send("/en/desk/forgotten-password", email=person.email)
    link = re.search(r"http://localhost(/en/desk/new-password/\S+)", sent[0].get_content())
    assert link
    assert browser(app).get(link[1]).status_code == 200
    chief, page = enter("administrator", "en"), f"/en/desk/people/{person.id}"
    chief.send(f"{page}/change", page, do=action)
    if action == "deactivate":
        chief.send(f"{page}/change", page, do="activate")
    assert browser(app).get(link[1]).status_code == 302
