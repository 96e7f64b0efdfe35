"""Which words of a list a mistyped one may be: by one slip of the finger, or by how it sounds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

SHORTEST = 3  # letters of a word that may be mistyped

_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ch", "C"), ("ph", "f"), ("h", ""), ("qu?", "k"), ("eau|au", "o"), ("[ae][iy]", "e"), ("[sc](?=[eiy])", "s"),
        ("c", "k"), ("g(?=[eiy])", "j"), ("gu", "g"), ("eu|oe", "e"), ("y", "i"), ("z", "s"), (r"(.)\1+", r"\1"),
        ("(?<=..)(?:er|e[zst]|[estxdp])+$", ""),
    )
)  # fmt: skip


class Mistyped:
    """Words without accents, found by what may be meant as one of them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._shorter: dict[str, set[str]] = {}
        self._sounds: dict[str, set[str]] = {}
        for word in words:
            self._sounds.setdefault(sound(word), set()).add(word)
            if len(word) >= SHORTEST:
                for shorter in _shorter(word):
                    self._shorter.setdefault(shorter, set()).add(word)

    def slips(self, word: str) -> set[str]:
        """Return the words that are one slip of the finger away: a letter too many, missing, wrong or misplaced."""
        if len(word) < SHORTEST:
            return set()
        near = (other for shorter in _shorter(word) for other in self._shorter.get(shorter, ()))
        return {other for other in near if one_slip(word, other)}

    def alike(self, word: str) -> set[str]:
        """Return the words that sound alike to who reads French, as a child may write them."""
        heard = sound(word)
        return self._sounds.get(heard, set()) if len(word) >= SHORTEST and 2 * len(heard) >= len(word) else set()


def sound(word: str) -> str:
    """Return roughly how a word without accents sounds in French; no more is needed of other languages."""
    for pattern, heard in _SOUNDS:
        word = pattern.sub(heard, word)
    return word


def one_slip(word: str, other: str) -> bool:
    """Tell whether two words differ by one letter, or by two neighbours that changed places (Damerau, 1964)."""
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    rest, others = word[start:], other[start:]
    return (
        rest[1:] == others[1:]
        or rest[1:] == others
        or rest == others[1:]
        or (rest[:2] == others[1::-1] and rest[2:] == others[2:])
    )


def _shorter(word: str) -> Iterator[str]:
    """Yield a word, and what is left of it without each of its letters: what is near has one of these in common."""
    yield word
    yield from (word[:place] + word[place + 1 :] for place in range(len(word)))
