"""The list of entries: narrowed, in pages, with the state of every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, request
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import selectinload

from ... import locales
from ...core import clock
from ...core.database import db
from ...desk import access, layout
from ...desk.pagination import Page
from ...web.feature import MAIN, Link, Route
from ..models import Edition, Entry
from . import rights, titles

SIZE = 30  # entries on a page
LONGEST = 200  # characters of a word looked for
STATES = {
    "live": _l("Live"),
    "soon": _l("Scheduled"),
    "draft": _l("Draft"),
    "none": _l("Missing"),
}


@dataclass(frozen=True)
class Row:
    """An entry as the table shows it, its title in a language that it has."""

    entry: Entry
    title: str
    locale: str
    editions: Mapping[str, Edition]  #: those that the person may read
    changed_at: datetime
    mine: bool  #: whether the person may open it


def entries() -> Response:
    """Show the entries that the person may read and that are not in the bin, what changed last first."""
    query = {name: request.args.get(name, "")[:LONGEST] for name in ("kind", "state", "language", "q")}
    found = chosen(**query).where(Entry.deleted_at.is_(None))
    return layout.render("entries/desk/list.html", listing=listed(found), query=query, states=STATES)


def bin_view() -> Response:
    """Show the bin, what was put there last first."""
    found = select(Entry).where(Entry.deleted_at.is_not(None), rights.readable(access.person(), Entry))
    return layout.render("entries/desk/bin.html", listing=listed(found, Entry.deleted_at.desc()))


def chosen(kind: str = "", state: str = "", language: str = "", q: str = "") -> Select[Entry]:
    """Select the entries of a kind whose version in a language (or in any) has a state, and that have a word.

    Versions that the person may not read are as if they were not there.
    """
    readable = rights.readable(access.person(), Edition)
    found = select(Entry).where(Entry.editions.any(readable))
    if kind:
        found = found.where(Entry.kind == kind)
    if state in STATES:
        asked = [language] if language in locales.LOCALES else list(locales.LOCALES)
        found = found.where(or_(*(_in_state(state, locale, readable) for locale in asked)))
    elif language in locales.LOCALES:
        found = found.where(Entry.editions.any(and_(Edition.locale == language, readable)))
    for word in q.replace("\0", "").split()[:8]:
        columns = (Edition.title, Edition.summary, Edition.slug, Edition.body)
        said = or_(*(column.icontains(word, autoescape=True) for column in columns))
        found = found.where(Entry.editions.any(and_(said, readable)))
    return found


def _in_state(state: str, locale: str, readable: ColumnElement[bool]) -> ColumnElement[bool]:
    if state == "none":
        return ~Entry.editions.any(and_(Edition.locale == locale, readable))
    moment = Edition.published_at
    now = clock.now()
    clause = {"draft": moment.is_(None), "soon": moment > now, "live": moment <= now}[state]
    return Entry.editions.any(and_(Edition.locale == locale, clause, readable))


def listed(
    found: Select[Entry], order: ColumnElement[Any] | None = None, *, size: int = SIZE, number: int | None = None
) -> Page:
    """Read a page of a selection as rows, what changed last first unless another order is given."""
    changed = select(func.max(Edition.updated_at)).where(Edition.entry_id == Entry.id).scalar_subquery()
    return Page.of(found.order_by(changed.desc() if order is None else order, Entry.id.desc()), size, _rows, number)


def _rows(found: Select[Entry]) -> list[Row]:
    loaded = found.options(selectinload(Entry.editions).defer(Edition.body), selectinload(Entry.topic_links))
    shown, person = list(db.session.scalars(loaded)), access.person()
    own = {entry.id for entry in shown}
    if not person.may(rights.PUBLISHES):
        own &= set(db.session.scalars(rights.own_ids(person)))
    editions = rights.editions_of(person, shown)
    return [_row(entry, editions[entry.id], entry.id in own) for entry in shown]


def _row(entry: Entry, editions: Mapping[str, Edition], mine: bool) -> Row:
    title, locale = titles.of(entry, editions)
    changed_at = max((edition.updated_at for edition in editions.values()), default=entry.created_at)
    return Row(entry, title, locale, editions, changed_at, mine)


ROUTES = (
    Route("entries", "{entries}/", entries, link=Link(MAIN, 10, _l("Entries"))),
    Route("bin", "{entries}/{bin}/", bin_view),
)
