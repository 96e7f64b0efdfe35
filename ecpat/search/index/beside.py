"""What a segment is opened with, kept beside it as numpy and JSON read it at once.

Whoosh has the numbers and the words one by one: to open 20,000 works took .5 s of a reader's time, and takes .1 s so.
"""

from __future__ import annotations

import json
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .folder import write_whole
from .schema import NUMBERS

Numbers = dict[str, NDArray[Any]]
Words = dict[str, Counter[str]]  # under "word" and "surface": in how many documents each stands


def write(folder: Path, segment: str, reader: Any) -> None:
    """Keep what a new segment is opened with (Whoosh deletes it with the segment)."""
    arrays = BytesIO()
    np.savez(arrays, **_numbers(reader))  # type: ignore[arg-type]  # no name is `allow_pickle`
    write_whole(folder / f"{segment}.numbers.npz", arrays.getvalue())
    write_whole(folder / f"{segment}.words.json", json.dumps(_words(reader)))


def numbers(folder: Path, segment: str, reader: Any) -> Numbers:
    """Return the numbers of a segment's documents."""
    path = folder / f"{segment}.numbers.npz"
    if not path.exists():
        return _numbers(reader)
    with np.load(path) as kept:
        return {name: kept[name] for name in NUMBERS}


def words(folder: Path, segment: str, reader: Any) -> Words:
    """Return in how many documents each "locale:word" and each "locale:word:surface" stands."""
    path = folder / f"{segment}.words.json"
    if not path.exists():
        return _words(reader)
    return {field: Counter(counts) for field, counts in json.loads(path.read_text()).items()}


def _numbers(reader: Any) -> Numbers:
    return {name: np.array(reader.column_reader(name).load(), code) for name, code in NUMBERS.items()}


def _words(reader: Any) -> Words:
    return {
        field: Counter({term.decode(): info.doc_frequency() for term, info in reader.iter_field(field)})
        for field in ("word", "surface")
    }
