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
_PREFORMATTED = re.compile(r"<pre\b[^<>]*>(?:(?!<pre\b).)*?</pre>", re.DOTALL)
_NOTED = re.compile(r"(<sup\b[^<>]*>)<a\b[^<>]*>([^<>]*)</a>")
_BESIDE = re.compile(r"(?<=</a>)(?=<a\b[^<>]*\bwp-block-file__button\b)")  # a file's name, and a button
_EMPTY = frozenset({"more", "nextpage", "separator", "spacer", "page-break"})  # what says nothing
_FREE = frozenset({"freeform", "classic"})
DEEPEST = 5  # shared blocks within one another
LONGEST = 10_000_000  # characters of all of them in one text


def expanded(raw: str, around: Around, seen: tuple[int, ...] = (), left: list[int] | None = None) -> str:
    """Return a text with what stands elsewhere in its place: blocks that several texts share, and its notes.

    No block stands within itself, and all of them together are no longer than a text may be: `left` counts.
    """
    left = [LONGEST] if left is None else left
    raw = _BESIDE.sub(" ", raw)
    if not any(name in raw for name in ("wp:block ", "wp:core/block ", "wp:footnotes ", "wp:core/footnotes ")):
        return raw
    pieces, place = list[str](), 0
    for start, end, found in _comments(raw):
        name = found[2].removeprefix("core/")
        if found[1] or name not in ("block", "footnotes"):
            continue
        number = shared_by(found)
        held = ""
        if name == "footnotes":
            held = _notes(around.footnotes)
        elif number and number not in seen and len(seen) < DEEPEST and left[0] > 0:
            body = around.reusable(number)
            left[0] -= len(body) + 1
            held = expanded(body, around, (*seen, number), left)
        pieces += [raw[place:start], held]
        place = end
    return _NOTED.sub(_without_link, "".join([*pieces, raw[place:]]))


def _without_link(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}" if "data-fn=" in found[1] else found[0]


def shared(raw: str) -> set[int]:
    """Return the numbers of the blocks that a text shares with others."""
    if "wp:block " not in raw and "wp:core/block " not in raw:
        return set()
    return {shared_by(found) for _start, _end, found in _comments(raw)} - {0}


def shared_by(found: re.Match[str]) -> int:
    """Return the number of the block that stands in a comment's place; 0 where it is none of these."""
    number = _options(found[3] or "").get("ref") if found[2].removeprefix("core/") == "block" else 0
    return number if isinstance(number, int) and number > 0 else 0


def _notes(text: str) -> str:
    """Return a list of the notes that WordPress keeps beside a text, as JSON."""
    try:
        found = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return ""
    notes = [one["content"] for one in found if isinstance(one, dict) and isinstance(one.get("content"), str)]
    return f"<ol>{''.join(f'<li>{note}</li>' for note in notes)}</ol>" if notes else ""


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


def broken(html: str) -> str:
    """Return HTML with breaks where preformatted text has line ends."""
    return _PREFORMATTED.sub(lambda found: found[0].replace("\n", "<br>"), html)


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
    if name not in _EMPTY and name not in ("block", "footnotes"):
        text.note("block", name)
    return ""
