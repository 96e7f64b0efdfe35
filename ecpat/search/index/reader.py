"""An index in memory: the numbers and facets of its documents, and the postings used last, as numpy arrays.

Whoosh's segments never change but for documents marked as deleted, so what was read of one stays valid.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.index import TOC
from whoosh.reading import SegmentReader, TermNotFound

from . import beside, checksums
from .schema import NUMBER, NUMBERS, numbered

Flags = NDArray[np.bool_]  #: one of each document
Documents = NDArray[np.intp]  #: their numbers, as numpy looks things up fastest
Scores = NDArray[np.float32]  #: one of each document
Postings = tuple[Documents, NDArray[np.float32]]  #: documents, the term's weight in each
NOTHING: Postings = (np.empty(0, np.intp), np.empty(0, np.float32))
OVERHEAD = 300  # bytes that a cached posting list takes beside its numbers


def read_postings(reader: Any, field: str, term: str | bytes) -> Postings:
    """Return a term's postings in a segment, deleted documents included.

    Whoosh's public way is three calls for each document; here it is three for each block of them, which needs three
    attributes of its block matcher (`_data`, `_weights`, `_next_block`): a test fails where a version has no such.
    """
    try:
        matcher = reader.postings(field, term)
    except TermNotFound:
        return NOTHING
    matcher = getattr(matcher, "child", matcher)  # without Whoosh's filter for deleted documents
    ids, weights = [], []
    while matcher.is_active():
        matcher.weight()  # make it read its block
        ids.append(np.fromiter(matcher._data[0], np.intp).cumsum())  # each but the first told by its distance
        weights.append(np.array(matcher._weights, np.float32))
        matcher._next_block()
    return (np.concatenate(ids), np.concatenate(weights)) if ids else NOTHING  # all its documents may be deleted


class Segment:
    """What is in memory of one segment."""

    def __init__(self, folder: Path, name: str, reader: Any) -> None:
        self._folder, self.name, self.reader, self.size = folder, name, reader, int(reader.doc_count_all())
        self.numbers = beside.numbers(folder, name, reader)
        self.facets = {term.decode(): self._flags(term) for term in reader.lexicon("facet")}

    def _flags(self, term: bytes) -> Flags:
        flags = np.zeros(self.size, bool)
        flags[self.postings("facet", term)[0]] = True
        return flags

    def postings(self, field: str, term: str | bytes) -> Postings:
        """Return a term's postings here, deleted documents included."""
        return read_postings(self.reader, field, term)

    @cached_property
    def words(self) -> beside.Words:
        """Return in how many documents each "locale:word" and each "locale:word:surface" stands."""
        return beside.words(self._folder, self.name, self.reader)

    @cached_property
    def sequences(self) -> beside.Sequences:
        """Return the words of each document here, as `schema.sequence` has them."""
        return beside.sequences(self._folder, self.name, self.reader, self.numbers["ends"])

    @cached_property
    def spelled(self) -> dict[int, str]:
        """Return the words that stand here under the numbers that sequences have for them."""
        return {numbered(word): word for word in (key.partition(":")[2] for key in self.words["word"])}


class PostingsCache:
    """Postings up to a number of bytes, the least recently used forgotten first; not safe without a lock."""

    def __init__(self, limit: int) -> None:
        self.limit = self._left = limit
        self._kept: OrderedDict[tuple[str, str, str], Postings] = OrderedDict()

    def get(self, where: str, field: str, term: str, read: Callable[[str, str], Postings]) -> Postings:
        """Return a term's postings in a segment or a snapshot, read where they are not known."""
        key = where, field, term
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        found = self._kept[key] = read(field, term)
        self._left -= OVERHEAD + found[0].nbytes + found[1].nbytes
        while self._left < 0 and len(self._kept) > 1:
            ids, weights = self._kept.popitem(last=False)[1]
            self._left += OVERHEAD + ids.nbytes + weights.nbytes
        return found


