"""The text of a PDF's page as a reader reads it: words whole, headings set apart."""

from __future__ import annotations

import re

from .text import dictionary
from .text.forms import fold, normal

STOPS = (".", "!", "?", "…", ":", ";", ",")
_HYPHEN = re.compile(r"([^\W\d_]+)[-\u00ad]\n([^\W\d_]+)")
# What a hyphen joins to the next word, or to the one before, in either language: no syllable that lines end with.
_BEFORE = frozenset(["après", "arrière", "avant", "demi", "là", "non", "peut", "rendez", "semi", "sous", "well"])
_AFTER = frozenset(["ci", "elle", "elles", "il", "ils", "je", "leur", "lui", "là", "moi", "toi", "tu"])
_PREFIXES = frozenset(["anti", "auto", "contre", "counter", "inter", "multi", "over", "super", "trans", "under"])
LEAST_PART = 4  # letters of both words that a hyphen joins: shorter ones are syllables by chance
SHORT_LINE = 0.7  # of the longest line of a page: what ends before it goes on in no other line


def joined(text: str) -> str:
    """Return the text of a PDF's page with the words whole that a line's end divides, and its headings set apart.

    Compounds keep their hyphen. A heading or an item of a list is a short line without a stop before a new beginning.
    """
    lines = _HYPHEN.sub(_hyphen, text).split("\n")
    short = SHORT_LINE * max(map(len, lines))
    parts = [
        f"{line} ·" if line and len(line) < short and not line.endswith(STOPS) and following[:1].isupper() else line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
    ]
    return "\n".join(parts)


def _hyphen(match: re.Match[str]) -> str:
    before, after = match[1], match[2]
    if "\u00ad" in match[0]:
        return before + after
    compound = before.lower() in _BEFORE or after.lower() in _AFTER or after[0].isupper()
    return f"{before}-{after}" if compound or _are_two_words(before, after) else before + after


def _are_two_words(before: str, after: str) -> bool:
    """Tell whether two parts are words and what they make together is none, as « porte-parole »."""
    whole, parts = fold(normal(before + after)), {fold(normal(before)), fold(normal(after))}
    known = dictionary.common()
    long = min(len(before), len(after)) >= LEAST_PART and before.lower() not in _PREFIXES
    return long and whole not in known and parts <= known
