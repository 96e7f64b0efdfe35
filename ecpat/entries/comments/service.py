"""Commenting, answering, settling: every write, with its row in the audit. The caller commits."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select

from ...accounts import audit
from ...accounts.models import Person
from ...core import clock
from ...core.database import db
from ...desk import mail
from ..care import Care
from ..models import Edition, Entry
from ..reviews.models import Review
from ..revisions import Revision
from .models import Comment


def comment(entry: Entry, said: Comment, *, by: Person) -> Comment:
    """Keep what a person says beside a passage of an entry's language."""
    return _add(entry, said, "comment.added", by)


def answer(entry: Entry, said: Comment, text: str, *, by: Person) -> Comment:
    """Answer what was said beside a passage; what was settled is open again by that."""
    said.settled_at = None
    answered = Comment(answers_id=said.id, locale=said.locale, quotation="", text=text)
    return _add(entry, answered, "comment.answered", by)


def settle(entry: Entry, said: Comment, *, by: Person) -> None:
    """Let what was said beside a passage be settled, with its answers."""
    said.settled_at = clock.now()
    audit.record(by, "comment.settled", entry.subject, locale=said.locale)


def reopen(entry: Entry, said: Comment, *, by: Person) -> None:
    """Let what was settled wait for somebody again."""
    said.settled_at = None
    audit.record(by, "comment.reopened", entry.subject, locale=said.locale)


def _add(entry: Entry, said: Comment, action: str, by: Person) -> Comment:
    said.entry_id, said.person = entry.id, by
    db.session.add(said)
    db.session.flush()
    version = entry.editions[said.locale].saves
    audit.record(by, action, entry.subject, locale=said.locale, version=version)
    for person in _concerned(entry.editions[said.locale], said):
        if person.id != by.id:
            mail.send(person, "commented", comment=str(said.id))
    return said


def _concerned(edition: Edition, said: Comment) -> Iterator[Person]:
    """Return who wishes for mail and looks after a text, saved it last, asked for its review, or spoke before."""
    entry_id, begun = edition.entry_id, said.answers_id or said.id
    last = select(Revision.person_id).where(Revision.edition_id == edition.id).order_by(Revision.id.desc()).limit(1)
    concerned = (
        select(Care.person_id).where(Care.entry_id == entry_id),
        last,
        select(Review.asked_by_id).where(Review.entry_id == entry_id, Review.answered_at.is_(None)),
        select(Comment.person_id).where(or_(Comment.id == begun, Comment.answers_id == begun)),
    )
    wish = Person.active, Person.review_mail, Person.erased_at.is_(None)
    found = select(Person).where(*wish, or_(*(Person.id.in_(ids) for ids in concerned)))
    yield from db.session.scalars(found.order_by(Person.id))
