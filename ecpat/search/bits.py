"""Sets of documents and scores of all documents, each as one integer, so that one operation in C serves them all.

A set has one bit per document; a score has 16 bits, a *lane*, per document. Documents are numbered from the lowest.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from heapq import nlargest

LANE = 65535  # the most that a lane holds

_BELOW = [bytes(range(top)) for top in range(257)]
_FROM = [b"0" * top + b"1" * (256 - top) for top in range(257)]
_WIDEN = bytes(255 * (byte == 49) for byte in range(256))  # "1" -> 255, all else -> 0
_STEPS = (192, 128, 96, 64, 48, 32, 16, 8, 4, 2, 1)
FEW = 200  # documents that can be looked at one by one


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


def spread(ids: array[int] | list[int], values: list[int], size: int) -> tuple[int, int]:
    """Return the set of ids and the lanes that hold their values, in a space of size documents."""
    lanes, flags = array("H", bytes(2 * size)), bytearray(b"0") * size
    for number, value in zip(ids, values, strict=True):
        lanes[number] = value
        flags[number] = 49
    return pack(flags), int.from_bytes(lanes.tobytes(), "little")


def heads_of(members: int, heads: int, size: int) -> int:
    """Return the heads of the runs in which members stand; a run ends with its head.

    The bits below each head are all set and the members added: any member carries into the head.
    """
    below = heads ^ ((1 << size) - 1)
    return (((members & below) + below) | members) & heads


def best(scores: bytes, members: int, size: int, count: int) -> list[int]:
    """Return about count or more members (all, where they are few), by descending score, lower numbers first.

    scores: two bytes a document. Too many members to look at each are narrowed by the upper byte of the scores.
    """
    flags = unpack(members, size)
    if members.bit_count() > max(FEW, count):
        mask = int.from_bytes(flags.translate(_WIDEN), "little")
        upper = (int.from_bytes(scores[1::2], "little") & mask).to_bytes(size, "little")
        for step in _STEPS:
            high = upper.translate(None, _BELOW[step])
            if len(high) >= count:
                flags = upper.translate(_FROM[nlargest(count, high)[-1]])
                break
    found = [(scores[2 * d + 1] << 8 | scores[2 * d], -d) for d in positions(flags)]
    return [-number for _, number in sorted(found, reverse=True)]
