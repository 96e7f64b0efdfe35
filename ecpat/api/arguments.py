"""What a program may ask of the list of entries, read strictly: it learns what is wrong with its question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from werkzeug.datastructures import MultiDict

from .. import locales
from ..entries.kind import Kind, all_kinds
from ..topics import service as topics
from ..topics.models import Topic
from ..web.arguments import PAGE

ARGUMENTS = ("kind", "language", "topic", "since", PAGE)
MOST_PAGES = 10_000


class WrongArgumentError(ValueError):
    """An argument says nothing that can be answered."""


@dataclass(frozen=True)
class Asked:
    """Which entries a program asks for."""

    kind: Kind | None
    language: str
    topic: Topic | None
    since: datetime | None
    page: int


def read(arguments: MultiDict[str, str]) -> Asked:
    """Read the arguments; raises WrongArgumentError, with a line for the one who asked."""
    kinds = {kind.name: kind for kind in all_kinds()}
    known = {topic.key: topic for topic in topics.every()}
    kind, topic, language = (arguments.get(name, "") for name in ("kind", "topic", "language"))
    for name, value, choices in (
        ("kind", kind, kinds), ("topic", topic, known), ("language", language, locales.LOCALES),
    ):  # fmt: skip
        if value and value not in choices:
            raise WrongArgumentError(f"{name} is one of: {', '.join(choices)}.")
    return Asked(
        kinds.get(kind), language, known.get(topic), _moment(arguments.get("since", "")),
        _page(arguments.get(PAGE, "")),
    )  # fmt: skip


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongArgumentError("since is a day or a moment, such as 2026-11-03 or 2026-11-03T08:00:00Z.") from None


def _page(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if text and not 1 <= number <= MOST_PAGES:
        raise WrongArgumentError("page is a number from 1 on.")
    return number or 1
