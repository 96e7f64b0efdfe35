"""MP3: frames, one after another; the tags before and after them are left out."""

from __future__ import annotations

import re
from typing import IO

from ..errors import DamagedFile
from .plan import Plan, at, length, steps

START = re.compile(rb"ID3[\x02-\x04]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
_TAGS = re.compile(rb"TAG|APETAGEX|LYRICSBEGIN|ID3")  # that may stand at the end
_FEWEST = 4  # frames: so many are no accident
_LONGEST = 1_441  # bytes of a frame
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}  # by version
_KBITS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}  # by whether it is of version 1


def read(file: IO[bytes], size: int) -> Plan:
    """Return what is kept of a file: its frames; raise DamagedFile for what is no MP3 from its start to its end."""
    start = place = _tagged(file, size)
    frames = 0
    samples, rate = _sound(at(file, place, min(4, size - place)).ljust(4, b"\0"))
    for _step in steps():
        taken = _frame(at(file, place, 4)) if size - place >= 4 else 0
        if not taken or place + taken > size:
            break
        frames, place = frames + 1, place + taken
    rest = at(file, place, min(16, size - place))
    if frames < _FEWEST or not (size - place < _LONGEST or _TAGS.match(rest)):
        raise DamagedFile("It is no MP3 from its start to its end.")
    return Plan("audio/mpeg", start, place, seconds=length(frames * samples, rate))


def _tagged(file: IO[bytes], size: int) -> int:
    """Return where the tags at a file's start end."""
    place = 0
    while size - place >= 10 and (head := at(file, place, 10))[:3] == b"ID3":
        if any(byte > 127 for byte in head[6:]):
            raise DamagedFile("Its tag is damaged.")
        length = sum(byte << 7 * power for power, byte in enumerate(reversed(head[6:])))
        place += 10 + length + (10 if head[5] & 0x10 else 0)
    return place


def _sound(head: bytes) -> tuple[int, int]:
    """Return how many samples a frame with this head has, and how many there are in a second; 0 where it is none."""
    version, rate = head[1] >> 3 & 3, head[2] >> 2 & 3
    return 1152 if version == 3 else 576, _RATES[version][rate] if _frame(head) else 0


def _frame(head: bytes) -> int:
    """Return how long the frame with this head is; 0 where it is none of layer III."""
    version, kbits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if head[0] != 0xFF or head[1] >> 5 != 7 or head[1] >> 1 & 3 != 1 or version == 1 or kbits in (0, 15) or rate == 3:
        return 0
    first = version == 3
    return (144_000 if first else 72_000) * _KBITS[first][kbits] // _RATES[version][rate] + (head[2] >> 1 & 1)
