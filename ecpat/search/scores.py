"""The scores of a term in every document, kept in memory up to a number of bytes and read on as the index grows."""

from __future__ import annotations

import itertools
import math
from array import array
from collections.abc import Callable
from dataclasses import dataclass

from . import bits, storage
from .postings import postings
from .view import SCALE, View

WEIGHTS = {"stem": 1.0, "word": 0.4, "root": 0.3, "pair": 0.3}
TERMS: dict[str, Callable[..., bytes]] = {
    "stem": storage.stem, "word": storage.stem, "root": storage.root, "pair": storage.pair,
}  # fmt: skip
UNIT = 128  # a score of 1.0 in a lane: 511 fit, which is more than any query reaches
DRIFT = 0.02  # how far a term's rarity may move before its scores are computed anew


@dataclass(slots=True)
class Scores:
    """In which documents a term stands and what it is worth in each; `size` documents have been read."""

    members: int
    lanes: int
    top: int  #: the highest score
    size: int
    rarity: float

    def weight(self) -> int:
        """Return about how many bytes this holds: a number is as long as its last document is far."""
        return (self.members.bit_length() + self.lanes.bit_length()) // 8 + 400


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
        return self._get((field, locale, (text,)), None)

    def pair(self, locale: str, first: str, second: str) -> Scores:
        """Return the scores of two neighbouring stems."""
        within = self.term("stem", locale, first).members & self.term("stem", locale, second).members
        return self._get(("pair", locale, (first, second)), within)

    def together(self, locale: str, stems: tuple[str, ...]) -> Scores:
        """Return the scores of stems in the documents that have them all: those of a synonym."""
        key = ("all", locale, stems)
        kept = self._take(key)
        if kept is None or kept.size < self._view.size:
            parts = [self.term("stem", locale, stem) for stem in stems]
            parts += [self.pair(locale, *two) for two in itertools.pairwise(stems)]
            kept = _meet(parts, len(stems), self._view.size)
        self._keep(key, kept)
        return kept

    def _get(self, key: Key, within: int | None) -> Scores:
        kept = self._take(key)
        if kept is None or kept.size < self._view.size:
            kept = self._read(key, within, kept)
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

    def _read(self, key: Key, within: int | None, old: Scores | None) -> Scores:
        field, locale, texts = key
        term = TERMS[field](locale, *texts)
        view, start = self._view, old.size if old else 0
        ids, frequencies = _postings(view, field, term, start)
        if within is not None and ids:
            ids, frequencies = _inside(ids, frequencies, bits.unpack(within, view.size))
        count = len(ids) + (old.members.bit_count() if old else 0)
        documents = max(count, self._count(locale))
        rarity = math.log(1 + (documents - count + 0.5) / (count + 0.5))
        if old is not None:
            if abs(rarity - old.rarity) > DRIFT * old.rarity:
                return self._read(key, within, None)
            rarity = old.rarity
        unit, norms = int(SCALE * UNIT * WEIGHTS[field] * rarity), view.norms
        values = [unit * f // (SCALE * f + norms[d]) for d, f in zip(ids, frequencies, strict=True)]
        if not ids:
            members = lanes = 0
        elif start:
            members, lanes = bits.spread([number - start for number in ids], values, view.size - start)
        else:
            members, lanes = bits.spread(ids, values, view.size)
        top = max(values, default=0)
        if old is not None:
            members, lanes = old.members | members << start, old.lanes | lanes << 16 * start
            top = max(top, old.top)
        return Scores(members, lanes, top, view.size, rarity)


def _postings(view: View, field: str, term: bytes, start: int) -> tuple[array[int], bytearray]:
    ids, frequencies = array("I"), bytearray()
    for base, leaf in view.leaves:
        if base < start:
            continue
        found = postings(leaf, field, term)
        if found is not None:
            ids.extend([base + number for number in found.ids] if base else found.ids)
            frequencies += found.frequencies
    return ids, frequencies


def _inside(ids: array[int], frequencies: bytearray, flags: bytes) -> tuple[array[int], bytearray]:
    both = [(d, f) for d, f in zip(ids, frequencies, strict=True) if flags[d] == 49]
    return array("I", (d for d, _ in both)), bytearray(f for _, f in both)


def _meet(parts: list[Scores], needed: int, size: int) -> Scores:
    """Return half the sum of scores where all of the first parts are; neighbours add to it where there are any."""
    members = parts[0].members
    for part in parts[1:needed]:
        members &= part.members
    total = sum(part.lanes for part in parts).to_bytes(2 * size + 2, "little") if members else b""
    ids = list(bits.positions(bits.unpack(members, size)))
    values = [(total[2 * number] | total[2 * number + 1] << 8) >> 1 for number in ids]
    lanes = bits.spread(ids, values, size)[1] if ids else 0
    return Scores(members, lanes, max(values, default=0), size, 0.0)
