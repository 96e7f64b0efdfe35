"""Pages that are no entry and that search finds all the same: lists, topics, the help page, home.

Where such pages are, a feature gives a `Places` among its hooks; search asks them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from .. import locales
from . import urls

HELP = "help"  # the key of the help page


@dataclass(frozen=True)
class Place:
    """A page that is no entry, in one language."""

    key: str  #: the same in every language
    what: str  #: what it is, as “Topic”
    title: str
    path: str
    text: str = ""  #: what it says of itself
    names: tuple[str, ...] = ()  #: what else it is called
    colour: str = "indigo"
    others: Mapping[str, str] = field(default_factory=dict)  #: its path in the other languages
    by_title: bool = True  #: whether its title and what it says lead to it, and not its other names alone


@dataclass(frozen=True)
class Places:
    """A hook: the places of a feature in a language; it is asked once a generation, in that language."""

    provider: Callable[[str], Iterable[Place]]


def elsewhere(endpoint: str, locale: str) -> dict[str, str]:
    """Return the paths of a page in the other languages."""
    return {other: urls.url_of(endpoint, other) for other in locales.LOCALES if other != locale}
