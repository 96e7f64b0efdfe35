"""Phrases of people in distress or at risk: their searches get help first, and are never written down."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path

from sqlalchemy import select

from ...core import generation
from ...core.database import db
from ...core.services import Service
from ...locales import LOCALES
from ...terms.models import HelpPhrase
from . import dictionary, suggestions
from .analysis import analyser
from .forms import fold, normal
from .mistyped import Mistyped
from .patterns import Patterns, Words, spellings
from .query import clean

DATA = Path(__file__).parent / "crisis.csv"
MOST_WORDS = 40  # of a text that are read
LONG = 5  # letters of a word that has an ending

# Signs count as words: a face in tears may be all that somebody types.
_WORD = re.compile(r"[^\W_]+|[\u2600-\u27bf\U0001f100-\U0001faff]")
_SMALL = """
a an d de des du een het l la le les the to un une
encore so souvent still stp svp pls please plz toujours tres trop very vraiment really heel echt erg
"""
_OF_ONESELF = (
    "je me moi mon ma mes nous notre nos i im ive id ill my myself we our us g chui chuis ik mezelf mij mijn mn onze"
)
_DROPPED, _FIRST_PERSON = frozenset(_SMALL.split()), frozenset(_OF_ONESELF.split())
_LEFT = {"fr": "iy", "nl": "dt"}  # what stemming may leave at the end of one form of a word and not of another
_ELIDED = {"j": "je", "m": "me", "t": "te", "s": "se", "c": "ce", "n": "ne", "qu": "que", "d": "", "l": ""}

# « faut-il », « il y a »: nobody is spoken of.
_IMPERSONAL = re.compile(
    r"-(?:t-)?(?:ils?|elles?|on)\b|\bil (?:y (?:a|avait|aura)|faut|faudrait|existe|etait une fois)\b|"
    r"\bs'il (?:te|vous) plai(?:s|t)\b"
)
_CRY = re.compile(r"\ba l[' ]?aide\b")  # « à l’aide » is one; « aide » alone may be the page of that name

_cache = Service(lambda _app: generation.GenerationCache())


class HelpPhrases:
    """The phrases of every language, found in what is typed however it is spelled."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        lines: dict[str, list[str]] = {}
        for locale, phrase in phrases:
            lines.setdefault(locale, []).append(phrase)
        self._languages = [_Language(locale, found) for locale, found in lines.items()]

    def stand_in(self, text: str, doubtful: Collection[str] = ()) -> bool:
        """Tell whether a phrase stands in a text, whichever the language; doubtful words may be mistyped."""
        text, doubted = clean(text), frozenset(map(fold, doubtful))
        looks_up = any(language.looks_up(text) for language in self._languages)
        return any(
            language.patterns.stand_in(language.meant(text, doubted), looks_up) for language in self._languages
        )

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield (language, words) of all that phrases are made of, as they are written."""
        for language in self._languages:
            yield from ((language.locale, text) for text in language.patterns.texts)


class _Language:
    """The phrases of one language and the words that they are made of."""

    def __init__(self, locale: str, lines: Iterable[str]) -> None:
        lines = list(lines)
        self.locale, self.words = locale, set[str]()
        self._spelled = {fold(normal(word)): _words(meant, locale) for word, meant in spellings(lines)}
        self.patterns = Patterns(lines, self._read, _FIRST_PERSON)
        self._looked_up = [_line(_words(text, locale)) for text in self.patterns.looked_up]

    @cached_property
    def _mistyped(self) -> Mistyped:
        return Mistyped(self.words | self.patterns.words)

    @cached_property
    def _mistyped_there(self) -> Mistyped:
        looked_up = (line.strip() for line in self._looked_up)
        return Mistyped(word for word in looked_up if " " not in word and len(word) >= LONG)

    def looks_up(self, text: str) -> bool:
        """Tell whether a text has a word of who looks something up, as written: « parler » is not « parlement »."""
        words = _words(text, self.locale)
        lines = _line(words), _line(word.removesuffix("s") for word in words)
        unknown = (word for word in words if not self._is_real(word) and self._stem(word) not in self.patterns.words)
        return any(words in line for words in self._looked_up for line in lines) or any(
            self._mistyped_there.slips(word) for word in unknown
        )

    def meant(self, text: str, doubtful: frozenset[str]) -> list[set[str]]:
        """Return what each word of a text may be meant as."""
        words = [meant for word in _words(text, self.locale) for meant in self._spelled.get(word, [word])]
        return list(self._meant(words[:MOST_WORDS], doubtful))

    def _read(self, text: str) -> Words:
        """Return what a phrase's words are found by."""
        words = _words(text, self.locale)
        self.words.update(words)
        return tuple(map(self._stem, words))

    def _stem(self, word: str) -> str:
        """Return a word without its endings; « publie » and « publier », “dwingt” and “dwingen” are one too."""
        plural = len(word) >= LONG and word[-1] == "s" != word[-2]
        token = analyser(self.locale).token(word[:-1] if plural else word)
        stem = token.stem if token else word
        return stem[:-1] if len(stem) >= LONG and stem[-1] in _LEFT.get(self.locale, "") else stem

    def _meant(self, words: list[str], doubtful: frozenset[str]) -> Iterator[set[str]]:
        """Yield for each word what it may be meant as: itself, or words of phrases near an unknown one."""
        ours, place = self.patterns.words, 0
        while place < len(words):
            word = words[place]
            joined = self._stem("".join(words[place : place + 2]))
            place += 1
            stem = self._stem(word)
            if stem not in ours and self.locale == "fr" and word.endswith("ent") and self._stem(word[:-2]) in ours:
                word, stem = word[:-2], self._stem(word[:-2])  # « ils frappent », which the stemmer leaves alone
            if stem in ours or not word.isalpha():
                yield {stem}
            elif joined in ours and len(joined) >= LONG and place < len(words):
                place += 1
                yield {joined}
            elif parts := self._split(word):
                yield from ({self._stem(part)} for part in parts if part not in _DROPPED)
            elif self._is_real(word) and word not in doubtful:
                yield {stem}
            else:
                near = self._mistyped.slips(word) | self._mistyped.slips(stem) | self._mistyped.alike(word)
                yield set(map(self._stem, near)) | near & ours or {stem}

    def _is_real(self, word: str) -> bool:
        """Tell whether many texts have a word, of the site's languages or this one."""
        return word in dictionary.common() or word in dictionary.of_language(self.locale)

    def _split(self, word: str) -> Words:
        """Return the two words of phrases that were written as one: « jveux », « daide », “helpme”."""
        known = self._is_real(word)
        for place in range(1, len(word)):
            first, rest = word[:place], word[place:]
            if self._stem(rest) in self.patterns.words and len(rest) > 1:
                if first in _ELIDED and self.locale == "fr" and (first == "j" or not known):
                    return (*filter(None, [_ELIDED[first]]), rest)
                if place > 1 and len(rest) > 2 and not known and self._stem(first) in self.patterns.words:
                    return first, rest
        return ()


