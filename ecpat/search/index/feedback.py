"""What the best texts say besides what was typed: how others put it, for a search that no text answers whole.

Pseudo-relevance feedback (Lavrenko and Croft, Relevance-Based Language Models, 2001), kept to where it helps: a text
that has nearly all that was typed is what was looked for, and words of others only lead away from it. So these count
the more, the more the best text lacks of what was typed.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping

import numpy as np

from ..text.analysis import analyser
from .reader import Documents, Flags, Scores, Snapshot

BEST, MOST = 5, 20  # texts that are read, and words that are taken of them
LACKING, WITHOUT = 0.4, 0.8  # shares that the best text lacks: from the first they count, from the second wholly
LEAST = 2  # texts that must have a word, and words that must be typed
FREQUENT = 0.1  # the share of all texts that have a word which says nothing of these
SATURATION = 1.2
WORTH = {"en": 0.6}  # how much the most telling word counts of a typed one
ELSEWHERE = 0.2  # in other languages: French questions name what they ask for

Told = Mapping[str, tuple[float, Flags]]  # how rare each stem is that was typed, and which documents have it


def of_the_best(
    index: Snapshot, locale: str, scores: Scores, found: Documents, told: Told
) -> Iterator[tuple[str, float]]:
    """Yield the stems that the best of the documents found share, and how much each counts."""
    if len(found) < LEAST or len(told) < LEAST:
        return
    very_best = found[scores[found].argmax()]
    lacking = sum(rare for rare, having in told.values() if not having[very_best])
    share = lacking / sum(rare for rare, _ in told.values())
    worth = WORTH.get(locale, ELSEWHERE) * min(1.0, (share - LACKING) / (WITHOUT - LACKING))
    if worth > 0:
        least = np.partition(scores[found], -min(BEST, len(found)))[-min(BEST, len(found))]
        best = found[scores[found] >= least][:BEST].tolist()
        yield from ((stem, worth * telling) for stem, telling in _shared(index, locale, best, told))


def _shared(
    index: Snapshot, locale: str, documents: Collection[int], typed: Collection[str]
) -> Iterator[tuple[str, float]]:
    """Yield the most telling stems that several documents have and that were not typed, the first with 1."""
    known, total = analyser(locale), index.counts.get(f"locale:{locale}", 0)
    said = [np.unique(index.said(document), return_counts=True) for document in documents]
    words, places = np.unique(np.concatenate([numbers for numbers, _ in said]), return_inverse=True)
    counts = np.concatenate([counts for _, counts in said])
    worths = np.bincount(places, counts / (counts + SATURATION))
    telling: dict[str, float] = {}
    for place in np.flatnonzero(np.bincount(places) >= LEAST).tolist():
        word = index.spelled(int(words[place]))
        token, count = known.token(word), index.frequency(locale, word)
        if token is not None and token.stem not in typed and 0 < count < FREQUENT * total:
            worth = float(worths[place]) * math.log(1 + total / count)
            telling[token.stem] = max(telling.get(token.stem, 0.0), worth)
    best = sorted(telling, key=lambda stem: -telling[stem])[:MOST]
    yield from ((stem, telling[stem] / telling[best[0]]) for stem in best)
