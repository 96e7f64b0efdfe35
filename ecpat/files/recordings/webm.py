"""WebM (Matroska for browsers): elements in elements, each with its number and its length."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import IO, NamedTuple

from ..errors import DamagedFile
from .plan import Patch, Plan, add, at, length, shape, steps

START = re.compile(rb"\x1a\x45\xdf\xa3")
_EBML, _DOCTYPE, _SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
_INFO, _TRACKS, _TRACK, _CLUSTER = 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675
_TRACK_TYPE, _CODEC, _VIDEO = 0x83, 0x86, 0xE0
_PIXELS, _SHOWN, _UNIT = (0xB0, 0xBA), (0x54B0, 0x54BA), 0x54B2  # width and height; 0: shown in pixels
_TELLING = {0x1254C367, 0x1941A469, 0xEC}  # tags, files that hang on it, and whatever stands in gaps
_DATE_AND_TITLE = {0x4461, 0x7BA9}
_SCALE, _DURATION = 0x2AD7B1, 0x4489  # nanoseconds of a unit, and units of the whole
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
        whole = (self.end or self.inside) - self.at
        size = (whole - 9 | 1 << 56).to_bytes(8) if whole > 8 else bytes([0x80 | whole - 2])
        return Patch(self.at, b"\xec" + size, whole)


class _Reader:
    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._steps = file, steps()
        self.patches: list[Patch] = []
        self.types: set[int] = set()
        self.seconds: int | None = None
        self.pixels: tuple[int, int] | None = None

    def elements(self, place: int, end: int) -> Iterator[Element]:
        while place < end:
            next(self._steps)
            number, after = self._number(place, marked=True)
            taken, inside = self._number(after, marked=False)
            unknown = taken == (1 << 7 * (inside - after)) - 1
            if not unknown and inside + taken > end:
                raise DamagedFile("A part of it is longer than what holds it.")
            yield Element(number, place, inside, None if unknown else inside + taken)
            place = inside if unknown else inside + taken

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
                self._info(element)
            elif element.number == _TRACKS:
                for track in self.children(element):
                    if track.number == _TRACK:
                        self._track(track)

    def _info(self, info: Element) -> None:
        said = {_SCALE: (1_000_000).to_bytes(4)}
        for one in self.children(info):
            if one.number in _DATE_AND_TITLE:
                add(self.patches, one.blank)
            elif one.number in (_SCALE, _DURATION):
                said[one.number] = self.content(one)
        form = {4: ">f", 8: ">d"}.get(len(said.get(_DURATION, b"")))
        if form:
            (units,) = struct.unpack(form, said[_DURATION])
            self.seconds = length(units * int.from_bytes(said[_SCALE]), 1_000_000_000)

    def _track(self, track: Element) -> None:
        said = {one.number: self.content(one) for one in self.children(track) if one.number in (_TRACK_TYPE, _CODEC)}
        kind = int.from_bytes(said.get(_TRACK_TYPE, b""))
        if said.get(_CODEC, b"").rstrip(b"\0") not in _CODECS.get(kind, ()):
            raise DamagedFile("Not every browser plays it.", "codec")
        self.types.add(kind)
        for one in self.children(track):
            if one.number == _VIDEO:
                self.pixels = self.pixels or self._shown(one)

    def _shown(self, video: Element) -> tuple[int, int] | None:
        said = {one.number: int.from_bytes(self.content(one)) for one in self.children(video)}
        width, height = (said.get(pixels, 0) for pixels in _PIXELS)
        if not said.get(_UNIT):
            width, height = said.get(_SHOWN[0], width), said.get(_SHOWN[1], height)
        return shape(width, height)

    def content(self, element: Element) -> bytes:
        return at(self._file, element.inside, min(64, (element.end or element.inside) - element.inside))

    def _number(self, place: int, *, marked: bool) -> tuple[int, int]:
        """Return a number of variable length, with the bits that say how long it is or without, and where it ends."""
        first = at(self._file, place, 1)[0]
        size = 9 - first.bit_length()
        if size > (4 if marked else 8):
            raise DamagedFile("A number of it is longer than any may be.")
        number = int.from_bytes(at(self._file, place, size))
        return number if marked else number & ~(1 << 7 * size), place + size


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
    media_type = "video/webm" if 1 in reader.types else "audio/webm"
    return Plan(media_type, 0, size, tuple(reader.patches), reader.seconds, reader.pixels)
