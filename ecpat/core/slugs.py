"""Addresses made from titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from .database import db

SLUG_LENGTH = 100  # characters of an address’s column
KEY_LENGTH = 34  # characters: a key's column has 40, room for a number
PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_APOSTROPHES = str.maketrans("’'", "  ")
# Strokes and hooks are no marks that can be taken off: only a letter's name tells the one that it is made from.
_BASE = re.compile(r"LATIN (?:SMALL LETTER|SMALL LIGATURE|LETTER SMALL CAPITAL|LETTER) (.+)")
_FORMS = re.compile(
    r" (?:WITH|BAR|DIGRAPH)(?: .*|$)|"
    r"\b(?:OPEN|TURNED|REVERSED|SIDEWAYS|DOTLESS|LONG|SHARP|CLOSED|INSULAR|SCRIPT|BARRED|VOLAPUK|AFRICAN) "
)
_NAMED = {
    "ETH": "d", "THORN": "th", "ENG": "ng", "ESH": "sh", "EZH": "zh", "SCHWA": "e", "ALPHA": "a", "IOTA": "i",
    "UPSILON": "u", "GAMMA": "g", "KRA": "k", "YOGH": "y", "WYNN": "w", "GHA": "g",
}  # fmt: skip


def slugify(title: str) -> str:
    """Return the address of a title: lower-case ASCII words joined by hyphens, at most 80 characters.

    A title without any Latin letter or digit gives an empty string.
    """
    folded = unicodedata.normalize("NFKD", title.casefold().translate(_APOSTROPHES))
    words = re.findall(r"[a-z0-9]+", "".join(map(latin, folded)))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:SLUG_LENGTH]
        if len(longer) > 80:
            break
        slug = longer
    return slug


def latin(letter: str) -> str:
    """Return the Latin letters that a character is made from, nothing for a mark or a hidden one, else a blank."""
    if letter.isascii():
        return letter
    if named := _BASE.fullmatch(unicodedata.name(letter, "")):
        base = _FORMS.sub("", named[1])
        return _NAMED.get(base, base.lower() if len(base) <= 2 else " ")
    return "" if unicodedata.category(letter) in ("Mn", "Me", "Cf") else " "


def numbered(start: str, taken: Callable[[str], object]) -> str:
    """Return a key, or where it is taken, the first that is free with a number from 2 after it."""
    key, number = start, 2
    while taken(key):
        key, number = f"{start}-{number}", number + 1
    return key


def free_key(column: InstrumentedAttribute[str], slug: str) -> str:
    """Return a key that no row has in a column: an address cut short, numbered where it is taken."""
    start = slug[:KEY_LENGTH].strip("-")
    return numbered(start, lambda key: db.session.scalar(select(column).where(column == key)))
