"""What is kept of a video or of sound, and how its parts are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, NamedTuple

from ..errors import DamagedFile

MOST_STEPS = 2_000_000  # parts of a file: fourteen hours of sound, and some seconds of reading
MOST_PIXELS = 16_384  # of a side
MOST_PATCHES = 10_000  # of a file: an honest one has ten


class Patch(NamedTuple):
    """Bytes that are written over: a head, then nothing but zeros."""

    at: int
    head: bytes
    length: int


@dataclass(frozen=True)
class Plan:
    """What a file is, and what of it is kept: the bytes from `start` to `end`, with some of them written over."""

    media_type: str
    start: int
    end: int
    patches: tuple[Patch, ...] = ()
    seconds: int | None = None  #: how long it is, where it says so
    pixels: tuple[int, int] | None = None  #: how wide and high it is shown, where it says so


def length(units: float, per_second: float) -> int | None:
    """Return how many seconds something takes, at least one; None where that cannot be, or in a recording of days."""
    return max(1, round(units / per_second)) if per_second > 0 and 0 < units < 360_000 * per_second else None


def shape(width: int, height: int) -> tuple[int, int] | None:
    """Return how wide and high a video is shown; None where none is so."""
    short, long = sorted((width, height))
    return (width, height) if short > 0 and long <= min(MOST_PIXELS, 4 * short) else None


def at(file: IO[bytes], place: int, length: int) -> bytes:
    """Return so many bytes at a place; raise DamagedFile where the file ends before."""
    file.seek(place)
    data = file.read(length)
    if len(data) < length:
        raise DamagedFile("It ends too early.")
    return data


def steps() -> Iterator[None]:
    """Yield until a file has had more parts than any is read of."""
    yield from (None for _step in range(MOST_STEPS))
    raise DamagedFile("It has too many parts.", "exhausting")


def add(patches: list[Patch], patch: Patch) -> None:
    """Note bytes that are written over; raise DamagedFile for more of them than any file has."""
    if len(patches) == MOST_PATCHES:
        raise DamagedFile("It has too many parts.", "exhausting")
    patches.append(patch)
