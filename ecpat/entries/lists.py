"""Reads of lists: editions of a language by kind, topic and date. Each returns a Select, which the caller runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, null, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager, defer, joinedload

from ..core import dates
from ..files import usage
from ..files.models import Asset
from ..topics.models import EntryTopic
from .kind import Kind, all_kinds
from .models import Edition, Entry
from .queries import SHOWN_OF_FILES, any_entry, is_live, now

T = TypeVar("T", bound=Any)


@cache
def live(locale: str, kind: Kind | None = None, *, with_facts: bool = False) -> Select[int]:
    """Select the ids of a language's live editions, without order.

    Kept to columns of one index, so that a list costs the same however long it is; `with_facts` joins the entry for
    clauses that look at its facts.
    """
    found = select(Edition.id).where(Edition.locale == locale, is_live(), Edition.entry_id.not_in(_binned()))
    if kind is None:
        return found
    if with_facts or kind.when.class_ is not Edition:
        found = found.join(kind.model, Edition.entry_id == kind.model.id)
    return found.where(Edition.kind == kind.name)


def _binned() -> Select[int]:
    return select(Entry.id).where(Entry.deleted_at.is_not(None))


@cache
def how_many(locale: str, kind: Kind) -> Select[int]:
    """Select how many live editions a kind has in a language, without what lies ahead where things do.

    It is what was published, less the little that is none of them: of 50,000 half the time of looking at each.
    """
    other = aliased(Edition)
    ended = select(other.id).where(other.withdraw_at <= now())
    rows = select(func.count()).select_from(Edition)
    published = rows.where(Edition.locale == locale, Edition.kind == kind.name, Edition.published_at <= now())
    others = [Edition.entry_id.in_(_binned()), Edition.id.in_(ended)]
    if kind.upcoming is not None:
        others.append(Edition.entry_id.in_(_ahead(kind)))
    gone = published.where(or_(*others))
    return select(published.scalar_subquery() - gone.scalar_subquery())


def listed(
    kind: Kind,
    locale: str,
    *,
    topic_id: int | None = None,
    year: int | None = None,
    clauses: Sequence[ColumnElement[bool]] = (),
) -> Select[int]:
    """Select the ids of a kind's live editions, filtered, without order."""
    found = live(locale, kind, with_facts=bool(clauses) or year is not None).where(*clauses)
    if topic_id is not None:
        found = found.where(about(topic_id))
    return found if year is None else found.where(in_year(kind, year))


def newest(found: Select[T], kind: Kind | None = None) -> Select[T]:
    """Order a selection from the newest to the oldest, undated ones last."""
    if kind is None or kind.when.class_ is Edition:
        return found.order_by(Edition.published_at.desc(), Edition.entry_id.desc())
    return found.order_by(kind.when.desc().nulls_last(), Edition.entry_id.desc())


def soonest(found: Select[T], kind: Kind) -> Select[T]:
    """Order a selection from the next to the furthest."""
    return found.order_by(kind.when.asc(), Edition.entry_id)


def cards(ids: Any, kind: Kind | None = None) -> Select[Edition]:
    """Select the editions that a selection of ids names, with all that a list shows but topics, without order."""
    entry = kind.model if kind else any_entry()
    found = (
        select(Edition)
        .join(entry, Edition.entry_id == entry.id)
        .where(Edition.id.in_(ids))
        .options(
            defer(Edition.body),
            contains_eager(Edition.entry.of_type(entry)).options(
                defer(entry.created_at), defer(entry.role),
                joinedload(entry.image).load_only(*SHOWN_OF_FILES),
            ),
        )
    )  # fmt: skip
    if kind is not None and not kind.has_document:
        return found
    return found.options(joinedload(Edition.document).load_only(*SHOWN_OF_FILES))


def fed(found: Select[int]) -> Select[Any]:
    """Select what a feed says of the `:size` newest of a selection of ids: columns, which cost less than editions."""
    columns: tuple[Any, ...] = (
        Edition.id, Edition.entry_id, Edition.kind, Edition.locale, Edition.slug, Edition.title, Edition.summary,
        Edition.body, Edition.changes, Edition.published_at, Edition.modified_at,
        Asset.media_type.label("file_type"), Asset.size.label("file_size"),
    )  # fmt: skip
    ids = newest(found).limit(bindparam("size"))
    document = and_(Asset.id == Edition.document_id, *usage.available())
    shown = select(*columns).join(Asset, document, isouter=True)
    return newest(shown.where(Edition.id.in_(ids)))


@cache
def topic_ids() -> Select[int, int]:
    """Select (entry's id, topic's id) of what the entries `:ids` speak of, the first topic of each first."""
    found = select(EntryTopic.entry_id, EntryTopic.topic_id).where(EntryTopic.entry_id.in_(bindparam("ids")))
    return found.order_by(EntryTopic.entry_id, EntryTopic.position)


@cache
def latest(locale: str, kind: Kind | None) -> Select[Edition]:
    """Select `:size` of a language's newest editions past `:skipped`, with all that a list shows, newest first."""
    ids = newest(live(locale, kind), kind).limit(bindparam("size")).offset(bindparam("skipped"))
    return newest(cards(ids, kind), kind)


