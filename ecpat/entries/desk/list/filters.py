"""What narrows and orders the list of entries, as its address says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased
from werkzeug.datastructures import MultiDict

from .... import locales
from ....accounts.models import Person
from ....core import clock
from ....core.characters import folded
from ....core.database import db
from ....core.i18n import current_locale
from ....topics.models import EntryTopic
from ....web.forms import ids
from ...findable import Findable
from ...kind import all_kinds
from ...models import Edition, Entry
from ...outdated import Outdated
from ...queries import is_live
from .. import rights
from . import pasted_address

LONGEST = 200  # characters of what is looked for
WORDS = 8  # of it that are looked for
STATES = {
    "live": _l("Live"),
    "changed": _l("Changes waiting"),
    "soon": _l("Scheduled"),
    "gone": _l("Withdrawn"),
    "draft": _l("Not live yet"),
    "late": _l("To bring up to date"),
}
LACKING = "no-"  # before a language: the entries that lack it
NEWEST = "-changed"


@dataclass(frozen=True)
class Filters:
    """The arguments of the list: words or an address, section, state, language, topic, who saved last, order."""

    q: str = ""
    kind: str = ""
    state: str = ""
    language: str = ""
    topic: str = ""
    by: str = ""
    sort: str = ""

    @classmethod
    def of(cls, arguments: MultiDict[str, str]) -> Filters:
        """Read the arguments of a request."""
        return cls(**{name: arguments.get(name, "").replace("\0", "")[:LONGEST] for name in cls.__dataclass_fields__})

    @property
    def query(self) -> Mapping[str, str]:
        """Return the arguments that say something."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def narrows(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.query.keys() - {"sort"})

    def sorted_by(self, column: str) -> str:
        """Return how a column orders the list now: ascending, descending, or nothing."""
        order = self.sort if self.sort.lstrip("-") in _ORDERS else NEWEST
        if order.lstrip("-") != column:
            return ""
        return "descending" if order.startswith("-") else "ascending"

    def by_column(self, column: str) -> Mapping[str, str]:
        """Return the arguments of the same list ordered by a column: the other way round where it is already."""
        first = f"-{column}" if column == "changed" else column
        turned = {"ascending": f"-{column}", "descending": column}.get(self.sorted_by(column), first)
        return {**self.query, "sort": turned}

    def found(self, person: Person) -> Select[int]:
        """Select the ids of the entries out of the bin that a person may read and that fit, each once, without order.

        Versions that the person may not read are as if they were not there.
        """
        readable = rights.readable(person, Edition, kept=True)
        editions = select(Edition.entry_id).where(readable)
        clauses = [*self._of_language(), *self._of_state(), *self._of_words(person), *self._of_person()]
        kept = Edition.entry_id.not_in(select(Entry.id).where(Entry.deleted_at.is_not(None)))
        found = editions.where(kept, *self._of_entry(), *clauses).group_by(Edition.entry_id)
        if self.language.startswith(LACKING):
            lacked = Edition.locale == self.language.removeprefix(LACKING)
            found = found.where(Edition.entry_id.not_in(editions.where(lacked)))
        return found

    def ordered(self, found: Select[int]) -> Select[int]:
        """Order a selection of entries' ids as is asked, else what changed last first."""
        column = self.sort.lstrip("-")
        if column in ("title", "by"):
            found = found.outerjoin(Findable, Findable.edition_id == Edition.id)
        if column == "by":
            found = found.outerjoin(Person, Person.id == Findable.person_id)
        place = _ORDERS.get(column, _ORDERS["changed"])()
        if column in _ORDERS and not self.sort.startswith("-"):
            return found.order_by(place, Edition.entry_id)
        return found.order_by(place.desc(), Edition.entry_id.desc())

    def _of_entry(self) -> list[ColumnElement[bool]]:
        clauses = [Edition.entry_id.in_(select(Entry.id).where(Entry.kind == self.kind))] if self.kind else []
        about = (select(EntryTopic.entry_id).where(EntryTopic.topic_id == number) for number in ids([self.topic]))
        return [*clauses, *(Edition.entry_id.in_(entries) for entries in about)]

    def _of_words(self, person: Person) -> list[ColumnElement[bool]]:
        if pasted_address.is_address(self.q):
            return [Edition.entry_id.in_(pasted_address.ids_at(self.q))]
        words = folded(self.q).split()[:WORDS]
        said = (_says(word, person) for word in words)
        return [Edition.id.in_(select(Findable.edition_id).where(*said))] if words else []

    def _of_person(self) -> list[ColumnElement[bool]]:
        saved = (select(Findable.edition_id).where(Findable.person_id == number) for number in ids([self.by]))
        return [Edition.id.in_(editions) for editions in saved]

    def _of_language(self) -> list[ColumnElement[bool]]:
        return [Edition.locale == self.language] if self.language in locales.LOCALES else []

    def _of_state(self) -> list[ColumnElement[bool]]:
        if self.state not in STATES:
            return []
        moment, now = Edition.published_at, clock.now()
        clauses = {
            "live": is_live(),
            "changed": and_(is_live(), or_(Edition.has_copy, Edition.entry.has(Entry.has_copy))),
            "gone": Edition.withdraw_at <= now,
            "soon": moment > now,
            "draft": moment.is_(None),
            "late": Edition.id.in_(select(Outdated.edition_id)),
        }
        return [clauses[self.state]]


def lacking(person: Person, total: int) -> Mapping[str, int]:
    """Return how many of all the entries that a person may read lack each language."""
    kept = Edition.entry_id.not_in(select(Entry.id).where(Entry.deleted_at.is_not(None)))
    found = (
        select(Edition.locale, func.count())
        .where(kept, rights.readable(person, Edition, kept=True))
        .group_by(Edition.locale)
    )
    counts = {row[0]: row[1] for row in db.session.execute(found)}
    return {locale: total - counts.get(locale, 0) for locale in locales.LOCALES}


def people() -> list[Person]:
    """Return who writes at the desk, by name."""
    return list(db.session.scalars(select(Person).where(Person.active).order_by(Person.name)))


def _says(word: str, person: Person) -> ColumnElement[bool]:
    """Return the clause that holds for what has a word in its text, or in a working copy that the person may open."""
    copied = Findable.copied.contains(word, autoescape=True)
    if not person.may(rights.PUBLISHES):
        edition = aliased(Edition)
        own = select(edition.id).where(edition.entry_id.in_(rights.own_ids(person)))
        copied = and_(Findable.copied != "", Findable.edition_id.in_(own), copied)
    return or_(Findable.words.contains(word, autoescape=True), copied)


def _changed() -> ColumnElement[Any]:
    return func.max(Edition.updated_at)


def _title() -> ColumnElement[Any]:
    own = func.max(case((Edition.locale == current_locale(), Findable.title)))
    return func.coalesce(own, func.min(Findable.title))


def _kind() -> ColumnElement[Any]:
    return func.min(case({kind.name: place for place, kind in enumerate(all_kinds())}, value=Edition.kind))


def _by() -> ColumnElement[Any]:
    return func.max(Person.name)


def _state_in(locale: str) -> ColumnElement[Any]:
    moment = Edition.published_at
    far = case((moment <= clock.now(), 3), (moment.is_(None), 1), else_=2)
    return func.max(case((Edition.locale == locale, far), else_=0))


_ORDERS: Mapping[str, Callable[[], ColumnElement[Any]]] = {
    "changed": _changed,
    "title": _title,
    "kind": _kind,
    "by": _by,
    **{locale: partial(_state_in, locale) for locale in locales.LOCALES},
}
