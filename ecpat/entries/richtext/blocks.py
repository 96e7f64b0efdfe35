"""Blocks of a text that are more than words: a sourced number, a video, whom to ask, what to do next.

Each is plain HTML that reads well anywhere, told apart by a class alone (docs/blocks.md): pages may show more of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

CLASSES = {"figure": frozenset({"number", "video", "contact"}), "p": frozenset({"action"})}  # by element
_FIGURE = re.compile(r'<figure(?=[^<>]* class="([a-z]+)")[^<>]*>((?:[^<]++|<(?!/?figure[ >]))*)</figure>')
_PARAGRAPH = re.compile(r"<p(?: [^<>]*)?>(.*?)</p>", re.DOTALL)
_CAPTION = re.compile(r"<figcaption(?: [^<>]*)?>(.*?)</figcaption>", re.DOTALL)
_ANY = re.compile(r"<(?:figure|p|details)(?= )[^<>]* class=")


class Block(NamedTuple):
    """A figure of a class: the HTML of its paragraphs, and of its caption."""

    paragraphs: list[str]
    caption: str


def any_in(html: str) -> bool:
    """Tell whether a text has any block, or explains a word."""
    return _ANY.search(html) is not None


def of(html: str, name: str) -> Iterator[Block]:
    """Yield the figures of a class in sanitised HTML."""
    yield from (_read(found[2]) for found in _FIGURE.finditer(html) if found[1] == name)


def replace(html: str, name: str, by: Callable[[Block], str | None]) -> str:
    """Return sanitised HTML with other HTML in the place of the figures of a class; None leaves one as it is."""

    def change(found: re.Match[str]) -> str:
        other = by(_read(found[2])) if found[1] == name else None
        return found[0] if other is None else other

    return _FIGURE.sub(change, html)


def _read(inside: str) -> Block:
    caption = _CAPTION.search(inside)
    return Block(_PARAGRAPH.findall(_CAPTION.sub("", inside)), caption[1] if caption else "")
