"""Videos and sound: what their bytes say they are, and a copy that tells nothing of who made them.

Nothing is decoded. The structure of a file is read from its start to its end, in a bounded number of steps: what
stands before, between or after its parts, or is in a form that browsers do not play, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import IO

from ..errors import DamagedFile
from . import mp3, mp4, ogg, webm
from .plan import Plan

ENDINGS = {
    "video/mp4": "mp4", "video/webm": "webm",
    "audio/mp4": "m4a", "audio/webm": "weba", "audio/mpeg": "mp3", "audio/ogg": "ogg",
}  # fmt: skip
_READERS: tuple[tuple[re.Pattern[bytes], Callable[[IO[bytes], int], Plan]], ...] = (
    (mp4.START, mp4.read), (webm.START, webm.read), (mp3.START, mp3.read), (ogg.START, ogg.read),
)  # fmt: skip
_BLOCK = 1 << 20  # bytes in memory at once


def begins(start: bytes) -> bool:
    """Tell whether a file begins as a video or sound does."""
    return any(begun.match(start) for begun, _read in _READERS)


def read(file: IO[bytes], size: int) -> Plan:
    """Return what a file is and what is kept of it; raise DamagedFile for what is no whole video or sound."""
    file.seek(0)
    start = file.read(64)
    for begun, reader in _READERS:
        if begun.match(start):
            return reader(file, size)
    raise DamagedFile("This is neither a video nor sound.", "kind")


def copy(file: IO[bytes], plan: Plan, target: IO[bytes]) -> None:
    """Write what is kept of a file."""
    file.seek(plan.start)
    left = plan.end - plan.start
    while left > 0 and (block := file.read(min(_BLOCK, left))):
        target.write(block)
        left -= len(block)
    for patch in plan.patches:
        target.seek(patch.at - plan.start)
        target.write(patch.head)
        for _whole in range((patch.length - len(patch.head)) // _BLOCK):
            target.write(bytes(_BLOCK))
        target.write(bytes((patch.length - len(patch.head)) % _BLOCK))
    target.flush()
