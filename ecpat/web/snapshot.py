"""What a request reads of the database once per generation: the same for its whole length, kept between requests."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from flask import g, has_request_context, request
from sqlalchemy.orm import Session

from ..core import generation
from ..core.database import db

T = TypeVar("T")


def current() -> int:
    """Return the generation as this request first saw it."""
    seen = g.get("generation")
    if seen is None:
        known = request.environ.get(generation.KNOWN) if has_request_context() else None
        seen = g.generation = generation.current() if known is None else known
    return int(seen)


def recall() -> bool:
    """Let this request see what this process knew last, without asking the database; False where that is nothing."""
    g.generation = generation.cache().newest
    return bool(g.generation >= 0)


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """Return a value of this request's generation, made where it is not known."""
    return generation.cache().get(current(), key, make)


def read(key: Hashable, make: Callable[[Session], T]) -> T:
    """Return rows of this request's generation, read in a session of their own: they outlive the request."""

    def reading() -> T:
        with Session(db.session.get_bind()) as session:
            return make(session)

    return kept(key, reading)
