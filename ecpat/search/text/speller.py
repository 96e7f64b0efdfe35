"""What an unknown word is likeliest meant to be: a word of live texts, or one that leads further than they do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache

from ...core import generation
from ...core.services import Service
from ...topics import service as topics
from ..index.engine import SearchIndex
from . import compounds, crisis, dictionary, foreign
from .analysis import Token, analyser
from .mistyped import Mistyped
from .thesaurus import thesaurus

SHORTEST = 4  # letters of a word that is corrected

Texts = Iterable[tuple[str, str]]  # (language, text)

_cache = Service(lambda _app: generation.GenerationCache())


class Speller:
    """Knows the words of texts that are no entries' own: terms, topics, phrases of who needs help."""

    def __init__(self, texts: Callable[[], Texts] = tuple) -> None:
        self._texts = texts

    @cached_property
    def _words(self) -> Mapping[str, Words]:
        return _made(frozenset(self._texts()))

    def correction(self, index: SearchIndex, token: Token, locale: str) -> str:
        """Return what to read for a word that no live text has: the nearest, or several that were written as one.

        Nothing where it is a real word, or like no other.
        """
        word = token.word
        if len(word) < SHORTEST or not word.isalpha() or word in dictionary.common() or foreign.is_word(word):
            return ""
        if any(word in words.written for words in self._words.values()):
            return ""
        own = self._words.get(locale)
        near = index.correction(word, locale) or (own.nearest(word) if own else "")
        parts = () if near else compounds.divided(index, word, locale)
        long = all(len(part) >= SHORTEST or analyser(locale).is_small(part) for part in parts)
        return near or " ".join(parts if long else ())


class Words:
    """Words of one language without accents, and how they are written."""

    def __init__(self) -> None:
        self.written: dict[str, str] = {}

    @cached_property
    def _mistyped(self) -> Mistyped:
        return Mistyped(word for word in self.written if len(word) >= SHORTEST)

    def nearest(self, word: str) -> str:
        """Return the word one slip of the finger away that is likeliest; an empty text where there is none."""
        near = sorted(self._mistyped.slips(word))
        best = min(near, key=lambda other: (sorted(other) != sorted(word), other[0] != word[0]), default="")
        return self.written.get(best, "")


def speller() -> Speller:
    """Return what knows the words of terms, topics and phrases as they are now."""
    return _cache.current().get(generation.current(), "speller", lambda: Speller(_texts))


def _texts() -> Texts:
    yield from thesaurus().texts()
    yield from crisis.current().texts()
    for topic in topics.every():
        yield from ((locale, label.label) for locale, label in topic.labels.items())


@lru_cache(4)
def _made(texts: frozenset[tuple[str, str]]) -> Mapping[str, Words]:
    """Return the words of texts: most changes of content leave them alone."""
    made: dict[str, Words] = {}
    for locale, text in sorted(texts):
        words = made.setdefault(locale, Words())
        for token in analyser(locale).tokens(text):
            words.written.setdefault(token.word, token.surface)
    return made
