"""Every change to who may write: nothing here knows of pages, and the caller commits.

There is always an administrator who can come in: what would leave none is refused, also where two of them try to
take each other's role away at the same moment.
"""

from __future__ import annotations

import uuid

from blinker import signal
from sqlalchemy import select, update

from ..core import clock
from ..core.database import db
from . import audit, sessions
from .models import ERASED, ROLES, Person, normal_email

#: Sent within the transaction with the person: who keeps something personal of them deletes it.
erased = signal("person-erased")


class LastAdministratorError(ValueError):
    """A change that would leave nobody who may look after people."""


class EmailTakenError(ValueError):
    """An e-mail address that another person has."""


def add(email: str, name: str, role: str, locale: str, *, by: Person | None) -> Person:
    """Add a person without a password; raises EmailTakenError, and ValueError for an unknown role or no address."""
    if role not in ROLES:
        raise ValueError(role)
    if find(email):
        raise EmailTakenError(email)
    person = Person(email=normal_email(email), name=name, role=role, locale=locale)
    db.session.add(person)
    db.session.flush()
    audit.record(by, "person.invited", _subject(person), role=role)
    return person


def find(email: str) -> Person | None:
    """Return the person of an e-mail address, however it is typed."""
    try:
        return db.session.scalar(select(Person).where(Person.email == normal_email(email)))
    except ValueError:
        return None


def give_role(person: Person, role: str, *, by: Person | None) -> None:
    """Give a person another role; raises LastAdministratorError, and ValueError for an unknown one."""
    if role not in ROLES:
        raise ValueError(role)
    if role == person.role:
        return
    before = person.role
    _keep_one(person)
    person.role = role
    audit.record(by, "person.role", _subject(person), before=before, after=role)


def deactivate(person: Person, *, by: Person | None) -> None:
    """Let a person in no more, from this moment on; raises LastAdministratorError."""
    _keep_one(person)
    person.active = False
    shut_out(person)
    audit.record(by, "person.deactivated", _subject(person))


def activate(person: Person, *, by: Person | None) -> None:
    """Let a person in again; ValueError for one who was erased."""
    if person.erased_at:
        raise ValueError("an erased person cannot come back")
    person.active = True
    audit.record(by, "person.activated", _subject(person))


def reset_second_factor(person: Person, *, by: Person | None) -> None:
    """Take all second factors of a person away and sign them out: somebody lost their telephone."""
    person.tf_primary_method = person.tf_totp_secret = person.totp_counter = person.mf_recovery_codes = None
    person.webauthn.clear()
    shut_out(person)
    audit.record(by, "second_factor.reset", _subject(person))


def shut_out(person: Person) -> None:
    """Sign a person out everywhere, and let no link to choose a password that they were sent lead anywhere."""
    person.fs_uniquifier = uuid.uuid4().hex
    sessions.end_all(person)


def erase(person: Person, *, by: Person | None) -> None:
    """Take everything personal out of a person's row for good; raises LastAdministratorError.

    The row stays: revisions go on saying that it was one and the same colleague.
    """
    _keep_one(person)
    person.active, person.role = False, ROLES[0]
    reset_second_factor(person, by=by)
    person.email, person.name, person.password = f"{person.id}@{ERASED}", "", None
    person.fs_webauthn_user_handle = None
    person.erased_at = clock.now()
    sessions.forget(person)
    erased.send(person)
    audit.record(by, "person.erased", _subject(person))


def _keep_one(person: Person) -> None:
    """Refuse where a person is the last who may look after people; nobody else changes that until the commit."""
    if db.engine.dialect.name == "sqlite":  # it has no locks of rows: whoever writes first has the database
        db.session.execute(update(Person).where(Person.id == 0).values(active=False))
    administrators = db.session.scalars(
        select(Person.id).where(Person.role == ROLES[-1], Person.active).with_for_update()
    ).all()
    if administrators == [person.id]:
        raise LastAdministratorError


def _subject(person: Person) -> str:
    return f"person:{person.id}"
