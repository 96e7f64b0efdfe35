"""One thing to look at again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

_CONTEXT = 30  # characters shown on both sides


@dataclass(frozen=True)
class Remark:
    """What kind of thing, where (the words of the text), why, and what would be better.

    `term` ends the suggestion, in the language of the text.
    """

    kind: str
    place: str | LazyString
    explanation: str | LazyString
    suggestion: str | LazyString
    term: str = ""


def around(text: str, start: int, end: int) -> str:
    """Return the words at a place of a text with some before and after them."""
    left, right = max(0, start - _CONTEXT), min(len(text), end + _CONTEXT)
    if left and (space := text.find(" ", left, start)) >= 0:
        left = space + 1
    if right < len(text) and (space := text.rfind(" ", end, right)) >= 0:
        right = space
    return f"{'…' if left else ''}{text[left:right].strip()}{'…' if right < len(text) else ''}"


def short(text: str, length: int = 80) -> str:
    """Return a text cut after a word."""
    text = re.sub(r"[ \t\r\n]+", " ", text).strip(" ")  # no-break spaces stay
    return text if len(text) <= length else f"{text[:length].rpartition(' ')[0] or text[:length]}…"