def _words(text: str, locale: str) -> list[str]:
    """Return a text's words without accents and articles, and elided ones in full: « on m’a » says to whom."""
    text = fold(normal(text))
    if locale == "fr":
        text = _CRY.sub("alaide", _IMPERSONAL.sub(" ", text))
        words = [_ELIDED.get(word, word) for word in _WORD.findall(text)]
    else:
        words = _WORD.findall(text.replace("'", ""))
    return [word for word in words if word and word not in _DROPPED]


def _line(words: Iterable[str]) -> str:
    """Return words between blanks."""
    return f" {' '.join(words)} "


def read(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (language, phrase) from a CSV file with the columns locale, phrase."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["locale"], row["phrase"]


def unkept(languages: Iterable[str]) -> set[tuple[str, str]]:
    """Return the (language, phrase) that come with the site in other languages than those."""
    kept = set(languages)
    return {(locale, phrase) for locale, phrase in read(DATA) if locale not in kept}


def needs_help(text: str) -> bool:
    """Tell whether a search sounds like distress or risk, in whichever language; one for a title of ours does not."""
    return current().stand_in(text) and not any(suggestions.is_title(text, known) for known in LOCALES)


def current() -> HelpPhrases:
    """Return the phrases as they are now."""
    return _cache.current().get(generation.current(), "phrases", _kept)


def _kept() -> HelpPhrases:
    """Return the phrases as editors keep them now; those of the site in a language in which they keep none."""
    kept = {(locale, phrase) for locale, phrase in db.session.execute(select(HelpPhrase.locale, HelpPhrase.phrase))}
    return _made(frozenset(kept.union(unkept(locale for locale, _phrase in kept))))


@lru_cache(4)
def _made(phrases: frozenset[tuple[str, str]]) -> HelpPhrases:
    """Return phrases ready to be found: a tenth of a second's work, and most changes of content leave them alone."""
    return HelpPhrases(phrases)
