"""An index as one process sees it: the numbers of every document, its facets, and which documents are live.

Documents are only ever appended or marked as deleted (Whoosh gives new segments the next numbers), so what was
read of the old ones stays valid and only new segments are read; merged ones are read again.
"""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Iterator
from contextlib import suppress
from itertools import takewhile
from operator import eq
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from . import bits, seals, storage
from .files import Files
from .postings import postings

ATTEMPTS = 20


class View:
    """An open index; not safe to share between threads without a lock."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._path, self._files = folder, str(folder), Files(str(folder))  # type: ignore[no-untyped-call]
        self._index: Any = index.open_dir(str(folder))
        self._stamp: int | None = None
        self._generation: int | None = None
        self.leaves: list[tuple[int, Any]] = []  #: (number of its first document, segment's reader)
        self.epoch = 0  #: moves when documents that were there have other numbers
        self._clear()

    def _clear(self) -> None:
        self.size = 0
        self.columns = {name: array(code) for name, code in storage.NUMBERS.items()}
        self.facets: dict[str, int] = {}  #: the documents that have each value, such as "kind:news"
        self.named: dict[str, dict[str, str]] = {}  #: the values of each facet and their names in `facets`
        self.live = 0
        self._flags: dict[str, bytes] = {}
        self._newest: list[int] | None = None

    def refresh(self) -> bool:
        """Open what was committed since; return whether anything was."""
        stamp = os.stat(self._path).st_mtime_ns
        if stamp == self._stamp:
            return False
        moved: bool = self._index.latest_generation() != self._generation
        if moved:
            self._open_soon()
        # a clock tick is too coarse to trust a stamp that is so young
        self._stamp = stamp if time.time_ns() - stamp > 100_000_000 else None
        return moved

    def close(self) -> None:
        """Let go of the files."""
        for _, leaf in self.leaves:
            leaf.close()

    def _open_soon(self) -> None:
        """Open what is there; a writer may replace it between the look for its name and the opening."""
        for left in reversed(range(ATTEMPTS)):
            try:
                return self._open()
            except FileNotFoundError:
                self._truncate(0)
                self._clear()
                if not left:
                    raise
        return None

    def _open(self) -> None:
        contents: Any = TOC.read(self._files, self._index.indexname)  # type: ignore[no-untyped-call]
        segments = [segment.segment_id() for segment in contents.segments]
        known = [leaf.segment().segment_id() for _, leaf in self.leaves]
        same = sum(takewhile(bool, map(eq, segments, known)))
        if not same:
            self._clear()
        self._truncate(same)
        for segment in contents.segments[same:]:
            seals.check(self._folder, segment.segment_id())
            self._append(SegmentReader(self._files, contents.schema, segment))
        self.live = self._undeleted(contents.segments)
        self._generation = contents.generation
        self._flags, self._newest = {}, None

    def _truncate(self, same: int) -> None:
        """Forget all but some segments: the others have been merged."""
        if same < len(self.leaves):
            start, self.epoch = self.leaves[same][0], self.epoch + 1
            for _, leaf in self.leaves[same:]:
                leaf.close()
            del self.leaves[same:]
            self.size = start
            for column in self.columns.values():
                del column[start:]
            kept = (1 << start) - 1
            self.facets = {value: members & kept for value, members in self.facets.items()}

    def _append(self, leaf: Any) -> None:
        base = self.size
        self.leaves.append((base, leaf))
        self.size += leaf.doc_count_all()
        for name, column in self.columns.items():
            column.extend(leaf.column_reader(name, translate=False).load())
        for term in leaf.lexicon("facet"):
            value, found = bytes(term).decode(), postings(leaf, "facet", term)
            if found is not None:
                members = bits.held(found.whole) if found.whole else bits.members(found.listed()[0])
                self.facets[value] = self.facets.get(value, 0) | members << base
                self.named.setdefault(value.partition(":")[0], {})[value.partition(":")[2]] = value

    def _undeleted(self, segments: list[Any]) -> int:
        flags = bytearray(b"1") * self.size
        for (base, _), segment in zip(self.leaves, segments, strict=True):
            for number in segment.deleted_docs():
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
        return sorted(self.named.get("locale", ()))

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

    def documents(self, entry_id: int) -> range:
        """Return the documents of an entry's live work; none where it has none."""
        entries, number = self.columns["entry"], -1
        with suppress(ValueError):
            while True:
                number = entries.index(entry_id, number + 1)
                if self.live >> number & 1:
                    return self.run(number)
        return range(0)

    def works(self) -> Iterator[tuple[int, int]]:
        """Yield (entry's id, head) of every live work."""
        entries = self.columns["entry"]
        return ((entries[head], head) for head in bits.positions(bits.unpack(self.heads & self.live, self.size)))
