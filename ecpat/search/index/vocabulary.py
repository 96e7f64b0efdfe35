"""The words that the site's own texts use, per language: for completing them and for correcting others."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from heapq import nlargest

import numpy as np

from ..text.analysis import analyser
from . import schema
from .reader import Snapshot

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST = 4  # letters of a word that is corrected
LONG = 5  # letters of a small word that another may be meant as
MOST = 100  # words that are most frequent
LOOKED_AT = 5000  # words with a beginning, of which the most frequent are chosen


class Vocabulary:
    """The words of one language, without accents, and how they are written; deleted texts' words included."""

    def __init__(self, index: Snapshot, locale: str) -> None:
        start, self._known = f"{locale}:", analyser(locale)
        self.counts: dict[str, int] = {}
        surfaces: dict[str, dict[str, int]] = {}
        for segment in index.segments:
            for key, count in segment.words["word"].items():
                if key.startswith(start):
                    word = key.removeprefix(start)
                    self.counts[word] = self.counts.get(word, 0) + count
            for key, count in segment.words["surface"].items():
                if key.startswith(start):
                    word, surface = key.removeprefix(start).split(":", 1)
                    written = surfaces.setdefault(word, {})
                    written[surface] = written.get(surface, 0) + count
        self._sorted = sorted(self.counts)
        self._surfaces = {word: max(written, key=lambda one: written[one]) for word, written in surfaces.items()}
        self._surfaces = {
            word: surface
            for word, surface in self._surfaces.items()
            if 2 * surfaces[word][surface] >= self.counts.get(word, 0)
        }

    def surface(self, word: str) -> str:
        """Return a word as the texts write it."""
        return self._surfaces.get(word, word)

    def most_frequent(self) -> list[str]:
        """Return the words in order, those first that stand in most texts."""
        return nlargest(MOST, self.counts, key=self.counts.__getitem__)

    def beginning(self, start: str, count: int) -> list[str]:
        """Return the most frequent words with a beginning."""
        first = bisect_left(self._sorted, start)
        last = bisect_left(self._sorted, start + "\uffff", first, min(len(self._sorted), first + LOOKED_AT))
        return nlargest(count, self._sorted[first:last], key=self.counts.__getitem__)

    def near_beginnings(self, start: str) -> list[tuple[str, str]]:
        """Return how known words begin one slip away from a beginning, each with its most frequent word.

        The likeliest is first, as in `near`.
        """
        if len(start) < SHORTEST or not start.isalpha():
            return []
        near = {begun: words[0] for begun in set(slips(start)) if (words := self.beginning(begun, 1))}
        return sorted(near.items(), key=lambda one: self._unlikeliness(start, *one))

    def near(self, word: str) -> list[str]:
        """Return the known words one slip of the finger away from an unknown one, the likeliest first.

        A slip is a letter too many, missing, wrong, or changed with its neighbour (Damerau, Communications of the
        ACM 7, 1964). Letters that changed places give the word away; the first letter is mostly right; after that
        the more frequent word is the likelier one. Small words that are not short are the most frequent of all.
        """
        if len(word) < SHORTEST or not word.isalpha():
            return []
        known = {other for other in slips(word) if other in self.counts or self.is_small(other)}
        return sorted(known, key=lambda other: self._unlikeliness(word, other, other))

    def is_small(self, word: str) -> bool:
        """Tell whether a word is a small one, and long enough that others are rarely near it: « quels », “which”."""
        return len(word) >= LONG and self._known.is_small(word)

    def _unlikeliness(self, typed: str, meant: str, word: str) -> tuple[bool, bool, bool, int, str]:
        count = self.counts.get(word, 0)
        return not _swapped(typed, meant), meant[0] != typed[0], not self.is_small(word), -count, word


def in_context(index: Snapshot, locale: str, words: Sequence[str], before: Sequence[str]) -> list[str]:
    """Return the words that stand in live texts with some stems, those first that follow the last of them most often.

    Where none does, or no text has all the stems, all of them are returned as they were.
    """
    within = index.having("stem", [schema.term(locale, stem) for stem in before])
    counts = {}
    for token in filter(None, map(analyser(locale).token, words)):
        having = within & index.having("word", [schema.term(locale, token.word)])
        after = having & index.having("pair", [schema.pair(locale, before[-1], token.stem)])
        if having.any():
            counts[token.word] = np.count_nonzero(after), np.count_nonzero(having)
    return sorted(counts, key=counts.__getitem__, reverse=True) or list(words)


def slips(word: str) -> Iterator[str]:
    """Yield what a word may be after one slip of the finger, itself among it."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in LETTERS)


def _swapped(word: str, other: str) -> bool:
    return len(word) == len(other) and sorted(word) == sorted(other)
