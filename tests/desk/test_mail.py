"""Mail goes to a real server by the worker, with its cause or not at all, and never says more than it should."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from ecpat.accounts.audit import Audit
from ecpat.accounts.models import Person
from ecpat.core import clock
from ecpat.core.database import db
from ecpat.core.jobs import Job
from ecpat.core.mail import OutgoingMail
from ecpat.desk import mail

from ..conftest import DeskClient
from ..mailserver import PASSWORD, USER, Sent, safe, serving
from .test_sign_in import Clock, browser, moving, sent, somebody

__all__ = ["moving", "sent"]  # fixtures

FORGOTTEN = "/en/desk/forgotten-password"
ALEX = {"name": "Alex", "email": "alex@example.org", "role": "writer", "locale": "en"}


def forget(app: Flask, email: str = "sam@example.org") -> None:
    """Ask for a new password."""
    assert browser(app).send(FORGOTTEN, email=email).status_code == 200


def invite(chief: DeskClient) -> Person:
    """Invite Alex, and return them."""
    assert chief.send("/en/desk/people/invite", **ALEX).status_code == 302
    return db.session.scalars(select(Person).where(Person.email == ALEX["email"])).one()


def waiting() -> tuple[int, int]:
    """Count the mails and the jobs that send them."""
    db.session.expire_all()
    mails = db.session.scalar(select(func.count(OutgoingMail.id))) or 0
    return mails, db.session.scalar(select(func.count(Job.id)).where(Job.name == "mail.send")) or 0


def text_of(client: DeskClient, path: str) -> str:
    """Return the words of a page, white space folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(path).get_data(as_text=True)).split())


def test_a_link_is_sent_in_the_person_s_language(app: Flask, sent: Sent) -> None:
    app.config["BASE_URL"] = "https://www.example.org"
    somebody().locale = "fr"
    db.session.commit()
    forget(app)
    (message,) = sent.work()
    assert message["To"] == "sam@example.org"
    assert message["From"] == "desk@example.org"
    assert message["Subject"] == "Un nouveau mot de passe pour la rédaction"
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", message["Message-ID"])
    assert abs((parsedate_to_datetime(message["Date"]) - clock.now()).total_seconds()) < 60
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_charset() == "utf-8"
    text = message.get_content()
    assert "Bonjour Sam," in text
    assert "https://www.example.org/fr/redaction/nouveau-mot-de-passe/" in text  # the site's own, wherever one asked
    assert "localhost" not in message.as_string()


def test_a_mail_is_there_with_its_cause_or_not_at_all(app: Flask, sent: Sent) -> None:
    assert mail.send(somebody(), "changed", action="password.changed")
    db.session.rollback()
    assert waiting() == (0, 0)
    assert sent.work() == []
    mail.send(somebody(email="b@example.org"), "changed", action="password.changed")
    db.session.commit()
    assert waiting() == (1, 1)
    (message,) = sent.work()
    assert "changed their password" in message.get_content()
    assert waiting() == (1, 0)


def test_no_link_is_stored_while_a_mail_waits(app: Flask, sent: Sent, enter: Callable[..., DeskClient]) -> None:
    somebody()
    forget(app)
    invite(enter("administrator", "en"))
    rows = [db.session.execute(select(*table.__table__.c)).all() for table in (OutgoingMail, Job)]
    assert len(rows[0]) == 2
    assert "password/" not in str(rows)
    links = [re.search(r"http\S+", message.get_content()) for message in sent.work()]
    tokens = [link[0].rpartition("/")[2] for link in links if link]
    assert len(tokens) == 2
    written = b"".join(path.read_bytes() for path in Path(app.instance_path).glob("site.db*"))
    assert not [token for token in tokens if token.encode() in written]


def test_what_a_server_does_not_take_now_is_tried_again_as_the_same_mail(
    app: Flask, sent: Sent, moving: Clock
) -> None:
    somebody()
    for number, command in enumerate(("MAIL", "RCPT", "DATA"), 1):
        sent.server.replies = {command: "451 4.7.1 greylisted, come back later"}
        forget(app)
        assert sent.work() == []
        sent.work()  # not at once
        assert sent.server.tried == 1
        moving.turn(minutes=1)
        sent.server.replies = {}
        (message,) = sent.work()
        assert sent.server.tried == 2
        assert message["Message-ID"]
        sent.server.taken.clear()
        sent.server.tried = 0
        assert waiting() == (number, 0)


