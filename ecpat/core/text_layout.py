"""Words in a narrow space: cleaned of what cannot be shown, broken into lines the way French wants it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice

Fits = Callable[[str], bool]

_SPACES = re.compile(r"[^\S\u00a0\u202f]+")  # no-break spaces stay
_GLUED = re.compile(r" (?=[:;!?»])|(?<=«) ")
_LOOSE = " \u00a0\u202f,;:.!?–—-«("  # what no line ends with before an ellipsis


def printable(text: str) -> str:
    """Return the text composed (NFC), without controls, soft hyphens and code points that are no characters.

    Line feeds stay.
    """
    text = unicodedata.normalize("NFC", text)
    return "".join(c for c in text if c == "\n" or not unicodedata.category(c).startswith("C"))


def one_line(text: str) -> str:
    """Return the text printable, on one line, with single spaces; no-break spaces stay."""
    return printable(_SPACES.sub(" ", text)).strip(" ")


def wrap(text: str, fits: Fits, most: int) -> tuple[str, ...]:
    """Break a text into lines that fit, at most so many; what is left out shows as an ellipsis.

    Lines break at spaces, never at no-break ones nor before French punctuation; a word too long for a line is cut.
    """
    text = _GLUED.sub("\u00a0", one_line(text))
    lines = tuple(islice(_lines(text, fits), most + 1))
    return lines if len(lines) <= most else (*lines[: most - 1], _elided(lines[most - 1], fits))


def _lines(text: str, fits: Fits) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if fits(longer):
            line = longer
            continue
        if line:
            yield line
        line = word
        while len(line) > 1 and not fits(line):
            piece, line = _cut(line, fits)
            yield piece
    if line:
        yield line


def _cut(word: str, fits: Fits) -> tuple[str, str]:
    """Return the longest start of a word that fits, up to a hyphen of its own or with one, and the rest."""
    end = 1
    while fits(f"{word[: end + 1]}-"):
        end += 1
    hyphen = word.rfind("-", 1, end) + 1
    return (word[:hyphen], word[hyphen:]) if hyphen else (f"{word[:end]}-", word[end:])


def _elided(line: str, fits: Fits) -> str:
    line = line.rstrip(_LOOSE)
    while line and not fits(f"{line}…"):
        line = (line.rpartition(" ")[0] or line[:-1]).rstrip(_LOOSE)
    return f"{line}…"
