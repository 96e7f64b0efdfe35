"""Into the bin and out of it, and out of the world for good: each asked for on a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import load_only
from werkzeug.wrappers import Response as WerkzeugResponse

from ...core.database import db
from ...desk import access, layout, transactions
from ...web.feature import Route
from .. import service
from ..models import Edition, Entry, Reference
from . import rights, titles
from .list import pages as listing


def pointing(entry_id: int) -> list[Edition]:
    """Return the editions that the person may read, not in the bin, whose text links to an entry."""
    found = (
        select(Edition)
        .join(Reference, Reference.edition_id == Edition.id)
        .join(Entry, Entry.id == Edition.entry_id)
        .where(Reference.entry_id == entry_id, Edition.entry_id != entry_id, Entry.deleted_at.is_(None))
        .where(rights.readable(access.person(), Edition))
        .options(load_only(Edition.title, Edition.locale, Edition.entry_id, Edition.kind, Edition.published_at))
        .order_by(Edition.title, Edition.id)
    )
    return list(db.session.scalars(found))


def discard(entry_id: int) -> WerkzeugResponse:
    """Ask whether an entry is to go into the bin, or put it there."""
    entry = rights.opened(access.person(), entry_id)
    if not rights.may_discard(access.person(), entry):
        abort(403)
    if request.method == "GET":
        return _ask("entries/desk/discard.html", entry)
    _do(service.discard, entry_id, binned=False)
    binned = _("The entry is in the bin. It can be restored from there.")
    flash(layout.leading(binned, url_for("desk.bin"), _("See the bin")))
    return redirect(listing.back(), 303)


def restore(entry_id: int) -> WerkzeugResponse:
    """Take an entry out of the bin, as it was."""
    entry = rights.opened(access.person(), entry_id, binned=True)
    if not rights.may_discard(access.person(), entry):
        abort(403)
    _do(service.restore, entry_id, binned=True)
    return layout.done(_("The entry is back, as it was."), "desk.entry", entry_id=entry_id)


def destroy(entry_id: int) -> WerkzeugResponse:
    """Ask whether an entry in the bin is to be deleted for good, or delete it."""
    entry = rights.opened(access.person(), entry_id, binned=True)
    if request.method == "GET":
        return _ask("entries/desk/destroy.html", entry)
    _do(service.destroy, entry_id, binned=True)
    return layout.done(_("The entry was deleted for good."), "desk.bin")


def _ask(template: str, entry: Entry) -> Response:
    title, language = titles.of(entry)
    return layout.render(template, entry=entry, title=title, language=language, pointing=pointing(entry.id))


def _do(action: Callable[..., Any], entry_id: int, *, binned: bool) -> None:
    person = access.person()
    transactions.write(lambda: action(rights.opened(person, entry_id, binned=binned), by=person))


ROUTES = (
    Route("discard", "{entries}/<id:entry_id>/{discard}", discard, "writer", ("GET", "POST")),
    Route("restore", "{entries}/<id:entry_id>/{restore}", restore, "writer", ("POST",)),
    Route("destroy", "{entries}/<id:entry_id>/{destroy}", destroy, "editor", ("GET", "POST")),
)
