"""Which works match, in what order, and how many have each value of each facet.

Score of a document = BM25 (stems) + .5 BM25 (words unstemmed) + .45 BM25 (beginnings of words) + .3 BM25 (adjacent
stems) + .1 BM25 (stems of the title), in its own language; halved in languages other than the one that was typed,
unless what was typed is only in those. Synonyms count half, words of the best texts less (`feedback.py`). A title
that is what was typed, or nearly, comes before all else. A work ranks by its documents together, its best ones most.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...core import clock
from ..text.analysis import Token
from ..text.parsed_query import ParsedQueries, ParsedQuery
from ..types import FACETS, Counts, Found, Match, Request
from . import feedback, schema, sequences
from .reader import Documents, Flags, Scores, Snapshot

WEIGHTS = {"stem": 1.0, "word": 0.5, "root": 0.45, "pair": 0.3, "title": 0.1}
SYNONYM = 0.5  # what a synonym counts of what was typed
STEEPER = 0.04
PROMOTED = 10_000.0  # what editors chose comes before all else
EXACT, NEARLY = 1000.0, 100.0  # more than any text is worth: a title that is what was typed, or nearly
ALIKE, LEAST_ALIKE = 0.75, 3  # the share of stems, and how many of them, that such a title has
OTHER = 0.5  # what a match counts in a language that was not typed
LATEST = 1e10  # minutes: what is still to come is before what is past, the soonest first

Works = NDArray[np.bool_]  #: one flag of each work, live or not


class Matches:
    """A query as one language understands it: the documents that match, and what it adds to their scores."""

    def __init__(self, index: Snapshot, locale: str, parsed_query: ParsedQuery, scores: Scores) -> None:
        self._index, self._locale, self._scores = index, locale, scores
        self._shared: NDArray[np.uint8] = np.zeros(index.size, np.uint8)  # how many stems its title has of these
        tokens = [*parsed_query.tokens, *(token for phrase in parsed_query.phrases for token in phrase)]
        having = [self._add_token(token) for token in tokens]
        near = [
            self._flags(self._add("pair", schema.pair(locale, one.stem, other.stem), first & second))
            for (one, other), (first, second) in zip(pairwise(tokens), pairwise(having), strict=True)
        ]
        matching: Flags = np.logical_or.reduce(having) if having else np.zeros(index.size, bool)
        self.as_typed = bool(matching.any())  #: whether a word stands in a text as it was typed
        for stems in parsed_query.synonyms:
            matching = matching | self._add_synonym(stems)
        place = len(parsed_query.tokens)
        for phrase in parsed_query.phrases:
            if len(phrase) == 1:
                matching = matching & self._having("word", phrase[0].word)
            for found in near[place : place + len(phrase) - 1]:
                matching = matching & found
            place += len(phrase)
        for place, word in enumerate(parsed_query.small):
            found = self._flags(self._add("word", schema.term(locale, word)))
            matching = matching & found if place else found
        for words in parsed_query.exact:
            matching = sequences.saying(index, words, matching)
        self.matching = matching
        if parsed_query.typed and not parsed_query.phrases:
            self._add_of_the_best(tokens, having)
        if parsed_query.title:
            self._lift_titles(parsed_query.title, parsed_query.words)
        self.excluded = [self._with_all(stems) for stems in parsed_query.excluded]

    def _add_token(self, token: Token) -> Flags:
        (field, term), *others = terms_of(self._locale, token)
        found = self._add(field, term)
        for field, term in others if len(found) else ():
            having = self._add(field, term)
            if field == "title":
                self._shared[having] += 1
        return self._flags(found)

    def _add_of_the_best(self, tokens: Sequence[Token], having: Sequence[Flags]) -> None:
        """Add what the best texts say besides, where they lack much of what was typed."""
        total = self._index.counts.get(f"locale:{self._locale}", 0)
        counts = {token.stem: (int(np.count_nonzero(has)), has) for token, has in zip(tokens, having, strict=True)}
        told = {stem: (rarity(count, total), has) for stem, (count, has) in counts.items() if count}
        found = np.flatnonzero(self.matching & self._index.live)
        for stem, worth in feedback.of_the_best(self._index, self._locale, self._scores, found, told):
            self._add("stem", schema.term(self._locale, stem), self.matching, worth)

    def _lift_titles(self, typed: Collection[str], compact: Sequence[str]) -> None:
        """Let titles that are what was typed, or nearly, come before all else."""
        terms = [schema.exact(self._locale, typed)] + [schema.compact(self._locale, compact)] * bool(compact)
        for documents, weights in (self._index.postings("exact", term) for term in terms):
            self._scores[documents] += EXACT * weights
        if compact:
            self.matching = self.matching | self._flags(documents)
        if (count := len(set(typed))) >= LEAST_ALIKE:
            near = np.flatnonzero(self._shared >= ALIKE * count)
            alike = self._shared[near] / np.maximum(self._index.numbers["titled"][near], count)
            self._scores[near[alike >= ALIKE]] += NEARLY

    def _add_synonym(self, stems: tuple[str, ...]) -> Flags:
        within = self._with_all(stems)
        if within.any():
            for stem in stems:
                self._add("stem", schema.term(self._locale, stem), within, SYNONYM)
            for one, other in pairwise(stems):
                self._add("pair", schema.pair(self._locale, one, other), within, SYNONYM)
        return within

    def _with_all(self, stems: Collection[str]) -> Flags:
        found: Flags = np.logical_and.reduce([self._having("stem", stem) for stem in stems])
        return found

    def _having(self, field: str, text: str) -> Flags:
        return self._flags(self._index.postings(field, schema.term(self._locale, text))[0])

    def _flags(self, documents: Documents) -> Flags:
        found = np.zeros(self._index.size, bool)
        found[documents] = True
        return found

    def _add(self, field: str, term: str, within: Flags | None = None, worth: float = 1.0) -> Documents:
        """Add what a term is worth, in some documents or all; return those that have it."""
        documents, weights = self._index.postings(field, term)
        count = len(documents)
        if within is not None:
            kept = within[documents]
            documents, weights = documents[kept], weights[kept]
            count = len(documents) if field == "pair" else count  # others may have the same hash
        worth *= WEIGHTS[field] * rarity(count, self._index.counts.get(f"locale:{self._locale}", 0))
        self._scores[documents] += weights * np.float32(worth)
        return documents


def terms_of(locale: str, token: Token) -> tuple[tuple[str, str], ...]:
    """Return the (field, term) by which a word is found, the one first without which there are no others."""
    stem = schema.term(locale, token.stem)
    return (
        ("stem", stem), ("word", schema.term(locale, token.word)), ("root", schema.root(locale, token.word)),
        ("title", stem),
    )  # fmt: skip


def rarity(count: int, documents: int) -> float:
    """Return what it says of a text that it has a term that count of so many documents have.

    Lucene's inverse document frequency, a little steeper: the rare words of a question are those that it is about.
    """
    told = math.log(1 + (max(count, documents) - count + 0.5) / (count + 0.5))
    return told * (1 + STEEPER * told)


def search(
    index: Snapshot,
    parsed: ParsedQueries,
    request: Request,
    hidden: Collection[int] = (),
    promoted: Sequence[int] = (),
) -> Found:
    """Return one page of the works that match, and the counts of the facets.

    Entries that are `hidden` are left out; `promoted` ones come first, in their order.
    """
    if not index.size:
        return Found(0, (), dict.fromkeys(FACETS, ()))
    scores, live = np.zeros(index.size, np.float32), index.live
    if hidden:
        live = live & ~np.isin(index.numbers["number"], list(hidden))
    found = {locale: Matches(index, locale, parsed_query, scores) for locale, parsed_query in parsed.items()}
    matching: Flags = np.logical_or.reduce([one.matching for one in found.values()]) & live
    if not any(parsed.values()):
        matching = live
    typed = next((locale for locale, parsed_query in parsed.items() if parsed_query.typed), request.locale)
    if typed not in found or found[typed].as_typed or not any(one.as_typed for one in found.values()):
        scores[~index.value(f"locale:{typed}")] *= OTHER
    for place, entry_id in enumerate(promoted):
        chosen = (index.numbers["number"] == entry_id) & live
        scores[chosen] = PROMOTED / (place + 1)
        matching = matching | chosen
    scores *= matching
    works: Works = np.logical_or.reduceat(matching, index.starts)
    for excluded in (flags for one in found.values() for flags in one.excluded):
        works &= ~np.logical_or.reduceat(excluded & live, index.starts)
    filters = _filters(index, request)
    wanted: Works = np.logical_and.reduce([works, *filters.values()])
    if request.sort == "date" or not scores.any():
        dates = index.numbers["date"][index.heads].astype(float)
        worth, newest_last = np.where(dates > _now(), LATEST - dates, dates + 1), True
    else:
        worth, newest_last = np.add.reduceat(_power(scores), index.starts), False
    last = request.page * request.size
    best = _best(worth * wanted, last, newest_last)[last - request.size :]
    matches = tuple(_match(index, scores, matching, int(work), request.locale) for work in best)
    return Found(int(np.count_nonzero(wanted)), matches, _facets(index, works, wanted, filters))


def _power(scores: Scores) -> Scores:
    """Return what is added up for a work: sixth powers, of its best document and a little of each other."""
    cubes: Scores = scores * scores * scores
    return cubes * cubes


def _now() -> int:
    """Return the minutes that have passed since the year 1, as works are dated."""
    moment = clock.now()
    return moment.toordinal() * 1440 + moment.hour * 60 + moment.minute


def _best(worth: NDArray[np.floating], count: int, last_first: bool) -> NDArray[np.intp]:
    """Return the works that are worth most, best first; among equals the first ones, or else the last."""
    found = np.flatnonzero(worth)
    if count < len(found):
        found = found[worth[found] >= np.partition(worth[found], -count)[-count]]
    order = np.lexsort((-found if last_first else found, -worth[found]))
    return found[order[:count]]


def _filters(index: Snapshot, request: Request) -> dict[str, Works]:
    """Return which works each narrowing of a request leaves."""
    asked = {
        "kind": request.kind, "topic": request.topic, "year": request.year,
        "language": request.language, "document": "1" if request.document else "",
    }  # fmt: skip
    return {name: index.value(f"{name}:{value}")[index.heads] for name, value in asked.items() if value}


def _facets(index: Snapshot, works: Works, wanted: Works, filters: dict[str, Works]) -> dict[str, Counts]:
    """Return how many works have each value; each facet's as if it were not chosen."""
    counts = {}
    for name in FACETS:
        among = wanted
        if name in filters:
            among = np.logical_and.reduce([works, *(left for other, left in filters.items() if other != name)])
        values, rows = index.tables.get(name, ([], np.empty((0, 0), np.uint8)))
        found = np.bitwise_count(rows & np.packbits(among)).sum(axis=1).tolist() if values else []
        present = [(value, int(count)) for value, count in zip(values, found, strict=True) if count]
        by_count = name != "year"
        counts[name] = tuple(sorted(present, key=lambda one: one[by_count], reverse=True))
    return counts


def _match(index: Snapshot, scores: Scores, matching: Flags, work: int, locale: str) -> Match:
    """Return which edition of a work to show, and which of its pages where one matches better than the edition."""
    run, own = range(index.starts[work], index.heads[work] + 1), index.value(f"locale:{locale}")
    page = index.numbers["page"]
    readers = [number for number in run if own[number]]
    among = [number for number in readers if matching[number]]
    shown = max(among or readers[-1:] or run, key=lambda number: (scores[number], not page[number], -number))
    return Match(*(int(index.numbers[name][shown]) for name in ("number", "edition", "page")))
