"""Content codings (RFC 9110, section 12.5.3): what a reader accepts, and bytes compressed so."""

from __future__ import annotations

import gzip
from functools import lru_cache

import brotli

OFFERED = ("br", "gzip")  # the best first
LONGEST = 500  # characters of a header that are read, and remembered
SMALLEST = 500  # bytes; less is not worth compressing


def accepted(header: str) -> str:
    """Return the coding to use for an Accept-Encoding header: "br", "gzip" or "" for none."""
    return _accepted(header[:LONGEST])


@lru_cache(maxsize=256)
def _accepted(header: str) -> str:
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _, parameters = part.partition(";")
        quality = parameters.strip().removeprefix("q=") if parameters else "1"
        try:
            weights[name.strip()] = float(quality)
        except ValueError:
            weights[name.strip()] = 0.0
    best = max(OFFERED, key=lambda coding: weights.get(coding, weights.get("*", 0.0)))
    return best if weights.get(best, weights.get("*", 0.0)) > 0 else ""


def encode(body: bytes, coding: str) -> bytes:
    """Return a body in a coding; "" leaves it as it is."""
    if coding == "br":
        return bytes(brotli.compress(body, quality=5))
    return gzip.compress(body, 6, mtime=0) if coding == "gzip" else body
