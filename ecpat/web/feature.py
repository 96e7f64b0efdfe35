"""One address of the desk: its path in every language, what answers it, and who may ask."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.routing import IntegerConverter, Map

from .. import locales
from ..core.database import LARGEST_NUMBER
from ..core.i18n import mark, url_word

DESK = mark("url", "desk")
_WORD = re.compile(r"\{([a-z-]+)\}")
ANYONE = ""  # the role of those who have not signed in


class IdConverter(IntegerConverter):
    """The id of a row, which a database can hold; any other number is no address."""

    regex = "[1-9][0-9]{0,9}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_NUMBER)


@dataclass(frozen=True)
class Route:
    """An address below the desk's own; `{words}` in its path are said as each language says them.

    `role` is the least that a person needs; ANYONE needs no session.
    """

    endpoint: str
    path: str
    view: Callable[..., Any]
    role: str = "writer"
    methods: tuple[str, ...] = ("GET",)

    def rule(self, locale: str) -> str:
        """Return the path in a language."""
        return root(locale) + _WORD.sub(lambda match: url_word(locale, match[1]), self.path)


def root(locale: str) -> str:
    """Return the path of the desk in a language, with a slash at its end."""
    return f"/{locale}/{url_word(locale, DESK)}/"


def roots() -> tuple[str, ...]:
    """Return the path of the desk in every language."""
    return tuple(root(locale) for locale in locales.LOCALES)
