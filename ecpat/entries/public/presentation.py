"""What templates say of an edition: its date, its colour, its topics, its body with links and pictures resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import Row

from ...core import i18n
from ...topics import service as topics
from ...topics.models import Topic
from ...web import rendering, urls
from .. import richtext
from ..kind import Kind, get_kind
from ..models import Edition, Entry
from ..richtext import headings
from . import addresses, definitions, pictures, recordings, videos

_WRITTEN = {"day": 10, "month": 7, "year": 4}  # characters of 2014-07-30, as far as a date is known


class Dated(NamedTuple):
    """A date as far as it is known: for machines, its year, and the rest for people."""

    machine: str
    year: str
    rest: str


def template_of(kind: Kind, name: str) -> str:
    """Return the template of that name that is a kind's own, else the one that all kinds share."""
    own = f"{kind.name}/{name}"
    return own if rendering.has_template(own) else f"entries/{name}"


def topics_of(edition: Edition) -> list[Topic]:
    """Return the topics of an edition's entry that its language has a word for, the first one first."""
    return topics.with_ids(edition.entry.topic_ids, edition.locale)


def colour_of(entry: Entry) -> str:
    """Return the colour of an entry's first topic."""
    return topics.colour_of(entry.topic_ids)


def moment_of(edition: Edition) -> datetime | None:
    """Return the moment that dates an edition in the lists of its kind."""
    when = get_kind(edition.kind).when
    return getattr(edition if when.class_ is Edition else edition.entry, when.key)  # type: ignore[no-any-return]


def dated(edition: Edition) -> Dated | None:
    """Return what a list says of an edition's date; None where it is not known."""
    moment, precision = moment_of(edition), edition.entry.date_precision
    if moment is None or precision == "none":
        return None
    moment = i18n.local(moment)
    machine = moment.date().isoformat()[: _WRITTEN[precision]]
    return Dated(machine, str(moment.year), i18n.format_within_year(moment, precision))


def description_of(edition: Edition | Row[Any]) -> str:
    """Return what an edition says of itself in a sentence or two: its summary, else its first words."""
    return edition.summary or richtext.first_words(edition.body)


def bodies_of(
    editions: Iterable[Edition | Row[Any]], absolute: bool = False, players: Callable[[str], str] = str
) -> dict[int, Markup]:
    """Return editions' bodies by id, their links and pictures resolved; they were sanitised when they were saved.

    `players` puts players in the place of recordings; without, each is a link.
    """
    editions = list(editions)
    paths = addresses.paths_of(set().union(*(richtext.references(edition.body) for edition in editions)))

    def address(entry_id: int | None) -> str | None:
        path = urls.url_of("help") if entry_id is None else paths.get(entry_id)
        return urls.absolute(path) if path and absolute else path

    bodies = [edition.body for edition in editions]
    said = urls.absolute if absolute else str
    picture, file = pictures.in_bodies(bodies, said), recordings.in_bodies(bodies, said)
    return {
        edition.id: Markup(richtext.resolve(players(edition.body), address, picture, file))  # noqa: S704
        for edition in editions
    }


def body_of(edition: Edition, video: int = 0) -> Markup:
    """Return an edition's body: its links resolved, its headings to be linked to, words of the glossary explained.

    Of its videos the one with that number is loaded.
    """
    colour = colour_of(edition.entry)
    found = bodies_of([edition], players=lambda body: recordings.shown(body, colour))
    body = definitions.explained(headings.with_ids(found[edition.id]), edition.locale)
    return Markup(videos.shown(body, edition, colour, video))  # noqa: S704 — sanitised when saved
