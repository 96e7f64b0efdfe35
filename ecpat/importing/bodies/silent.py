"""What no reader ever sees of a text: comments, scripts, and what stands within elements that only programs read."""

from __future__ import annotations

import re
from collections.abc import Iterator

_START = re.compile(
    r"<(?:!--|(script|style|template|noscript|iframe|object|title|xml|svg|math|textarea|select|noembed|noframes|xmp|"
    r"audio|video|canvas|applet)\b(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*>)",
    re.IGNORECASE,
)


def spans(html: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where nothing is said to readers, in their order; what never ends goes on to the end."""
    place = 0
    while found := _START.search(html, place):
        if found[1]:
            closing = re.compile(rf"</{found[1]}(?![a-z0-9:-])[^<>]*>", re.IGNORECASE).search(html, found.end())
            place = closing.end() if closing else len(html)
        else:
            end = html.find("-->", found.end())
            place = len(html) if end < 0 else end + 3
        yield found.start(), place


def without(html: str) -> str:
    """Return HTML without what nobody sees of it."""
    parts, place = list[str](), 0
    for start, end in spans(html):
        parts += [html[place:start], "" if html.startswith("<!--", start) else " "]
        place = end
    return "".join([*parts, html[place:]])
