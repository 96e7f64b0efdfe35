"""What a person may read, open and save: editors everything, writers what is public and what they have written in.

What a writer saves of something live is a working copy, which only an editor may publish.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true, union
from sqlalchemy.orm import aliased

from ... import locales
from ...accounts.models import PUBLISHES as PUBLISHES  # the least role that may change what readers see
from ...accounts.models import Person
from ...core import clock
from ...core.database import db
from ...files import usage
from ...files.models import Asset
from .. import care
from ..drafts import PRESENT, Presence
from ..models import Edition, Entry
from ..queries import is_live
from ..reviews.models import Review
from ..revisions import FactsRevision, Revision

COMMON = "facts"  #: the part of an entry's form that is no language's

Readable = type[Edition] | type[Entry] | type[Asset]


def own_ids(person: Person) -> Select[int]:
    """Select the ids of the entries that a person has saved something of."""
    return _saved_by(person.id)


@lru_cache(100)  # pages ask for it again and again, and what it is part of is made of it once: a tenth of a list
def _saved_by(person_id: int) -> Select[int]:
    facts = select(FactsRevision.entry_id).where(FactsRevision.person_id == person_id)
    words = select(Edition.entry_id).join(Revision).where(Revision.person_id == person_id)
    return select(union(facts, words).subquery().c[0])


def readable(person: Person, model: Readable, *, kept: bool = False) -> ColumnElement[bool]:
    """Return the clause that holds for the editions, entries or files that a person may read, find and be told of.

    A writer reads the editions that are live, all of an entry of their own, and the files that one of these uses or
    that none uses. The same is told of rows in memory by `editions_of`. `kept` says that the bin is left out already.
    """
    if person.may(PUBLISHES):
        return true()
    return usage.readable_by(person) if model is Asset else _shown_or_saved_by(person.id, model, kept)


@lru_cache(200)
def _shown_or_saved_by(person_id: int, model: Readable, kept: bool) -> ColumnElement[bool]:
    if model is Edition:
        other = aliased(Entry)
        binned = select(other.id).where(other.deleted_at.is_not(None))
        live = is_live() if kept else and_(is_live(), Edition.entry_id.not_in(binned))
        return or_(live, Edition.entry_id.in_(_saved_by(person_id)))
    shown = aliased(Edition)
    published = exists().where(shown.entry_id == Entry.id, is_live(shown))
    return or_(and_(Entry.deleted_at.is_(None), published), Entry.id.in_(_saved_by(person_id)))


def own_of(person: Person, entries: Iterable[Entry]) -> frozenset[int]:
    """Return the ids of those of some entries that a person has saved something of; all, of who may publish them."""
    ids = frozenset(entry.id for entry in entries)
    return ids if person.may(PUBLISHES) or not ids else ids.intersection(db.session.scalars(own_ids(person)))


def editions_of(person: Person, entries: Iterable[Entry]) -> Mapping[int, Mapping[str, Edition]]:
    """Return the editions that a person may read, by entry and language."""
    listed = list(entries)
    return whole_or_live(listed, own_of(person, listed))


def whole_or_live(entries: Iterable[Entry], own: Collection[int]) -> Mapping[int, Mapping[str, Edition]]:
    """Return all editions of those entries that are somebody's own, and the live ones of others, by entry."""
    return {
        entry.id: entry.editions
        if entry.id in own
        else {locale: edition for locale, edition in entry.editions.items() if edition.live}
        for entry in entries
    }


def may_open(person: Person, entry: Entry) -> bool:
    """Tell whether a person may see an entry's drafts and revisions, and write in it.

    A writer may open what they have written in, what readers see whole, and what they have open since it was so.
    """
    if person.may(PUBLISHES) or is_whole(entry):
        return True
    own = own_ids(person).subquery()
    if db.session.scalar(select(own.c[0]).where(own.c[0] == entry.id).limit(1)):
        return True
    here = db.session.get(Presence, (entry.id, person.id))
    return here is not None and here.seen_at > clock.now() - PRESENT


def may_comment(person: Person, entry: Entry) -> bool:
    """Tell whether a person may read and write what the team says beside an entry's passages.

    Editors may, who review; and who has written in it, looks after it, or asked for its review.
    """
    if person.may(PUBLISHES):
        return True
    asked = select(Review.entry_id).where(Review.asked_by_id == person.id)
    looks_after = select(care.Care.entry_id).where(care.Care.person_id == person.id)
    concerned = or_(*(Entry.id.in_(ids) for ids in (own_ids(person), asked, looks_after)))
    return db.session.scalar(select(Entry.id).where(Entry.id == entry.id, concerned)) is not None


def is_whole(entry: Entry) -> bool:
    """Tell whether readers see all there is of an entry, so that nothing of it is anybody's draft."""
    editions = entry.editions.values()
    return bool(editions) and entry.deleted_at is None and all(one.live and not one.changed for one in editions)


def may_discard(person: Person, entry: Entry) -> bool:
    """Tell whether a person who may open an entry may put it into the bin, or change what readers see of it."""
    return person.may(PUBLISHES) or all(one.published_at is None for one in entry.editions.values())


def may_save_words(person: Person, edition: Edition | None) -> bool:
    """Tell whether a person who may open an entry may save its words in a language: of what is live, as a copy."""
    return person.may(PUBLISHES) or edition is None or edition.published_at is None or edition.live


def may_save_facts(person: Person, entry: Entry | None) -> bool:
    """Tell whether a person who may open an entry may save its facts: they show in every language."""
    return entry is None or all(may_save_words(person, edition) for edition in entry.editions.values())


def may_choose_care(person: Person, entry: Entry) -> bool:
    """Tell whether a person may choose who looks after an entry and when: of what was published, an editor."""
    return may_discard(person, entry)


def may_confirm(person: Person, entry: Entry) -> bool:
    """Tell whether a person may say that an entry is right as it is: who looks after it may, and who chooses that."""
    owner = care.owner(entry)
    return may_choose_care(person, entry) or (owner is not None and owner.id == person.id)


def closed(person: Person, entry: Entry | None) -> frozenset[str]:
    """Return the parts of an entry's form ("facts", and each language) that a person may read and not save."""
    editions = entry.editions if entry else {}
    shut = {locale for locale in locales.LOCALES if not may_save_words(person, editions.get(locale))}
    return frozenset(shut if may_save_facts(person, entry) else {COMMON, *shut})


def opened(person: Person, entry_id: int, *, binned: bool = False) -> Entry:
    """Return an entry for a person to work on; 404 where it is not there (or not in the bin), 403 if not theirs."""
    entry = db.session.get(Entry, entry_id)
    if entry is None or (entry.deleted_at is not None) != binned:
        abort(404)
    if not may_open(person, entry):
        abort(403)
    return entry
