"""An index as one process sees it: the numbers of every document, its facets, and which documents are live.

Documents are only ever appended or marked as deleted (Whoosh gives new segments the next numbers), so what was
read of the old ones stays valid and only new segments are read; merged ones are read again.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh import index

from . import bits, seals, storage
from .postings import postings

K1, B = 1.2, 0.6  # of BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009)
SCALE = 256  # lengths are kept as whole numbers of 1/256
DRIFT = 0.05  # how far the average length may move before every length is computed anew


class View:
    """An open index; not safe to share between threads without a lock."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._index = folder, index.open_dir(str(folder))
        self._stamp: int | None = None
        self._generation: int | None = None
        self._reader: Any = None
        self._segments: list[str] = []
        self.leaves: list[tuple[int, Any]] = []  #: (number of its first document, segment's reader)
        self.epoch = 0  #: moves when documents that were there have other numbers or lengths
        self._clear()

    def _clear(self) -> None:
        self.size = 0
        self.columns = {name: array(code) for name, code in storage.NUMBERS.items()}
        self.norms: list[int] = []  #: K1 (1 - B + B length / average length) of each document, times SCALE
        self.facets: dict[str, int] = {}  #: the documents that have each value, such as "kind:news"
        self.live = 0
        self.average = 0.0
        self.floor = 0  #: documents below have the numbers they had before the last refresh
        self._flags: dict[str, bytes] = {}
        self._newest: list[int] | None = None

    def refresh(self) -> bool:
        """Open what was committed since; return whether anything was."""
        stamp = self._folder.stat().st_mtime_ns
        if stamp == self._stamp:
            return False
        moved: bool = self._index.latest_generation() != self._generation
        if moved:
            self._open()
        # a clock tick is too coarse to trust a stamp that is so young
        self._stamp = stamp if time.time_ns() - stamp > 100_000_000 else None
        return moved

    def close(self) -> None:
        """Let go of the files."""
        if self._reader is not None:
            self._reader.close()

    def _open(self) -> None:
        reader = self._index.reader()
        leaves = [(base, leaf) for leaf, base in reader.leaf_readers()] if reader.doc_count_all() else []
        segments = [leaf.segment().segment_id() for _, leaf in leaves]
        same = next((i for i, pair in enumerate(zip(segments, self._segments, strict=False)) if pair[0] != pair[1]),
                    min(len(segments), len(self._segments)))  # fmt: skip
        start = leaves[same][0] if same < len(leaves) else reader.doc_count_all()
        if not same:
            self._clear()
        self._truncate(start)
        for base, leaf in leaves[same:]:
            seals.check(self._folder, leaf.segment().segment_id())
            self._append(base, leaf)
        self.size = reader.doc_count_all()
        self._measure(start)
        self.live = self._undeleted(leaves)
        if self._reader is not None:
            self._reader.close()
        self.leaves, self._segments, self._reader = leaves, segments, reader
        self._generation = reader.generation()
        self.floor = start
        self._flags, self._newest = {}, None

    def _truncate(self, start: int) -> None:
        """Forget the documents from a number on: their segments have been merged."""
        if start < self.size:
            self.epoch += 1
            for column in self.columns.values():
                del column[start:]
            del self.norms[start:]
            kept = (1 << start) - 1
            self.facets = {value: members & kept for value, members in self.facets.items()}

    def _append(self, base: int, leaf: Any) -> None:
        for name, column in self.columns.items():
            column.extend(leaf.column_reader(name).load())
        for term in leaf.lexicon("facet"):
            flags = bytearray(b"0") * leaf.doc_count_all()
            found = postings(leaf, "facet", term)
            for number in found.ids if found else ():
                flags[number] = 49
            value = bytes(term).decode()
            self.facets[value] = self.facets.get(value, 0) | bits.pack(flags) << base

    def _measure(self, start: int) -> None:
        lengths = self.columns["length"]
        average = sum(lengths) / len(lengths) if lengths else 1.0
        if not self.average or abs(average / self.average - 1) > DRIFT:
            self.average, start = average, 0
            self.norms.clear()
            self.epoch += 1
        norm = {length: int(SCALE * K1 * (1 - B + B * length / self.average)) for length in set(lengths[start:])}
        self.norms.extend(map(norm.__getitem__, lengths[start:]))

    def _undeleted(self, leaves: list[tuple[int, Any]]) -> int:
        flags = bytearray(b"1") * self.size
        for base, leaf in leaves:
            for number in leaf.segment().deleted_docs():
                flags[base + number] = 48
        return bits.pack(flags)

    def value(self, name: str, value: object) -> int:
        """Return the documents of the works that have a value of a facet."""
        return self.facets.get(f"{name}:{value}", 0)

    @property
    def heads(self) -> int:
        """Return the last document of every work, deleted works included."""
        return self.facets.get("head", 0)

    @property
    def locales(self) -> list[str]:
        """Return the languages that the index has texts in."""
        return sorted(value.partition(":")[2] for value in self.facets if value.startswith("locale:"))

    def flags(self, value: str) -> bytes:
        """Return a facet's documents as flags "0" and "1"."""
        if value not in self._flags:
            self._flags[value] = bits.unpack(self.facets.get(value, 0), self.size)
        return self._flags[value]

    def newest(self) -> list[int]:
        """Return the heads of all works, by descending date."""
        if self._newest is None:
            dates = self.columns["date"]
            self._newest = sorted(
                bits.positions(self.flags("head")), key=lambda number: (dates[number], number), reverse=True
            )
        return self._newest

    def run(self, number: int) -> range:
        """Return the documents of the work to which a document belongs."""
        ends, entries = self.flags("head"), self.columns["entry"]
        start, end = number, ends.index(b"1", number)
        while start and entries[start - 1] == entries[number] and ends[start - 1] == 48:
            start -= 1
        return range(start, end + 1)

    def works(self) -> Iterator[tuple[int, int]]:
        """Yield (entry's id, head) of every live work."""
        entries = self.columns["entry"]
        return ((entries[head], head) for head in bits.positions(bits.unpack(self.heads & self.live, self.size)))