def test_a_mail_has_the_same_number_each_time_and_a_link_that_is_new(app: Flask, sent: Sent, moving: Clock) -> None:
    somebody()
    numbers = []
    sent.server.replies = {"DATA": "452 4.3.1 no room now"}
    forget(app)
    number = db.session.scalars(select(OutgoingMail.name)).one()
    for _hour in range(20):
        sent.work()
        moving.turn(hours=1)
    sent.server.replies = {}
    (message,) = sent.work()
    numbers.append(message["Message-ID"])
    assert numbers == [f"<{number}@example.org>"]
    moving.turn(hours=20)  # within a day of being sent, not of being asked for
    link = re.search(r"http://localhost(\S+)", message.get_content())
    assert link
    assert "new_password" in browser(app).get(link[1]).get_data(as_text=True).replace("-", "_")


def test_after_a_day_it_is_given_up_and_who_invited_is_told(
    app: Flask, sent: Sent, enter: Callable[..., DeskClient]
) -> None:
    chief = enter("administrator", "en")
    person = invite(chief)
    sent.server.replies = {"RCPT": "450 4.2.1 the mailbox is busy"}
    with pytest.MonkeyPatch.context() as patch:
        hand = Clock()
        hand.at = clock.now()
        patch.setattr(clock, "now", hand.now)
        for _quarter in range(100):
            sent.work()
            hand.turn(minutes=15)
    assert 20 < sent.server.tried < 40
    db.session.expire_all()
    row = db.session.scalars(select(OutgoingMail)).one()
    assert row.failed_at is not None
    assert "the mailbox is busy" in (row.reason or "")
    assert "did not arrive" in text_of(chief, f"/en/desk/people/{person.id}")


def test_what_a_server_refuses_for_good_is_shown_to_who_invited_with_what_to_do(
    app: Flask, sent: Sent, enter: Callable[..., DeskClient]
) -> None:
    sent.server.replies = {"RCPT": "550 5.1.1 no such <b>person</b> here"}
    chief, other = enter("administrator", "en"), enter("editor", "en")
    person = invite(chief)
    page = f"/en/desk/people/{person.id}"
    assert "on its way since" in text_of(chief, page)
    assert sent.work() == []
    assert waiting() == (1, 0)
    assert "A mail did not arrive" in text_of(chief, "/en/desk/people")
    words = chief.get(page).get_data(as_text=True)
    assert "550 5.1.1 no such &lt;b&gt;person&lt;/b&gt; here" in words
    assert "erase this account and invite them anew" in words
    task = "Send a mail again"
    assert task in text_of(chief, "/en/desk/")
    assert task not in text_of(other, "/en/desk/")
    chief_fr = enter("administrator", "fr")
    assert "n’est pas arrivé" in text_of(chief_fr, page.replace("/en/desk/people", "/fr/redaction/equipe"))

    shown = chief.send(f"{page}/change", page, do="show")  # the link, to be handed over
    link = re.search(r'http://localhost(/en/desk/new-password/[^"]+)"', shown.get_data(as_text=True))
    assert link
    assert browser(app).get(link[1]).status_code == 200

    sent.server.replies = {}
    assert chief.send(f"{page}/change", page, do="link").status_code == 302  # send again
    (message,) = sent.work()
    assert message["To"] == ALEX["email"]
    assert task not in text_of(chief, "/en/desk/")
    assert "did not arrive" not in text_of(chief, page)
    assert "did not arrive" not in text_of(chief, "/en/desk/people")


def test_another_administrator_is_not_asked_to_see_to_it(
    app: Flask, sent: Sent, enter: Callable[..., DeskClient]
) -> None:
    sent.server.replies = {"DATA": "554 5.7.1 refused"}
    invite(enter("administrator", "en"))
    sent.work()
    second = enter("editor", "en")
    db.session.scalars(select(Person).where(Person.email == "editor@example.org")).one().role = "administrator"
    db.session.commit()
    assert "did not arrive" not in text_of(second, "/en/desk/")
    assert "A mail did not arrive" in text_of(second, "/en/desk/people")


