"""Words that are written as one or as two: « cyberharcèlement », « cyber-harcèlement », « cyber harcèlement ».

A language that writes many words as one says itself what they are put together of (`Analyser.parts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..index.engine import SearchIndex
from . import dictionary
from .analysis import Token, analyser
from .parsed_query import Stems
from .stopwords import PREFIXES

SHORTEST = 4  # letters of a part
MOST_WORDS = 8  # of a search that are looked at, small ones too: a longer one is a sentence


def written_otherwise(index: SearchIndex, text: str, locale: str) -> tuple[Stems, ...]:
    """Return the words of a search that live texts write as one where it has two, and as two where it has one."""
    return tuple(dict.fromkeys(stems for _, _, stems in _otherwise(index, text, locale)))


def readings(index: SearchIndex, text: str, locale: str) -> Iterator[Stems]:
    """Yield the stems of a whole text as it is typed, then with each of its compounds written otherwise."""
    tokens = list(map(analyser(locale).token, analyser(locale).surfaces(text)))

    def stems(some: list[Token | None]) -> Stems:
        return tuple(token.stem for token in some if token)

    yield stems(tokens)
    for start, end, other in _otherwise(index, text, locale):
        yield (*stems(tokens[:start]), *other, *stems(tokens[end:]))


def divided(index: SearchIndex, word: str, locale: str) -> tuple[str, ...]:
    """Return the words of live texts, small ones among them, that one without accents was put together of."""
    known, best = analyser(locale), dict[int, tuple[str, ...]]({0: ()})
    for end in range(1, len(word) + 1):
        for start in [start for start in best if start < end and end - start < len(word)]:
            part = word[start:end]
            token = known.token(part)
            if (len(part) > 1 and token is None) or (token and len(part) > 2 and index.knows(locale, token)):
                parts = (*best[start], part)
                if end not in best or len(parts) < len(best[end]):
                    best[end] = parts
    parts = best.get(len(word), ())
    if any(len(part) >= SHORTEST for part in parts):
        return parts
    tokens = [token for token in map(known.token, parts) if token]
    together = len(tokens) > 1 and all(index.adjoin(locale, *two) for two in pairwise(tokens))
    return parts if together else ()


def _otherwise(index: SearchIndex, text: str, locale: str) -> Iterator[tuple[int, int, Stems]]:
    """Yield (first, last, stems): which words of a text live texts write otherwise, and as what."""
    tokens = list(map(analyser(locale).token, analyser(locale).surfaces(text)))[:MOST_WORDS]
    for place, (one, other) in enumerate(pairwise(tokens)):
        if one and other and one.word.isalpha() and other.word.isalpha():
            token = analyser(locale).token(one.word + other.word)
            if token and index.knows(locale, token):
                yield place, place + 2, (token.stem,)
    for place, token in enumerate(tokens):
        yield from ((place, place + 1, stems) for stems in (_divided(index, token, locale) if token else ()))


def _divided(index: SearchIndex, token: Token, locale: str) -> Iterator[Stems]:
    if stems := analyser(locale).parts(token):
        yield stems
    word, known = token.word, dictionary.common()
    for place in range(SHORTEST, len(word) - SHORTEST + 1):
        first, rest = word[:place], word[place:]
        if first in PREFIXES or (first in known and rest in known and word not in known):
            parts = [part for part in map(analyser(locale).token, (first, rest)) if part]
            if len(parts) == 2 and index.adjoin(locale, *parts):
                yield tuple(part.stem for part in parts)
