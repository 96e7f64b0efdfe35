"""What a segment is asked for most, kept beside it as numpy, JSON and the system read it at once.

Whoosh has all of it one by one: to open 20,000 works took .5 s of a reader's time, and takes .1 s so; to look at the
words of 6,000 documents for a phrase took 30 ms, and takes 2.
"""

from __future__ import annotations

import json
import mmap
from collections import Counter
from io import BytesIO
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .folder import write_whole
from .schema import NUMBERS, WORD

Numbers = dict[str, NDArray[Any]]
Words = dict[str, Counter[str]]  # under "word" and "surface": in how many documents each stands


class Sequences:
    """The words of each document, as `schema.sequence` has them."""

    def __init__(self, words: bytes | mmap.mmap, ends: NDArray[Any]) -> None:
        self._words, self._ends = words, np.concatenate(([0], ends)).astype(np.int64)

    def of(self, number: int) -> bytes:
        """Return the words of a document."""
        return self._words[int(self._ends[number]) : int(self._ends[number + 1])]

    def having(self, wanted: bytes, numbers: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell of each of some documents whether it has these words one after the other, and none between."""
        begin, end = self._ends[numbers], self._ends[numbers + 1]
        found = map(self._words.find, repeat(wanted), begin.tolist(), end.tolist())
        place = np.fromiter(found, np.int64, len(numbers))
        said: NDArray[np.bool_] = place >= 0
        for one in np.flatnonzero(said & ((place - begin) % WORD != 0)):  # two words whose ends look like these
            said[one] = self._has(wanted, int(place[one]), int(begin[one]), int(end[one]))
        return said

    def _has(self, wanted: bytes, place: int, begin: int, end: int) -> bool:
        while place >= 0 and (place - begin) % WORD:
            place = self._words.find(wanted, place + 1, end)
        return place >= 0


def write(folder: Path, segment: str, reader: Any) -> None:
    """Keep what a new segment is asked for most (Whoosh deletes it with the segment)."""
    arrays = BytesIO()
    np.savez(arrays, **_numbers(reader))  # type: ignore[arg-type]  # no name is `allow_pickle`
    write_whole(folder / f"{segment}.numbers.npz", arrays.getvalue())
    write_whole(folder / f"{segment}.words.json", json.dumps(_words(reader)))
    write_whole(folder / f"{segment}.sequences", b"".join(_sequences(reader)))


def numbers(folder: Path, segment: str, reader: Any) -> Numbers:
    """Return the numbers of a segment's documents, and where the words of each end in `Sequences`."""
    path = folder / f"{segment}.numbers.npz"
    if not path.exists():
        return _numbers(reader)
    with np.load(path) as kept:
        return {name: kept[name] for name in (*NUMBERS, "ends")}


def sequences(folder: Path, segment: str, reader: Any, ends: NDArray[Any]) -> Sequences:
    """Return the words of a segment's documents."""
    path = folder / f"{segment}.sequences"
    if not path.exists():
        return Sequences(b"".join(_sequences(reader)), ends)
    with path.open("rb") as file:
        words = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""
    return Sequences(words, ends)


def words(folder: Path, segment: str, reader: Any) -> Words:
    """Return in how many documents each "locale:word" and each "locale:word:surface" stands."""
    path = folder / f"{segment}.words.json"
    if not path.exists():
        return _words(reader)
    return {field: Counter(counts) for field, counts in json.loads(path.read_text()).items()}


def _sequences(reader: Any) -> list[bytes]:
    return list(reader.column_reader("sequence"))


def _numbers(reader: Any) -> Numbers:
    found: Numbers = {name: np.array(reader.column_reader(name).load(), code) for name, code in NUMBERS.items()}
    return {**found, "ends": np.cumsum([len(words) for words in _sequences(reader)])}


def _words(reader: Any) -> Words:
    return {
        field: Counter({term.decode(): info.doc_frequency() for term, info in reader.iter_field(field)})
        for field in ("word", "surface")
    }
