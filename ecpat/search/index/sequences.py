"""Which documents have words one after the other: those in quotation marks, and those that others write as one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import reduce

import numpy as np

from . import schema
from .reader import Flags, Snapshot


def saying(index: Snapshot, words: Sequence[str], among: Flags) -> Flags:
    """Return which of some documents have these words one after the other, and none between."""
    wanted, base = schema.sequence(words), 0
    found = np.zeros(index.size, bool)
    for segment in index.segments:
        numbers = np.flatnonzero(among[base : base + segment.size])
        found[base + numbers] = segment.sequences.having(wanted, numbers)
        base += segment.size
    return found


def adjoin(index: Snapshot, locale: str, one: str, other: str, hidden: Collection[int]) -> bool:
    """Tell whether a live document, of none of the `hidden` entries, has two stems one after the other."""
    pair = ("pair", schema.pair(locale, one, other))
    terms = [pair, *(("stem", schema.term(locale, stem)) for stem in (one, other))]
    documents = reduce(np.intersect1d, (index.postings(*term)[0] for term in terms))
    found = documents[index.live[documents]]
    return bool((~np.isin(index.numbers["number"][found], list(hidden))).any())
