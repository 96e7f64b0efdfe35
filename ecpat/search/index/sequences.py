"""Which documents say words one after the other: what "words in quotation marks" are held against."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from . import schema
from .reader import Flags, Snapshot


def saying(index: Snapshot, words: Sequence[str], among: Flags) -> Flags:
    """Return which of some documents have these words one after the other, and none between."""
    wanted, base = schema.sequence(words), 0
    found = np.zeros(index.size, bool)
    for segment in index.segments:
        column = segment.reader.column_reader("sequence")
        for number in np.flatnonzero(among[base : base + segment.size]).tolist():
            found[base + number] = _stands(wanted, column[number])
        base += segment.size
    return found


def _stands(wanted: bytes, within: bytes) -> bool:
    at = within.find(wanted)
    while at > 0 and at % schema.WORD:  # the end of one word and the beginning of the next may look like another
        at = within.find(wanted, at + 1)
    return at >= 0
