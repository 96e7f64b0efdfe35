"""The desk's first page: what there is to do, and what changed last."""

from __future__ import annotations

from flask import Response

from ...desk import access, layout
from ...web.feature import Route
from ..models import Entry
from . import listing as entries
from . import todo

SHOWN = 12  # entries; the others are in their own list


def overview() -> Response:
    """Show the entries that changed last, beside what waits for somebody."""
    listing = entries.listed(entries.chosen().where(Entry.deleted_at.is_(None)), size=SHOWN, number=1)
    return layout.render(
        "entries/desk/overview.html", listing=listing, may_edit=access.person().may("editor"), **todo.panels()
    )


ROUTES = (Route("overview", "", overview),)
