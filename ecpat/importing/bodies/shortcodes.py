"""Shortcodes: `[caption]…[/caption]` and their like, as WordPress and its builders write them.

A word in brackets (“[sic]”) is no shortcode: one that is not known is taken for one only where it has attributes, an
end, or a name that no word has. Read in one pass, in proportion to the length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from html import unescape
from typing import TYPE_CHECKING

from . import makers
from .makers import Code

if TYPE_CHECKING:
    from . import Text

_CODE = re.compile(r"\[(\[?)(/?)([a-zA-Z][\w-]{0,60})((?:[\s/=:][^\[\]]*+)?)\](\]?)")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|'([^']*)'|([^\s"']+)""")
DEEPEST = 60
_LITERAL = 5_000  # characters of a shortcode that is written to be read


Sink = Callable[[Code], str]  # what makes of a shortcode what stands in its place


def _tokens(text: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Yield what stands between shortcodes, and each of them."""
    place = 0
    for found in _CODE.finditer(text):
        yield text[place : found.start()], found
        place = found.end()
    yield text[place:], None


def walk(text: str, make: Sink) -> str:
    """Return a text with what is made of its shortcodes in their place; those in double brackets are words."""
    ends, literal_ends = set[str](), dict[str, list[int]]()
    for match in _CODE.finditer(text):
        if match[2]:
            ends.add(match[3].lower())
            if match[5]:
                literal_ends.setdefault(match[3].lower(), []).append(match.start())
    stack: list[tuple[Code, list[str], str]] = [(Code(""), [], "")]
    literal = ""  # the name whose end closes a shortcode that is written to be read
    for words, found in _tokens(text):
        stack[-1][1].append(words)
        if found is None:
            break
        before, slash, name, rest, after = found.groups()
        lowered, written = name.lower(), found[0]
        if literal:
            closes = slash and lowered == literal and after
            stack[-1][1].append(written[:-1] if closes else written)
            literal = "" if closes else literal
        elif before and after:
            stack[-1][1].append(written[1:-1])
        elif before and not slash and _soon(literal_ends.get(lowered, []), found.end()):
            stack[-1][1].append(written[1:])
            literal = lowered
        elif slash:
            _close(stack, lowered, written, before, after, make)
        elif not _is_code(lowered, rest, ends):
            stack[-1][1].append(written)
        else:
            code = Code(lowered, _attributes(lowered, rest.rstrip().removesuffix("/")))
            stack[-1][1].append(before)
            if lowered in ends and not rest.rstrip().endswith("/") and len(stack) < DEEPEST:
                stack.append((code, [], written))
                stack[-1][1].append(after)
            else:
                stack[-1][1].append(make(code) + after)
    while len(stack) > 1:  # never ended: alone, with what follows it outside
        code, parts, _ = stack.pop()
        stack[-1][1].append(make(code) + "".join(parts))
    return "".join(stack[0][1])


def _soon(places: list[int], place: int) -> bool:
    """Tell whether one of some places, in their order, is a little after a place."""
    after = bisect_left(places, place)
    return after < len(places) and places[after] < place + _LITERAL


def _close(
    stack: list[tuple[Code, list[str], str]], name: str, written: str, before: str, after: str, make: Sink
) -> None:
    """End the shortcode of a name, and those within it that were never ended."""
    if not any(code.name == name for code, _, _ in stack[1:]):
        stack[-1][1].append(written if not makers.known(name) else before + after)
        return
    while stack[-1][0].name != name:
        code, parts, _ = stack.pop()
        stack[-1][1].append(make(code) + "".join(parts))
    code, parts, _ = stack.pop()
    code.inner = "".join(parts) + before
    stack[-1][1].append(make(code) + after)


def _is_code(name: str, rest: str, ends: set[str]) -> bool:
    """Tell a shortcode from a word in brackets."""
    if rest.startswith(":"):
        return name == "audio"  # of a former player; anywhere else a colon stands in brackets as in any text
    named = "=" in rest and _ATTRIBUTE.search(rest) is not None
    return makers.known(name) or name in ends or "_" in name or ("-" in name and bool(rest.strip())) or named


def _attributes(code: str, text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        name, *values = match.groups()
        value = makers.decoded(code, unescape(next((one for one in values if one is not None), "")))
        found.setdefault(name.lower() if name else str(len(found)), value)
    return found


def without(text: str) -> str:
    """Return a text without its shortcodes: what stands within them stays, as far as it is words."""
    return walk(text, makers.spoken)


def replaced(text: str, context: Text) -> str:
    """Return a text with its shortcodes made into HTML; what is not known is noted, and its words stay."""
    return walk(text, lambda code: makers.made(code, context)) if "[" in text else text
