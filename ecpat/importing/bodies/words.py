"""The words of a text, counted another way than it is converted: what is the same before and after."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from unicodedata import normalize

from . import paragraphs, shortcodes, silent

_INLINE = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|"
    r"strong|sub|sup|tt|u|var|wbr|[a-z0-9]+:[a-z0-9]+)\b[^<>]*>",
    re.IGNORECASE,
)
ANY_TAG = re.compile(r"""</?[a-zA-Z!?](?:[^<>"']++|"[^"]*+"|'[^']*+')*>""")
BLOCK_TAG = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|blockquote|td|tr)\b[^<>]*>", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def counted(text: str, *, markup: bool = True) -> Counter[str]:
    """Return how often each word stands in a text, its tags and what is never shown left out."""
    if markup:
        text = shortcodes.without(silent.without(paragraphs.PAGE.sub("\n\n", text)))
        text = unescape(ANY_TAG.sub(" ", _INLINE.sub("", text)))
    return Counter(_WORD.findall(normalize("NFC", text)))
