"""Spaces, apostrophes and quotation marks as a language prints them."""

from __future__ import annotations

import re

_FRENCH = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"(?<=[^\s;!?])[ \u00a0\u202f]*(?=[;!?](?:\s|$|[»)]))"), "\u202f"),
    (re.compile(r"(?<=\S)[ \u00a0\u202f]+(?=:(?:\s|$))|(?<=«)[ \u202f]+|(?<=\S)[ \u202f]+(?=»)"), "\u00a0"),
)
_DUTCH = (
    (re.compile(r"(?<=\w)'(?=\w)|(?<![\w'])'(?=[mnst]\b)"), "’"),
    (re.compile(r'(?<!\S)"(?=\S)([^"]*)(?<=\S)"(?=[\s.,:;!?)]|$)'), r"“\1”"),
    (re.compile(r"(?<=\d) +(?=uur\b)"), "\u00a0"),
)
_RULES = {"fr": _FRENCH, "nl": _DUTCH}


def spaced(text: str, locale: str) -> str:
    """Return a plain text with its ordinary spaces before high punctuation and in quotes made no-break ones.

    A language without such rules gets its text back as it is.
    """
    for pattern, replacement in _RULES.get(locale, ()):
        text = pattern.sub(replacement, text)
    return text