def test_a_server_that_is_away_is_waited_for(app: Flask, sent: Sent, moving: Clock) -> None:
    somebody()
    app.config["MAIL_URL"] = "smtp://127.0.0.1:1"
    forget(app)
    assert sent.work() == []
    app.config["MAIL_URL"] = "smtp://nowhere.invalid"
    moving.turn(minutes=5)
    assert sent.work() == []
    app.config["MAIL_URL"] = sent.server.url
    moving.turn(minutes=5)
    assert len(sent) == 1


def test_a_mail_that_was_taken_is_not_sent_again_however_the_server_says_goodbye(
    app: Flask, sent: Sent, moving: Clock
) -> None:
    somebody()
    sent.server.replies = {"QUIT": "451 trouble"}
    forget(app)
    assert len(sent) == 1
    moving.turn(hours=2)
    assert len(sent) == 1


def test_nobody_is_written_to_who_has_gone_meanwhile(
    app: Flask, sent: Sent, enter: Callable[..., DeskClient]
) -> None:
    chief = enter("administrator", "en")
    person = invite(chief)
    page = f"/en/desk/people/{person.id}/erase"
    assert chief.send(page, sure="yes").status_code == 302
    assert waiting()[0] == 0
    closed = somebody()
    mail.send(closed, "changed", action="password.changed")
    closed.active = False
    db.session.commit()
    assert sent.work() == []
    assert waiting() == (0, 0)


def test_a_mail_that_comes_back_from_an_old_backup_is_not_sent(app: Flask, sent: Sent, moving: Clock) -> None:
    somebody()
    forget(app)
    moving.turn(days=2)
    assert sent.work() == []
    assert waiting() == (1, 0)


def test_what_became_of_mails_is_forgotten_in_time(app: Flask, sent: Sent, moving: Clock) -> None:
    somebody()
    forget(app)
    assert len(sent) == 1
    sent.server.replies = {"RCPT": "550 no"}
    forget(app)
    sent.work()
    moving.turn(days=8)
    sent.work()
    assert waiting() == (1, 0)
    moving.turn(days=30)
    sent.work()
    assert waiting() == (0, 0)


@contextmanager
def counting() -> Iterator[list[str]]:
    """Yield the statements that change something, and the commits, as they come."""
    seen: list[str] = []

    def statement(_c: object, _cursor: object, text: str, *_more: object) -> None:
        if not text.startswith(("SELECT", "PRAGMA")):
            seen.append(text.partition(" (")[0])

    def commit(_connection: object) -> None:
        seen.append("COMMIT")

    event.listen(db.engine, "before_cursor_execute", statement)
    event.listen(db.engine, "commit", commit)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", statement)
        event.remove(db.engine, "commit", commit)


def test_an_unknown_address_costs_what_a_known_one_does_and_leaves_nothing(app: Flask, sent: Sent) -> None:
    somebody()
    closed = somebody(email="closed@example.org")
    closed.active = False
    db.session.commit()
    written = []
    for email in ("sam@example.org", "nobody@example.org", "closed@example.org"):
        with counting() as seen:
            forget(app, email)
        written.append(list(seen))
    assert written[0] == written[1] == written[2]
    assert any("outgoing_mail" in statement for statement in written[0])
    (message,) = sent.work()
    assert message["To"] == "sam@example.org"
    assert waiting() == (1, 0)
    assert [
        row.person_id for row in db.session.scalars(select(Audit).where(Audit.action == "password.forgotten"))
    ] == [db.session.scalars(select(Person.id).where(Person.email == "sam@example.org")).one()]


def test_nothing_is_sent_without_the_site_s_own_address(app: Flask, sent: Sent) -> None:
    app.config["BASE_URL"] = ""  # a Host header is whatever somebody sends
    assert not mail.is_on()
    assert not mail.send(somebody(), "link")


