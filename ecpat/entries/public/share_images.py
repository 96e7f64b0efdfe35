"""The pictures that stand for pages where their addresses are shared: drawn once for their words and colours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import structlog
from flask import Response, send_file
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, load_only

from ...core.database import db
from ...files import drawing, pictures
from ...files.drawing import Words
from ...files.renditions import NAMED
from ...files.turns import BusyError, Turns
from ...locales import LOCALES
from ...texts.service import text
from ...web import caching
from .. import queries
from ..models import Edition, Entry
from . import presentation

log = structlog.get_logger()
STAND_IN = Path(__file__).parents[2] / "static" / "icons" / "share.png"
_TURNS = Turns(waiting=0, patience=0)  # what is shared first is drawn first; nobody waits


def of_language(locale: str) -> Words:
    """Return the words of pages that have no share image of their own: the organisation's mission."""
    return text(locale, "mission") or text(locale, "name"), text(locale, "name"), "home", "indigo"


def of_edition(edition: Edition) -> Words:
    """Return the words of an edition's share image."""
    name, entry = text(edition.locale, "name"), edition.entry
    return edition.title, name, entry.kite_seed, presentation.colour_of(entry)


def wanted() -> Iterator[Words]:
    """Yield the words of every page that is live, the newest first."""
    yield from (of_language(locale) for locale in LOCALES)
    live = select(Edition).join(Edition.entry).where(*queries.shown()).order_by(Edition.published_at.desc())
    entry = contains_eager(Edition.entry).selectinload(Entry.topic_links)
    few = live.options(load_only(Edition.title, Edition.locale), entry).execution_options(yield_per=500)
    yield from map(of_edition, db.session.scalars(few))


def send(words: Words) -> Response:
    """Send a share image, drawn now if nobody else has one drawn; else one that could stand for any page."""
    try:
        path = _found(words) or _drawn(words)
    except BusyError:
        path = None
    except OSError as error:  # the disk is full, or the storage does not answer
        log.warning("file_unreachable", reason=str(error))
        path = None
    answer = send_file(path or STAND_IN, "image/png")
    answer.headers["Cache-Control"] = caching.cache_control(caching.DAY if path else 60)
    return answer


def _found(words: Words) -> Path | None:
    return pictures.storage().renditions.find(NAMED, drawing.share_name(words))


def _drawn(words: Words) -> Path | None:
    """Draw a share image; None where that failed, now or before."""
    storage, failure = pictures.storage(), drawing.failure(drawing.share_name(words))
    with _TURNS.take():
        if not storage.renditions.find(NAMED, failure):
            drawing.draw_share_images(storage, [words])
    return _found(words)
