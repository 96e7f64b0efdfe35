"""How a reader's text is read: corrected, widened by the thesaurus, understood in each language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..index.engine import SearchIndex
from .analysis import Token, analyser
from .parsed_query import Meanings, understand
from .query import Query, parse
from .thesaurus import Thesaurus
from .typed_language import typed_language


@dataclass(frozen=True)
class Reading:
    """What was asked, as an engine is asked for it."""

    meanings: Meanings
    unknown: tuple[str, ...]  #: the words that no text of any language has
    corrected: str  #: the text with unknown words replaced by known ones; empty where there is nothing to correct
    preferred: tuple[tuple[str, str], ...]
    terms: tuple[str, ...]
    plain: Meanings  #: what was asked without the corrections


def read(index: SearchIndex, thesaurus: Thesaurus, text: str, locale: str) -> Reading:
    """Read a text that a reader of a language typed; the engine may raise what it raises where it is broken."""
    query, locales = parse(text), tuple(sorted({locale, *index.locales()}))
    typed = typed_language(query.text, locale, locales, index.share)
    unknown = tuple(_unknown(index, query, locale, locales))
    corrections = _corrections(index, unknown, typed)
    expansion = thesaurus.expand(query.text, locale, locales)

    def meanings(asked: Query) -> Meanings:
        return {known: understand(asked, known, expansion.synonyms.get(known, ()), typed) for known in locales}

    plain = meanings(query)
    corrected = replace(
        query,
        words=_replaced(query.words, corrections),
        phrases=tuple(_replaced(phrase, corrections) for phrase in query.phrases),
    )
    return Reading(
        meanings=meanings(corrected) if corrections else plain,
        unknown=unknown,
        corrected=_replaced(text, corrections) if corrections else "",
        preferred=expansion.preferred,
        terms=tuple(dict.fromkeys(token.surface for token in analyser(locale).tokens(corrected.text))),
        plain=plain,
    )


def _unknown(index: SearchIndex, query: Query, locale: str, locales: Iterable[str]) -> Iterator[str]:
    """Yield each word that no text of any language has."""
    for surface in dict.fromkeys(analyser(locale).surfaces(query.text)):
        token = analyser(locale).token(surface)
        if token is not None and not _known(index, token, surface, locales):
            yield surface


def _corrections(index: SearchIndex, unknown: Iterable[str], locale: str) -> dict[str, str]:
    """Return what to read for words that are unknown, where there is anything likely."""
    found = {}
    for surface in unknown:
        token = analyser(locale).token(surface)
        if token is not None and (instead := index.correction(token.word, locale)):
            found[surface] = instead
    return found


def _known(index: SearchIndex, token: Token, surface: str, locales: Iterable[str]) -> bool:
    for locale in locales:
        other = analyser(locale).token(surface)
        if other is None or index.knows(locale, other):
            return True
    return False


def _replaced(text: str, corrections: dict[str, str]) -> str:
    for surface, instead in corrections.items():
        text = re.sub(rf"(?<![^\W_]){re.escape(surface)}(?![^\W_])", instead, text, flags=re.IGNORECASE)
    return text
