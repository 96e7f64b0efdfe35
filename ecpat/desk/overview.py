"""The desk's first page: what there is to do, and what changed last."""

from __future__ import annotations

from flask import Response

from ..content.models import Entry
from . import access, entries, todo, view
from .routes import Route

SHOWN = 12  # entries; the others are in their own list


def overview() -> Response:
    """Show the entries that changed last, beside what waits for somebody."""
    listing = entries.listed(entries.chosen().where(Entry.deleted_at.is_(None)), size=SHOWN, number=1)
    return view.render("overview.html", listing=listing, may_edit=access.person().may("editor"), **todo.panels())


ROUTES = (Route("overview", "", overview),)
