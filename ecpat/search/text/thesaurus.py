"""The words of the field: which term is used, which are not, and what each is in the other languages.

The terms follow the Luxembourg Guidelines (https://ecpat.org/luxembourg-guidelines/).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ...core import generation
from ...core.services import Service
from ...terms.service import Term, every
from .analysis import analyser
from .parsed_query import Stems

LONGEST = 12  # words of a term
REMEMBERED = 2000  # texts whose expansion is kept

_cache = Service(lambda _app: generation.GenerationCache())


@dataclass(frozen=True)
class Expansion:
    """What the thesaurus knows of a query."""

    synonyms: Mapping[str, tuple[Stems, ...]]  #: per language
    preferred: tuple[tuple[str, str], ...]  #: (discouraged word used, preferred term in the reader's language)


class Thesaurus:
    """Terms, found by their words in a row."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._expanded: dict[tuple[str, str, tuple[str, ...]], Expansion] = {}
        self._concepts: dict[str, list[Term]] = {}
        self._terms: dict[tuple[str, str], list[Term]] = {}
        for term in terms:
            self._concepts.setdefault(term.concept, []).append(term)
            if words := _words(term.text, term.locale):
                self._terms.setdefault((term.locale, "".join(words)), []).append(term)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield (language, term) of all terms."""
        yield from ((term.locale, term.text) for terms in self._concepts.values() for term in terms)

    def same(self, text: str) -> Iterator[Term]:
        """Yield the terms, of any language, that mean what a whole text is a term for, and that are used."""
        for locale in {term.locale for terms in self._concepts.values() for term in terms}:
            for used in self._terms.get((locale, "".join(_words(text, locale))), ()):
                yield from (term for term in self._concepts[used.concept] if term.use != "discouraged")

    def expand(self, text: str, locale: str, locales: tuple[str, ...]) -> Expansion:
        """Return the synonyms of what stands in a text, and the terms that are used instead of discouraged ones."""
        key = text, locale, locales
        if key not in self._expanded:
            if len(self._expanded) >= REMEMBERED:
                self._expanded.clear()
            self._expanded[key] = self._expand(*key)
        return self._expanded[key]

    def _expand(self, text: str, locale: str, locales: tuple[str, ...]) -> Expansion:
        synonyms: dict[str, list[Stems]] = {}
        preferred: dict[str, str] = {}
        for known in (locale, *(other for other in locales if other != locale)):
            for used in self._found(text, known):
                said = set(_stems(used))
                for term in self._concepts[used.concept]:
                    stems = _stems(term)
                    if stems and not (term.locale == known and said.issubset(stems)):  # found by what was typed
                        synonyms.setdefault(term.locale, []).append(stems)
                    preferable = used.use == "discouraged" and term.use == "preferred" and term.locale == locale
                    if preferable and term.text not in preferred.values():
                        preferred.setdefault(used.text, term.text)
            if synonyms:
                break
        return Expansion(
            {known: tuple(dict.fromkeys(found)) for known, found in synonyms.items()}, tuple(preferred.items())
        )

    def _found(self, text: str, locale: str) -> Iterator[Term]:
        """Yield the terms that stand in a text, the longest where they overlap."""
        words, place = _words(text, locale), 0
        while place < len(words):
            for end in range(min(len(words), place + LONGEST), place, -1):
                # Written as one word, as two or with a hyphen, a term is the same.
                if found := self._terms.get((locale, "".join(words[place:end]))):
                    yield from found
                    place = end
                    break
            else:
                place += 1


def _stems(term: Term) -> Stems:
    return tuple(token.stem for token in analyser(term.locale).tokens(term.text))


def _words(text: str, locale: str) -> Stems:
    """Return what terms are compared by: no stems, which would take « traitement » for « traite »."""
    return tuple(token.word.removesuffix("s") for token in analyser(locale).tokens(text))


def thesaurus() -> Thesaurus:
    """Return the thesaurus as editors keep it now; the one that comes with the site where they keep none."""
    return _cache.current().get(generation.current(), "terms", lambda: Thesaurus(every()))
