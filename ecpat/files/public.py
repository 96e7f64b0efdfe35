"""Pictures, covers and recordings as files: of what readers may see, or by the key of a copy that is not public."""

from __future__ import annotations

from pathlib import Path

import structlog
from flask import Response, abort, request, send_file
from sqlalchemy import select

from .. import locales
from ..core.database import db
from ..web import caching
from ..web.arguments import DRAFT
from ..web.feature import Route
from ..web.middleware import security_headers
from . import drawing, images, kites, pictures, preview_keys, recordings, usage
from .errors import DamagedFile
from .models import Asset

log = structlog.get_logger()
FOR_NOW = "max-age=60"  # for which a stand-in is kept
CAPTIONS_KEPT = 300  # seconds
STILL = 640, 360  # width and height, where a video does not say its own


def image(digest: str, width: int, form: str) -> Response:
    """Send a picture in one of its widths and formats."""
    asset = _shown(digest)
    return caching.tag(send_image(asset, width, form, _keeping(asset)), asset.cache_tag)


def cover(digest: str) -> Response:
    """Send a PDF's cover: its first page."""
    asset = _shown(digest)
    return caching.tag(send_cover(asset, _keeping(asset)), asset.cache_tag)


def recording(digest: str, ending: str) -> Response:
    """Send a video or sound, by parts where asked; 404 where it is in another form."""
    asset = _shown(digest)
    if recordings.ENDINGS.get(asset.media_type) != ending:
        abort(404)
    answer = send_file(original(digest), asset.media_type, etag=digest, download_name=f"recording.{ending}")
    answer.headers["Cache-Control"] = _keeping(asset)
    return caching.tag(security_headers.alone(answer), asset.cache_tag)


def captions(digest: str, language: str) -> Response:
    """Send what is said in a recording, as captions in a language; they may change, their address stays."""
    asset = _shown(digest)
    words = asset.words.get(language)
    if language not in locales.LOCALES or words is None or not words.captions:
        abort(404)
    answer = Response(words.captions, content_type="text/vtt; charset=utf-8")
    private = DRAFT in request.args
    answer.headers["Cache-Control"] = (
        caching.PRIVATE if private else caching.cache_control(CAPTIONS_KEPT, asset.consent_until)
    )
    answer.headers["Content-Language"] = language
    return caching.tag(security_headers.alone(answer), asset.cache_tag)


def still(digest: str, colour: str) -> Response:
    """Send what stands for a video before it is played: a kite."""
    asset = _shown(digest)
    if not asset.media_type.startswith("video/") or colour not in kites.COLOURS:
        abort(404)
    return caching.tag(send_still(asset, colour, _keeping(asset)), asset.cache_tag)


def send_still(asset: Asset, colour: str, keeping: str) -> Response:
    """Send the kite of a recording."""
    width, height = asset.width or STILL[0], asset.height or STILL[1]
    drawn = kites.svg(asset.digest, colour, STILL[0], round(STILL[0] * height / width))
    answer = Response(drawn, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = keeping
    return answer


def send_image(asset: Asset, width: int, form: str, keeping: str) -> Response:
    """Send a file's picture; 404 where it is none, or has no such width. `keeping` says who may keep it how long."""
    if not asset.media_type.startswith("image/") or width not in pictures.widths_of(asset):
        abort(404)
    found = _drawn(asset, drawing.image_name(width, form))
    return _kept(found, images.FORMATS[form], keeping) if found else _nearest(asset, width, form, keeping)


def send_cover(asset: Asset, keeping: str) -> Response:
    """Send a PDF's first page; 404 where the file is no PDF. `keeping` says who may keep it how long."""
    if asset.media_type != "application/pdf":
        abort(404)
    found = _drawn(asset, drawing.COVER)
    if found:
        return _kept(found, "image/webp", keeping)
    return _stand_in(kites.cover_svg(asset.digest, "indigo", ()), keeping)


def _keeping(asset: Asset) -> str:
    return caching.PRIVATE if DRAFT in request.args else caching.cache_control(last_day=asset.consent_until)


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
    shown = select(Asset).where(Asset.digest == wanted, *usage.available(), usage.shown()).limit(1)
    found = db.session.scalar(shown)
    if found is None and (key := request.args.get(DRAFT)):
        opened = preview_keys.files(key)
        found = None if opened is None else db.session.scalar(opened.where(Asset.digest == wanted).limit(1))
    return found or abort(404)


def _drawn(asset: Asset, name: str) -> Path | None:
    """Return where something is that was drawn of a file; None where it was not, or cannot be had now."""
    try:
        return pictures.storage().renditions.find(asset.digest, name)
    except OSError as error:
        log.warning("file_unreachable", reason=str(error))
        return None


def _nearest(asset: Asset, width: int, form: str, keeping: str) -> Response:
    """Send what was drawn of a picture in the width next to the one that is missing, else a kite."""
    nearest = sorted(pictures.widths_of(asset), key=lambda other: abs(other - width))
    for other_form in (form, *images.FORMATS):
        for other in nearest:
            if path := pictures.storage().renditions.here(asset.digest, drawing.image_name(other, other_form)):
                return _kept(path, images.FORMATS[other_form], _for_now(keeping))
    height = max(1, round(width * (asset.height or 0) / (asset.width or 1)))
    return _stand_in(kites.svg(asset.digest, "indigo", width, height), keeping)


def _stand_in(svg: str, keeping: str) -> Response:
    answer = Response(svg, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = _for_now(keeping)
    return answer


def _for_now(keeping: str) -> str:
    """Return who may keep a stand-in, who are those that may keep what it stands for."""
    return f"public, {FOR_NOW}" if keeping.startswith("public") else keeping


def _kept(path: Path, media_type: str, keeping: str) -> Response:
    answer = send_file(path, media_type)
    answer.headers["Cache-Control"] = keeping
    return answer


ROUTES = (
    Route("image", "media/<digest>/<number:width>.<any(avif, webp, jpg):form>", image, query=(DRAFT,)),
    Route("recording", "media/<digest>/recording.<slug:ending>", recording, query=(DRAFT,)),
    Route("captions", "media/<digest>/<slug:language>.vtt", captions, query=(DRAFT,)),
    Route("still", "media/<digest>/<slug:colour>.svg", still, query=(DRAFT,)),
    Route("cover", "media/<digest>/cover.webp", cover, query=(DRAFT,)),
)
