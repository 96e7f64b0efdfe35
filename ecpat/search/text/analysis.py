"""How each language's texts become terms: the same chain for what is written and for what is asked.

The normal form, elisions, words, accents folded, small words dropped, stems. Accents are folded before stemming, so
that a query without accents finds the same. Stemmers: Snowball (https://snowballstem.org/), as Whoosh carries them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from whoosh.lang import NoStemmer, NoStopWords, stemmer_for_language, stopwords_for_language

from . import dictionary, parts, stopwords
from .forms import fold, normal

VERSION = "6"  # of everything that decides which terms a text has: another one means that the index is rebuilt

_WORD = re.compile(r"[^\W_]+")
_KNOWN_LIMIT = 200_000
LONGEST = 40  # letters of a word that are kept

Stemmer = Callable[[str], str]
Divider = Callable[[str], tuple[str, ...]]


class Token(NamedTuple):
    """A word of a text: the stem it is found by, the word without accents, the word as written in lower case."""

    stem: str
    word: str
    surface: str


class Analyser:
    """Turns texts of one language into tokens; safe to share between threads."""

    def __init__(
        self,
        stem: Stemmer,
        stops: frozenset[str],
        elision: re.Pattern[str] | None = None,
        divide: Divider | None = None,
    ) -> None:
        self._stem, self._stops, self._elision = stem, stops, elision
        self.divides = divide is not None  #: whether the language writes many words as one
        self._parts = divide and lru_cache(_KNOWN_LIMIT)(lambda word: tuple(map(stem, divide(word))))
        self._known: dict[str, Token | None] = {}

    def surfaces(self, text: str) -> list[str]:
        """Return the words of a text in lower case, elisions taken off, small words kept."""
        text = normal(text)
        if self._elision is not None and "'" in text:
            text = self._elision.sub(" ", text.replace("aujourd'hui", "aujourdhui"))
        return _WORD.findall(text)

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of a text, small words dropped."""
        return [token for token in map(self.token, self.surfaces(text)) if token is not None]

    def token(self, surface: str) -> Token | None:
        """Return what a word is found by; None for a small word."""
        try:
            return self._known[surface]
        except KeyError:
            token = self._make(surface)
            if len(self._known) > _KNOWN_LIMIT:
                self._known.clear()
            self._known[surface] = token
            return token

    def parts(self, token: Token) -> tuple[str, ...]:
        """Return the stems of the words that a word is put together of, where its language divides words."""
        return self._parts(token.word) if self._parts is not None else ()

    def is_small(self, word: str) -> bool:
        """Tell whether a word without accents is one that says nothing about a text."""
        return word in self._stops

    def written(self, word: str) -> Token | None:
        """Return what a word is found by as it is written, in capitals or not."""
        try:
            return self._known[word]
        except KeyError:
            return self.token(normal(word))

    def words(self, text: str) -> list[str]:
        """Return every word of a text without accents, small words too."""
        return [fold(surface)[:LONGEST] for surface in self.surfaces(text)]

    def _make(self, surface: str) -> Token | None:
        word = fold(surface)[:LONGEST]
        if not word or word in self._stops:
            return None
        return Token(self._stem(word), word, surface[:LONGEST])


@cache
def analyser(locale: str) -> Analyser:
    """Return the analyser of a language; one that only folds where nothing better is known."""
    language = locale.partition("-")[0].partition("_")[0]
    if language == "fr":
        return Analyser(_french_stem, stopwords.FRENCH, _FRENCH_ELISION)
    if language == "en":
        return Analyser(_english_stem, stopwords.ENGLISH, _GENITIVE)
    if language == "nl":
        return Analyser(_dutch_stem, stopwords.DUTCH, _GENITIVE, parts.dutch)
    try:
        stops = stopwords_for_language(language)  # type: ignore[no-untyped-call]  # Whoosh is typed in part
    except NoStopWords:
        stops = ()
    return Analyser(_snowball(language), frozenset(map(fold, stops)))


def _snowball(language: str) -> Stemmer:
    """Return the Snowball stemmer of a language; where there is none, one that leaves words as they are."""
    try:
        stem: Stemmer = stemmer_for_language(language)  # type: ignore[no-untyped-call]
    except NoStemmer:
        return str
    return stem


_FRENCH_ELISION = re.compile(r"(?<![^\W_])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)'")
_GENITIVE = re.compile(r"'s(?![^\W_])")
_snowball_french, _snowball_english, _snowball_dutch = map(_snowball, ("fr", "en", "nl"))
# Words that Snowball leaves apart, of those that this site uses.
_FRENCH_WORDS = {"amis": "ami", "jeux": "jeu", "lois": "loi", "travaux": "travail"}
_ENGLISH_STEMS = {"children": "child", "women": "woman"}
_DUTCH_STEMS = {
    "kinder": "kind", "led": "lid", "sted": "stad", "men": "mens", "uitgebuit": "uitbuit", "misbruikt": "misbruik",
    "verhandeld": "handel",
}  # fmt: skip
_CONSONANTS = frozenset("bcdfghjklmnpqrtv")
_SHORTEST_SINGULAR = 4  # letters: a shorter word may well be another one


def _french_stem(word: str) -> str:
    """Stem a folded word; « exploitées » loses its participle's second e first, which no accent marks any more."""
    if word.endswith(("ees", "ee")) and len(word) > 4:
        word = word[: word.rindex("ee") + 1]
    if word.endswith(("trice", "trices")):
        word = f"{word[: word.rindex('trice')]}teur"
    return _snowball_french(_FRENCH_WORDS.get(word) or _french_number(word))


def _english_stem(word: str) -> str:
    """Stem a folded word; “children” and “child” are one."""
    stem = _snowball_english(word)
    return _ENGLISH_STEMS.get(stem, stem)


def _dutch_stem(word: str) -> str:
    """Stem a folded word; « brieven » and « brief », « meisjes » and « meisje » are one."""
    word = word.removesuffix("s") if word.endswith("jes") else _singular(word, "nl", "s")
    stem = _snowball_dutch(word)
    if stem.endswith(("v", "z")):
        stem = f"{stem[:-1]}{'f' if stem.endswith('v') else 's'}"
    return _DUTCH_STEMS.get(stem, stem)


def _french_number(word: str) -> str:
    """Return a word in the number that Snowball stems rightly: it takes « délit » and « commissions » for verbs."""
    if word.endswith(("ion", "ions")):
        return word.removesuffix("s")
    if word[-1:] in _CONSONANTS and f"{word}s" in dictionary.of_language("fr"):
        return f"{word}s"
    return _singular(word, "fr", "as", "is", "os", "us", "eux")


def _singular(word: str, language: str, *endings: str) -> str:
    """Return a plural's singular where that is a word too."""
    plural = len(word) > _SHORTEST_SINGULAR and word.endswith(endings) and not word.endswith("ss")
    return word[:-1] if plural and word[:-1] in dictionary.of_language(language) else word


def pairs(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """Yield each two neighbouring stems."""
    stems = [token.stem for token in tokens]
    return itertools.pairwise(stems)
