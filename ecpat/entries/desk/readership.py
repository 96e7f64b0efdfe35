"""What is read: how often entries were opened, by month, language and section, rounded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, abort, current_app, request
from flask_babel import format_number
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from ... import locales
from ...core import dates
from ...core.database import db
from ...desk import access, layout
from ...desk.pagination import Page
from ...web.feature import Route
from .. import read_counts
from ..kind import all_kinds
from ..models import Entry
from ..read_counts import LEAST, ReadCount, rounded
from . import rights, titles
from .list import pages as listing

FIRST = 5  # entries on the overview


@dataclass(frozen=True)
class Row:
    """An entry and how often it was opened: as it is told, and how long its bar is, of a hundred."""

    entry: listing.Row
    pages: str
    documents: str
    bar: int


@dataclass(frozen=True)
class Months:
    """How often an entry was opened in a month, and its document, as it is told; its bar, of a hundred."""

    month: date
    pages: str
    documents: str
    bar: int


def read() -> Response:
    """Show what was read most, in a month or all, in a language or all, of a section or all."""
    months = _months()
    asked = {name: request.args.get(name, "") for name in ("month", "language", "kind")}
    known = [one.strftime("%Y-%m") for one in months]
    if asked["month"] not in ("", *known) or asked["language"] not in ("", *locales.LOCALES):
        abort(404)
    if asked["kind"] not in ("", *(kind.name for kind in all_kinds())):
        abort(404)
    found = _readable(read_counts.most_read().where(*_narrowed(asked, months)))
    return layout.render(
        "entries/desk/read.html", page=Page.of(found, read=lambda cut: _rows(cut, found)), asked=asked,
        months=months, sections=[(kind.name, kind.label) for kind in all_kinds()], counting=is_on(),
    )  # fmt: skip


def lately() -> tuple[date, list[Row]]:
    """Return the month that goes on, and what is read most in it."""
    month = read_counts.this_month()
    found = _readable(read_counts.most_read().where(ReadCount.month == month))
    return month, _rows(found.limit(FIRST), found) if is_on() else []


def of_entry(entry: Entry) -> list[Months]:
    """Return how often an entry was opened this month and the last, where that is counted."""
    earliest = dates.months_after(read_counts.this_month(), -1)
    return [one for one in _every_month(entry) if one.month >= earliest] if is_on() else []


def months(entry_id: int) -> Response:
    """Show how often an entry was opened, month after month."""
    entry = rights.opened(access.person(), entry_id)
    title, language = titles.of(entry)
    return layout.render(
        "entries/desk/read_of.html", entry=entry, title=title, language=language, rows=_every_month(entry),
        counting=is_on(), kept=read_counts.KEPT,
    )  # fmt: skip


def _every_month(entry: Entry) -> list[Months]:
    rows = db.session.execute(read_counts.of_entry(entry.id)).all()
    most = max((rounded(row.pages) for row in rows), default=0)
    return [
        Months(row.month, told(row.pages), told(row.documents), rounded(row.pages) * 100 // most if most else 0)
        for row in rows
    ]


def is_on() -> bool:
    """Tell whether it is counted what is read."""
    return bool(current_app.config["INSIGHT"])


def told(number: int) -> str:
    """Return a count as it is said; nothing where there is none."""
    if number == 0:
        return ""
    return format_number(rounded(number)) if rounded(number) else _("fewer than %(number)s", number=LEAST)


def _months() -> list[date]:
    found = select(ReadCount.month).distinct().order_by(ReadCount.month.desc())
    return list(db.session.scalars(found))


def _narrowed(asked: dict[str, str], months: list[date]) -> list[ColumnElement[bool]]:
    clauses = [ReadCount.month == month for month in months if month.strftime("%Y-%m") == asked["month"]]
    clauses += [ReadCount.locale == asked["language"]] * bool(asked["language"])
    if asked["kind"]:
        clauses.append(ReadCount.entry_id.in_(select(Entry.id).where(Entry.kind == asked["kind"])))
    return clauses


def _readable(found: Any) -> Any:
    """Leave out what the person may not read, and what is in the bin."""
    entries = found.join(Entry, Entry.id == ReadCount.entry_id)
    return entries.where(Entry.deleted_at.is_(None), rights.readable(access.person(), Entry))


def _most(found: Any) -> int:
    """Return how often what was opened most was, as it is told."""
    pages = found.order_by(None).with_only_columns(func.sum(ReadCount.pages).label("pages")).subquery()
    return rounded(db.session.scalar(select(func.max(pages.c.pages))) or 0)


def _rows(found: Any, every: Any) -> list[Row]:
    counts = {row.entry_id: row for row in db.session.execute(found)}
    most = _most(every) if counts else 0
    entries = listing.rows(list(counts))
    return [
        Row(one, told(count.pages), told(count.documents), rounded(count.pages) * 100 // most if most else 0)
        for one in entries
        for count in (counts[one.entry.id],)
    ]


ROUTES = (
    Route("read", "{what-is-read}", read),
    Route("read_of", "{entries}/<id:entry_id>/{what-is-read}", months),
)
