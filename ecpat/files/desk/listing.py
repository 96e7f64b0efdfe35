"""The files: found, sent, offered to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, jsonify, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import selectinload
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as WerkzeugResponse

from ...core.database import db
from ...core.dates import today
from ...core.errors import ContentError
from ...desk import access, layout
from ...desk.pagination import Page
from ...web import forms
from ...web.feature import MAIN, Link, Route
from .. import usage
from ..models import Asset
from . import finding, uploads
from .downloads import thumb_url

SHOWN, OFFERED = 48, 60
TYPES = {"image": _l("Pictures"), "pdf": _l("PDFs"), "recording": _l("Videos and sound")}
STATES = {
    "unused": _l("Not used"),
    "undescribed": _l("Without alternative text"),
    "consent": _l("Consent ends soon or has ended"),
    "bin": _l("In the bin"),
}


@dataclass(frozen=True)
class Row:
    """A file as the list shows it."""

    asset: Asset
    used: bool
    undescribed: bool
    readable: bool  #: whether it has any text, as a PDF should


def index() -> WerkzeugResponse:
    """Show the files, or keep those that were sent: each whole or not at all."""
    if request.method != "POST":
        return _list()
    sent = [file for file in request.files.getlist("file") if file.filename]
    return _receive_one(sent[0]) if sent and uploads.by_script() else _receive(sent)


def _receive_one(file: FileStorage) -> WerkzeugResponse:
    """Keep a file that a script has sent, of the kind that it needs."""
    asked, notes = request.form.get("kind", ""), list[str]()
    say = notes.append if request.form.get("for") == "text" else flash  # an editor says it beside the text
    try:
        asset = uploads.receive(file, by=access.person(), kind=asked if asked in TYPES else "", say=say)
        db.session.commit()
    except ContentError as fault:
        db.session.rollback()
        return uploads.refused(fault)
    if request.form.get("of") == "1":
        flash(_("The file is here. Now say what it is."))
    return uploads.taken(asset, " ".join(notes))


def _receive(sent: list[FileStorage]) -> WerkzeugResponse:
    kept, faults = uploads.receive_all(sent, by=access.person())
    if faults or not kept:
        return _list(faults or [("", _("Choose a file first."))], kept)
    if len(kept) == 1:
        return layout.done(_("The file is here. Now say what it is."), "desk.file", asset_id=kept[0].id)
    return layout.done(_("%(count)d files are here. Now say of each what it is.", count=len(kept)), "desk.files")


def _list(faults: list[tuple[str, str]] | None = None, kept: list[Asset] | None = None) -> Response:
    """Show the files that are asked for; faults are (name, reason) of files that were not kept."""
    asked = {name: request.args.get(name, "") for name in ("q", "type", "state")}
    return layout.render(
        "files/desk/list.html", 422 if faults else 200,
        page=Page.of(_found(asked), SHOWN, _rows), asked=asked, types=TYPES, states=STATES, faults=faults or [],
        kept=kept or [], limits=uploads.limits(), thumb=thumb_url, kind_of_file=uploads.kind_of,
        most=uploads.largest(), accepted=",".join(uploads.ACCEPTED.values()), today=today(),
        soon=today() + usage.IN_TIME,
    )  # fmt: skip


def _found(asked: dict[str, str]) -> Select[Asset]:
    """Select the files that the person may see and that a filter lets through, the newest first."""
    clauses: dict[str, ColumnElement[bool]] = {
        "unused": ~usage.used(), "undescribed": usage.undescribed(), "consent": usage.consent_ending(), "": true(),
    }  # fmt: skip
    sorts = {
        "image": usage.is_picture(), "recording": usage.is_recording(), "pdf": ~usage.is_shown_in_texts(),
    }  # fmt: skip
    binned = asked["state"] == "bin"
    found = select(Asset).where(usage.readable_by(access.person()))
    if binned:
        found = found.where(Asset.deleted_at.is_not(None))
    else:
        found = found.where(Asset.deleted_at.is_(None), clauses.get(asked["state"], true()))
    if asked["type"] in TYPES:
        found = found.where(sorts[asked["type"]])
    return found.where(*finding.matching(asked["q"])).order_by(Asset.id.desc())


def _rows(found: Select[Asset]) -> list[Row]:
    columns = found.add_columns(usage.used(), usage.undescribed(), usage.readable()).options(
        selectinload(Asset.words)
    )
    return [Row(*row) for row in db.session.execute(columns)]


def listed() -> Response:
    """Send the files that pickers offer, the newest first."""
    asked = {"q": request.args.get("q", ""), "type": request.args.get("type", ""), "state": ""}
    chosen = _found(asked).limit(OFFERED)
    if ids := request.args.get("id", ""):  # those that a text shows already
        wanted = forms.ids(ids.split(","))[:OFFERED]
        present = Asset.id.in_(wanted), Asset.deleted_at.is_(None), usage.readable_by(access.person())
        chosen = select(Asset).where(*present).order_by(Asset.id)
    found = db.session.scalars(chosen.options(selectinload(Asset.words)))
    answer = jsonify(files=[finding.told(asset) for asset in found])
    answer.headers["Cache-Control"] = "no-store"
    return answer


ROUTES = (
    Route("files", "{files}/", index, methods=("GET", "POST"), link=Link(MAIN, 20, _l("Files"))),
    Route("files_json", "{files}.json", listed),
)
