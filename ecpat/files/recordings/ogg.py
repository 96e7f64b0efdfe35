"""Ogg with sound in it: pages, one after another, each with the lengths of its parts."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from typing import IO, NamedTuple

from ..errors import DamagedFile
from .plan import Patch, Plan, at, length, steps

START = re.compile(rb"OggS\0")
MOST_TOLD = 64  # pages of comments: four megabytes, with a picture among them
_OPUS = 48_000  # samples of a second, whatever was recorded
_FIRST = 2  # the flag of a stream's first page
_COMMENTS = {b"OpusHead": b"OpusTags", b"\x01vorbis": b"\x03vorbis"}  # how they begin, by how the stream does
_ENDS_WITH = {b"\x03vorbis": b"\1"}  # a byte that closes them
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


class Page(NamedTuple):
    """A page: where it begins, its head with the lengths of its parts, where it ends."""

    at: int
    head: bytes
    end: int

    @property
    def begins_stream(self) -> bool:
        """Tell whether a stream begins with it."""
        return bool(self.head[5] & _FIRST)

    @property
    def packet(self) -> tuple[int, bool]:
        """Return how many bytes of the packet that it goes on with or begins are in it, and whether that ends."""
        size = 0
        for part in self.head[27:]:
            size += part
            if part < 255:
                return size, True
        return size, False

    def content(self, file: IO[bytes]) -> bytes:
        """Return what stands in it."""
        return at(file, self.at + len(self.head), self.end - self.at - len(self.head))

    def with_content(self, content: bytes) -> Patch:
        """Return what puts something as long in its place, with the checksum that is right then."""
        bare = self.head[:22] + bytes(4) + self.head[26:] + content
        whole = bare[:22] + _checksum(bare) + bare[26:]
        return Patch(self.at, whole, len(whole))


def read(file: IO[bytes], size: int) -> Plan:
    """Return what is kept of a file: all but its comments; raise DamagedFile for what is no whole Ogg of sound."""
    pages = _pages(file, size)
    first = next(pages)
    if not first.begins_stream:
        raise DamagedFile("Its beginning is missing.")
    start = first.content(file)
    begun = next((begun for codec, begun in _COMMENTS.items() if start.startswith(codec)), None)
    if begun is None:
        raise DamagedFile("Not every browser plays it.", "codec")
    told, over, last = list[Page](), False, first
    for page in pages:
        last = page
        if page.begins_stream:
            raise DamagedFile("It has more than one stream.", "codec")
        if not over:
            told.append(page)
            over = page.packet[1]
        if len(told) > MOST_TOLD:
            raise DamagedFile("Its comments are too long.", "exhausting")
    if not over:
        raise DamagedFile("It has no comments, which every one has.")
    samples = int.from_bytes(last.head[6:14], "little", signed=True)  # until its end, with those that are skipped
    vorbis = begun in _ENDS_WITH
    rate = int.from_bytes(start[12:16], "little") if vorbis else _OPUS
    skipped = 0 if vorbis else int.from_bytes(start[10:12], "little")
    return Plan("audio/ogg", 0, size, tuple(_blank(file, told, begun)), length(samples - skipped, rate))


def _pages(file: IO[bytes], size: int) -> Iterator[Page]:
    """Yield the pages of a file."""
    place, left = 0, steps()
    while place < size:
        next(left)
        head = at(file, place, 27)
        if not START.match(head):
            raise DamagedFile("It has something between its pages.")
        head += at(file, place + 27, head[26])
        page = Page(place, head, place + len(head) + sum(head[27:]))
        if page.end > size:
            raise DamagedFile("It ends too early.")
        yield page
        place = page.end


def _blank(file: IO[bytes], told: Sequence[Page], begun: bytes) -> Iterator[Patch]:
    """Yield what puts no comments in their place: the name of the program that made them is as long, and blank."""
    contents = [page.content(file) for page in told]
    end = _ENDS_WITH.get(begun, b"")
    blank = sum(page.packet[0] for page in told) - len(begun) - len(end) - 8
    if blank < 0 or not contents[0].startswith(begun):
        raise DamagedFile("Its comments are damaged.")
    left = begun + blank.to_bytes(4, "little") + bytes(blank + 4) + end
    for page, content in zip(told, contents, strict=True):
        part = page.packet[0]
        yield page.with_content(left[:part] + content[part:])
        left = left[part:]


def _checksum(page: bytes) -> bytes:
    """Return the checksum of a page: CRC-32 from the highest bit on, without the complements of zlib's."""
    mirrored = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2).to_bytes(4, "little")
