"""The words that the site's own texts use, per language: for completing them and for correcting others."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from heapq import nlargest
from typing import Any

from .view import View

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST = 4  # letters of a word that is corrected
LOOKED_AT = 5000  # words of one beginning that are compared


class Vocabulary:
    """The words of one language, without accents: in how many documents each stands and how it is written there."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self._surfaces: dict[str, tuple[int, str]] = {}
        self._sorted: list[str] = []

    def add(self, word: str, count: int) -> None:
        """Count a word."""
        self.counts[word] = self.counts.get(word, 0) + count

    def add_surface(self, word: str, surface: str, count: int) -> None:
        """Remember how a word is written, with its accents; the most frequent way counts."""
        self._surfaces[word] = max(self._surfaces.get(word, (0, "")), (count, surface))

    def surface(self, word: str) -> str:
        """Return a word as the texts write it."""
        count, surface = self._surfaces.get(word, (0, word))
        return surface if 2 * count >= self.counts.get(word, 0) else word

    def beginning(self, start: str, count: int) -> list[str]:
        """Return the most frequent words with a beginning."""
        if len(self._sorted) != len(self.counts):
            self._sorted = sorted(self.counts)
        first = bisect_left(self._sorted, start)
        last = bisect_left(self._sorted, start + "\uffff", first, min(len(self._sorted), first + LOOKED_AT))
        return nlargest(count, self._sorted[first:last], key=self.counts.__getitem__)

    def near(self, word: str) -> list[str]:
        """Return the known words one slip of the finger away from an unknown one, the likeliest first.

        A slip is a letter too many, missing, wrong, or changed with its neighbour (Damerau, Communications of the
        ACM 7, 1964). Letters that changed places give the word away; the first letter is mostly right; after that
        the more frequent word is the likelier one.
        """
        if len(word) < SHORTEST or not word.isalpha():
            return []
        known = {other for other in slips(word) if other in self.counts}
        return sorted(
            known, key=lambda other: (not _swapped(word, other), other[0] != word[0], -self.counts[other], other)
        )


def slips(word: str) -> Iterator[str]:
    """Yield what a word may be after one slip of the finger, itself among it."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in _LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in _LETTERS)


def _swapped(word: str, other: str) -> bool:
    return len(word) == len(other) and sorted(word) == sorted(other)


class Vocabularies:
    """The vocabularies of every language of an index; segments are read once, only merged ones again."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._known: dict[str, Vocabulary] = {}
        self._at = (-1, -1)
        self._segments: list[tuple[str, list[tuple[str, str, int]]]] = []  # name, what it added

    def of(self, locale: str) -> Vocabulary:
        """Return the vocabulary of a language, deleted texts' words included."""
        at = self.view.epoch, self.view.size
        if at != self._at:
            self._catch_up()
            self._at = at
        return self._known.setdefault(locale, Vocabulary())

    def _catch_up(self) -> None:
        leaves = [(leaf.segment().segment_id(), leaf) for _, leaf in self.view.leaves]
        same = sum(name == known for (name, _), (known, _) in zip(leaves, self._segments, strict=False))
        if not same:
            self._known, self._segments = {}, []
        for _, words in self._segments[same:]:
            for locale, word, count in words:
                self._known[locale].add(word, -count)
        del self._segments[same:]
        for name, leaf in leaves[same:]:
            words = list(self._read(leaf))
            self._segments.append((name, words if self._segments else []))  # without the first, all is read again

    def _read(self, leaf: Any) -> Iterator[tuple[str, str, int]]:
        for term, info in leaf.iter_field("word"):
            locale, _, word = bytes(term).decode().partition(":")
            self._known.setdefault(locale, Vocabulary()).add(word, info.doc_frequency())
            yield locale, word, info.doc_frequency()
        for term, info in leaf.iter_field("surface"):
            locale, word, surface = bytes(term).decode().split(":", 2)
            self._known.setdefault(locale, Vocabulary()).add_surface(word, surface, info.doc_frequency())
