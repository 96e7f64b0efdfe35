"""Ogg with sound in it: pages, one after another, each with the lengths of its parts."""

from __future__ import annotations

import re
from typing import IO

from ..errors import DamagedFile
from .plan import Plan, at, steps

START = re.compile(rb"OggS\0")
_FIRST = 2  # the flag of a stream's first page
_CODECS = re.compile(rb"OpusHead|\x01vorbis|\x7fFLAC")


def read(file: IO[bytes], size: int) -> Plan:
    """Return what is kept of a file: all of it; raise DamagedFile for what is no whole Ogg of sound."""
    place = 0
    pages = steps()
    while place < size:
        next(pages)
        head = at(file, place, 27)
        if not START.match(head):
            raise DamagedFile("It has something between its pages.")
        inside, first = place + 27 + head[26], bool(head[5] & _FIRST)
        if first and not _CODECS.match(at(file, inside, 8)):
            raise DamagedFile("Not every browser plays it.", "codec")
        if not first and place == 0:
            raise DamagedFile("Its beginning is missing.")
        place = inside + sum(at(file, place + 27, head[26]))
    if place > size:
        raise DamagedFile("It ends too early.")
    return Plan("audio/ogg", 0, size)
