"""Sets of documents and scores of all documents, each as one integer, so that one operation in C serves them all.

A set has one bit per document; a score has 16 bits, a *lane*, per document. Documents are numbered from the lowest.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator
from functools import lru_cache
from heapq import nlargest

LANE = 65535  # the most that a lane holds
FEW = 200  # documents that can be looked at one by one
SAMPLE = 16  # one score of so many tells about how many are high

_BELOW = [bytes(range(top)) for top in range(257)]
_FROM = [b"0" * top + b"1" * (256 - top) for top in range(257)]
_WIDEN = bytes(255 * (byte == 49) for byte in range(256))  # "1" -> 255, all else -> 0
_STEPS = (192, 128, 96, 64, 48, 32, 16, 8, 4, 2, 1)


def pack(flags: bytes | bytearray) -> int:
    """Return the set whose documents have "1" in flags."""
    return int(flags[::-1], 2) if flags else 0


def unpack(members: int, size: int) -> bytes:
    """Return a set of at most size documents as flags "0" and "1"."""
    return f"{members:0{size}b}"[::-1].encode() if size else b""


def positions(flags: bytes) -> Iterator[int]:
    """Yield where flags has "1"."""
    found = flags.find(b"1")
    while found >= 0:
        yield found
        found = flags.find(b"1", found + 1)


def held(whole: bytes | bytearray) -> int:
    """Return the set of the documents whose byte is not 0."""
    return pack(whole.translate(_FROM[1]))


def members(ids: array[int]) -> int:
    """Return the set of some documents, given in their order."""
    if not ids:
        return 0
    octets = bytearray((ids[-1] >> 3) + 1)
    for number in ids:
        octets[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(octets, "little")


def among(ids: array[int], within: int) -> list[bool]:
    """Tell of each document, given in their order, whether it is in a set."""
    octets = within.to_bytes(max(within.bit_length(), ids[-1] + 1) + 7 >> 3, "little") if ids else b""
    return [octets[number >> 3] >> (number & 7) & 1 == 1 for number in ids]


@lru_cache(2000)
def _scale(unit: int) -> tuple[bytes, bytes]:
    """Return the lower and the upper byte of what each impact is worth."""
    octets = array("H", [unit * impact // 255 for impact in range(256)]).tobytes()
    first, second = octets[::2], octets[1::2]
    return (first, second) if sys.byteorder == "little" else (second, first)


def values(impacts: bytes | bytearray, unit: int) -> array[int]:
    """Return what impacts are worth where the highest is worth one unit."""
    return _numbers(_scaled(impacts, unit))


def lanes(impacts: bytes | bytearray, unit: int) -> int:
    """Return the lanes of all documents from the impact in each."""
    return int.from_bytes(_scaled(impacts, unit), "little")


def _scaled(impacts: bytes | bytearray, unit: int) -> bytearray:
    low, high = _scale(unit)
    octets = bytearray(2 * len(impacts))
    octets[::2], octets[1::2] = impacts.translate(low), impacts.translate(high)
    return octets


def unfold(lanes: int, size: int) -> array[int]:
    """Return the score of each document."""
    return _numbers(lanes.to_bytes(2 * size, "little"))


def fold(scores: array[int]) -> int:
    """Return the lanes that hold the score of each document."""
    if sys.byteorder == "big":
        scores.byteswap()
    return int.from_bytes(scores.tobytes(), "little")


def _numbers(octets: bytes | bytearray) -> array[int]:
    found = array("H")
    found.frombytes(octets)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def halved(lanes: int, size: int) -> int:
    """Return every lane divided by two: a shift, less the bits that fell in from the next lane."""
    return (lanes >> 1) & _low(size) if lanes else 0


@lru_cache(4)
def _low(size: int) -> int:
    """Return lanes that have all bits but the highest."""
    return int.from_bytes(b"\xff\x7f" * size, "little")


def heads_of(members: int, heads: int, size: int) -> int:
    """Return the heads of the runs in which members stand; a run ends with its head.

    The bits below each head are all set and the members added: any member carries into the head.
    """
    below = heads ^ ((1 << size) - 1)
    return (((members & below) + below) | members) & heads


def best(scores: array[int], members: int, size: int, count: int) -> list[int]:
    """Return about count or more members (all, where they are few), by descending score, lower numbers first.

    Too many members to look at each are narrowed by the upper byte of the scores: first among all documents, as most
    that score are members, then among the members alone.
    """
    if members.bit_count() <= max(FEW, count):
        found = positions(unpack(members, size))
    else:
        upper = scores.tobytes()[1 if sys.byteorder == "little" else 0 :: 2]
        octets = members.to_bytes((size >> 3) + 1, "little")
        high = (n for n in positions(_highest(upper, 4 * count)) if octets[n >> 3] >> (n & 7) & 1)
        found = iter(likely) if len(likely := list(high)) >= count else _among_members(upper, members, size, count)
    return sorted(found, key=scores.__getitem__, reverse=True)


def _among_members(upper: bytes, members: int, size: int, count: int) -> Iterator[int]:
    """Yield about count members or more with the highest bytes."""
    flags = unpack(members, size)
    mask = int.from_bytes(flags.translate(_WIDEN), "little")
    upper = (int.from_bytes(upper, "little") & mask).to_bytes(size, "little")
    highest = _highest(upper, count)
    return positions(highest if b"0" in highest else flags)


def _highest(upper: bytes, count: int) -> bytes:
    """Return flags of the count highest bytes, and of those equal to the last; of all, where fewer are above 0."""
    sample = upper[::SAMPLE]
    for step in _STEPS:
        if step == 1 or len(sample.translate(None, _BELOW[step])) * SAMPLE >= count:
            high = upper.translate(None, _BELOW[step])
            if len(high) >= count:
                return upper.translate(_FROM[nlargest(count, high)[-1]])
    return b"1" * len(upper)