def year_of(kind: Kind) -> ColumnElement[int]:
    """Return the year that a kind's entries count for, of a moment that of Brussels; NULL where none is known."""
    if kind.year is not None:
        return kind.year.expression  # type: ignore[no-any-return]
    return case((Entry.date_precision != "none", dates.year_of(kind.when)), else_=null())


def in_year(kind: Kind, year: int) -> ColumnElement[bool]:
    """Return the clause that holds for what counts for a year."""
    if kind.year is not None:
        return kind.year == year  # type: ignore[no-any-return]
    return and_(between(kind, dates.start_of(year), dates.start_of(year + 1)), Entry.date_precision != "none")


@cache
def past(locale: str, kind: Kind) -> Select[Edition]:
    """Select `:size` editions of a kind that no longer lie ahead past `:skipped`, as `latest` does.

    Each entry is looked up in the order of the kind's own dates, until a page is full: no list is sorted.
    """
    facts = kind.model.__table__
    told = live(locale).where(Edition.entry_id == facts.c.id).exists()
    ordered = select(facts.c.id).where(behind(kind), told).order_by(kind.when.desc().nulls_last(), facts.c.id.desc())
    entries = ordered.limit(bindparam("size")).offset(bindparam("skipped"))
    ids = select(Edition.id).where(Edition.locale == locale, Edition.entry_id.in_(entries))
    return newest(cards(ids, kind), kind)


def behind(kind: Kind) -> ColumnElement[bool]:
    """Return the clause that holds for what no longer lies ahead, of a kind where things do."""
    assert kind.upcoming is not None
    return ~kind.upcoming(now()) | kind.when.is_(None)


@cache
def coming(locale: str, kind: Kind) -> Select[Edition]:
    """Select the `:size` editions of a kind that lie ahead, with all that a list shows, the next first."""
    ids = soonest(live(locale, kind).where(Edition.entry_id.in_(_ahead(kind))), kind).limit(bindparam("size"))
    return soonest(cards(ids, kind), kind)


def _ahead(kind: Kind) -> Select[int]:
    """Select the ids of the few entries of a kind that lie ahead."""
    assert kind.upcoming is not None
    return select(kind.model.__table__.c.id).where(kind.upcoming(now()))


def about(topic_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Return the clause that holds for editions whose entry speaks of a topic.

    Looked up for one edition after another, newest first, until a page is full: most topics have many.
    """
    link = select(EntryTopic.entry_id).where(EntryTopic.entry_id == Edition.entry_id, EntryTopic.topic_id == topic_id)
    return link.exists()


def all_about(topic_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Return the clause that `about` returns, looked up from the topic’s entries.

    For a count, and for an order that no index has: these look at all that speaks of the topic anyway.
    """
    return Edition.entry_id.in_(select(EntryTopic.entry_id).where(EntryTopic.topic_id == topic_id))


def by_date(found: Select[T]) -> Select[T]:
    """Order a selection across kinds by the date shown: what lies ahead first, the next before all, then the newest.

    What has no date comes last. The selection is joined to `any_entry`.
    """
    others = [kind for kind in all_kinds() if kind.when.class_ is not Edition]
    moment = case(*((Edition.kind == kind.name, kind.when) for kind in others), else_=Edition.published_at)
    ahead = or_(*(and_(Edition.kind == kind.name, kind.upcoming(now())) for kind in others if kind.upcoming))
    undated = or_(Entry.date_precision == "none", moment.is_(None))
    rank = case((undated, 2), (ahead, 0), else_=1)
    return found.order_by(rank, case((rank == 0, moment)).asc(), moment.desc(), Edition.entry_id.desc())


@cache
def of_topic(locale: str) -> Select[Edition]:
    """Select `:size` of a language's editions about the topic `:topic` past `:skipped`, as lists show them."""
    entry = any_entry()
    found = live(locale).join(entry, Edition.entry_id == entry.id)
    ids = found.where(all_about(bindparam("topic")))
    return by_date(cards(by_date(ids).limit(bindparam("size")).offset(bindparam("skipped"))))


def between(kind: Kind, start: datetime, end: datetime) -> ColumnElement[bool]:
    """Return the clause that holds for what a kind dates within [start, end)."""
    return (kind.when >= start) & (kind.when < end)


def date_known(precisions: Iterable[str]) -> ColumnElement[bool]:
    """Return the clause that holds for entries whose date is known that well."""
    return Entry.date_precision.in_(tuple(precisions))


def counted(found: Select[int]) -> Select[int]:
    """Select how many rows a selection has."""
    return found.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)


@cache
def dated_since(kind: Kind, locale: str) -> Select[Any]:
    """Select the first year from `:first` on that live editions count for; or, of moments, the first one since."""
    dated: InstrumentedAttribute[Any] = kind.when if kind.year is None else kind.year
    found = live(locale, kind, with_facts=True).with_only_columns(dated, maintain_column_froms=True)
    if kind.year is None:
        found = found.where(Entry.date_precision != "none")
    return found.where(dated >= bindparam("first", type_=dated.type)).order_by(dated).limit(1)


def months(kind: Kind, locale: str, start: datetime, end: datetime) -> Select[datetime]:
    """Select the moments of a kind's live editions within [start, end), where the month is known."""
    found = live(locale, kind, with_facts=True).with_only_columns(kind.when, maintain_column_froms=True)
    return found.where(between(kind, start, end), date_known(("day", "month"))).order_by(kind.when)
