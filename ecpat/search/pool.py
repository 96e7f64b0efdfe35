"""Gathering and merging the postings of a segment, term by term."""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.writing import SegmentWriter

from .impact import MOST
from .postings import Posting, RawCodec


class Pool:
    """Gathers the postings of a segment: a stand-in for Whoosh's pool, which sorts single ones."""

    def __init__(self) -> None:
        self._fields: dict[str, dict[bytes, tuple[array[int], bytearray]]] = {}
        self._merged: list[Iterator[Posting]] = []

    def put(self, field: str, counts: Mapping[bytes, int], number: int, impacts: bytes) -> None:
        """Add a document's terms; impacts: what each is worth, under how often it stands there."""
        terms = self._fields.setdefault(field, {})
        for term, count in counts.items():
            impact = impacts[count if count < MOST else MOST]
            found = terms.get(term)
            if found is None:
                terms[term] = array("I", (number,)), bytearray((impact,))
            else:
                found[0].append(number)
                found[1].append(impact)

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Refuse a posting that Whoosh found itself: no field of ours is analysed by it."""
        raise NotImplementedError(item)

    def follow(self, found: Iterator[Posting]) -> None:
        """Add the postings of documents that come after all others, in their order."""
        self._merged.append(found)

    def iter_postings(self) -> Iterator[Posting]:
        """Yield the postings in the order that they are written in."""
        every = heapq.merge(self._gathered(), *self._merged, key=itemgetter(0, 1))
        for (field, term), found in groupby(every, key=itemgetter(0, 1)):
            (_, _, ids, impacts), *others = found
            for _, _, more, worth in others:
                ids.extend(more)
                impacts.extend(worth)
            yield field, term, ids, impacts

    def _gathered(self) -> Iterator[Posting]:
        for field, terms in sorted(self._fields.items()):
            for term in sorted(terms):
                yield field, term, *terms[term]

    def cleanup(self) -> None:
        """Let go of everything."""
        self._fields.clear()
        self._merged.clear()


class RawWriter(SegmentWriter):
    """Appends a segment; segments that are merged into it are streamed, never held in memory as a whole."""

    def __init__(self, held: Any) -> None:
        # Files stay apart: Whoosh would copy a compound file into memory to open it.
        super().__init__(held, codec=RawCodec(), compound=False)  # type: ignore[no-untyped-call]
        self.pool: Any = Pool()

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: Mapping[int, int] | None) -> None:
        """Let the postings of another segment follow; docmap: the new numbers, where documents are left out."""
        self.pool.follow(_moved(reader, self.storage, startdoc, docmap))


def _moved(reader: Any, storage: Any, start: int, numbers: Mapping[int, int] | None) -> Iterator[Posting]:
    codec = RawCodec()  # type: ignore[no-untyped-call]
    file = reader.segment().open_file(storage, W3Codec.POSTS_EXT)
    try:
        for (field, term), info in reader:
            ids, found = codec.postings_reader(file, info, None).listed()
            impacts = bytearray(found)
            if numbers is not None:
                both = [(numbers[d], impact) for d, impact in zip(ids, impacts, strict=True) if d in numbers]
                ids, impacts = array("I", (d for d, _ in both)), bytearray(impact for _, impact in both)
            elif start:
                ids = array("I", [start + number for number in ids])
            if ids:
                yield field, term, ids, impacts
    finally:
        file.close()
        reader.close()
