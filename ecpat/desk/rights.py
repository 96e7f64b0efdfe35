"""What a person may do with an entry: editors everything, writers with drafts of their own."""

from __future__ import annotations

from flask import abort
from sqlalchemy import Select, select, union

from ..content.models import Edition, Entry
from ..content.revisions import FactsRevision, Revision
from ..extensions import db
from ..people.models import Person

PUBLISHES = "editor"  # the least role that may change what readers see


def own_ids(person: Person) -> Select[int]:
    """Select the ids of the entries that a person has saved something of."""
    facts = select(FactsRevision.entry_id).where(FactsRevision.person_id == person.id)
    words = select(Edition.entry_id).join(Revision).where(Revision.person_id == person.id)
    return select(union(facts, words).subquery().c[0])


def may_open(person: Person, entry: Entry) -> bool:
    """Tell whether a person may see an entry's drafts and revisions, and write in it."""
    own = own_ids(person).subquery()
    return person.may(PUBLISHES) or bool(db.session.scalar(select(own.c[0]).where(own.c[0] == entry.id).limit(1)))


def may_save_words(person: Person, edition: Edition | None) -> bool:
    """Tell whether a person who may open an entry may save its words in a language."""
    return person.may(PUBLISHES) or edition is None or edition.published_at is None


def may_save_facts(person: Person, entry: Entry | None) -> bool:
    """Tell whether a person who may open an entry may save its facts: they show in every language."""
    return entry is None or all(may_save_words(person, edition) for edition in entry.editions.values())


def opened(person: Person, entry_id: int, *, binned: bool = False) -> Entry:
    """Return an entry for a person to work on; 404 where it is not there (or not in the bin), 403 if not theirs."""
    entry = db.session.get(Entry, entry_id)
    if entry is None or (entry.deleted_at is not None) != binned:
        abort(404)
    if not may_open(person, entry):
        abort(403)
    return entry
