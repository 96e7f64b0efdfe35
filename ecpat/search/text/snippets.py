"""The passage of a text that shows best what was looked for, and the words marked in it.

A text is folded to one byte a letter, so that words are found by bytes.find at the same places; only words that
begin like one that was looked for are analysed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from markupsafe import Markup, escape

from .analysis import analyser
from .forms import fold, odd

LENGTH = 220  # letters of a passage, about three lines
MOST_FOUND = 20  # places looked at for one beginning: a text that says a word more often has shown it by then


def _letter(code: int) -> int:
    letter = fold(chr(code).lower())[0]
    return ord(letter) if ord(letter) < 128 and letter.isalnum() else 32


_FOLD = bytes(map(_letter, range(256)))
ENDING = 3  # letters at the end of a stem that its word may not have: « tutrice » is found by “tuteur”
_OPEN, _CLOSE = "\x02", "\x03"
_WORD = re.compile(r"[^\W_]+")


class Place(NamedTuple):
    """Where in a text a word stands that was looked for."""

    start: int
    end: int
    stem: str


def places(text: str, stems: frozenset[str], locale: str) -> list[Place]:
    """Return where words of those stems stand in a text, in its order."""
    if not stems:
        return []
    known = analyser(locale)
    beginnings = None if known.divides else _beginnings(stems)
    spans = (match.span() for match in _WORD.finditer(text)) if beginnings is None else _spans(text, beginnings)
    found: dict[int, Place] = {}
    for start, end in chain(spans, odd(text)):
        token = known.written(text[start:end])
        for stem in (token.stem, *known.parts(token)) if token is not None else ():
            if stem in stems:
                found[start] = Place(start, end, stem)
                break
    return sorted(found.values())


@lru_cache(1000)
def _beginnings(stems: frozenset[str]) -> frozenset[bytes] | None:
    """Return how words of those stems begin in a folded text; None where they have other letters than a to z."""
    if not all(stem.isascii() for stem in stems):
        return None
    starts = {stem[: max(3, len(stem) - ENDING)] for stem in stems}
    return frozenset(
        b" " + start.encode() for one in starts for start in (one, one.replace("oe", "o"), one.replace("ae", "a"))
    )


def _spans(text: str, beginnings: frozenset[bytes]) -> Iterator[tuple[int, int]]:
    """Yield where words stand that begin so; « œ » is one byte here and two letters in a stem."""
    if not text.isascii():
        text = text.replace("œ", "ö").replace("Œ", "Ö").replace("æ", "ä").replace("Æ", "Ä")
    folded = b" " + text.encode("latin-1", "replace").translate(_FOLD) + b" "
    for beginning in beginnings:
        at, count = folded.find(beginning), 0
        while at >= 0 and count < MOST_FOUND:
            stop = folded.find(b" ", at + 1) - 1
            yield at, stop
            count += 1
            at = folded.find(beginning, stop)


def marked(text: str, found: list[Place]) -> Markup:
    """Return a text, escaped, with <mark> around what was found in it."""
    return _mark(text, found, 0, len(text))


def passage(text: str, found: list[Place]) -> Markup:
    """Return the stretch of a text that has most of what was found in it, escaped and marked; else its beginning."""
    start = _best_start(text, found) if found else 0
    end = _whole(text, start + LENGTH)
    return _mark(text, found, start, end, "… " if start else "", " …" if end < len(text) else "")


def _best_start(text: str, found: list[Place]) -> int:
    best, where, end = (0, 0), found[0], 0
    inside: dict[str, int] = {}
    for index, first in enumerate(found):
        while end < len(found) and found[end].end <= first.start + LENGTH - 40:
            inside[found[end].stem] = inside.get(found[end].stem, 0) + 1
            end += 1
        if end <= index:  # a word longer than a passage
            end = index + 1
            continue
        worth = len(inside), end - index
        if worth > best:
            best, where = worth, first
        inside[first.stem] -= 1
        if not inside[first.stem]:
            del inside[first.stem]
    if where.start < 60:
        return 0
    start = text.rfind(" ", 0, where.start - 40)
    sentence = max(text.rfind(stop, max(0, start - 40), where.start) for stop in (". ", "\n", "? ", "! "))
    if sentence >= 0:
        return sentence + (1 if text[sentence] == "\n" else 2)
    return start + 1


def _whole(text: str, end: int) -> int:
    """Return the end of the last whole word before a place."""
    if end >= len(text):
        return len(text)
    space = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end))
    return space if space > end - 40 else end


def _mark(text: str, found: list[Place], start: int, end: int, before: str = "", after: str = "") -> Markup:
    """Return a stretch of a text, escaped at once: the marks are put in as two characters that no text has."""
    parts, last = [before], start
    for place in found:
        if last <= place.start and place.end <= end:
            parts += [text[last : place.start], _OPEN, text[place.start : place.end], _CLOSE]
            last = place.end
    escaped = str(escape("".join((*parts, text[last:end], after))))
    return Markup(escaped.replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>"))  # noqa: S704 — escaped above
