"""What a term is worth in a text, rare or not: the part of BM25 that one text decides, as one byte.

BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) with a fixed length in the place of the
average: what a text is worth does not change when others are published, and can be written down beforehand.
"""

from __future__ import annotations

from functools import lru_cache

K1, B = 1.2, 0.6
LENGTH = 170  # words of a text that is neither long nor short
MOST = 255  # the highest impact; and a term that stands more often counts as standing so often


@lru_cache(20_000)
def impacts(length: int) -> bytes:
    """Return the impact of a term in a text of so many words, under how often it stands there."""
    norm = K1 * (1 - B + B * length / LENGTH)
    return bytes(max(count > 0, round(MOST * count / (count + norm))) for count in range(MOST + 1))
