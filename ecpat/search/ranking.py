"""Which works match, in what order, and how many have each value of each facet.

Score of a document = BM25 (stems) + .5 BM25 (words unstemmed) + .45 BM25 (beginnings of words) + .3 BM25 (adjacent
stems), in its own language; halved in languages other than the reader's, unless what was typed is only in those.
Synonyms count half. A work scores as its best text.
"""

from __future__ import annotations

import itertools
from array import array
from dataclasses import dataclass, field
from operator import itemgetter

from . import bits
from .engine import FACETS, Counts, Found, Match, Request
from .scores import ScoreCache
from .sums import Sum
from .text.parsed_query import Meaning, Meanings
from .view import View


@dataclass
class Matching:
    """What was found in some languages."""

    members: int = 0  #: documents that match in any way
    typed: int = 0  #: that have a word as it was typed
    sum: Sum = field(default_factory=Sum)


def search(view: View, scores: ScoreCache, meanings: Meanings, request: Request, hidden: int = 0) -> Found:
    """Return the works that match, one page of them, and the counts of the facets."""
    live = view.live & ~hidden
    own, other, excluded = Matching(), Matching(), 0
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
        other.sum.halve(view.size)
    own.sum.join(other.sum)  # no document is of two languages
    ranked = own.sum.scores(view.size, max(0, 16 - own.sum.top.bit_length()))
    if not own.sum or request.sort == "date":
        best = _newest(view, wanted, last)
    else:
        best = _best(view, ranked, _within(view, members, request), wanted, min(last, count))
    matches = (_match(view, ranked, members, number, request.locale) for number in best[last - request.size : last])
    return Found(count, tuple(matches), counts)


def _score(scores: ScoreCache, locale: str, meaning: Meaning, total: Matching) -> int:
    """Add what a query is worth in a language to a sum; return the documents that match."""
    members = 0
    tokens = [*meaning.tokens, *(token for phrase in meaning.phrases for token in phrase)]
    having = [scores.token(locale, token.stem, token.word) for token in tokens]
    for found in having:
        members |= found.members
        total.sum.add(found)
    total.typed |= members
    near = {}
    for two, (first, second) in zip(itertools.pairwise(tokens), itertools.pairwise(having), strict=True):
        if within := first.members & second.members:
            near[two] = scores.pair(locale, (two[0].stem, two[1].stem), within)
            total.sum.add(near[two])
    for stems in meaning.synonyms:
        found = scores.together(locale, stems)
        members |= found.members
        total.sum.add(found)
    for phrase in meaning.phrases:
        if len(phrase) == 1:
            members &= scores.term("word", locale, phrase[0].word).members
        for two in itertools.pairwise(phrase):
            members &= near[two].members if two in near else 0
    for place, word in enumerate(meaning.small):
        found = scores.term("word", locale, word)
        members = members & found.members if place else found.members
        total.sum.add(found)
    return members


def _all(scores: ScoreCache, locale: str, stems: tuple[str, ...]) -> int:
    members = scores.term("stem", locale, stems[0]).members
    for stem in stems[1:]:
        members &= scores.term("stem", locale, stem).members
    return members


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


def _best(view: View, ranked: array[int], members: int, wanted: int, count: int) -> list[int]:
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


def _match(view: View, ranked: array[int], members: int, number: int, locale: str) -> Match:
    """Return which edition of a work to show, and which of its pages where one matches better than the edition."""
    columns, own = view.columns, view.flags(f"locale:{locale}")
    run = view.run(number)
    among = bits.unpack((members >> run.start) & ((1 << len(run)) - 1), len(run))
    readers = [d for d in run if own[d] == 49]
    matching = [d for d in readers if among[d - run.start] == 49]

    def rank(d: int) -> tuple[int, bool, int]:
        return ranked[d], not columns["page"][d], -d

    shown = max(matching, key=rank) if matching else readers[-1] if readers else number
    return Match(columns["entry"][shown], columns["edition"][shown], columns["page"][shown])
