"""The desk's first page: what changed last."""

from __future__ import annotations

from flask import Response
from sqlalchemy import select

from ..content.models import Entry
from . import entries, view
from .routes import Route


def overview() -> Response:
    """Show the entries that changed last."""
    found = select(Entry).where(Entry.deleted_at.is_(None), Entry.editions.any())
    return view.render("overview.html", listing=entries.listed(found, 1))


ROUTES = (Route("overview", "", overview),)
