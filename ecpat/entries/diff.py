"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

_WORD = re.compile(r"\s+|\w+\s*|[^\w\s]\s*")
LONGEST = 2_000  # lines, or words of a passage, that are compared one by one; more are shown whole
WORK = 50_000_000  # of all passages of a text: pairs of equal words, times words; a second at the worst


@dataclass(frozen=True)
class Piece:
    """A run of text: "same", "added" or "removed"."""

    kind: str
    text: str


class _Budget:
    """How much may still be compared: what says the same few words over and over takes the cube of its length."""

    def __init__(self) -> None:
        self._left = WORK

    def covers(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """Tell whether two passages may be compared, and count it."""
        if len(old) + len(new) > LONGEST:
            return False
        times = Counter(old)
        cost = sum(times[word] for word in new) * min(len(old), len(new))
        if cost > self._left:
            return False
        self._left -= cost
        return True


def words(before: str, after: str) -> list[Piece]:
    """Return the pieces that lead from one text to another: lines first, then the words of lines that differ.

    Same and removed pieces together are the first text, same and added ones the second.
    """
    pieces: list[Piece] = []
    for piece in _compared(before.splitlines(keepends=True), after.splitlines(keepends=True), _Budget()):
        if pieces and pieces[-1].kind == piece.kind:
            piece = Piece(piece.kind, pieces.pop().text + piece.text)
        pieces.append(piece)
    return pieces


@dataclass(frozen=True)
class Pair:
    """A paragraph as it was and as it is, in pieces; no pieces where there is none on that side."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Tell whether it differs."""
        return any(piece.kind != "same" for piece in (*self.before, *self.after))


def paragraphs(before: str, after: str) -> list[Pair]:
    """Return the lines of two texts that face each other, each with the words that differ."""
    old, new, budget = before.splitlines(), after.splitlines(), _Budget()
    if not budget.covers(old, new):
        return [_pair(before, after, budget)]
    pairs: list[Pair] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        facing = zip_longest(old[a:b], new[c:d], fillvalue="")
        pairs += [_pair(*both, budget) if tag != "equal" else _same(both[0]) for both in facing]
    return pairs


def _same(text: str) -> Pair:
    piece = (Piece("same", text),)
    return Pair(piece, piece)


def _pair(before: str, after: str, budget: _Budget) -> Pair:
    pieces = list(_compared([before] if before else [], [after] if after else [], budget))
    sides = (tuple(one for one in pieces if one.kind in ("same", kind)) for kind in ("removed", "added"))
    return Pair(*sides)


def _compared(before: Sequence[str], after: Sequence[str], budget: _Budget) -> Iterator[Piece]:
    for old, new in _aligned(before, after, budget):
        if old == new:
            yield Piece("same", old)
        elif not old or not new:
            yield Piece("removed", old) if old else Piece("added", new)
        else:
            for removed, added in _aligned(_WORD.findall(old), _WORD.findall(new), budget):
                if removed == added:
                    yield Piece("same", removed)
                    continue
                yield from (Piece(kind, text) for kind, text in (("removed", removed), ("added", added)) if text)


def _aligned(before: Sequence[str], after: Sequence[str], budget: _Budget) -> Iterator[tuple[str, str]]:
    """Return what stands against what, equal where nothing changed; what begins and ends the same costs nothing."""
    shorter = min(len(before), len(after))
    head = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    tail = next((at for at in range(shorter - head) if before[-1 - at] != after[-1 - at]), shorter - head)
    if head:
        yield "".join(before[:head]), "".join(before[:head])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if not budget.covers(old, new):
        yield "".join(old), "".join(new)
    else:
        for _tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield "".join(old[a:b]), "".join(new[c:d])
    if tail:
        end = "".join(before[len(before) - tail :])
        yield end, end
