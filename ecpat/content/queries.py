"""Every read: each function returns a Select, which the caller runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, case, extract, func, null, or_, select
from sqlalchemy.orm import (
    InstrumentedAttribute,
    contains_eager,
    joinedload,
    load_only,
    selectinload,
    with_polymorphic,
)

from .. import clock
from .assets import Asset
from .models import Alias, AssetUse, Edition, Entry, EntryTopic, Reference
from .registry import Kind
from .topics import Topic


@cache
def any_entry() -> type[Entry]:
    """Return Entry widened by the facts of every kind: for reads across kinds."""
    return with_polymorphic(Entry, "*")  # type: ignore[return-value]  # an alias that acts as the class


def is_live() -> ColumnElement[bool]:
    """Return the clause that holds for what readers may see now (Edition joined to its entry)."""
    return Edition.published_at <= clock.now()


def shown() -> tuple[ColumnElement[bool], ...]:
    """Return the clauses that hold for what readers may see now, in any language (Edition joined to Entry)."""
    return is_live(), Entry.deleted_at.is_(None)


def addresses(ids: Iterable[int]) -> Select[Entry]:
    """Select entries with their editions' addresses, without their texts."""
    return (
        select(Entry)
        .where(Entry.id.in_(tuple(ids)))
        .options(
            selectinload(Entry.editions).load_only(
                Edition.entry_id,
                Edition.kind,
                Edition.locale,
                Edition.slug,
                Edition.published_at,
                Edition.updated_at,
            )
        )
        .order_by(Entry.id)
    )


def addresses_of(ids: Iterable[int]) -> Select[int, str, str, str]:
    """Select (entry's id, kind, locale, slug) of the live editions of entries."""
    columns = select(Edition.entry_id, Edition.kind, Edition.locale, Edition.slug)
    return columns.join(Entry, Entry.id == Edition.entry_id).where(Edition.entry_id.in_(tuple(ids)), *shown())


def live(locale: str, kind: Kind | None = None) -> Select[Edition]:
    """Select the live editions of a language, their entries, topics, pictures and documents loaded with them."""
    entry = any_entry() if kind is None else kind.model
    found = (
        select(Edition)
        .join(entry, Edition.entry_id == entry.id)
        .where(Edition.locale == locale, is_live(), entry.deleted_at.is_(None))
        .options(
            joinedload(Edition.document),
            contains_eager(Edition.entry.of_type(entry)).options(
                selectinload(entry.topic_links), joinedload(entry.image)
            ),
        )
    )
    return found if kind is None else found.where(Edition.kind == kind.name)


def listed(
    kind: Kind,
    locale: str,
    *,
    topic_id: int | None = None,
    year: int | None = None,
    clauses: Iterable[ColumnElement[bool]] = (),
) -> Select[Edition]:
    """Select a kind's live editions, filtered, without order."""
    found = live(locale, kind).where(*clauses)
    if topic_id is not None:
        found = found.where(about(topic_id))
    return found if year is None else found.where(kind.year() == year)


def newest(found: Select[Edition], kind: Kind | None = None) -> Select[Edition]:
    """Order a selection from the newest to the oldest, undated ones last."""
    when = Edition.published_at if kind is None else kind.when
    return found.order_by(when.desc().nulls_last(), Edition.id.desc())


def soonest(found: Select[Edition], kind: Kind) -> Select[Edition]:
    """Order a selection from the next to the furthest."""
    return found.order_by(kind.when.asc(), Edition.id)


def year_of(moment: InstrumentedAttribute[Any]) -> ColumnElement[int]:
    """Return the year of a moment; NULL where nothing is known of the date."""
    return case((Entry.date_precision != "none", extract("year", moment)), else_=null())


def about(topic_id: int) -> ColumnElement[bool]:
    """Return the clause that holds for editions whose entry speaks of a topic."""
    return Edition.entry_id.in_(select(EntryTopic.entry_id).where(EntryTopic.topic_id == topic_id))


def between(kind: Kind, start: datetime, end: datetime) -> ColumnElement[bool]:
    """Return the clause that holds for what a kind dates within [start, end)."""
    return (kind.when >= start) & (kind.when < end)


def date_known(precisions: Iterable[str]) -> ColumnElement[bool]:
    """Return the clause that holds for entries whose date is known that well."""
    return Entry.date_precision.in_(tuple(precisions))


