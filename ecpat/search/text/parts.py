"""What a Dutch compound is put together of: “kinderhandel” of “kinder” and “handel”.

Parts are common words of four letters and more, the fewest that make the whole; an “s” may join two. What only looks
like a part is none: the ending of “mogelijkheden”, a small word in “onderzoek”, the beginning of “slachtoffer”.
"""

from __future__ import annotations

from functools import cache

from . import dictionary
from .stopwords import DUTCH

SHORTEST = 4  # letters of a part
LONGEST = 40  # letters of a word that is looked at

_NONE = """
achtig achtige baar bare eert elen erij eren ering heden heid inter lijk lijke lijks ling lingen loos loze rijk rijke
rijkste schap schappen slacht ster sters willig willige zaam zame
"""


def dutch(word: str) -> tuple[str, ...]:
    """Return the parts of a compound without accents; none of a word that is no compound."""
    if not 2 * SHORTEST <= len(word) <= LONGEST or word in DUTCH:
        return ()
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(SHORTEST, len(word) + 1):
        found = [(*best[start], part) for start in best if (part := _part(word, start, end))]
        if found:
            best[end] = min(found, key=len)
    return tuple(part for whole in best.get(len(word), ()) for part in dutch(whole) or (whole,))


def _part(word: str, start: int, end: int) -> str:
    """Return the word that a stretch of a longer one is as a part; nothing where it is none."""
    letters = word[start:end]
    written = (letters,) if end == len(word) else (letters, letters.removesuffix("s"))
    return next((part for part in written if part != word and part in _words()), "")


@cache
def _words() -> frozenset[str]:
    every = dictionary.of_language("nl") - DUTCH - frozenset(_NONE.split())
    return frozenset(word for word in every if len(word) >= SHORTEST and word.isalpha())
