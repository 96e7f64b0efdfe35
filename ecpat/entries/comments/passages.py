"""The passages of a text, and where among them the words stand that comments were written for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise

from .. import copies, richtext
from ..models import Edition
from .models import Comment

TRIED = 200  # places with the same words that are compared
_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})  # typed one way, saved another


@dataclass
class Passage:
    """A passage of a text: its title, its summary, or a paragraph; and what was said beside it."""

    sort: str
    text: str
    comments: list[Comment] = field(default_factory=list)  #: on words that begin here
    marked: list[tuple[int, int]] = field(default_factory=list)  #: from where to where such words stand

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """Yield the text in pieces, each with whether somebody said something of it."""
        ends = sorted({0, len(self.text), *(end for mark in self.marked for end in mark)})
        for start, end in pairwise(ends):
            yield self.text[start:end], any(first <= start and end <= last for first, last in self.marked)


def passages_of(edition: Edition) -> list[Passage]:
    """Return the passages of an edition as it was saved last."""
    words = copies.words_of(edition)
    found = [Passage(name, words[name]) for name in ("title", "summary") if words[name]]
    return found + [Passage("text", text) for text in richtext.plain(words["body"]).splitlines()]


def place(passages: list[Passage], comments: Iterable[Comment]) -> list[Comment]:
    """Put comments beside the passages that have their words; return those whose words are gone.

    Spaces and the forms of quotation marks do not count: saving a text may change them.
    """
    letters, places = _letters(passages)
    lost = []
    for said in comments:
        found = _find(letters, said)
        if found is None:
            lost.append(said)
            continue
        inside = places[found : found + len(_plain(said.quotation))]
        passages[inside[0][0]].comments.append(said)
        for number in dict.fromkeys(passage for passage, _at in inside):
            at = [at for passage, at in inside if passage == number]
            passages[number].marked.append((at[0], at[-1] + 1))
    return lost


def _letters(passages: list[Passage]) -> tuple[str, list[tuple[int, int]]]:
    """Return the letters of passages without spaces, and of each the passage and the place in it."""
    places = [
        (number, at)
        for number, passage in enumerate(passages)
        for at, sign in enumerate(passage.text)
        if not sign.isspace()
    ]
    return _plain("".join(passage.text for passage in passages)), places


def _plain(text: str) -> str:
    return "".join(text.translate(_ALIKE).split())


def _find(letters: str, said: Comment) -> int | None:
    """Return where the words of a comment begin: of several such places, where most of what stood around does."""
    words, before, after = _plain(said.quotation), _plain(said.before), _plain(said.after)
    if not words:
        return None

    def alike(start: int) -> int:
        end = start + len(words)
        return _shared(letters[max(0, start - len(before)) : start][::-1], before[::-1]) + _shared(
            letters[end : end + len(after)], after
        )

    found = [match.start() for match in islice(re.finditer(re.escape(words), letters), TRIED)]
    return max(found, key=alike, default=None)


def _shared(one: str, other: str) -> int:
    """Return how many letters two texts have in common at their beginning."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
