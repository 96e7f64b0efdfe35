"""The headings of a text: an address for each, and the list of its contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ...core.slugs import numbered, slugify
from . import plain

FEWEST = 4  # headings of a text that has a list of its contents
_HEADING = re.compile(r"<h2((?: [^<>]*)?)>(.*?)</h2>", re.DOTALL)
_OWN = "s-"  # before every id: none is one that the page around the text has


class Heading(NamedTuple):
    """A heading: its id in the page, and its words."""

    id: str
    text: str


def contents(html: str) -> tuple[Heading, ...]:
    """Return the headings of sanitised HTML, where there are enough for a list of contents; else none."""
    if len(_HEADING.findall(html)) < FEWEST:
        return ()
    found = tuple(heading for heading in _read(html) if heading.text)
    return found if len(found) >= FEWEST else ()


def with_ids(html: str) -> str:
    """Return sanitised HTML whose headings can be linked to."""
    found = _read(html)
    return _HEADING.sub(lambda match: f'<h2 id="{next(found).id}"{match[1]}>{match[2]}</h2>', html)


def _read(html: str) -> Iterator[Heading]:
    taken: set[str] = set()
    for match in _HEADING.finditer(html):
        text = plain(match[2]).replace("\n", " ")
        key = numbered(f"{_OWN}{slugify(text) or 'part'}", taken.__contains__)
        taken.add(key)
        yield Heading(key, text)
