"""One file: what is said of it, another in its place, into the bin and out of it, out of the world for good."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.wrappers import Response as WerkzeugResponse

from ... import locales
from ...core.database import db
from ...core.dates import today
from ...core.errors import ContentError
from ...core.i18n import current_locale
from ...desk import access, layout
from ...web.feature import Route
from ...web.middleware import security_headers
from .. import pictures, service, usage
from ..forms import FOCAL_WIDTH, PictureForm, form_of
from ..models import Asset
from . import rights, uploads
from .downloads import asset_of, large_url, thumb_url

ROLES = {
    usage.IMAGE: _l("as its picture"),
    usage.DOCUMENT: _l("as its PDF"),
    usage.TEXT: _l("in its text"),
    usage.COPY: _l("in changes that readers do not see yet"),
}


def file(asset_id: int) -> WerkzeugResponse:
    """Show a file and all that is known of it, or keep what is said of it."""
    asset = asset_of(asset_id)
    form = form_of(asset)
    if request.method == "POST":
        if not rights.may_describe(access.person(), asset):
            abort(403)
        if isinstance(form, PictureForm):
            form.click(request.form)
        if form.validate_on_submit():
            form.write(asset)
            service.describe(asset, form.words(), by=access.person())
            db.session.commit()
            return layout.done(_("Saved."), "desk.file", asset_id=asset_id)
    return _page(asset, form)


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
        if uploads.by_script():
            return uploads.refused(fault)
        asset = asset_of(asset_id)
        return _page(asset, form_of(asset), replace_fault=fault.message)
    if asset.digest == before:
        flash(_("This is the same file: nothing was changed."))
    elif uploads.kind_of(asset) == "recording":
        flash(_("The recording is replaced. See whether its captions and what is said of it still hold."))
    elif uploads.kind_of(asset) == "image":
        flash(_("The picture is replaced. See whether what is said of it still holds."))
    else:
        flash(_("The PDF is replaced. Its address stays, and search reads it again."))
    if uploads.by_script():
        return uploads.taken(asset)
    return redirect(url_for("desk.file", asset_id=asset_id), 303)


def discard(asset_id: int) -> WerkzeugResponse:
    """Put a file into the bin; where it is used, only once that was read and confirmed, and never a PDF."""
    asset = asset_of(asset_id)
    used = usage.places(asset)
    if used and uploads.kind_of(asset) == "pdf":
        fault = _("This PDF is used. Replace it, or take it off the entries above first.")
        return _page(asset, form_of(asset), discard_fault=fault)
    if used and "sure" not in request.form:
        fault = _("This file is used. Confirm that it shall vanish from the pages above.")
        return _page(asset, form_of(asset), discard_fault=fault)
    service.discard(asset, by=access.person())
    db.session.commit()
    return layout.done(_("“%(name)s” is in the bin.", name=asset.name), "desk.files")


def restore(asset_id: int) -> WerkzeugResponse:
    """Take a file out of the bin."""
    asset = asset_of(asset_id)
    service.restore(asset, by=access.person())
    db.session.commit()
    return layout.done(_("The file is out of the bin."), "desk.file", asset_id=asset_id)


def destroy(asset_id: int) -> WerkzeugResponse:
    """Delete a file for good, its bytes too; only from the bin."""
    asset = asset_of(asset_id)
    if asset.deleted_at is None or "sure" not in request.form:
        fault = _("Confirm that it shall be deleted for good.")
        return _page(asset, form_of(asset), destroy_fault=fault)
    name, unused = asset.name, service.destroy(asset, by=access.person())
    db.session.commit()
    for digest in unused:  # after the commit: a row without its file would be worse than a file without row
        pictures.storage().remove(digest)
    return layout.done(_("“%(name)s” is deleted for good.", name=name), "desk.files", state="bin")


def _page(asset: Asset, form: object, **faults: str) -> Response:
    here, faulty = current_locale(), bool(faults or getattr(form, "errors", None))
    person = access.person()
    page = layout.render(
        "files/desk/file.html", 422 if faulty else 200,
        asset_row=asset, form=form, roles=ROLES, faults=faults,
        used=usage.places(asset, person),
        undescribed=db.session.scalar(select(usage.undescribed()).where(Asset.id == asset.id)),
        may_describe=rights.may_describe(person, asset), kind=uploads.kind_of(asset), limits=uploads.limits(),
        earlier=asset.versions if rights.may_open_file(person, asset) else [], thumb=thumb_url(asset),
        is_video=asset.media_type.startswith("video/"),
        undrawn=pictures.cannot_be_drawn(asset),
        large=large_url(asset), widest=pictures.widths_of(asset)[-1],
        readable=db.session.scalar(select(usage.readable()).where(Asset.id == asset.id)),
        focal_width=FOCAL_WIDTH,
        today=today(), soon=today() + usage.IN_TIME, accepted=uploads.ACCEPTED[uploads.kind_of(asset)],
        most=uploads.largest()[uploads.kind_of(asset)],
        switch=[
            (locale, url_for("desk.file", asset_id=asset.id, locale=locale))
            for locale in locales.LOCALES if locale != here
        ],
    )  # fmt: skip
    return security_headers.may_play(page) if uploads.kind_of(asset) == "recording" else page


ROUTES = (
    Route("file", "{files}/<id:asset_id>", file, methods=("GET", "POST")),
    Route("file_replace", "{files}/<id:asset_id>/{replace}", replace, "editor", ("POST",)),
    Route("file_discard", "{files}/<id:asset_id>/{delete}", discard, "editor", ("POST",)),
    Route("file_restore", "{files}/<id:asset_id>/{restore}", restore, "editor", ("POST",)),
    Route("file_destroy", "{files}/<id:asset_id>/{destroy}", destroy, "editor", ("POST",)),
)
