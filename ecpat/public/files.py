"""Pictures and covers as files; only of what readers may see."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Response, abort, request, send_file
from sqlalchemy import select

from ..content import queries
from ..content.assets import Asset
from ..extensions import db
from ..media import apart, images
from ..media.damage import DamagedFile
from . import drafts, pictures

PUBLIC, PRIVATE = "public, max-age=31536000, immutable", "private, max-age=86400"


def image(digest: str, width: int, form: str) -> Response:
    """Send a picture in one of its widths and formats."""
    return send_image(_shown(digest), width, form, _keeping())


def cover(digest: str) -> Response:
    """Send a PDF's cover: its first page."""
    return send_cover(_shown(digest), _keeping())


def send_image(asset: Asset, width: int, form: str, keeping: str) -> Response:
    """Send a file's picture; 404 where it is none, or has no such width. `keeping` says who may keep it how long."""
    if not asset.media_type.startswith("image/") or width not in pictures.widths_of(asset):
        abort(404)
    name = f"w{width}.{form}"
    return _derived(asset.digest, name, lambda data: images.variant(data, width, form), images.FORMATS[form], keeping)


def send_cover(asset: Asset, keeping: str) -> Response:
    """Send a PDF's first page; 404 where the file is no PDF. `keeping` says who may keep it how long."""
    if asset.media_type != "application/pdf":
        abort(404)
    width = pictures.COVER_WIDTH
    return _derived(asset.digest, f"cover-{width}.webp", lambda data: apart.cover(data, width), "image/webp", keeping)


def _keeping() -> str:
    return PRIVATE if drafts.KEY in request.args else PUBLIC


def original(digest: str) -> Path:
    """Return where an original is on this machine; 404 where it is missing, 503 where its storage does not answer."""
    try:
        path = pictures.storage().path(digest)
    except DamagedFile:
        abort(404)
    except OSError as error:
        pictures.unreachable(error)
    return path if path.exists() else abort(404)


def _shown(digest: str) -> Asset:
    wanted = digest if len(digest) == 64 and digest.isascii() and digest.isalnum() else ""
    if drafts.opens(request.args.get(drafts.KEY, ""), wanted):
        found = select(Asset).where(Asset.digest == wanted, Asset.deleted_at.is_(None)).limit(1)
    else:
        found = queries.shown_assets(wanted)
    return db.session.scalar(found) or abort(404)


def _derived(digest: str, name: str, make: Callable[[bytes], bytes], media_type: str, keeping: str) -> Response:
    try:
        path = pictures.storage().derived(digest, name, make)
    except (FileNotFoundError, DamagedFile):
        abort(404)
    except OSError as error:
        pictures.unreachable(error)
    answer = send_file(path, media_type)
    answer.headers["Cache-Control"] = keeping
    return answer
