"""Pictures and covers as files: of what readers may see, and by a key of a copy that is not public yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Response, abort, request, send_file

from ..content import queries
from ..content.assets import Asset
from ..extensions import db
from ..media import apart, images
from ..media.damage import DamagedFile
from . import caching, drafts, pictures


def image(digest: str, width: int, form: str) -> Response:
    """Send a picture in one of its widths and formats."""
    asset = _shown(digest)
    return caching.tag(send_image(asset, width, form, _keeping(asset)), asset)


def cover(digest: str) -> Response:
    """Send a PDF's cover: its first page."""
    asset = _shown(digest)
    return caching.tag(send_cover(asset, _keeping(asset)), asset)


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


def _keeping(asset: Asset) -> str:
    return caching.PRIVATE if drafts.KEY in request.args else caching.cache_control(asset)


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
    found = db.session.scalar(queries.shown_assets(wanted))
    if found is None and (key := request.args.get(drafts.KEY)):
        opened = drafts.files(key)
        found = None if opened is None else db.session.scalar(opened.where(Asset.digest == wanted).limit(1))
    return found or abort(404)


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
