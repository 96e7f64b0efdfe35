"""Postings as raw bytes: Whoosh's own way takes a call for each document of each term.

A term that stands in many documents of a segment has a byte for every one of them, its impact or 0, so that it is
read and scored by a few operations in C; any other has the numbers of its documents, four bytes each, and then their
impacts. The pickled table of contents names the codec by this module's name: renaming the module needs a new
storage.VERSION.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any, TypeAlias

from whoosh.codec.base import PostingsWriter
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo
from whoosh.matching.mcore import ListMatcher
from whoosh.reading import TermNotFound
from whoosh.system import pack_ushort

Posting: TypeAlias = "tuple[str, bytes, array[int], bytearray]"  # field, term, documents, impact in each

COMMON = 16  # a term of one document in so many is kept for every document
_SPARSE, _WHOLE = b"\x00", b"\x01"


class RawMatcher(ListMatcher):
    """The documents of a term and its impacts, as they were read."""

    def __init__(self, count: int, data: bytes, *args: Any, **options: Any) -> None:
        whole = data[:1] == _WHOLE
        self.count = count
        self.whole = data[1:] if whole else b""  #: the impact in every document of the segment, or nothing
        self._ids, self._impacts = array("I"), b""  # where `whole` is empty
        if not whole:
            self._ids.frombytes(data[1 : 1 + 4 * count])
            self._impacts = data[1 + 4 * count :]
        super().__init__(self._ids, self._impacts, *args, **options)  # type: ignore[no-untyped-call]

    def listed(self) -> tuple[array[int], bytes]:
        """Return the numbers of the documents and the impact in each."""
        if not self.whole:
            return self._ids, self._impacts
        ids = array("I", (number for number, impact in enumerate(self.whole) if impact))
        return ids, self.whole.translate(None, b"\0")

    def spread(self, into: bytearray, base: int) -> None:
        """Write the impact in each document into a space in which the segment begins at a place."""
        if self.whole:
            into[base : base + len(self.whole)] = self.whole
        for number, impact in zip(self._ids, self._impacts, strict=True):
            into[base + number] = impact

    def value(self) -> bytes:
        """Return the stored value of the posting: there is none."""
        return b""


class RawFieldWriter(W3FieldWriter):
    """Writes whole terms."""

    def add_postings(self, schema: Any, _lengths: Any, items: Iterable[Posting]) -> None:
        """Write postings that come in their order."""
        last, prefix, size = "", b"", self._segment.doc_count_all()
        place = self._postfile.tell()
        for field, term, ids, impacts in items:
            if field != last:
                self.start_field(field, schema[field])  # type: ignore[no-untyped-call]
                last, prefix = field, pack_ushort(self._fieldid)
            data = _packed(ids, impacts, size)
            info = W3TermInfo(  # type: ignore[no-untyped-call]  # Whoosh is typed in part
                weight=len(data), df=len(ids), minlength=1, maxlength=1, maxweight=1, minid=ids[0], maxid=ids[-1],
            )  # fmt: skip
            info.set_extent(place, len(data))  # type: ignore[no-untyped-call]
            self._postfile.write(data)
            place += len(data)
            self._tindex.add(prefix + term, info.to_bytes())  # type: ignore[no-untyped-call]


def _packed(ids: array[int], impacts: bytearray, size: int) -> bytes:
    if len(ids) * COMMON < size:
        return _SPARSE + ids.tobytes() + impacts
    whole = bytearray(size)
    for number, impact in zip(ids, impacts, strict=True):
        whole[number] = impact
    return _WHOLE + whole


class RawCodec(W3Codec):
    """Whoosh's codec with raw postings, which are read by one or two copies instead of one call per document."""

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
        data = dbfile.get(terminfo.extent()[0], int(terminfo.weight()))
        return RawMatcher(
            terminfo.doc_frequency(), data, None, format_, scorer=scorer, term=term, terminfo=terminfo
        )  # fmt: skip


def postings(leaf: Any, field: str, term: str | bytes) -> RawMatcher | None:
    """Return a term's postings in a segment, deleted documents included; None where it has none."""
    try:
        matcher = leaf.postings(field, term)
    except TermNotFound:
        return None
    while hasattr(matcher, "child"):  # Whoosh's filter for deleted documents
        matcher = matcher.child
    return matcher if isinstance(matcher, RawMatcher) else None
