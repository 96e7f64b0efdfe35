"""Who looks after an entry, and when it is to be looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Select,
    String,
    case,
    func,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from ..accounts import audit
from ..accounts.models import Person
from ..accounts.service import erased
from ..core import dates
from ..core.database import Base, db
from .kind import all_kinds
from .models import Edition, Entry
from .queries import is_live

LONGEST = 120  # months


class Care(Base):
    """Who looks after an entry, if anybody, and on which day it is to be looked at again, if one was chosen."""

    __tablename__ = "care"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    review_on: Mapped[date | None] = mapped_column(index=True)


class ReviewInterval(Base):
    """After how many months the entries of a kind are looked at again, where an editor chose it; 0: never."""

    __tablename__ = "review_interval"
    __table_args__ = (CheckConstraint(f"months BETWEEN 0 AND {LONGEST}", name="months_plausible"),)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    months: Mapped[int]


def intervals() -> Mapping[str, int]:
    """Return after how many months the entries of each kind are looked at again; 0: never."""
    chosen = {row.kind: row.months for row in db.session.scalars(select(ReviewInterval))}
    return {kind.name: chosen.get(kind.name, kind.review) for kind in all_kinds()}


def owner(entry: Entry) -> Person | None:
    """Return who looks after an entry; a closed account looks after nothing."""
    found = select(Person).join(Care, Care.person_id == Person.id)
    return db.session.scalar(found.where(Care.entry_id == entry.id, Person.active))


def chosen_days(entries: Iterable[Entry]) -> Mapping[int, date | None]:
    """Return the days on which entries are to be looked at again, of those for which one was chosen."""
    found = select(Care.entry_id, Care.review_on).where(Care.entry_id.in_([entry.id for entry in entries]))
    return {row.entry_id: row.review_on for row in db.session.execute(found.where(Care.review_on.is_not(None)))}


def review_days(entries: Sequence[Entry]) -> Mapping[int, date | None]:
    """Return when entries are to be looked at again: on the day chosen, else so long after their last save."""
    chosen, months = chosen_days(entries), intervals()
    return {entry.id: chosen.get(entry.id) or _after_save(entry, months[entry.kind]) for entry in entries}


def _after_save(entry: Entry, months: int) -> date | None:
    saved = [edition.updated_at for edition in entry.editions.values() if edition.live]
    return dates.months_after(dates.day_of(max(saved)), months) if months and saved else None


def save(entry: Entry, person: Person | None, review_on: date | None, *, by: Person | None = None) -> None:
    """Keep who looks after an entry, and when it is looked at again; without a day, its kind says when."""
    db.session.merge(Care(entry_id=entry.id, person_id=person.id if person else None, review_on=review_on))
    audit.record(by, "entry.cared", entry.subject)


def confirm(entry: Entry, *, by: Person | None = None) -> date:
    """Note that an entry is right; return when it is looked at again: after the months of its kind, or a year."""
    kept = db.session.get(Care, entry.id) or Care(entry_id=entry.id)
    kept.review_on = dates.months_after(dates.today(), intervals()[entry.kind] or 12)
    db.session.add(kept)
    audit.record(by, "entry.reviewed", entry.subject)
    return kept.review_on


def due(day: date) -> Select[Entry]:
    """Select the entries that are to be looked at again by a day: by the day chosen, else by their last save."""
    latest = {kind: dates.end_of(dates.months_after(day, -months)) for kind, months in intervals().items() if months}
    chosen = select(Care.entry_id).where(Care.review_on.is_not(None))
    clauses: list[Select[int]] = [select(Care.entry_id).where(Care.review_on <= day)]
    if latest:
        last = func.max(case((is_live(), Edition.updated_at)))  # so asked that one index answers
        old = select(Edition.entry_id).where(Edition.entry_id.not_in(chosen)).group_by(Edition.entry_id)
        clauses.append(old.having(last < case(latest, value=func.min(Edition.kind))))
    return select(Entry).where(Entry.deleted_at.is_(None), Entry.id.in_(union(*clauses))).order_by(Entry.id.desc())


def concerns(person: Person, entry_id: Any, least: str) -> ColumnElement[bool]:
    """Return the clause that holds for what a person looks after, and for who has a role, what nobody does."""
    own = entry_id.in_(select(Care.entry_id).where(Care.person_id == person.id))
    if not person.may(least):
        return own  # type: ignore[no-any-return]
    kept = select(Care.entry_id).join(Person, Person.id == Care.person_id).where(Person.active)
    return or_(own, entry_id.not_in(kept))


@erased.connect
def _forget(person: Person) -> None:
    db.session.execute(update(Care).where(Care.person_id == person.id).values(person_id=None))
