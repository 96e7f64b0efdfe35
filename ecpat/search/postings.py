"""Postings as raw arrays, gathered by term in memory: Whoosh's own way takes a call for each document of each term.

The pickled table of contents names the codec by this module's name: renaming the module needs a new storage.VERSION.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from whoosh.codec.base import PostingsWriter
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo
from whoosh.matching.mcore import ListMatcher
from whoosh.reading import TermNotFound
from whoosh.system import pack_ushort

Posting: TypeAlias = "tuple[str, bytes, array[int], bytearray]"  # field, term, documents, frequency in each


class RawMatcher(ListMatcher):
    """The documents of a term and its frequency in each, as two arrays."""

    def __init__(self, ids: array[int], frequencies: bytes, *args: Any, **options: Any) -> None:
        super().__init__(ids, frequencies, *args, **options)  # type: ignore[no-untyped-call]
        self.ids, self.frequencies = ids, frequencies

    def value(self) -> bytes:
        """Return the stored value of the posting: there is none."""
        return b""


class Pool:
    """Gathers the postings of a segment: a stand-in for Whoosh's pool, which sorts single ones."""

    def __init__(self) -> None:
        self._fields: dict[str, dict[bytes, tuple[array[int], bytearray]]] = {}

    def put(self, field: str, counts: Mapping[bytes, int], number: int) -> None:
        """Add a document's terms; a frequency above 255 counts as 255."""
        terms = self._fields.setdefault(field, {})
        for term, count in counts.items():
            found = terms.get(term)
            if found is None:
                terms[term] = array("I", (number,)), bytearray((min(255, count),))
            else:
                found[0].append(number)
                found[1].append(min(255, count))

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Add one posting, as Whoosh does when it merges segments."""
        field, term, number, weight, _ = item
        self.put(field, {term: int(weight)}, number)

    def iter_postings(self) -> Iterator[Posting]:
        """Yield the postings in the order that they are written in."""
        for field, terms in sorted(self._fields.items()):
            for term in sorted(terms):
                yield field, term, *terms[term]

    def cleanup(self) -> None:
        """Let go of everything."""
        self._fields.clear()


class RawFieldWriter(W3FieldWriter):
    """Writes whole terms: four bytes a document number, then one byte a frequency."""

    def add_postings(self, schema: Any, _lengths: Any, items: Iterable[Posting]) -> None:
        """Write postings that come in their order."""
        last, prefix = "", b""
        for field, term, ids, frequencies in items:
            if field != last:
                self.start_field(field, schema[field])  # type: ignore[no-untyped-call]
                last, prefix = field, pack_ushort(self._fieldid)
            info = W3TermInfo(  # type: ignore[no-untyped-call]  # Whoosh is typed in part
                weight=sum(frequencies), df=len(ids), minlength=1, maxlength=1,
                maxweight=max(frequencies), minid=ids[0], maxid=ids[-1],
            )  # fmt: skip
            info.set_extent(self._postfile.tell(), 5 * len(ids))  # type: ignore[no-untyped-call]
            self._postfile.write(ids.tobytes() + frequencies)
            self._tindex.add(prefix + term, info.to_bytes())  # type: ignore[no-untyped-call]


class RawCodec(W3Codec):
    """Whoosh's codec with raw postings, which are read by two copies instead of one call per document."""

    def field_writer(self, storage: Any, segment: Any) -> RawFieldWriter:
        """Return what writes the terms of a segment."""
        return RawFieldWriter(self, storage, segment)  # type: ignore[no-untyped-call]

    def postings_writer(self, _dbfile: Any, byteids: bool = False) -> PostingsWriter | None:
        """Return nothing: terms are written whole."""
        return None

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> RawMatcher:
        """Return the postings that a file has of a term."""
        count, ids = terminfo.doc_frequency(), array("I")
        data = dbfile.get(terminfo.extent()[0], 5 * count)
        ids.frombytes(data[: 4 * count])
        return RawMatcher(ids, bytes(data[4 * count :]), None, format_, scorer=scorer, term=term, terminfo=terminfo)


def postings(leaf: Any, field: str, term: str | bytes) -> RawMatcher | None:
    """Return a term's postings in a segment, deleted documents included; None where it has none."""
    try:
        matcher = leaf.postings(field, term)
    except TermNotFound:
        return None
    while hasattr(matcher, "child"):  # Whoosh's filter for deleted documents
        matcher = matcher.child
    return matcher if isinstance(matcher, RawMatcher) else None
