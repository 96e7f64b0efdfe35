"""Pictures and covers as files; only of what readers may see."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, request, send_file
from sqlalchemy import select

from ..content import queries
from ..content.assets import Asset
from ..extensions import db
from ..media import images, pdfs
from ..media.damage import DamagedFile
from . import drafts, pictures

PUBLIC, PRIVATE = "public, max-age=31536000, immutable", "private, max-age=86400"


def image(digest: str, width: int) -> Response:
    """Send a picture in one of its widths, as WebP."""
    asset = _shown(digest)
    if not asset.media_type.startswith("image/") or width not in {*images.WIDTHS, asset.width}:
        abort(404)
    return _derived(digest, f"w{width}.webp", lambda data: images.variant(data, width))


def cover(digest: str) -> Response:
    """Send a PDF's cover: its first page."""
    if _shown(digest).media_type != "application/pdf":
        abort(404)
    width = pictures.COVER_WIDTH
    return _derived(digest, f"cover-{width}.webp", lambda data: pdfs.cover(data, width))


def _shown(digest: str) -> Asset:
    wanted = digest if len(digest) == 64 and digest.isascii() and digest.isalnum() else ""
    if drafts.opens(request.args.get(drafts.KEY, ""), wanted):
        found = select(Asset).where(Asset.digest == wanted, Asset.deleted_at.is_(None)).limit(1)
    else:
        found = queries.shown_assets(wanted)
    return db.session.scalar(found) or abort(404)


def _derived(digest: str, name: str, make: Callable[[bytes], bytes]) -> Response:
    try:
        path = pictures.storage().derived(digest, name, make)
    except (FileNotFoundError, DamagedFile):
        abort(404)
    answer = send_file(path, "image/webp")
    answer.headers["Cache-Control"] = PRIVATE if drafts.KEY in request.args else PUBLIC
    return answer
