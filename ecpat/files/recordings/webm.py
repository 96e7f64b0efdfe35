"""WebM (Matroska for browsers): elements in elements, each with its number and its length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, NamedTuple

from ..errors import DamagedFile
from .plan import Patch, Plan, add, at, steps

START = re.compile(rb"\x1a\x45\xdf\xa3")
_EBML, _DOCTYPE, _SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
_INFO, _TRACKS, _TRACK, _CLUSTER = 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675
_TRACK_TYPE, _CODEC = 0x83, 0x86
_TELLING = {0x1254C367, 0x1941A469, 0xEC}  # tags, files that hang on it, and whatever stands in gaps
_DATE_AND_TITLE = {0x4461, 0x7BA9}
_PARTS = {_INFO, _TRACKS, _CLUSTER, 0x114D9B74, 0x1C53BB6B, 0x1043A770, 0xBF} | _TELLING
_OF_CLUSTERS = {0xE7, 0xA7, 0xAB, 0xA3, 0xA0}  # that stand beside them where a browser recorded: these have no length
_CODECS = {1: {b"V_VP8", b"V_VP9", b"V_AV1"}, 2: {b"A_OPUS", b"A_VORBIS"}}


class Element(NamedTuple):
    """An element: its number, where it begins, where its content does, where it ends; None where it does not say."""

    number: int
    at: int
    inside: int
    end: int | None

    @property
    def blank(self) -> Patch:
        """Return what makes of it an element that says nothing."""
        length = (self.end or self.inside) - self.at
        size = (length - 9 | 1 << 56).to_bytes(8) if length > 8 else bytes([0x80 | length - 2])
        return Patch(self.at, b"\xec" + size, length)


class _Reader:
    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._steps = file, steps()
        self.patches: list[Patch] = []
        self.types: set[int] = set()

    def elements(self, place: int, end: int) -> Iterator[Element]:
        while place < end:
            next(self._steps)
            number, after = self._number(place, marked=True)
            length, inside = self._number(after, marked=False)
            unknown = length == (1 << 7 * (inside - after)) - 1
            if not unknown and inside + length > end:
                raise DamagedFile("A part of it is longer than what holds it.")
            yield Element(number, place, inside, None if unknown else inside + length)
            place = inside if unknown else inside + length

    def children(self, holder: Element) -> Iterator[Element]:
        if holder.end is None:
            raise DamagedFile("A part of it has no length.")
        yield from self.elements(holder.inside, holder.end)

    def segment(self, segment: Element, end: int) -> None:
        for element in self.elements(segment.inside, end):
            if element.number not in _PARTS | _OF_CLUSTERS or (element.end is None and element.number != _CLUSTER):
                raise DamagedFile("It has a part that no WebM has.")
            if element.number in _TELLING:
                add(self.patches, element.blank)
            elif element.number == _INFO:
                for one in self.children(element):
                    if one.number in _DATE_AND_TITLE:
                        add(self.patches, one.blank)
            elif element.number == _TRACKS:
                for track in self.children(element):
                    if track.number == _TRACK:
                        self._track(track)

    def _track(self, track: Element) -> None:
        said = {one.number: self.content(one) for one in self.children(track) if one.number in (_TRACK_TYPE, _CODEC)}
        kind = int.from_bytes(said.get(_TRACK_TYPE, b""))
        if said.get(_CODEC, b"").rstrip(b"\0") not in _CODECS.get(kind, ()):
            raise DamagedFile("Not every browser plays it.", "codec")
        self.types.add(kind)

    def content(self, element: Element) -> bytes:
        return at(self._file, element.inside, min(64, (element.end or element.inside) - element.inside))

    def _number(self, place: int, *, marked: bool) -> tuple[int, int]:
        """Return a number of variable length, with the bits that say how long it is or without, and where it ends."""
        first = at(self._file, place, 1)[0]
        length = 9 - first.bit_length()
        if length > (4 if marked else 8):
            raise DamagedFile("A number of it is longer than any may be.")
        number = int.from_bytes(at(self._file, place, length))
        return number if marked else number & ~(1 << 7 * length), place + length


def read(file: IO[bytes], size: int) -> Plan:
    """Return what is kept of a file; raise DamagedFile for what is no whole WebM."""
    reader = _Reader(file)
    whole = reader.elements(0, size)
    head, segment = next(whole), next(whole, None)
    doctype = next((reader.content(one) for one in reader.children(head) if one.number == _DOCTYPE), b"")
    if doctype.rstrip(b"\0") != b"webm":
        raise DamagedFile("It is Matroska, but no WebM.", "codec")
    if segment is None or segment.number != _SEGMENT or segment.end not in (None, size):
        raise DamagedFile("It is not one WebM.")
    reader.segment(segment, size)
    if not reader.types:
        raise DamagedFile("It has no track.")
    return Plan("video/webm" if 1 in reader.types else "audio/webm", 0, size, tuple(reader.patches))