def test_a_password_is_not_sent_without_tls_and_the_log_has_no_address(
    app: Flask, sent: Sent, capsys: pytest.CaptureFixture[str]
) -> None:
    somebody()
    forget(app)
    app.config["MAIL_URL"] = f"smtp://desk:s3cret@127.0.0.1:{sent.server.port}"
    assert sent.work() == []
    sent.server.replies = {"RCPT": "550 5.1.1 sam@example.org: no such user"}
    app.config["MAIL_URL"] = sent.server.url
    forget(app)
    sent.work()
    told = capsys.readouterr().out
    assert told.count("mail_not_sent") == 2
    assert "sam@" not in told
    assert "s3cret" not in told


def test_a_server_must_show_who_it_is_before_it_gets_a_password(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(**safe(tmp_path)) as server:
        sent = Sent(app, server)
        app.config["MAIL_URL"] = f"smtp://{USER}:{PASSWORD}@127.0.0.1:{server.port}"
        somebody()
        forget(app)
        assert sent.work() == []
        assert "CERTIFICATE_VERIFY_FAILED" in str(db.session.scalars(select(Job.reason)).all())
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mail.pem"))  # from here on it is vouched for
        assert tried(app) == (0, "250 taken")
        assert len(sent) == 1
        app.config["MAIL_URL"] = f"smtp://{USER}:wrong@127.0.0.1:{server.port}"
        code, told = tried(app)
        assert (code, "535" in told) == (1, True), told


def tried(app: Flask, address: str = "sam@example.org") -> tuple[int, str]:
    """Try `test-mail`; return its status and what the server answered."""
    result = app.test_cli_runner().invoke(args=["ecpat", "test-mail", address])
    answer = re.search(r"250 taken", result.output)
    return result.exit_code, answer[0] if answer else result.output


def test_a_mail_can_be_tried(app: Flask, sent: Sent) -> None:
    assert tried(app) == (0, "250 taken")
    (message,) = sent.server.taken
    assert message["To"] == "sam@example.org"
    assert message["Message-ID"]
    assert message["Date"]
    sent.server.replies = {"RCPT": "550 5.1.1 no such person"}
    code, told = tried(app)
    assert (code, "550 5.1.1 no such person" in told) == (1, True)
    assert tried(app, "nobody")[0] == 1
    app.config["MAIL_URL"] = ""
    assert "MAIL_URL is empty" in tried(app)[1]


def told_by_doctor(app: Flask) -> dict[str, str]:
    """Return what the doctor says of mail and of the worker."""
    output = app.test_cli_runner().invoke(args=["ecpat", "doctor"]).output
    found = re.findall(r"^(\w+) +(mail|worker): (.*)$", output, re.MULTILINE)
    said: dict[str, str] = {}
    for level, part, text in found:
        said[part] = f"{said.get(part, '')}{level} {text}\n"
    return said


def test_the_doctor_says_whether_mail_works(app: Flask, sent: Sent, moving: Clock) -> None:
    assert "error none has ever run on this machine" in told_by_doctor(app)["worker"]
    sent.work()
    said = told_by_doctor(app)
    assert said["worker"].startswith("ok ")
    assert said["mail"] == (
        f"ok smtp://127.0.0.1:{sent.server.port} answers (without TLS, no password); "
        "try it: `flask ecpat test-mail ADDRESS`\n"
    )
    assert sent.server.taken == []  # it asks, and sends nothing
    somebody()
    forget(app)
    moving.turn(minutes=10)
    said = told_by_doctor(app)
    assert "error none is running: work waits since" in said["worker"]
    assert "on their way: 1; given up within a month: 0" in said["mail"]
    app.config["MAIL_URL"] = "smtp://127.0.0.1:1"
    assert "error smtp://127.0.0.1:1 cannot be used" in told_by_doctor(app)["mail"]
    app.config["MAIL_FROM"] = ""
    assert "MAIL_FROM empty" in told_by_doctor(app)["mail"]
    app.config["MAIL_URL"] = ""
    assert "ok off" in told_by_doctor(app)["mail"]


def test_a_link_is_not_sent_in_clear_text_to_another_machine(app: Flask, sent: Sent) -> None:
    somebody()
    app.config["MAIL_URL"] = f"smtp://localhost.:{sent.server.port}"  # a name that is not plainly this machine's
    forget(app)
    assert sent.work() == []
    assert waiting()[1] == 1  # for when the server offers TLS
