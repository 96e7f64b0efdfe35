"""The desk's first page: every entry, and how far each of its languages is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from .. import locales
from ..content.models import Edition, Entry
from ..extensions import db
from ..i18n import current_locale
from . import access, todo, view
from .routes import Route

SHOWN = 50


@dataclass(frozen=True)
class Row:
    """An entry as the table shows it, its title in a language that it has."""

    entry: Entry
    title: str
    locale: str
    changed_at: datetime


def overview() -> Response:
    """Show the entries that are not in the bin, what changed last first."""
    changed = select(func.max(Edition.updated_at)).where(Edition.entry_id == Entry.id).scalar_subquery()
    found = db.session.scalars(
        select(Entry)
        .where(Entry.deleted_at.is_(None), changed.is_not(None))
        .options(selectinload(Entry.editions).defer(Edition.body), selectinload(Entry.topic_links))
        .order_by(changed.desc(), Entry.id.desc())
        .limit(SHOWN)
    )
    rows = [_row(entry) for entry in found]
    return view.render("overview.html", rows=rows, may_edit=access.person().may("editor"), **todo.panels())


def _row(entry: Entry) -> Row:
    here = current_locale()
    order = [here, *locales.LOCALES]
    edition = min(entry.editions.values(), key=lambda edition: order.index(edition.locale))
    changed_at = max(edition.updated_at for edition in entry.editions.values())
    return Row(entry, edition.title, edition.locale, changed_at)


ROUTES = (Route("overview", "", overview),)
