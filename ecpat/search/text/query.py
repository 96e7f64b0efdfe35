"""What a reader typed, taken apart: words, "phrases", -words, and nothing else. Never an error."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_LETTERS = 1000
MOST_WORDS = 32

_QUOTED = re.compile(r"\"([^\"]*)\"|«([^»]*)»|[“„]([^”“]*)[”“]")
_EXCLUDED = re.compile(r"(?:^|(?<=\s))[-−–](?=[^\W\d_])(\S+)")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


@dataclass(frozen=True)
class Query:
    """The parts of what was typed; all empty where nothing was."""

    words: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return what is looked for, in one text."""
        return " ".join((self.words, *self.phrases)).strip()

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases or self.excluded)


def clean(text: str) -> str:
    """Return a text that can be searched for, stored and shown: one line, no control characters, not endless."""
    words = _UNFIT.sub(" ", text[: 4 * MOST_LETTERS]).split()
    return " ".join(words[: 2 * MOST_WORDS])[:MOST_LETTERS]


def parse(text: str) -> Query:
    """Take apart what was typed, as far as it is not endless."""
    text = clean(text)
    phrases = [next(filter(None, match.groups()), "").strip() for match in _QUOTED.finditer(text)]
    rest = _QUOTED.sub(" ", text)
    excluded = _EXCLUDED.findall(rest)
    words = _EXCLUDED.sub(" ", rest).split()[:MOST_WORDS]
    return Query(" ".join(words), tuple(filter(None, phrases))[:8], tuple(excluded)[:8])
