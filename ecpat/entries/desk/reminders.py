"""A mail a month to who looks after entries: what is to be looked at again, and which links are broken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import url_for
from sqlalchemy import ForeignKey, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column, selectinload

from ...accounts.models import Person
from ...accounts.service import erased
from ...core import dates, jobs
from ...core.database import Base, db
from ...desk import mail
from ...web.urls import absolute
from .. import care
from ..links import service as links
from ..models import Edition, Entry
from . import titles

LEAST = "administrator"  # who is told of what nobody looks after
MOST = 50  # entries that a mail names


class Reminder(Base):
    """In which month a person was last told by mail of what waits: once a month, however many machines there are."""

    __tablename__ = "reminder"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    month: Mapped[date]


def values(person: Person, _details: Mapping[str, str]) -> Mapping[str, Any]:
    """Return what the mail to a person names: what is to be looked at again, and links that are broken."""
    found = care.due(dates.today()).where(care.concerns(person, Entry.id, LEAST)).limit(MOST)
    entries = db.session.scalars(found.options(selectinload(Entry.editions).defer(Edition.body))).all()
    broken = db.session.execute(_broken(person).limit(MOST)).all()
    return {
        "entries": [(titles.of(one)[0], absolute(url_for("desk.care", entry_id=one.id))) for one in entries],
        "links": [(row.title, row.url, absolute(url_for("desk.entry", entry_id=row.entry_id))) for row in broken],
    }


def _broken(person: Person) -> Any:
    """Select (edition's id, address, title, entry's id) of the broken links that a person is told of."""
    found = links.broken().add_columns(Edition.title, Edition.entry_id)
    return found.where(care.concerns(person, Edition.entry_id, LEAST))


@jobs.handler("care.remind", every=timedelta(days=1))
def remind(_payload: jobs.Payload) -> None:
    """Let everybody be told of what waits for them, where they were not yet in this month."""
    if not mail.is_on():
        return
    month, today = dates.today().replace(day=1), dates.today()
    for person in db.session.scalars(select(Person).where(Person.active)).all():
        due = care.due(today).where(care.concerns(person, Entry.id, LEAST)).limit(1)
        waiting = any(db.session.execute(found).first() is not None for found in (due, _broken(person).limit(1)))
        if waiting and _first(person, month):
            mail.send(person, "review")


def _first(person: Person, month: date) -> bool:
    """Note that a person is told in a month; tell whether they were not yet."""
    earlier = update(Reminder).where(Reminder.person_id == person.id, Reminder.month < month).values(month=month)
    if db.session.scalar(earlier.returning(Reminder.person_id)) is not None:
        return True
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    new = insert(Reminder).values(person_id=person.id, month=month).on_conflict_do_nothing()
    return db.session.scalar(new.returning(Reminder.person_id)) is not None


@erased.connect
def _forget(person: Person) -> None:
    db.session.execute(delete(Reminder).where(Reminder.person_id == person.id))


LETTER = mail.Letter("review", values)
