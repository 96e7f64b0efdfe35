"""Checksums of an index's files: Whoosh reads damaged numbers without noticing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from zlib import crc32

from .folder import write_whole

BLOCK = 1 << 20


class ChecksumError(RuntimeError):
    """A file of the index is not what was written."""


def write(folder: Path, segment: str) -> None:
    """Write down the checksums of a new segment's files, beside them (Whoosh deletes both)."""
    sums = {name: _checksum(folder / name) for name in os.listdir(folder) if name.startswith(f"{segment}.")}
    if sums:
        write_whole(folder / f"{segment}.sums", json.dumps(sums))


def check(folder: Path, segment: str) -> None:
    """Raise ChecksumError if a segment's files are not as they were; one without checksums is trusted."""
    path = folder / f"{segment}.sums"
    if not path.exists():
        return
    for name, expected in json.loads(path.read_text()).items():
        if _checksum(folder / name) != expected:
            raise ChecksumError(name)


def _checksum(path: Path) -> int:
    total = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            total = crc32(block, total)
    return total
