"""Phrases of people in distress or at risk: their searches get help first, and are never written down."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import select

from ...core import generation
from ...core.database import db
from ...terms.models import HelpPhrase
from ..index.vocabulary import slips
from .analysis import analyser
from .query import clean

DATA = Path(__file__).parent / "crisis.csv"
BETWEEN = 2  # other words between two of a phrase
SHORTEST = 3  # letters of a word that may be mistyped
Words = tuple[str, ...]

_cache = generation.GenerationCache()


class HelpPhrases:
    """Phrases, each found where all its words stand in a text, in their order, with at most a few between."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._phrases: dict[str, dict[str, set[Words]]] = {}  # under the language and the first word
        for locale, phrase in phrases:
            if words := _words(phrase, locale):
                self._phrases.setdefault(locale, {}).setdefault(words[0], set()).add(words)

    def stand_in(self, text: str, locale: str) -> bool:
        """Tell whether one of the phrases stands in a text, in the reader's language or in another."""
        text = clean(text)
        nearest = sorted(self._phrases, key=lambda known: known != locale)
        return any(self._in(_words(text, known), known) for known in nearest)

    def stand_nearly_in(self, text: str, unknown: Iterable[str]) -> bool:
        """Tell whether one of the phrases stands in a text of which some words may be slips of the finger."""
        text, doubtful = clean(text), " ".join(unknown)
        return any(self._in(self._mended(text, doubtful, known), known) for known in self._phrases)

    def _in(self, words: Words, locale: str) -> bool:
        phrases = self._phrases[locale]
        return any(_follows(phrase, words) for word in set(words) for phrase in phrases.get(word, ()))

    def _mended(self, text: str, doubtful: str, locale: str) -> Words:
        """Return the words of a text; in a doubtful one's place, those of phrases that are one slip away from it."""
        ours = {word for phrases in self._phrases[locale].values() for phrase in phrases for word in phrase}
        slipped = {word for word in _words(doubtful, locale) if len(word) >= SHORTEST} - ours
        meant = {word: sorted(ours.intersection(slips(word))) for word in slipped}
        return tuple(word for typed in _words(text, locale) for word in meant.get(typed) or (typed,))


def _follows(phrase: Words, words: Words) -> bool:
    """Tell whether the words of a phrase follow one another in a text."""
    for start in range(len(words) - len(phrase) + 1):
        place = start
        for word in phrase:
            near = words[place : place + 1 + (BETWEEN if place > start else 0)]
            if word not in near:
                break
            place += near.index(word) + 1
        else:
            return True
    return False


def _words(text: str, locale: str) -> Words:
    """Return a text's words without accents, endings and articles; « on m’a » says who it was done to and stays."""
    words = (word for word in analyser(locale).words(text) if word not in _ARTICLES)
    return tuple(word.removesuffix("s").removesuffix("e") or word for word in words)


_ARTICLES = frozenset(["a", "an", "d", "de", "des", "du", "l", "la", "le", "les", "the", "to", "un", "une"])


def read(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (language, phrase) from a CSV file with the columns locale, phrase."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["locale"], row["phrase"]


def needs_help(text: str, locale: str) -> bool:
    """Tell whether a search sounds like distress or risk, in the reader's language or in another."""
    return current().stand_in(text, locale)


def current() -> HelpPhrases:
    """Return the phrases as they are now."""
    return _cache.get(generation.current(), str(db.engine.url), _kept)


def _kept() -> HelpPhrases:
    """Return the phrases as editors keep them now; those that come with the site where they keep none."""
    rows = db.session.scalars(select(HelpPhrase)).all()
    return HelpPhrases([(row.locale, row.phrase) for row in rows] or read(DATA))
