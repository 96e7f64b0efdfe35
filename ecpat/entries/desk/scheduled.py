"""What is scheduled and would not pass the gate any more: looked for every hour, told by mail to who looks after it.

It goes live at its moment all the same: nothing that was promised for a day is held back by a machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from ...accounts.models import Person
from ...core import clock, jobs
from ...core.database import db
from ...core.i18n import format_day, format_hour
from ...desk import mail
from ...web.urls import absolute, own_request
from .. import care, gate
from ..gate import levels
from ..gate.judgements import Judgement, ahead, moment
from ..kind import get_kind
from ..models import Edition, Entry
from . import rights

LEAST = "administrator"  # who is told of what nobody looks after
MOST = 200  # editions that are looked at, the next first


@jobs.handler("gate.look_ahead", every=timedelta(hours=1))
def look_ahead(_payload: jobs.Payload) -> None:
    """Look at all that is scheduled, and tell who looks after what would not pass now, once."""
    found = select(Edition).join(Entry, Entry.id == Edition.entry_id).where(ahead(), Entry.deleted_at.is_(None))
    for edition in db.session.scalars(found.order_by(moment(), Edition.id).limit(MOST)).all():
        with own_request(edition.locale):
            new = gate.look_ahead(edition)
        for person in _concerned(edition.entry) if new else []:
            mail.send(person, "scheduled", edition=str(edition.id))


def look_again(entry: Entry) -> None:
    """Look at what is scheduled of an entry that was just saved."""
    now = clock.now()
    for edition in entry.editions.values():
        if any(at is not None and at > now for at in (edition.published_at, edition.update_at)):
            gate.look_ahead(edition)


def notes(found: list[Edition]) -> dict[int, str]:
    """Return, by edition, when it goes live, and what would stop it now."""
    rows = select(Judgement).where(Judgement.edition_id.in_([edition.id for edition in found]))
    judged = {row.edition_id: row for row in db.session.scalars(rows)}
    return {
        one.id: _("%(moment)s. To settle: %(rules)s", moment=moment_of(one), rules=_labels(one, judged[one.id]))
        for one in found
    }


def moment_of(edition: Edition) -> str:
    """Return when a scheduled edition goes live, or changes."""
    at = edition.update_at or edition.published_at
    assert at is not None
    return _("%(day)s, %(hour)s", day=format_day(at), hour=format_hour(at))


def _labels(edition: Edition, judged: Judgement) -> str:
    named = {rule.key: str(rule.label) for rule in levels.rules_of(get_kind(edition.kind))}
    return "; ".join(named[rule] for rule in judged.stopping if rule in named)


def _concerned(entry: Entry) -> list[Person]:
    """Return who is told: who looks after an entry, else administrators."""
    if (owner := care.owner(entry)) is not None and owner.may(rights.PUBLISHES):
        return [owner]
    people = db.session.scalars(select(Person).where(Person.active, Person.erased_at.is_(None)).order_by(Person.id))
    return [person for person in people if person.may(LEAST)]


def _told(_person: Person, details: Mapping[str, str]) -> Mapping[str, Any] | None:
    """Return what the mail says; None where nothing stops it any more, or its moment has come."""
    found = select(Edition).join(Judgement).where(Judgement.stopped_at.is_not(None), ahead())
    edition = db.session.scalar(found.where(Edition.id == int(details["edition"])))
    judged = db.session.get(Judgement, edition.id) if edition and edition.entry.deleted_at is None else None
    if edition is None or judged is None:
        return None
    path = absolute(url_for("desk.entry", entry_id=edition.entry_id, gate=1))
    return {"title": edition.title, "at": moment_of(edition), "rules": _labels(edition, judged), "path": path}


LETTER = mail.Letter("scheduled", _told)
