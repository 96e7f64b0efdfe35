"""The desk's first page: where one begins to write, and what waits for somebody."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import aliased
from werkzeug.wrappers import Response as WerkzeugResponse

from ....core import clock
from ....core.database import db
from ....desk import access, layout, tasks
from ....web.feature import MAIN, Link, Route
from ...kind import Kind, all_kinds
from ...models import Entry
from .. import readership, rights
from ..list import pages as listing
from . import pages as todo

EVENTS = 3  # of a kind: the next


def overview() -> Response:
    """Show where one begins, what waits, which events come next and what goes live by itself."""
    person = access.person()
    return layout.render(
        "entries/desk/overview.html", sections=todo.sections(), tasks=tasks.waiting(), soon=todo.going_live(),
        binned=todo.count_binned(), lately=readership.lately(), may_edit=person.may("editor"),
        new_here=db.session.scalar(rights.own_ids(person).limit(1)) is None,
        agenda=[(kind, _next(kind)) for kind in all_kinds() if kind.upcoming],
    )  # fmt: skip


def begin() -> WerkzeugResponse:
    """Lead to the form of a new entry, with the title that was typed."""
    name = request.args.get("kind", "")
    if name not in {kind.name for kind in all_kinds()}:
        abort(404)
    title = request.args.get("title", "").strip()
    return redirect(url_for("desk.new", kind=name, title=title or None))


def _next(kind: Kind) -> list[tuple[listing.Row, Any]]:
    """Return the next events of a kind that the person may read, each with its moment."""
    assert kind.upcoming is not None
    other = aliased(Entry)
    binned = select(other.id).where(other.deleted_at.is_not(None))  # so asked that the moment's index answers
    found = select(kind.model.id).where(kind.upcoming(clock.now()), Entry.id.not_in(binned))
    found = found.where(rights.readable(access.person(), Entry)).order_by(kind.when, Entry.id).limit(EVENTS)
    return [(row, getattr(row.entry, kind.when.key)) for row in listing.rows(list(db.session.scalars(found)))]


ROUTES = (
    Route("overview", "", overview, link=Link(MAIN, 5, _l("Overview"))),
    Route("begin", "{entries}/{new}", begin),
)
