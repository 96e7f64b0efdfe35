"""MP4 and M4A (ISO base media): boxes in boxes, each with its length and its type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, NamedTuple, NoReturn

from ..errors import DamagedFile
from .plan import Patch, Plan, add, at, length, shape, steps

START = re.compile(rb"....ftyp(?!avi[fs]|hei|hev|mi[fa]1|msf1)", re.DOTALL)
APPLE = re.compile(rb"....(?:ftypqt  |moov|mdat|wide|pnot)", re.DOTALL)  # QuickTime’s own, or older than its brands
_KEPT = {b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"mfra", b"sidx", b"ssix", b"prft"}
_TELLING = {b"udta", b"meta", b"uuid", b"free", b"skip", b"wide"}  # places, names, and whatever else
_CODECS = {
    b"vide": {b"avc1", b"avc3", b"av01", b"vp09"},
    b"soun": {b"mp4a", b"Opus", b"fLaC"},
}  # that every browser plays
_TO_CODEC = (b"mdia", b"minf", b"stbl", b"stsd")
_DATED = {b"mvhd", b"tkhd", b"mdhd"}


class Box(NamedTuple):
    """A box: what it is, where it begins, where its content does, where it ends."""

    name: bytes
    at: int
    inside: int
    end: int

    @property
    def blank(self) -> Patch:
        """Return what makes of it a box that says nothing."""
        long = self.inside - self.at > 8
        size = (1).to_bytes(4) if long else (self.end - self.at).to_bytes(4)
        more = (self.end - self.at).to_bytes(8) if long else b""
        return Patch(self.at, size + b"free" + more, self.end - self.at)


class _Reader:
    def __init__(self, file: IO[bytes], size: int) -> None:
        self.file, self.size, self._steps = file, size, steps()
        self.patches: list[Patch] = []
        self.handlers: set[bytes] = set()
        self.seconds: int | None = None
        self.pixels: tuple[int, int] | None = None

    def boxes(self, place: int, end: int) -> Iterator[Box]:
        while place < end:
            next(self._steps)
            head = at(self.file, place, 8)
            taken, inside = int.from_bytes(head[:4]), place + 8
            if taken == 1:
                taken, inside = int.from_bytes(at(self.file, inside, 8)), place + 16
            elif taken == 0 and head[4:] == b"mdat" and end == self.size:  # to the end of the file
                taken = end - place
            if not inside - place <= taken <= end - place:
                raise DamagedFile("A part of it is longer than what holds it.")
            yield Box(head[4:], place, inside, place + taken)
            place += taken

    def movie(self, movie: Box) -> None:
        for box in self.boxes(movie.inside, movie.end):
            if box.name == b"trak":
                self.track(box)
            else:
                self.look(box)

    def track(self, track: Box) -> None:
        """Take down what a track is; one that is neither pictures nor sound, such as places, is left out."""
        media = self.find(track, b"mdia")
        handler = self.find(media, b"hdlr")
        name = at(self.file, handler.inside + 8, 4)
        if name not in _CODECS:
            add(self.patches, track.blank)
            return
        box = track
        for step in _TO_CODEC:
            box = self.find(box, step)
        codec = at(self.file, box.inside + 12, 4)
        if codec not in _CODECS[name]:
            raise DamagedFile("Not every browser plays it.", "codec")
        self.handlers.add(name)
        add(self.patches, Patch(handler.inside + 24, b"", max(0, handler.end - handler.inside - 24)))  # its name
        self.look(self.find(media, b"mdhd"))
        for box in self.boxes(track.inside, track.end):
            self.look(box)
            if name == b"vide" and box.name == b"tkhd":
                self.pixels = self.pixels or self.shown(box)

    def look(self, box: Box) -> None:
        """Write over what tells more than how the recording is played."""
        if box.name in _TELLING:
            add(self.patches, box.blank)
        elif box.name in _DATED:
            version = at(self.file, box.inside, 1)[0]
            if box.end - box.inside < (20 if version else 12):
                raise DamagedFile("A part of it is too short.")
            add(self.patches, Patch(box.inside + 4, b"", 16 if version else 8))  # when it was made and changed
            if box.name == b"mvhd":
                self.seconds = self.long(box, version)

    def long(self, box: Box, version: int) -> int | None:
        """Return how long the movie is, as its head says it: in parts of a second, after two moments."""
        place, size = (box.inside + 20, 8) if version else (box.inside + 12, 4)
        if box.end < place + 4 + size:
            raise DamagedFile("A part of it is too short.")
        units = int.from_bytes(at(self.file, place + 4, size))
        known = units < (1 << 8 * size) - 1  # all bits are set where nobody knew
        return length(units if known else 0, int.from_bytes(at(self.file, place, 4)))

    def shown(self, head: Box) -> tuple[int, int] | None:
        """Return how wide and high a track is shown; the matrix before begins with 0 where it lies on its side."""
        place = head.inside + (52 if at(self.file, head.inside, 1)[0] else 40)
        if head.end < place + 44:
            return None
        told = at(self.file, place, 44)
        width, height = int.from_bytes(told[36:38]), int.from_bytes(told[40:42])  # the whole part of each
        return shape(width, height) if any(told[:4]) else shape(height, width)

    def find(self, holder: Box, name: bytes) -> Box:
        return next((box for box in self.boxes(holder.inside, holder.end) if box.name == name), None) or _damaged()


def read(file: IO[bytes], size: int) -> Plan:
    """Return what is kept of a file; raise DamagedFile for what is no whole MP4 that every browser plays."""
    reader, names = _Reader(file, size), set[bytes]()
    for box in reader.boxes(0, size):
        if box.name == b"moov":
            if b"moov" in names:
                raise DamagedFile("It has two indexes.")
            reader.movie(box)
        elif box.name not in _KEPT:
            add(reader.patches, box.blank)
        names.add(box.name)
    if not reader.handlers or b"mdat" not in names:
        _damaged()
    media_type = "video/mp4" if b"vide" in reader.handlers else "audio/mp4"
    return Plan(media_type, 0, size, tuple(reader.patches), reader.seconds, reader.pixels)


def _damaged() -> NoReturn:
    raise DamagedFile("A part of it is missing.")
