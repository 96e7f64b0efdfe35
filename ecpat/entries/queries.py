"""Reads of entries and their addresses, one or a few at a time: each returns a Select, which the caller runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import (
    joinedload,
    load_only,
    selectinload,
    with_polymorphic,
)

from .. import locales
from ..core import clock
from ..core.database import UtcDateTime
from ..files.models import Asset
from .kind import Kind
from .models import Alias, Edition, Entry, Reference

#: What pages show of a file; the rest is read where it is asked for.
SHOWN_OF_FILES = (
    Asset.digest, Asset.media_type, Asset.size, Asset.width, Asset.height, Asset.page_count,
    Asset.decorative, Asset.focal_x, Asset.focal_y, Asset.consent_until, Asset.deleted_at,
)  # fmt: skip


@cache
def any_entry() -> type[Entry]:
    """Return Entry widened by the facts of every kind: for reads across kinds."""
    return with_polymorphic(Entry, "*")  # type: ignore[return-value]  # an alias that acts as the class


def is_live(edition: type[Edition] = Edition) -> ColumnElement[bool]:
    """Return the clause that holds for what is published by now and not withdrawn."""
    return and_(edition.published_at <= now(), or_(edition.withdraw_at.is_(None), edition.withdraw_at > now()))


def now() -> ColumnElement[datetime]:
    """Return the present moment as a parameter that is asked for when a statement is run, not when it is made."""
    return bindparam("now", callable_=lambda: clock.now(), type_=UtcDateTime())


def shown() -> tuple[ColumnElement[bool], ...]:
    """Return the clauses that hold for what readers may see now, in any language (Edition joined to Entry)."""
    return is_live(), is_spoken(), Entry.deleted_at.is_(None)


def is_spoken() -> ColumnElement[bool]:
    """Return the clause that holds for editions in the languages of the site, which may have given one up."""
    return Edition.locale.in_(locales.LOCALES)


def addresses(first: int, last: int) -> Select[int, str, str, str, datetime]:
    """Select (entry's id, kind, locale, slug, moment of change) of what is live, of entries within [first, last]."""
    columns = select(Edition.entry_id, Edition.kind, Edition.locale, Edition.slug, Edition.modified_at)
    found = columns.join(Entry, Entry.id == Edition.entry_id).where(Edition.entry_id.between(first, last), *shown())
    return found.order_by(Edition.entry_id)


def addresses_of(ids: Iterable[int]) -> Select[int, str, str, str]:
    """Select (entry's id, kind, locale, slug) of the live editions of entries."""
    columns = select(Edition.entry_id, Edition.kind, Edition.locale, Edition.slug)
    return columns.join(Entry, Entry.id == Edition.entry_id).where(Edition.entry_id.in_(tuple(ids)), *shown())


def owner(kind: Kind, slug: str) -> Select[Alias]:
    """Select the alias that says whose address this is or was, in any language."""
    return select(Alias).where(Alias.kind == kind.name, Alias.slug == slug)


@cache
def whole(kind: Kind) -> Select[Entry]:
    """Select the entry of a kind that the address `:slug` belongs to, with all that its page shows but topics."""
    entry, editions = kind.model, joinedload(kind.model.editions)
    if kind.has_document:
        editions = editions.options(joinedload(Edition.document).load_only(*SHOWN_OF_FILES))
    picture = joinedload(entry.image).options(load_only(*SHOWN_OF_FILES), joinedload(Asset.words))
    return (
        select(entry)
        .join(Alias, Alias.entry_id == entry.id)
        .where(Alias.kind == kind.name, Alias.slug == bindparam("slug"))
        .options(editions, picture)
    )


@cache
def entries() -> Select[Entry]:
    """Select the entries `:ids` with their editions and topics."""
    entry = any_entry()
    return (
        select(entry)
        .where(entry.id.in_(bindparam("ids")))
        .options(selectinload(entry.editions).selectinload(Edition.document), selectinload(entry.topic_links))
    )


@cache
def pointing(locale: str, limit: int) -> Select[str, str, str, str]:
    """Select (kind, locale, slug, title) of live editions of a language that link to the entry `:entry_id`."""
    return (
        select(Edition.kind, Edition.locale, Edition.slug, Edition.title)
        .join(Reference, Reference.edition_id == Edition.id)
        .join(Entry, Entry.id == Edition.entry_id)
        .where(Reference.entry_id == bindparam("entry_id"), Edition.locale == locale)
        .where(is_live(), Entry.deleted_at.is_(None))
        .order_by(Edition.published_at.desc(), Edition.id.desc())
        .limit(limit)
    )


def assets(ids: Iterable[int]) -> Select[Asset]:
    """Select files with their words, by id, in one query: its result is to be made unique."""
    return select(Asset).where(Asset.id.in_(tuple(ids))).options(joinedload(Asset.words))


@cache
def with_role() -> Select[str | None, int, str, str, str, str]:
    """Select what links say of live editions, in every language, of entries that have a role (about, contact…)."""
    few = select(Entry.id).where(Entry.role.is_not(None))  # looked at first, whatever the statistics say
    columns = select(Entry.role, Edition.entry_id, Edition.kind, Edition.locale, Edition.slug, Edition.title)
    return columns.join(Entry, Edition.entry_id == Entry.id).where(Edition.entry_id.in_(few), *shown())
