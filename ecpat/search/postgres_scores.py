"""What a query is worth in a document of PostgreSQL: the formula of `scores`, over the terms of one language."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import Connection, text

from . import storage
from .impact import MOST, impacts
from .postgres_rows import LOCALE, is_stem, lexeme, quoted
from .scores import UNIT, WEIGHTS, rarity_of
from .text.parsed_query import Meaning

ALIKE = "CAST(ARRAY[1, 1, 1, 1] AS real[])"  # the weights of positions for ts_rank


class Frequencies:
    """How often a term stands in a document, told by its ts_rank, which grows with that alone.

    The server itself is asked what it makes of each frequency.
    """

    def __init__(self, connection: Connection) -> None:
        ranks = connection.scalars(
            text(
                f"SELECT ts_rank({ALIKE}, CAST('x:' || string_agg(place::text, ',') AS tsvector), "
                "CAST('x' AS tsquery)) AS rank FROM generate_series(1, :most) AS frequency, "
                "generate_series(1, frequency) AS place GROUP BY frequency ORDER BY frequency"
            ),
            {"most": MOST},
        )
        self.ranks = [float(rank) for rank in ranks]

    def of(self, rank: float) -> int:
        """Return a frequency; 0 where the term does not stand."""
        return bisect_right(self.ranks, rank)


class Selection(NamedTuple):
    """What selects documents: a tsquery of stems and one of other terms; an empty one asks for nothing."""

    stems: str
    others: str


class Part(NamedTuple):
    """A term that adds to a score, where all of `within` stand too."""

    term: str
    unit: int
    within: tuple[str, ...] = ()


class Score:
    """A query in the documents of one language."""

    def __init__(self, locale: str, meaning: Meaning) -> None:
        self.locale, self._meaning = locale, meaning
        self._tokens = [*meaning.tokens, *(token for phrase in meaning.phrases for token in phrase)]
        self._pairs = [(first.stem, second.stem) for first, second in pairwise(self._tokens)]
        self._parts: list[Part] = []
        self._synonyms: list[tuple[list[str], list[Part]]] = []
        self.half, self.typed = False, False

    def selected(self) -> Selection:
        """Return the tsqueries of the documents that match, all empty where none can."""
        meaning = self._meaning
        if meaning.small:
            return Selection("", _all(map(self._word, meaning.small)))
        either = [quoted(self._stem(token.stem)) for token in self._tokens]
        either += [_all(map(self._stem, stems)) for stems in meaning.synonyms]
        stems, others = [_any(either)] if either else [], []
        for phrase in meaning.phrases:
            stems.append(_all(self._stem(token.stem) for token in phrase))
            if len(phrase) == 1:
                others.append(self._word(phrase[0].word))
            others += [self._pair(first.stem, second.stem) for first, second in pairwise(phrase)]
        return Selection(" & ".join(stems), _all(others) if others else "")

    def excluded(self) -> list[str]:
        """Return the tsqueries of the stems whose works are left out."""
        return [_all(map(self._stem, stems)) for stems in self._meaning.excluded]

    def counted(self) -> set[str]:
        """Return the terms whose documents must be counted."""
        stems = [token.stem for token in self._tokens]
        stems += [stem for synonym in self._meaning.synonyms for stem in synonym]
        words = [*(token.word for token in self._tokens), *self._meaning.small]
        return {
            LOCALE + self.locale, *map(self._stem, stems), *map(self._word, words),
            *(self._root(token.word) for token in self._tokens),
        }  # fmt: skip

    def neighbours(self, counts: Mapping[str, int]) -> dict[str, Selection]:
        """Return what selects the neighbours to be counted, under their terms: those of stems that are known."""
        pairs = {*self._pairs, *(two for stems in self._meaning.synonyms for two in pairwise(stems))}
        return {
            pair: Selection(_all(map(self._stem, two)), quoted(pair))
            for two in pairs
            if all(self._stem(stem) in counts for stem in two)
            for pair in (self._pair(*two),)
        }

    def weigh(self, counts: Mapping[str, int]) -> None:
        """Take what terms are worth from how many documents have them."""
        documents = counts.get(LOCALE + self.locale, 0)

        def part(field: str, term: str, *within: str) -> list[Part]:
            count = counts.get(term, 0)
            unit = int(UNIT * WEIGHTS[field] * rarity_of(count, documents))
            return [Part(term, unit, within)] if count else []

        def pairs(found: Iterable[tuple[str, str]]) -> list[Part]:
            return [one for two in found for one in part("pair", self._pair(*two), *map(self._stem, two))]

        for token in self._tokens:
            stems = part("stem", self._stem(token.stem))
            self.typed |= bool(stems)
            if stems:
                self._parts += stems + part("word", self._word(token.word)) + part("root", self._root(token.word))
        self._parts += pairs(self._pairs)
        for word in self._meaning.small:
            self._parts += part("word", self._word(word))
        for synonym in self._meaning.synonyms:
            needed = [self._stem(stem) for stem in synonym]
            if all(stem in counts for stem in needed):
                found = [one for stem in needed for one in part("stem", stem)] + pairs(pairwise(synonym))
                self._synonyms.append((needed, found))

    def terms(self) -> list[str]:
        """Return the terms whose frequencies a score needs, the stems first."""
        every = [*self._parts, *(part for _, parts in self._synonyms for part in parts)]
        return sorted({part.term for part in every}, key=lambda term: (not is_stem(term), term))

    def rough(self) -> dict[str, int]:
        """Return what stems, or else small words, are worth: enough to tell which documents are looked at."""
        units: Counter[str] = Counter()
        for part in self._parts:
            if is_stem(part.term) or self._meaning.small:
                units[part.term] += part.unit
        for needed, parts in self._synonyms:
            for part in parts:
                if part.term in needed:
                    units[part.term] += part.unit // 2
        return units

    def of(self, frequencies: Mapping[str, int], length: int) -> int:
        """Return the score of a document."""
        worth = impacts(length)

        def value(parts: Iterable[Part]) -> int:
            return sum(
                part.unit * worth[f] // MOST
                for part in parts
                if (f := frequencies[part.term]) and all(map(frequencies.__getitem__, part.within))
            )

        score = value(self._parts)
        for needed, parts in self._synonyms:
            if all(map(frequencies.__getitem__, needed)):
                score += value(parts) >> 1
        return score >> 1 if self.half else score

    def _stem(self, stem: str) -> str:
        return lexeme("stem", storage.stem(self.locale, stem))

    def _word(self, word: str) -> str:
        return lexeme("word", storage.stem(self.locale, word))

    def _root(self, word: str) -> str:
        return lexeme("root", storage.root(self.locale, word))

    def _pair(self, first: str, second: str) -> str:
        return lexeme("pair", storage.pair(self.locale, first, second))


def _all(terms: Iterable[str]) -> str:
    return "(" + " & ".join(map(quoted, terms)) + ")"


def _any(queries: Iterable[str]) -> str:
    return "(" + " | ".join(queries) + ")"
