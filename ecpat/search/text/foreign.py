"""Words of a language that this site is not in, and what they are in its own: they lead to what there is."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from . import dictionary
from .analysis import analyser

DATA = Path(__file__).parent / "foreign.csv"
LONGEST = 5  # words of a term

Words = tuple[str, ...]


class Translation(NamedTuple):
    """What was typed in another language, in the reader's."""

    language: str
    text: str


def translated(text: str, locale: str, ours: Collection[str]) -> Translation | None:
    """Return a text in a reader's language; nothing where a word of it is none of a language that is not ours."""
    for language, terms in _languages().items():
        if language not in ours and (said := list(_said(analyser(language).words(text), terms, language, locale))):
            return Translation(language, " ".join(said)) if all(said) else None
    return None


def is_word(word: str) -> bool:
    """Tell whether a word without accents is a common one of a language that readers may type here."""
    return any(word in dictionary.of_language(language) for language in _languages())


def _said(words: list[str], terms: Mapping[Words, Mapping[str, str]], language: str, locale: str) -> Iterator[str]:
    """Yield what each term is called, the longest first; an empty text for a word that is none and not small."""
    place = 0
    while place < len(words):
        for end in range(min(len(words), place + LONGEST), place, -1):
            if (term := terms.get(tuple(words[place:end]))) is not None:
                yield term.get(locale, "")
                place = end
                break
        else:
            if not analyser(language).is_small(words[place]):
                yield ""
            place += 1


@cache
def _languages() -> Mapping[str, Mapping[Words, Mapping[str, str]]]:
    """Return the terms of each language: what each is called here."""
    languages: dict[str, dict[Words, Mapping[str, str]]] = {}
    with DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words = tuple(analyser(row["language"]).words(row["word"]))
            languages.setdefault(row["language"], {})[words] = row
    return languages
