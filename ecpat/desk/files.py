"""The files: found, sent, described, replaced, put into the bin."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, flash, jsonify, redirect, request, url_for
from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import selectinload
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as WerkzeugResponse

from .. import locales
from ..content import filing, uses
from ..content.assets import Asset, AssetWords
from ..content.publishing import ContentError
from ..extensions import db
from ..i18n import current_locale, mark
from ..i18n import gettext as _
from ..i18n import lazy_gettext as _l
from ..public import pictures
from . import access, uploads, view
from .downloads import asset_of, thumb_url
from .file_form import form_of
from .routes import Route

mark("url", "files")
mark("url", "replace")
mark("url", "delete")
mark("url", "restore")
mark("url", "destroy")

SHOWN, OFFERED, MOST_AT_ONCE = 48, 60, 30
TYPES = {"image": _l("Pictures"), "pdf": _l("PDFs")}
STATES = {
    "unused": _l("Not used"),
    "undescribed": _l("Without alternative text"),
    "consent": _l("Consent ends soon or has ended"),
    "bin": _l("In the bin"),
}
ROLES = {uses.IMAGE: _l("as its picture"), uses.DOCUMENT: _l("as its PDF"), uses.TEXT: _l("in its text")}


@dataclass(frozen=True)
class Row:
    """A file as the list shows it."""

    asset: Asset
    used: bool
    undescribed: bool
    readable: bool  #: whether it has any text, as a PDF should


def index() -> WerkzeugResponse:
    """Show the files, or keep those that were sent: each whole or not at all."""
    if request.method == "POST":
        return _receive(request.files.getlist("file")[:MOST_AT_ONCE])
    return _list()


def _receive(sent: list[FileStorage]) -> WerkzeugResponse:
    kept: list[Asset] = []
    faults: list[tuple[str, str]] = []
    for file in sent:
        if not file.filename:
            continue
        try:
            kept.append(uploads.receive(file, by=access.person()))
            db.session.commit()
        except ContentError as fault:
            db.session.rollback()
            faults.append((uploads.shown_name(file) or "…", fault.message))
    if faults or not kept:
        return _list(faults or [("", _("Choose a file first."))], kept)
    if len(kept) == 1:
        flash(_("The file is here. Now say what it is."))
        return redirect(url_for("desk.file", asset_id=kept[0].id), 303)
    flash(_("%(count)d files are here. Now say of each what it is.", count=len(kept)))
    return redirect(url_for("desk.files"), 303)


def _list(faults: list[tuple[str, str]] | None = None, kept: list[Asset] | None = None) -> Response:
    """Show the files that are asked for; faults are (name, reason) of files that were not kept."""
    asked = {name: request.args.get(name, "") for name in ("q", "type", "state")}
    found, page = _found(asked), max(1, request.args.get("page", 1, int))
    total = db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    last = max(1, -(-total // SHOWN))
    if page > last:
        abort(404)
    return view.render(
        "files.html", 422 if faults else 200,
        rows=_rows(found.limit(SHOWN).offset((page - 1) * SHOWN)), asked=asked, total=total, page=page, last=last,
        types=TYPES, states=STATES, faults=faults or [], kept=kept or [], limits=uploads.limits(), thumb=thumb_url,
        kind_of_file=uploads.kind_of, most=uploads.LARGEST, accepted=",".join(uploads.ACCEPTED.values()),
        today=uses.today(), soon=uses.today() + uses.IN_TIME,
    )  # fmt: skip


def _found(asked: dict[str, str]) -> Select[Asset]:
    """Select the files that a filter lets through, the newest first."""
    clauses: dict[str, ColumnElement[bool]] = {
        "unused": ~uses.used(), "undescribed": uses.undescribed(), "consent": uses.consent_ending(), "": true(),
    }  # fmt: skip
    binned = asked["state"] == "bin"
    found = select(Asset).where(Asset.deleted_at.is_not(None) if binned else Asset.deleted_at.is_(None))
    if not binned:
        found = found.where(clauses.get(asked["state"], true()))
    if asked["type"] in TYPES:
        found = found.where(uses.is_picture() if asked["type"] == "image" else ~uses.is_picture())
    for word in asked["q"][:200].replace("\x00", "").split():
        said = select(AssetWords.asset_id).where(
            or_(AssetWords.alt.icontains(word, autoescape=True), AssetWords.caption.icontains(word, autoescape=True))
        )
        found = found.where(or_(Asset.name.icontains(word, autoescape=True), Asset.id.in_(said)))
    return found.order_by(Asset.id.desc())


def _rows(found: Select[Asset]) -> list[Row]:
    columns = found.add_columns(uses.used(), uses.undescribed(), uses.readable()).options(selectinload(Asset.words))
    return [Row(*row) for row in db.session.execute(columns)]


def file(asset_id: int) -> WerkzeugResponse:
    """Show a file and all that is known of it, or keep what is said of it."""
    asset = asset_of(asset_id)
    used, form = uses.of(asset), form_of(asset)
    if request.method == "POST":
        if not _may_describe(used):
            abort(403)
        if form.validate_on_submit():
            filing.describe(asset, form.facts(), form.words(), by=access.person())
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for("desk.file", asset_id=asset_id), 303)
    return _page(asset, used, form)


def replace(asset_id: int) -> WerkzeugResponse:
    """Put another file in the place of one: its address and its history stay."""
    asset = asset_of(asset_id)
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise ContentError("file", _("Choose a file first."))
        before = asset.digest
        uploads.receive(sent, by=access.person(), replacing=asset)
        db.session.commit()
    except ContentError as fault:
        db.session.rollback()
        asset = asset_of(asset_id)
        return _page(asset, uses.of(asset), form_of(asset), replace_fault=fault.message)
    if asset.digest == before:
        flash(_("This is the same file: nothing was changed."))
    elif uploads.kind_of(asset) == "image":
        flash(_("The picture is replaced. See whether what is said of it still holds."))
    else:
        flash(_("The PDF is replaced. Its address stays, and search reads it again."))
    return redirect(url_for("desk.file", asset_id=asset_id), 303)


def discard(asset_id: int) -> WerkzeugResponse:
    """Put a file into the bin; where it is used, only once that was read and confirmed, and never a PDF."""
    asset = asset_of(asset_id)
    used = uses.of(asset)
    if used and uploads.kind_of(asset) == "pdf":
        fault = _("This PDF is used. Replace it, or take it off the entries above first.")
        return _page(asset, used, form_of(asset), discard_fault=fault)
    if used and "sure" not in request.form:
        fault = _("This picture is used. Confirm that it shall vanish from the pages above.")
        return _page(asset, used, form_of(asset), discard_fault=fault)
    filing.discard(asset, by=access.person())
    db.session.commit()
    flash(_("“%(name)s” is in the bin.", name=asset.name))
    return redirect(url_for("desk.files"), 303)


def restore(asset_id: int) -> WerkzeugResponse:
    """Take a file out of the bin."""
    asset = asset_of(asset_id)
    filing.restore(asset, by=access.person())
    db.session.commit()
    flash(_("The file is out of the bin."))
    return redirect(url_for("desk.file", asset_id=asset_id), 303)


def destroy(asset_id: int) -> WerkzeugResponse:
    """Delete a file for good, its bytes too; only from the bin."""
    asset = asset_of(asset_id)
    if asset.deleted_at is None or "sure" not in request.form:
        fault = _("Confirm that it shall be deleted for good.")
        return _page(asset, uses.of(asset), form_of(asset), destroy_fault=fault)
    name, unused = asset.name, filing.destroy(asset, by=access.person())
    db.session.commit()
    for digest in unused:  # after the commit: a row without its file would be worse than a file without row
        pictures.storage().remove(digest)
    flash(_("“%(name)s” is deleted for good.", name=name))
    return redirect(url_for("desk.files", state="bin"), 303)


def listed() -> Response:
    """Send the files that pickers offer, the newest first."""
    asked = {"q": request.args.get("q", ""), "type": request.args.get("type", ""), "state": ""}
    chosen = _found(asked).limit(OFFERED)
    if ids := request.args.get("id", ""):  # those that a text shows already
        numbers = [int(text) for text in ids.split(",") if text.isascii() and text.isdigit() and len(text) < 10]
        chosen = select(Asset).where(Asset.id.in_(numbers[:OFFERED]), Asset.deleted_at.is_(None)).order_by(Asset.id)
    found = db.session.scalars(chosen.options(selectinload(Asset.words)))
    answer = jsonify(
        files=[
            {
                "id": asset.id, "name": asset.name, "decorative": asset.decorative,
                "alt": {locale: asset.words.get(locale, pictures.NO_WORDS).alt for locale in locales.LOCALES},
                "thumb": thumb_url(asset), "width": asset.width, "height": asset.height,
            }
            for asset in found
        ]
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(asset: Asset, used: list[uses.Use], form: object, **faults: str) -> Response:
    here, faulty = current_locale(), bool(faults or getattr(form, "errors", None))
    widths = pictures.widths_of(asset)
    return view.render(
        "file.html", 422 if faulty else 200,
        asset_row=asset, form=form, used=used, roles=ROLES, faults=faults,
        undescribed=db.session.scalar(select(uses.undescribed()).where(Asset.id == asset.id)),
        may_describe=_may_describe(used), kind=uploads.kind_of(asset), limits=uploads.limits(),
        thumb=thumb_url(asset),
        large=url_for("desk.files_image", digest=asset.digest, width=widths[min(1, len(widths) - 1)]),
        readable=db.session.scalar(select(uses.readable()).where(Asset.id == asset.id)),
        entry_url=lambda entry_id: url_for("desk.entry", entry_id=entry_id), today=uses.today(),
        soon=uses.today() + uses.IN_TIME, accepted=uploads.ACCEPTED[uploads.kind_of(asset)],
        most=uploads.LARGEST[uploads.kind_of(asset)],
        switch=[
            (locale, url_for("desk.file", asset_id=asset.id, locale=locale))
            for locale in locales.LOCALES if locale != here
        ],
    )  # fmt: skip


def _may_describe(used: list[uses.Use]) -> bool:
    """Tell whether the person may change what is said of a file: once readers see it, editors only."""
    return access.person().may("editor") or not any(use.live for use in used)


ROUTES = (
    Route("files", "{files}/", index, methods=("GET", "POST")),
    Route("files_json", "{files}.json", listed),
    Route("file", "{files}/<int:asset_id>", file, methods=("GET", "POST")),
    Route("file_replace", "{files}/<int:asset_id>/{replace}", replace, "editor", ("POST",)),
    Route("file_discard", "{files}/<int:asset_id>/{delete}", discard, "editor", ("POST",)),
    Route("file_restore", "{files}/<int:asset_id>/{restore}", restore, "editor", ("POST",)),
    Route("file_destroy", "{files}/<int:asset_id>/{destroy}", destroy, "editor", ("POST",)),
)
