"""Which works match, in what order, and how many have each value of each facet.

Score of a document = BM25 (stems) + .4 BM25 (words unstemmed) + .3 BM25 (adjacent stems), for longer questions also
+ .3 BM25 (beginnings of words), in its own language, with Lucene's inverse document frequency; halved in languages
other than the reader's, unless what was typed is only in those. Synonyms count half. A work scores as its best text.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from . import bits
from .engine import FACETS, Counts, Found, Match, Request
from .meaning import Meaning, Meanings
from .scores import ScoreCache, Scores
from .view import View

LONG = 4  # words of a question whose words' beginnings are looked at too: short ones are meant exactly


@dataclass
class Sum:
    """The documents that match so far and the scores they have."""

    members: int = 0  #: that match in any way
    typed: int = 0  #: that have a word as it was typed
    lanes: int = 0
    top: int = 0

    def add(self, scores: Scores) -> None:
        """Add a term's scores, unless they could overflow a lane."""
        if self.top + scores.top <= bits.LANE:
            self.lanes += scores.lanes
            self.top += scores.top


def search(view: View, scores: ScoreCache, meanings: Meanings, request: Request, hidden: int = 0) -> Found:
    """Return the works that match, one page of them, and the counts of the facets."""
    live = view.live & ~hidden
    own, other, excluded = Sum(), Sum(), 0
    for locale, meaning in meanings.items():
        total = own if locale == request.locale else other
        total.members |= _score(scores, locale, meaning, total)
        for stems in meaning.excluded:
            excluded |= _all(scores, locale, stems)
    members = (own.members | other.members) & live
    if not any(meanings.values()):
        members = live
    works = bits.heads_of(members, view.heads, view.size)
    if excluded:
        works &= ~bits.heads_of(excluded & live, view.heads, view.size)
    wanted, counts = _narrow(view, works, request)
    count, last = wanted.bit_count(), request.page * request.size
    if count <= last - request.size:
        return Found(count, (), counts)
    if own.typed or not other.typed:  # else the reader typed in another language
        other.lanes, other.top = _halved(other.lanes, view.size), other.top // 2
    lanes, top = own.lanes + other.lanes, max(own.top, other.top)  # no document is of two languages
    if not lanes or request.sort == "date":
        best = _newest(view, wanted, last)
        ranked = lanes.to_bytes(2 * view.size + 2, "little")
    else:
        ranked = (lanes << max(0, 16 - top.bit_length())).to_bytes(2 * view.size + 2, "little")
        best = _best(view, ranked, _within(view, members, request), wanted, min(last, count))
    matches = (_match(view, ranked, members, number, request.locale) for number in best[last - request.size : last])
    return Found(count, tuple(matches), counts)


def _score(scores: ScoreCache, locale: str, meaning: Meaning, total: Sum) -> int:
    """Add what a query is worth in a language to a sum; return the documents that match."""
    members = 0
    tokens = [*meaning.tokens, *(token for phrase in meaning.phrases for token in phrase)]
    for token in tokens:
        found = scores.term("stem", locale, token.stem)
        members |= found.members
        total.typed |= found.members
        if found.members:
            total.add(found)
            total.add(scores.term("word", locale, token.word))
        if len(tokens) >= LONG:
            total.add(scores.term("root", locale, token.word))
    for first, second in itertools.pairwise(tokens):
        total.add(scores.pair(locale, first.stem, second.stem))
    for stems in meaning.synonyms:
        found = scores.together(locale, stems)
        members |= found.members
        total.add(found)
    for phrase in meaning.phrases:
        if len(phrase) == 1:
            members &= scores.term("word", locale, phrase[0].word).members
        for first, second in itertools.pairwise(phrase):
            members &= scores.pair(locale, first.stem, second.stem).members
    if meaning.small:
        found = scores.term("word", locale, meaning.small[0])
        members = found.members
        total.add(found)
        for word in meaning.small[1:]:
            found = scores.term("word", locale, word)
            members &= found.members
            total.add(found)
    return members


def _all(scores: ScoreCache, locale: str, stems: tuple[str, ...]) -> int:
    members = scores.term("stem", locale, stems[0]).members
    for stem in stems[1:]:
        members &= scores.term("stem", locale, stem).members
    return members


def _halved(lanes: int, size: int) -> int:
    """Return every lane divided by two: a shift, less the bits that fell in from the next lane."""
    return (lanes >> 1) & _low(size) if lanes else 0


@lru_cache(4)
def _low(size: int) -> int:
    """Return lanes that have all bits but the highest."""
    return int.from_bytes(b"\xff\x7f" * size, "little")


def _filters(view: View, request: Request) -> dict[str, int]:
    """Return the documents that each narrowing of a request leaves."""
    asked = {
        "kind": request.kind, "topic": request.topic, "year": request.year,
        "language": request.language, "document": "1" if request.document else "",
    }  # fmt: skip
    return {name: view.value(name, value) for name, value in asked.items() if value}


def _within(view: View, members: int, request: Request) -> int:
    for left in _filters(view, request).values():
        members &= left
    return members


def _narrow(view: View, works: int, request: Request) -> tuple[int, dict[str, Counts]]:
    """Return the works that a request's facets leave, and the counts: each facet's as if it were not chosen."""
    filters = _filters(view, request)
    wanted = works
    for left in filters.values():
        wanted &= left
    counts = {}
    for name in FACETS:
        among = wanted
        if name in filters:
            among = works
            for other, left in filters.items():
                among &= left if other != name else works
        counts[name] = _count(view, name, among)
    return wanted, counts


def _count(view: View, name: str, among: int) -> Counts:
    facets = view.facets
    found = [(value, (facets[key] & among).bit_count()) for value, key in view.named.get(name, {}).items()]
    present = sorted((value, count) for value, count in found if count)
    if name == "year":
        return tuple(sorted(present, reverse=True))
    return tuple(sorted(present, key=itemgetter(1), reverse=True))


def _newest(view: View, wanted: int, count: int) -> list[int]:
    flags, found = bits.unpack(wanted, view.size), []
    for head in view.newest():
        if flags[head] == 49:
            found.append(head)
            if len(found) == count:
                break
    return found


def _best(view: View, ranked: bytes, members: int, wanted: int, count: int) -> list[int]:
    """Return the best document of each of the best works."""
    entries, among = view.columns["entry"], bits.unpack(wanted, view.size)
    looked = count
    while True:
        best: dict[int, int] = {}
        candidates = bits.best(ranked, members, view.size, looked)
        for number in candidates:
            if entries[number] not in best and among[view.run(number)[-1]] == 49:
                best[entries[number]] = number
                if len(best) == count:
                    return list(best.values())
        if len(candidates) >= members.bit_count():
            return list(best.values())
        looked *= 4


def _match(view: View, ranked: bytes, members: int, number: int, locale: str) -> Match:
    """Return which edition of a work to show, and which of its pages where one matches better than the edition."""
    columns, own = view.columns, view.flags(f"locale:{locale}")
    run = view.run(number)
    among = bits.unpack((members >> run.start) & ((1 << len(run)) - 1), len(run))
    readers = [d for d in run if own[d] == 49]
    matching = [d for d in readers if among[d - run.start] == 49]

    def rank(d: int) -> tuple[int, bool, int]:
        return ranked[2 * d + 1] << 8 | ranked[2 * d], not columns["page"][d], -d

    shown = max(matching, key=rank) if matching else readers[-1] if readers else number
    return Match(columns["entry"][shown], columns["edition"][shown], columns["page"][shown])
