"""The postings of terms over all segments, and their scores together."""

from __future__ import annotations

import itertools
from array import array

from . import bits
from .postings import COMMON, postings
from .sums import Name
from .view import View


class Postings:
    """The documents of a term from one number on, over all segments."""

    def __init__(self, view: View, name: Name, start: int, within: int | None) -> None:
        found = ((base, postings(leaf, *name)) for base, leaf in view.leaves if base >= start)
        self._found = [(base, matcher) for base, matcher in found if matcher is not None]
        self._listed: tuple[array[int], bytearray] | None = None
        if within is not None:
            ids, impacts = self.listed()
            kept = bits.among(ids, within)
            self._listed = array("I", itertools.compress(ids, kept)), bytearray(itertools.compress(impacts, kept))
        self.count = len(self._listed[0]) if self._listed else sum(matcher.count for _, matcher in self._found)

    def members(self, size: int) -> int:
        """Return the set of the documents."""
        return bits.held(self.spread(size)) if self.common(size) else bits.members(self.listed()[0])

    def common(self, size: int) -> bool:
        """Tell whether so many of all documents have the term that a byte for each is soonest read."""
        return self._listed is None and self.count * COMMON >= size

    def listed(self) -> tuple[array[int], bytearray]:
        """Return the numbers of the documents and the impact in each."""
        if self._listed is None:
            ids, impacts = array("I"), bytearray()
            for base, matcher in self._found:
                own, worth = matcher.listed()
                ids.extend([base + number for number in own] if base else own)
                impacts += worth
            self._listed = ids, impacts
        return self._listed

    def spread(self, size: int) -> bytearray:
        """Return the impact in each of so many documents."""
        whole = bytearray(size)
        for base, matcher in self._found:
            matcher.spread(whole, base)
        return whole


Found = list[tuple[Postings, int]]  # terms and what the highest impact of each is worth


def lanes(found: Found, size: int) -> tuple[int, int]:
    """Return the lanes of the scores of all terms, and what no score exceeds."""
    total = top = 0
    rare = array("H", bytes(2 * size))
    for term, unit in found:
        top += unit
        if term.common(size):
            total += bits.lanes(term.spread(size), unit)
        else:
            _add(rare, *_scored(term, unit))
    return total + bits.fold(rare), top


def listed(found: Found, size: int) -> tuple[array[int], array[int]]:
    """Return the documents that have any of the terms and their scores."""
    if len(found) == 1:
        return _scored(*found[0])
    sums, known = array("H", bytes(2 * size)), set[int]()
    every: list[int] = []
    for term, unit in sorted(found, key=_count, reverse=True):
        ids, values = _scored(term, unit)
        _add(sums, ids, values)
        more = [number for number in ids if number not in known]
        known.update(more)
        every += more
    every.sort()
    return array("I", every), array("H", map(sums.__getitem__, every))


def _count(found: tuple[Postings, int]) -> int:
    return found[0].count


def _scored(term: Postings, unit: int) -> tuple[array[int], array[int]]:
    ids, impacts = term.listed()
    return ids, bits.values(impacts, unit)


def _add(sums: array[int], ids: array[int], values: array[int]) -> None:
    for number, value in zip(ids, values, strict=True):
        sums[number] += value
