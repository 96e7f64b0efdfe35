"""The scores of terms in every document, kept in memory up to a number of bytes and read on as the index grows."""

from __future__ import annotations

import itertools
import math
from array import array
from collections.abc import Callable
from functools import reduce
from operator import and_

from . import bits, storage
from .gathering import Postings, lanes, listed
from .sums import Name, Scores, Sum, Term
from .view import View

WEIGHTS = {"stem": 1.0, "word": 0.5, "root": 0.45, "pair": 0.3}

UNIT = 128  # a score of 1.0 in a lane: 511 fit, which is more than any query reaches
MANY = 50_000  # documents whose lanes take much of the memory
RARE = 20  # a term of one document in so many is kept as a list
RARER = 256  # where there are not MANY documents, it must be rarer: lanes take little there
STEEPER = 0.04
DRIFT = 0.02  # how far a term's rarity may move before its scores are computed anew


def rarity_of(count: int, documents: int) -> float:
    """Return what it says of a text that it has a term that count of so many documents have.

    Lucene's inverse document frequency, a little steeper: the rare words of a question are those that it is about.
    """
    told = math.log(1 + (max(count, documents) - count + 0.5) / (count + 0.5))
    return told * (1 + STEEPER * told)


Key = tuple[str, str, tuple[str, ...]]


class ScoreCache:
    """The scores of the terms used last; not safe to share between threads without a lock."""

    def __init__(self, view: View, limit: int = 64 << 20) -> None:
        self._view, self._limit = view, limit
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._kept: dict[Key, Scores] = {}
        self._room = self._limit
        self._epoch = self._view.epoch
        self._counts: dict[str, int] = {}
        self._counted = -1

    def term(self, field: str, locale: str, text: str) -> Scores:
        """Return the scores of a stem or word of a language."""
        return self._get((field, locale, (text,)), lambda: [(field, storage.stem(locale, text))])

    def token(self, locale: str, stem: str, word: str) -> Scores:
        """Return the scores of a word in any of its forms, higher where it stands as it was typed."""
        return self._get(("token", locale, (stem, word)), lambda: _names(locale, stem, word))

    def pair(self, locale: str, stems: tuple[str, str], within: int) -> Scores:
        """Return the scores of two neighbouring stems; within: the documents that have both."""
        return self._get(("pair", locale, stems), lambda: [("pair", storage.pair(locale, *stems))], within)

    def together(self, locale: str, stems: tuple[str, ...]) -> Scores:
        """Return the scores of stems in the documents that have them all: those of a synonym."""
        key = ("all", locale, stems)
        kept = self._take(key)
        if kept is None or kept.size < self._view.size:
            kept = self._meet(locale, stems)
        self._keep(key, kept)
        return kept

    def _meet(self, locale: str, stems: tuple[str, ...]) -> Scores:
        """Return half the sum of scores where all stems are; neighbours add to it where there are any."""
        total, size = Sum(), self._view.size
        found = [self.term("stem", locale, stem) for stem in stems]
        members = reduce(and_, (scores.members for scores in found))
        met = Scores([], members, size)
        if members:
            for two, (first, second) in zip(itertools.pairwise(stems), itertools.pairwise(list(found)), strict=True):
                found.append(self.pair(locale, two, first.members & second.members))
            for scores in found:
                total.add(scores)
            sums, ids = total.scores(size), array("I", bits.positions(bits.unpack(members, size)))
            met.append(ids, array("H", [sums[number] >> 1 for number in ids]))
        return met

    def _get(self, key: Key, names: Callable[[], list[Name]], within: int | None = None) -> Scores:
        kept = self._take(key)
        if kept is None or kept.size < self._view.size:
            kept = self._read(key[1], kept, names, within)
        self._keep(key, kept)
        return kept

    def _take(self, key: Key) -> Scores | None:
        if self._epoch != self._view.epoch:
            self.clear()
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._room += kept.weight()
        return kept

    def _keep(self, key: Key, scores: Scores) -> None:
        self._kept[key] = scores  # the last used is the last in the dictionary
        self._room -= scores.weight()
        while self._room < 0 and len(self._kept) > 1:
            self._room += self._kept.pop(next(iter(self._kept))).weight()

    def _count(self, locale: str) -> int:
        """Return how many documents a language has."""
        if self._counted != self._view.size:
            self._counts, self._counted = {}, self._view.size
        if locale not in self._counts:
            self._counts[locale] = self._view.value("locale", locale).bit_count()
        return self._counts[locale]

    def _read(self, locale: str, old: Scores | None, names: Callable[[], list[Name]], within: int | None) -> Scores:
        """Return the scores of terms, read on from where old ones end; anew where a term's rarity has moved."""
        scores, size = old or Scores(list(map(Term, names()))), self._view.size
        found: list[tuple[Postings, int]] = []
        for term in scores.terms:
            postings = Postings(self._view, term.name, scores.size, within)
            count = term.count + postings.count
            rarity = rarity_of(count, self._count(locale))
            if term.count and abs(rarity - term.rarity) > DRIFT * term.rarity:
                return self._read(locale, None, names, within)
            term.rarity = term.rarity if term.count else rarity
            term.count = count
            found.append((postings, int(UNIT * WEIGHTS[term.name[0]] * term.rarity)))
            if not scores.terms[0].count:
                break
        most = max(postings.count for postings, _ in found)
        scores.members |= found[0][0].members(size)
        if scores.size == 0 and most * (RARE if size > MANY else RARER) >= size:
            scores.lanes, scores.top = lanes(found, size)
        else:
            scores.append(*listed(found, size))
        scores.size = size
        return scores


def _names(locale: str, stem: str, word: str) -> list[Name]:
    kept = storage.stem(locale, word)
    return [("stem", storage.stem(locale, stem)), ("word", kept), ("root", storage.root(locale, word))]