class Snapshot:
    """All segments at one generation, as one row of documents; a work is a run of them that ends with its head."""

    def __init__(self, folder: Path, found: Any, cache: PostingsCache, known: Snapshot | None) -> None:
        contents: Any = TOC.read(found.storage, found.indexname)  # type: ignore[no-untyped-call]
        old = {segment.name: segment for segment in (known.segments if known else ())}
        self._cache, self._joined = cache, PostingsCache(cache.limit // 2)
        self.segments: list[Segment] = []
        self._frequencies: dict[str, int] = {}
        for told in contents.segments:
            segment = old.pop(told.segment_id(), None)
            if segment is None:
                checksums.check(folder, told.segment_id())
                segment = Segment(folder, told.segment_id(), SegmentReader(found.storage, contents.schema, told))
            self.segments.append(segment)
        self._bases = np.cumsum([0, *(segment.size for segment in self.segments)])
        self.size = int(self._bases[-1])
        self.live: Flags = np.ones(self.size, bool)
        for base, told in zip(self._bases, contents.segments, strict=False):
            self.live[[int(base) + number for number in told.deleted_docs()]] = False
        self.numbers = {name: _joined([one.numbers[name] for one in self.segments]) for name in NUMBERS}
        values = sorted({value for segment in self.segments for value in segment.facets})
        self.facets: dict[str, Flags] = {
            value: _joined([one.facets.get(value, np.zeros(one.size, bool)) for one in self.segments])
            for value in values
        }
        self.heads = np.flatnonzero(self.value("head"))
        self.starts = np.append(0, self.heads + 1)[:-1]
        self.locales = [value.removeprefix("locale:") for value in values if value.startswith("locale:")]
        for segment in old.values():
            segment.reader.close()

    def close(self) -> None:
        """Let go of the files."""
        for segment in self.segments:
            segment.reader.close()

    def postings(self, field: str, term: str) -> Postings:
        """Return a term's postings, deleted documents included."""
        return self._joined.get("", field, term, self._read)

    def _read(self, field: str, term: str) -> Postings:
        found = [self._cache.get(one.name, field, term, one.postings) for one in self.segments]
        ids = [ids + base for base, (ids, _) in zip(self._bases, found, strict=False) if len(ids)]
        return (np.concatenate(ids), np.concatenate([one for _, one in found if len(one)])) if ids else NOTHING

    def having(self, field: str, terms: Iterable[str]) -> Flags:
        """Return which live documents have all of some terms."""
        found = self.live.copy()
        for term in terms:
            flags = np.zeros(self.size, bool)
            flags[self.postings(field, term)[0]] = True
            found &= flags
        return found

    def said(self, document: int) -> NDArray[np.uint32]:
        """Return the words of a document in their order, as numbers."""
        place = int(np.searchsorted(self._bases, document, "right")) - 1
        words = self.segments[place].sequences.of(document - int(self._bases[place]))
        return np.frombuffer(words, NUMBER)

    def spelled(self, number: int) -> str:
        """Return the word that a number stands for; an empty text for a small one."""
        return next((one.spelled[number] for one in self.segments if number in one.spelled), "")

    def frequency(self, locale: str, word: str) -> int:
        """Return in how many documents a word stands, deleted ones included, without reading which."""
        key = f"{locale}:{word}"
        if key not in self._frequencies:
            self._frequencies[key] = sum(one.words["word"].get(key, 0) for one in self.segments)
        return self._frequencies[key]

    def count(self, field: str, term: str) -> int:
        """Return in how many documents a term stands, deleted ones included."""
        return len(self.postings(field, term)[0])

    def has(self, field: str, term: str, hidden: Collection[int] = ()) -> bool:
        """Tell whether a live document has a term, those of `hidden` entries left out."""
        documents = self.postings(field, term)[0]
        found = documents[self.live[documents]]
        return len(found) > 0 and (not hidden or not np.isin(self.numbers["number"][found], list(hidden)).all())

    def value(self, facet: str) -> Flags:
        """Return which documents' works have a value of a facet, such as "kind:news"."""
        found = self.facets.get(facet)
        return np.zeros(self.size, bool) if found is None else found

    @cached_property
    def counts(self) -> dict[str, int]:
        """Return how many documents have each value of each facet."""
        return {value: int(np.count_nonzero(found)) for value, found in self.facets.items()}

    @cached_property
    def tables(self) -> dict[str, tuple[list[str], NDArray[np.uint8]]]:
        """Return each facet's values and which works have them, a bit for each work."""
        tables = {}
        for name in {value.partition(":")[0] for value in self.facets}:
            values = [value for value in self.facets if value.startswith(f"{name}:")]
            rows = np.array([np.packbits(self.facets[value][self.heads]) for value in values])
            tables[name] = [value.partition(":")[2] for value in values], rows
        return tables

    def signatures(self) -> Iterator[tuple[int, int]]:
        """Yield (entry's id, signature) of each live work."""
        heads = self.heads[self.live[self.heads]]
        yield from zip(self.numbers["number"][heads].tolist(), self.numbers["signature"][heads].tolist(), strict=True)


def _joined(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.empty(0, int)
