"""Asking for a review and answering one: every write, with its row in the audit. The caller commits."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from ...accounts import audit
from ...accounts.models import PUBLISHES, ROLES, Person
from ...core import clock
from ...core.database import db
from ...desk import mail
from ..models import Entry
from . import queries
from .models import APPROVED, RETURNED, WITHDRAWN, Review


def versions_of(entry: Entry) -> dict[str, int]:
    """Return how often each part of an entry was saved: its facts, and each language."""
    return {"facts": entry.saves, **{locale: edition.saves for locale, edition in sorted(entry.editions.items())}}


def ask(entry: Entry, note: str, *, by: Person) -> Review:
    """Ask for a review of an entry as it is saved now; asked again, the open one is renewed."""
    review, versions = queries.open_of(entry.id), versions_of(entry)
    if review is None:
        review = Review(entry_id=entry.id, asked_by=by, versions=versions, note=note)
        db.session.add(review)
    else:
        review.asked_by, review.asked_at, review.versions, review.note = by, clock.now(), versions, note
    db.session.flush()
    audit.record(by, "review.asked", entry.subject, **versions)
    for person in _editors():
        if person.id != by.id:
            mail.send(person, "review_asked", review=str(review.id))
    return review


def withdraw(entry: Entry, *, by: Person) -> None:
    """Take back what was asked."""
    _answer(entry, WITHDRAWN, "", by)


def approve(entry: Entry, words: str, *, by: Person) -> None:
    """Say that an entry is good as it is saved now."""
    _answer(entry, APPROVED, words, by)


def give_back(entry: Entry, words: str, *, by: Person) -> None:
    """Say what is still to be done to an entry."""
    _answer(entry, RETURNED, words, by)


def published(entry: Entry, *, by: Person) -> None:
    """Answer an open review by what was just done: who publishes has approved, who asked needs no answer."""
    review = queries.open_of(entry.id)
    if review is not None:
        _answer(entry, WITHDRAWN if review.asked_by_id == by.id else APPROVED, "", by)


def _answer(entry: Entry, outcome: str, words: str, by: Person) -> None:
    review = queries.open_of(entry.id)
    if review is None:
        return
    review.outcome, review.words = outcome, words
    if outcome == APPROVED:
        review.versions = versions_of(entry)  # what was approved
    review.answered_by, review.answered_at = by, clock.now()
    audit.record(by, f"review.{outcome}", entry.subject, **versions_of(entry))
    if review.asked_by.review_mail and review.asked_by.active and review.asked_by_id != by.id:
        mail.send(review.asked_by, "review_answered", review=str(review.id))


def _editors() -> Iterator[Person]:
    """Return those who may publish and wish to have mail of reviews."""
    found = select(Person).where(Person.active, Person.review_mail, Person.erased_at.is_(None))
    roles = ROLES[ROLES.index(PUBLISHES) :]
    yield from db.session.scalars(found.where(Person.role.in_(roles)).order_by(Person.id))
