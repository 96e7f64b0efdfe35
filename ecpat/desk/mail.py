"""Mail to people of the desk, in their language: written down with its cause, sent by the worker.

What is written down names the person and what it is about. The text is made when it is sent, and with it the link: no
token is ever stored, and one that was tried again for hours is as good as new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import current_app, render_template, url_for
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import Select, delete, func, or_, select

from ..accounts import audit
from ..accounts.models import Person
from ..accounts.service import erased
from ..core import clock, jobs
from ..core.database import db
from ..core.mail import LONGEST_REASON, MailError, MailServer, OutgoingMail, PermanentError, compose
from ..web.feature import hooks
from ..web.urls import absolute, own_request
from .audit import actions

log = structlog.get_logger()
PATIENCE = timedelta(days=1)  # after which a mail is not sent any more: nobody waits for it
KEPT_SENT, KEPT_FAILED = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True)
class Letter:
    """What a feature's mail says beside what every mail does, found out when it is sent; None: nothing any more."""

    template: str
    values: Callable[[Person, Mapping[str, str]], Mapping[str, Any] | None]


def is_on() -> bool:
    """Tell whether the site can send mail, and knows its own address for the links in it."""
    return all(current_app.config[name] for name in ("MAIL_URL", "MAIL_FROM", "BASE_URL"))


def send(person: Person | None, template: str, *, by: Person | None = None, **details: str) -> bool:
    """Let a mail be sent once the caller has committed; False where the site sends none. `by` is told if it fails.

    For nobody the same is written down, and thrown away by the worker: the answer takes as long.
    """
    if not is_on():
        return False
    mail = OutgoingMail(
        person_id=person.id if person else None, template=template, by_id=by.id if by else None, details=details
    )
    db.session.add(mail)
    db.session.flush()
    jobs.enqueue("mail.send", {"mail": mail.id})
    return True


def link(person: Person) -> str:
    """Return the whole address at which a person chooses a password, once, within a day, in their language."""
    token = generate_reset_password_token(person)  # type: ignore[no-untyped-call]
    return absolute(url_for("security.reset_password", token=token, locale=person.locale))


def latest(people: Iterable[Person]) -> dict[int, OutgoingMail]:
    """Return the newest mail to each of some people."""
    ids = [person.id for person in people]
    newest = select(func.max(OutgoingMail.id)).where(OutgoingMail.person_id.in_(ids))
    found = select(OutgoingMail).where(OutgoingMail.id.in_(newest.group_by(OutgoingMail.person_id)))
    return {mail.person_id: mail for mail in db.session.scalars(found) if mail.person_id}


def failed_of(person: Person) -> Select[Any]:
    """Select the mails that somebody had sent and that did not arrive, unless there is a newer one to the same."""
    newest = select(func.max(OutgoingMail.id)).group_by(OutgoingMail.person_id)
    wanted = select(OutgoingMail).join(Person, OutgoingMail.person_id == Person.id).where(Person.active)
    return wanted.where(
        OutgoingMail.id.in_(newest), OutgoingMail.by_id == person.id, OutgoingMail.failed_at.is_not(None)
    )


def _give_up(payload: jobs.Payload, reason: str) -> None:
    """Note that a mail was not sent and will not be."""
    if mail := db.session.get(OutgoingMail, payload["mail"]):
        mail.failed_at, mail.reason = clock.now(), reason[:LONGEST_REASON]


@jobs.handler("mail.send", failed=_give_up)
def deliver(payload: jobs.Payload) -> None:
    """Send a mail, if there is still somebody to send it to."""
    mail = db.session.get(OutgoingMail, payload["mail"])
    if mail is None or mail.sent_at or mail.failed_at:
        return
    person = db.session.get(Person, mail.person_id) if mail.person_id else None
    if person is None or not person.active:
        db.session.delete(mail)
        return
    if clock.now() > mail.created_at + PATIENCE:
        raise jobs.FailedError("no worker sent it within a day")
    if not is_on():
        raise jobs.LaterError("the site sends no mail now")
    with own_request(person.locale):
        told = _words(mail, person)
        text = None if told is None else _text(mail, person, told)
    if text is None:
        db.session.delete(mail)
        return
    message = compose(current_app.config["MAIL_FROM"], person.email, *text, mail.name)
    try:
        MailServer(current_app.config["MAIL_URL"]).send(message)
    except MailError as error:
        log.error("mail_not_sent", error=str(error), number=mail.id)
        raise (jobs.FailedError if isinstance(error, PermanentError) else jobs.LaterError)(error.said) from None
    mail.sent_at = clock.now()
    if mail.template == "link":
        audit.record(person, "password.forgotten", f"person:{person.id}")


def _words(mail: OutgoingMail, person: Person) -> Mapping[str, Any] | None:
    """Return what a mail's template is told beside whom it is for; None where the mail has lost its cause."""
    for letter in hooks(Letter):
        if letter.template == mail.template:
            return letter.values(person, mail.details)
    return {"words": actions.action_words(mail.details["action"])} if "action" in mail.details else {}


def _text(mail: OutgoingMail, person: Person, told: Mapping[str, Any]) -> tuple[str, str]:
    """Return subject and text: the first line of the template, and the others."""
    host = urlsplit(current_app.config["BASE_URL"]).netloc
    text = render_template(
        f"desk/mail/{mail.template}.txt", person=person, host=host, link=partial(link, person), **told
    )
    subject, _line, body = text.strip().partition("\n")
    return subject.strip(), body


@jobs.handler("mail.forget", every=timedelta(days=1))
def forget(_payload: jobs.Payload) -> None:
    """Keep what was sent for some days only, and what failed for a month."""
    now = clock.now()
    old = or_(OutgoingMail.sent_at < now - KEPT_SENT, OutgoingMail.failed_at < now - KEPT_FAILED)
    db.session.execute(delete(OutgoingMail).where(old))


@erased.connect
def _forget_person(person: Person) -> None:
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.person_id == person.id))
