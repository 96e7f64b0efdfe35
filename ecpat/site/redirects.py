"""Addresses of the old site that lead somewhere, and those that readers met and led nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from unicodedata import normalize

import structlog
from flask import request
from sqlalchemy import CheckConstraint, Select, String, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from ..core import clock
from ..core.database import Base, db
from ..core.generation import Content

log = structlog.get_logger()
PATH_LENGTH = 300
NUMBERED = ("p", "page_id", "attachment_id", "cat", "author")  # what WordPress names by its number
OLD_ARGUMENTS = (*NUMBERED, "tag", "feed")
TAG = re.compile(r"[\w-]{1,100}")
_INDEX = re.compile(r"/index\.php(?=/)")
_TAIL = re.compile(r"/(?:feed(?:/(?:rss2?|rdf|atom))?|amp|embed|trackback|page/\d{1,6}|comment-page-\d{1,6})$")
_PAGE = re.compile(r"/\d{1,2}$")
_SIZE = re.compile(r"(?<=.)-\d{1,5}x\d{1,5}(?=\.[a-z0-9]{2,5}$)", re.IGNORECASE)
FEEDS = ("rss2", "rss", "atom", "rdf")


class Redirect(Content, Base):
    """A path that has no page of its own, and the path or https address it leads to for good."""

    __tablename__ = "redirect"
    __table_args__ = (CheckConstraint("path LIKE '/%'", name="path_absolute"),)

    path: Mapped[str] = mapped_column(String(PATH_LENGTH), primary_key=True)
    target: Mapped[str] = mapped_column(String(PATH_LENGTH))
    created_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())


class MissedPath(Base):
    """How often a path was asked for that has no page: counted by day, nothing of who asked."""

    __tablename__ = "missed_path"
    __table_args__ = (CheckConstraint("count >= 1", name="count_positive"),)

    path: Mapped[str] = mapped_column(String(PATH_LENGTH), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]


def key_of(path: str, arguments: Mapping[str, str]) -> str:
    """Return under what a request's redirect is kept: its path without a slash at the end, and WordPress's argument.

    Accents are kept as one character with their letter (NFC): some systems send them as two.
    """
    kept = normalize("NFC", path).rstrip("/") or "/"
    for name in NUMBERED:
        number = arguments.get(name, "")
        if number.isascii() and number.isdigit() and len(number) < 10:
            return f"{kept}?{name}={number}"
    tag = normalize("NFC", arguments.get("tag", ""))
    if TAG.fullmatch(tag):
        return f"{kept}?tag={tag}"
    feed = arguments.get("feed", "")
    return f"{kept}?feed={feed}" if feed in FEEDS else kept


def leading(key: str) -> Select[str]:
    """Select where a key leads; also one that was kept before accents were written in one way."""
    return select(Redirect.target).where(Redirect.path.in_({key, normalize("NFD", key)})).limit(1)


def forms(key: str) -> Iterator[str]:
    """Yield the forms under which a key may be kept: as it is, and without what WordPress lets stand in an address.

    Its feed, a later page of it, a smaller picture, or “index.php” before it.
    """
    yield key
    shorter = _INDEX.sub("", key)
    for pattern in (_TAIL, _PAGE, _SIZE):
        shorter = pattern.sub("", shorter)
        if shorter != key and shorter:
            yield shorter


def target() -> str | None:
    """Return where the address of a request that has no page leads, if an editor has said so."""
    keys = dict.fromkeys(forms(key_of(request.path, request.args)))
    try:
        return next(filter(None, (db.session.scalar(leading(key)) for key in keys)), None)
    except SQLAlchemyError:
        log.warning("redirects_unread")
        return None


def missed_most() -> Select[str, int]:
    """Select (path, how often) of the addresses that readers met and that led nowhere, most often first."""
    often = func.sum(MissedPath.count)
    handled = select(Redirect.path)
    return (
        select(MissedPath.path, often)
        .where(MissedPath.path.not_in(handled))
        .group_by(MissedPath.path)
        .order_by(often.desc(), MissedPath.path)
    )
