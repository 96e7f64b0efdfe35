"""Files as people at the desk look at them and save them, whether readers see them or not."""

from __future__ import annotations

from flask import Response, abort, send_file, url_for
from sqlalchemy import select

from ...core.database import db
from ...desk import access
from ...web import caching
from ...web.feature import Route
from .. import drawing, pictures, public, recordings, usage
from ..models import Asset, AssetVersion
from . import rights, uploads

ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/avif": "avif", "image/gif": "gif",
    **recordings.ENDINGS,
}  # fmt: skip


def original(asset_id: int) -> Response:
    """Send a file as it is kept, to be saved."""
    asset = asset_of(asset_id)
    return _download(asset.digest, asset.media_type, f"{asset.name}.{ENDINGS.get(asset.media_type, 'pdf')}")


def version(asset_id: int, version_id: int) -> Response:
    """Send a file as it was before another took its place, to be saved."""
    asset = asset_of(asset_id)
    old = db.session.get(AssetVersion, version_id)
    if old is None or old.asset_id != asset.id:
        abort(404)
    if not rights.may_open_file(access.person(), asset):
        abort(403)
    media_type = asset.media_type if uploads.kind_of(asset) == "pdf" else "application/octet-stream"
    return _download(old.digest, media_type, f"{old.name}.pdf" if media_type == "application/pdf" else old.name)


def image(digest: str, width: int) -> Response:
    """Send a picture in one of its widths, the cover of a PDF or the still of a recording, whoever sees it."""
    found = select(Asset).where(Asset.digest == digest, usage.readable_by(access.person()))
    asset = db.session.scalar(found.limit(1)) or abort(404)
    match uploads.kind_of(asset):
        case "pdf":
            return public.send_cover(asset, caching.PRIVATE)
        case "recording":
            return public.send_still(asset, "indigo", caching.PRIVATE)
    return public.send_image(asset, width, "webp", caching.PRIVATE)


def thumb_url(asset: Asset) -> str:
    """Return the path of a file's small picture, for people at the desk."""
    width = pictures.widths_of(asset)[0] if uploads.kind_of(asset) == "image" else drawing.COVER_WIDTH
    return url_for("desk.files_image", digest=asset.digest, width=width)


def large_url(asset: Asset) -> str:
    """Return the path of a picture in its middle size, for people at the desk."""
    widths = pictures.widths_of(asset)
    return url_for("desk.files_image", digest=asset.digest, width=widths[min(1, len(widths) - 1)])


def asset_of(asset_id: int) -> Asset:
    """Return a file by its id, for the person who asks; 404 where there is none, 403 where it is not theirs."""
    return rights.read_file(access.person(), asset_id)


def _download(digest: str, media_type: str, name: str) -> Response:
    answer = send_file(public.original(digest), media_type, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


ROUTES = (
    Route("files_image", "{files}/<digest>/<int:width>.webp", image),
    Route("file_original", "{files}/<id:asset_id>/{original}", original),
    Route("file_version", "{files}/<id:asset_id>/{old-versions}/<id:version_id>", version),
)
