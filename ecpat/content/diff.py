"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\s+|\w+\s*|[^\w\s]\s*")
LONGEST = 2_000  # lines, or words of a passage, that are compared one by one; more are shown whole


@dataclass(frozen=True)
class Piece:
    """A run of text: "same", "added" or "removed"."""

    kind: str
    text: str


def words(before: str, after: str) -> list[Piece]:
    """Return the pieces that lead from one text to another: lines first, then the words of lines that differ.

    Same and removed pieces together are the first text, same and added ones the second.
    """
    pieces: list[Piece] = []
    for piece in _compared(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if pieces and pieces[-1].kind == piece.kind:
            piece = Piece(piece.kind, pieces.pop().text + piece.text)
        pieces.append(piece)
    return pieces


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for old, new in _aligned(before, after):
        if old == new:
            yield Piece("same", old)
        elif not old or not new:
            yield Piece("removed", old) if old else Piece("added", new)
        else:
            for removed, added in _aligned(_WORD.findall(old), _WORD.findall(new)):
                if removed == added:
                    yield Piece("same", removed)
                    continue
                yield from (Piece(kind, text) for kind, text in (("removed", removed), ("added", added)) if text)


def _aligned(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Return what stands against what, equal where nothing changed; what begins and ends the same costs nothing."""
    shorter = min(len(before), len(after))
    head = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    tail = next((at for at in range(shorter - head) if before[-1 - at] != after[-1 - at]), shorter - head)
    if head:
        yield "".join(before[:head]), "".join(before[:head])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(old) + len(new) > LONGEST:
        yield "".join(old), "".join(new)
    else:
        for _tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield "".join(old[a:b]), "".join(new[c:d])
    if tail:
        end = "".join(before[len(before) - tail :])
        yield end, end
