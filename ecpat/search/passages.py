"""The passage of a text that shows best what was looked for, and the words marked in it.

A text is folded to one byte a letter, so that words are found by bytes.find at the same places; only words that
begin like one that was looked for are analysed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup, escape

from .analysis import analyser, normal

LENGTH = 220  # letters of a passage, about three lines
MOST_FOUND = 40  # places looked at for one beginning: a text that says a word more often has shown it by then


def _letter(code: int) -> int:
    letter = unicodedata.normalize("NFKD", chr(code).lower())[0]
    return ord(letter) if ord(letter) < 128 and letter.isalnum() else 32


_FOLD = bytes(map(_letter, range(256)))
_END = re.compile(rb"[^a-z0-9]|$")
_WORD = re.compile(r"[^\W_]+")


class Place(NamedTuple):
    """Where in a text a word stands that was looked for."""

    start: int
    end: int
    stem: str


def places(text: str, stems: Iterable[str], locale: str) -> list[Place]:
    """Return where words of those stems stand in a text, in its order."""
    wanted = frozenset(stems)
    if not wanted:
        return []
    word = analyser(locale).token
    if all(stem.isascii() for stem in wanted):
        spans: Iterable[tuple[int, int]] = _spans(text, {stem[:3] for stem in wanted})
    else:
        spans = (match.span() for match in _WORD.finditer(text))
    found = []
    for start, end in spans:
        token = word(normal(text[start:end]))
        if token is not None and token.stem in wanted:
            found.append(Place(start, end, token.stem))
    return sorted(found)


def _spans(text: str, beginnings: Iterable[str]) -> Iterable[tuple[int, int]]:
    """Yield where words stand that begin so; « œ » is one byte here and two letters in a stem."""
    same = text.replace("œ", "ö").replace("Œ", "Ö").replace("æ", "ä").replace("Æ", "Ä")
    folded = b" " + same.encode("latin-1", "replace").translate(_FOLD)
    starts = {start for one in beginnings for start in (one, one.replace("oe", "o"), one.replace("ae", "a"))}
    for start in starts:
        beginning = b" " + start.encode()
        at, count = folded.find(beginning), 0
        while at >= 0 and count < MOST_FOUND:
            end = _END.search(folded, at + 1)
            stop = end.start() - 1 if end else len(text)
            yield at, stop
            count += 1
            at = folded.find(beginning, stop)


def marked(text: str, stems: Iterable[str], locale: str) -> Markup:
    """Return a text, escaped, with <mark> around what was looked for."""
    return _mark(text, places(text, stems, locale), 0, len(text))


def passage(text: str, stems: Iterable[str], locale: str) -> Markup:
    """Return the stretch of a text that has most of what was looked for, escaped and marked; else its beginning."""
    found = places(text, stems, locale)
    start = _best_start(text, found) if found else 0
    end = _whole(text, start + LENGTH)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return Markup("{}{}{}").format(before, _mark(text, found, start, end), after)


def _best_start(text: str, found: list[Place]) -> int:
    best, where = (0, 0), found[0]
    for index, first in enumerate(found):
        inside = [place for place in found[index : index + 20] if place.end <= first.start + LENGTH - 40]
        worth = len({place.stem for place in inside}), len(inside)
        if worth > best:
            best, where = worth, first
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


def _mark(text: str, found: list[Place], start: int, end: int) -> Markup:
    parts, last = [], start
    for place in found:
        if last <= place.start and place.end <= end:
            parts += [escape(text[last : place.start]), Markup("<mark>"), escape(text[place.start : place.end])]
            parts.append(Markup("</mark>"))
            last = place.end
    parts.append(escape(text[last:end]))
    return Markup("").join(parts)