def counted(found: Select[Edition]) -> Select[int]:
    """Select how many rows a selection has."""
    return found.with_only_columns(func.count(Edition.id), maintain_column_froms=True).order_by(None).options()


def years(kind: Kind, locale: str) -> Select[int, int]:
    """Select the years of a kind's live editions, newest first, and how many each has."""
    year = kind.year().label("year")
    found = live(locale, kind).with_only_columns(year, func.count(), maintain_column_froms=True)
    return found.where(year.is_not(None)).group_by("year").order_by(year.desc())


def months(kind: Kind, locale: str, start: datetime, end: datetime) -> Select[datetime]:
    """Select the moments of a kind's live editions within [start, end), where the month is known."""
    found = live(locale, kind).with_only_columns(kind.when, maintain_column_froms=True)
    return found.where(between(kind, start, end), date_known(("day", "month"))).order_by(kind.when)


def owner(kind: Kind, slug: str) -> Select[Alias]:
    """Select the alias that says whose address this is or was, in any language."""
    return select(Alias).where(Alias.kind == kind.name, Alias.slug == slug)


def whole(entry_id: int) -> Select[Entry]:
    """Select an entry with all that its page shows: editions, documents, picture, topics."""
    return entries([entry_id]).options(selectinload(any_entry().image).selectinload(Asset.words))


def entries(ids: Iterable[int]) -> Select[Entry]:
    """Select entries with their editions and topics, by id."""
    entry = any_entry()
    return (
        select(entry)
        .where(entry.id.in_(tuple(ids)))
        .options(selectinload(entry.editions).selectinload(Edition.document), selectinload(entry.topic_links))
    )


def related(edition: Edition, kind: Kind, limit: int) -> Select[Edition]:
    """Select live editions of the same kind and language that share most topics, newest first."""
    topics = [link.topic_id for link in edition.entry.topic_links]
    shared = (
        select(func.count())
        .where(EntryTopic.entry_id == Edition.entry_id, EntryTopic.topic_id.in_(topics))
        .scalar_subquery()
    )
    found = live(edition.locale, kind).where(Edition.id != edition.id, shared > 0)
    return found.order_by(shared.desc(), kind.when.desc().nulls_last(), Edition.id.desc()).limit(limit)


def pointing(entry_id: int, locale: str) -> Select[Edition]:
    """Select the address and title of live editions of a language whose body links to an entry, newest first."""
    return (
        select(Edition)
        .join(Reference, Reference.edition_id == Edition.id)
        .join(Entry, Entry.id == Edition.entry_id)
        .where(Reference.entry_id == entry_id, Edition.locale == locale, *shown())
        .options(load_only(Edition.kind, Edition.locale, Edition.slug, Edition.title))
        .order_by(Edition.published_at.desc(), Edition.id.desc())
    )


def shown_assets(digest: str) -> Select[Asset]:
    """Select the file of that digest if something live shows it now: as picture, as document, in a text."""
    in_text = select(AssetUse.edition_id).where(AssetUse.asset_id == Asset.id)
    using = (
        select(Edition.id)
        .join(Entry, Entry.id == Edition.entry_id)
        .where(*shown(), or_(Edition.document_id == Asset.id, Entry.image_id == Asset.id, Edition.id.in_(in_text)))
    )
    return select(Asset).where(Asset.digest == digest, Asset.deleted_at.is_(None), using.exists()).limit(1)


def assets(ids: Iterable[int]) -> Select[Asset]:
    """Select files with their words, by id, in one query: its result is to be made unique."""
    return select(Asset).where(Asset.id.in_(tuple(ids))).options(joinedload(Asset.words))


def with_role() -> Select[Edition]:
    """Select the live editions, in every language, of the entries that have a role (about, contact…)."""
    return (
        select(Edition)
        .join(Entry, Edition.entry_id == Entry.id)
        .where(Entry.role.is_not(None), Entry.deleted_at.is_(None), is_live())
        .options(contains_eager(Edition.entry))
    )


def topic_rows() -> Select[Topic]:
    """Select every topic with its labels, in their order."""
    return select(Topic).options(selectinload(Topic.labels)).order_by(Topic.position, Topic.id)
