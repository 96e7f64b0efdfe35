"""Checksums of an index's files: Whoosh reads damaged numbers without noticing."""

from __future__ import annotations

import json
from pathlib import Path
from zlib import crc32

from .folder import write_whole

BLOCK = 1 << 20


class BrokenSealError(RuntimeError):
    """A file of the index is not what was written."""


def seal(folder: Path) -> None:
    """Write down the checksums of the segments that have none yet, beside their files (Whoosh deletes both)."""
    segments: dict[str, dict[str, int]] = {}
    for path in folder.glob("MAIN_*.*"):
        segment = path.name.partition(".")[0]
        segments.setdefault(segment, {})[path.name] = 0
    for segment, names in segments.items():
        if f"{segment}.seal" not in names:
            sums = {name: _sum(folder / name) for name in names}
            write_whole(folder / f"{segment}.seal", json.dumps(sums))


def check(folder: Path, segment: str) -> None:
    """Raise BrokenSealError if a segment's files are not as they were; one that was not sealed in time is trusted."""
    path = folder / f"{segment}.seal"
    if not path.exists():
        return
    for name, told in json.loads(path.read_text()).items():
        if _sum(folder / name) != told:
            raise BrokenSealError(name)


def _sum(path: Path) -> int:
    total = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            total = crc32(block, total)
    return total
