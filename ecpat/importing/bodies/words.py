"""The words of a text, counted another way than it is converted: what is the same before and after."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from unicodedata import normalize

from . import shortcodes, silent

_INLINE = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|o:p|q|s|samp|small|span|strike|"
    r"strong|sub|sup|tt|u|var|wbr)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"""</?[a-zA-Z!?](?:[^<>"']|"[^"]*"|'[^']*')*+>""")
_WORD = re.compile(r"\w+")


def counted(text: str, *, markup: bool = True) -> Counter[str]:
    """Return how often each word stands in a text, its tags and what is never shown left out."""
    if markup:
        text = shortcodes.without(silent.without(text))
        text = unescape(_TAG.sub(" ", _INLINE.sub("", text)))
    return Counter(_WORD.findall(normalize("NFC", text)))
