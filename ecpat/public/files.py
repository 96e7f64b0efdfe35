"""Pictures and covers as files; only of what readers may see."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Response, abort, send_file

from ..content import queries
from ..content.assets import Asset
from ..extensions import db
from ..media import images, pdfs
from ..media.damage import DamagedFile
from . import pictures


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
    return db.session.scalar(queries.shown_assets(wanted)) or abort(404)


def _derived(digest: str, name: str, make: Callable[[bytes], bytes]) -> Response:
    try:
        path = pictures.storage().derived(digest, name, make)
    except (FileNotFoundError, DamagedFile):
        abort(404)
    except OSError as error:
        pictures.unreachable(error)
    answer = send_file(path, "image/webp")
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
