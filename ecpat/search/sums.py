"""What terms are worth in every document, and what several of them are worth together.

A common term's scores are lanes, added to others in one operation; a rare term's are a list, which is shorter.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from . import bits

Name = tuple[str, bytes]  # field, term


@dataclass(slots=True)
class Term:
    """A term whose scores are in a sum."""

    name: Name
    count: int = 0  #: documents that have it
    rarity: float = 0.0


@dataclass(slots=True)
class Scores:
    """What terms are worth together: lanes, or a list of documents and their scores, or one and then the other."""

    terms: list[Term]
    members: int = 0  #: documents that have the first of the terms, which decides
    size: int = 0  #: documents that have been read
    top: int = 0  #: what no score exceeds
    lanes: int = 0
    ids: array[int] = field(default_factory=lambda: array("I"))
    values: array[int] = field(default_factory=lambda: array("H"))

    def append(self, ids: array[int], values: array[int]) -> None:
        """Take the scores of documents that come after all others."""
        self.ids.extend(ids)
        self.values.extend(values)
        self.top = max(self.top, max(values, default=0))

    def weight(self) -> int:
        """Return about how many bytes this holds: an integer is as long as its last document is far."""
        return (self.members.bit_length() + self.lanes.bit_length()) * 4 // 30 + 6 * len(self.ids) + 1000


class Sum:
    """The scores of several terms, added up."""

    def __init__(self) -> None:
        self.lanes = self.top = 0
        self._lists: list[tuple[array[int], array[int]]] = []

    def add(self, scores: Scores) -> None:
        """Add scores, unless they could overflow a lane."""
        top = self.top + scores.top
        if top <= bits.LANE:
            self.top = top
            self.lanes += scores.lanes
            if scores.ids:
                self._lists.append((scores.ids, scores.values))

    def halve(self, size: int) -> None:
        """Divide every score by two."""
        self.lanes, self.top = bits.halved(self.lanes, size), self.top // 2 + len(self._lists)
        self._lists = [(ids, array("H", [value >> 1 for value in values])) for ids, values in self._lists]

    def join(self, other: Sum) -> None:
        """Take the scores of documents that have none here."""
        self.lanes, self.top = self.lanes + other.lanes, max(self.top, other.top)
        self._lists += other._lists

    def __bool__(self) -> bool:
        return bool(self.lanes or self._lists)

    def scores(self, size: int, shift: int = 0) -> array[int]:
        """Return the score of each document, shifted to the left."""
        sums = bits.unfold(self.lanes << shift, size)
        for ids, values in self._lists:
            for number, value in zip(ids, values):  # noqa: B905 — as long as one another, and this is the inner loop
                sums[number] += value << shift
        return sums
