"""Blocks: what WordPress writes since 2018, HTML with comments that say what each part is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import Around, Text

_BLOCK = re.compile(r"\s+(/?)wp:([a-z0-9][a-z0-9_/-]*)\s+(\{.*)?(/?)\s*", re.DOTALL)
_SHARED = re.compile(r'<!--\s+wp:(?:core/)?block\s+\{[^{}]*"ref":\s*(\d{1,18})[^{}]*\}\s*/-->')
_EMPTY = frozenset({"more", "nextpage", "separator", "spacer", "page-break"})  # what says nothing
_FREE = frozenset({"freeform", "classic"})
DEEPEST = 5  # shared blocks within one another


def expanded(raw: str, around: Around, seen: tuple[int, ...] = ()) -> str:
    """Return a text with the blocks that several texts share in their places; none within itself."""
    if "wp:block" not in raw and "wp:core/block" not in raw:
        return raw

    def put(found: re.Match[str]) -> str:
        number = int(found[1])
        if number in seen or len(seen) >= DEEPEST:
            return ""
        return expanded(around.reusable(number), around, (*seen, number))

    return _SHARED.sub(put, raw)


def parts(raw: str, text: Text) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text, and whether each is made of blocks; of what is not, blank lines are paragraphs."""
    raw = expanded(raw, text.around)
    place, depth, held = 0, 0, list[str]()
    free = 0  # how deep the block is that holds a classic text
    for start, end, found in _comments(raw):
        between, place = raw[place:start], end
        if depth == 0 or free:
            if between.strip():
                yield "".join(held), True
                held = []
                yield between, False
        else:
            held.append(between)
        ending, name, options = found[1], found[2].removeprefix("core/"), found[3] or ""
        alone = found[0].endswith("/")
        if ending:
            free = 0 if free == depth else free
            depth = max(0, depth - 1)
        elif alone:
            held.append(_alone(name, _options(options), text))
        else:
            depth += 1
            free = depth if name in _FREE and not free else free
    rest = raw[place:]
    if depth and not free:
        held.append(rest)
        rest = ""
    yield "".join(held), True
    if rest.strip():
        yield rest, False


def _comments(raw: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Yield where the comments begin and end that begin or end a block, and what they say."""
    start = raw.find("<!--")
    while start >= 0 and (end := raw.find("-->", start)) >= 0:
        if found := _BLOCK.fullmatch(raw, start + 4, end):
            yield start, end + 3, found
        start = raw.find("<!--", end)


def _options(text: str) -> dict[str, Any]:
    text = text.rstrip().removesuffix("/").rstrip()
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _alone(name: str, options: dict[str, Any], text: Text) -> str:
    """Return what stands for a block without HTML: a picture or an address that it names, else it is noted."""
    if name in ("embed", "video", "audio") or name.startswith("core-embed/"):
        address = options.get("url") or options.get("src") or ""
        return f'<embed src="{escape(str(address))}">' if address else ""
    if name == "image" and isinstance(options.get("id"), int):
        return f'<figure><img class="wp-image-{options["id"]}"></figure>'
    if name not in _EMPTY and name != "block":
        text.note("block", name)
    return ""
