"""Which characters a text may hold: neither a database nor XML has a place for all that can be typed or pasted."""

from __future__ import annotations

import re

_LAST_TWO = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
#: Control characters but tab and line ends, halves of pairs, and what Unicode says is no character.
UNFIT = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef{_LAST_TWO}]")


def fit(text: str) -> str:
    """Return a text without what is no part of any text."""
    return UNFIT.sub("", text)
