"""Text kept while it is typed: nobody else sees it, and it becomes a save only when its writer says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, abort, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as WerkzeugResponse

from ....accounts.models import Person
from ....core import clock
from ....core.database import db
from ....core.i18n import format_hour
from ....desk import access, transactions
from ....desk.sign_in.pages import csrf
from ....web.feature import ANYONE, Route
from ... import kind as registry
from ...drafts import Autosave
from ...kind import Kind
from .. import rights
from . import presence
from .entry_form import sent_now, typed

KEPT = timedelta(days=30)


def found(kind: Kind, entry_id: int, person: Person) -> Autosave | None:
    """Return what a person typed last and did not save, of an entry or (0) of a new one of a kind."""
    own = select(Autosave).where(Autosave.person_id == person.id, Autosave.kind == kind.name)
    return db.session.scalar(own.where(Autosave.entry_id == entry_id))


def forget(kind: Kind, entry_id: int, person: Person) -> None:
    """Delete what a person typed: it was saved, or is not wanted; and what anybody left for long."""
    own = (Autosave.person_id == person.id) & (Autosave.kind == kind.name) & (Autosave.entry_id == entry_id)
    db.session.execute(delete(Autosave).where(own | (Autosave.saved_at < clock.now() - KEPT)))


def keep(kind: str, entry_id: int = 0) -> WerkzeugResponse:
    """Keep what the form has now; answers in JSON, 401 where nobody is signed in any more.

    With `open=1` nothing is kept: the page only says that it is still open.
    """
    if not access.signed_in():
        return _answer({"fault": _("You have been signed out.")}, 401)
    if not access.admitted("writer"):
        abort(403)
    try:
        csrf.protect()
    except CSRFError:  # of a session that has ended: the page gets the new one's token, as it would by a reload
        return _answer({"token": generate_csrf()}, 409)
    person = access.person()
    one = kind_named(kind)
    if entry_id:
        rights.opened(person, entry_id)

    def work() -> list[str]:
        if "open" not in request.form:
            store(one, entry_id, person, typed(one, sent_now()))
        return presence.enter(entry_id, person) if entry_id else []

    try:
        others = transactions.write(work)
    except OperationalError:
        return _answer({}, 503)
    return _answer({"at": format_hour(clock.now()), "others": others})


def store(kind: Kind, entry_id: int, person: Person, fields: dict[str, list[str]]) -> None:
    """Keep what a person typed, in the place of what they typed before."""
    row = found(kind, entry_id, person)
    if row is None:
        row = Autosave(person_id=person.id, kind=kind.name, entry_id=entry_id)
        db.session.add(row)
    row.fields, row.saved_at = fields, clock.now()


def drop(kind: str, entry_id: int = 0) -> WerkzeugResponse:
    """Forget what was typed and not saved, and show the entry as it is."""
    person, one = access.person(), kind_named(kind)
    if entry_id:
        rights.opened(person, entry_id)
    transactions.write(lambda: forget(one, entry_id, person))
    path = url_for("desk.entry", entry_id=entry_id) if entry_id else url_for("desk.new", kind=kind)
    return redirect(path, 303)


def kind_named(name: str) -> Kind:
    """Return the kind that an address names; 404 where there is none."""
    try:
        return registry.get_kind(name)
    except KeyError:
        abort(404)


def _answer(values: dict[str, Any], status: int = 200) -> Response:
    answer = jsonify(values)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


csrf.exempt(keep)  # it asks for the token itself, after it has asked who is there
ROUTES = (
    Route("autosave", "{entries}/<id:entry_id>/{typed}/<kind>", keep, ANYONE, ("POST",)),
    Route("autosave_new", "{entries}/{new}/<kind>/{typed}", keep, ANYONE, ("POST",)),
    Route("drop", "{entries}/<id:entry_id>/{drop}/<kind>", drop, "writer", ("POST",)),
    Route("drop_new", "{entries}/{new}/<kind>/{drop}", drop, "writer", ("POST",)),
)
