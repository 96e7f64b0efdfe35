"""Commenting, answering, settling: every write, with its row in the audit. The caller commits."""

from __future__ import annotations

from ...accounts import audit
from ...accounts.models import Person
from ...core import clock
from ...core.database import db
from ..models import Entry
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
    return said
