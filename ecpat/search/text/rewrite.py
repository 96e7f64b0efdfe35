"""How a reader's text is read: corrected, widened by the thesaurus, understood in each language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..index.engine import SearchIndex
from . import compounds
from .analysis import Token, analyser
from .foreign import translated
from .parsed_query import ParsedQueries, understand
from .query import Query, parse
from .speller import Speller
from .thesaurus import Thesaurus
from .typed_language import typed_language


@dataclass(frozen=True)
class Rewrite:
    """What was asked, as an engine is asked for it."""

    query: Query
    parsed: ParsedQueries
    unknown: tuple[str, ...]  #: the words that no text of any language has
    corrected: str  #: the text with unknown words replaced by known ones; empty where there is nothing to correct
    preferred: tuple[tuple[str, str], ...]
    terms: tuple[str, ...]
    plain: ParsedQueries  #: what was asked without the corrections


def read(index: SearchIndex, thesaurus: Thesaurus, text: str, locale: str, speller: Speller | None = None) -> Rewrite:
    """Read a text that a reader of a language typed; the engine may raise what it raises where it is broken.

    A word is read as another one only where no text has it and no list of words: nothing is lost by it.
    """
    query, locales = parse(text), tuple(sorted({locale, *index.locales()}))
    typed = typed_language(query.text, locale, locales, index.share)
    unknown = tuple(_unknown(index, query, locale, locales))
    corrections = _corrections(index, speller or Speller(), unknown, typed)
    corrected = replace(
        query,
        words=_replaced(query.words, corrections),
        phrases=tuple(_replaced(phrase, corrections) for phrase in query.phrases),
    )

    def parsed(asked: Query) -> ParsedQueries:
        expansion = thesaurus.expand(asked.text, locale, locales)
        return {
            known: understand(
                asked,
                known,
                expansion.synonyms.get(known, ()) + compounds.written_otherwise(index, asked.words, known),
                typed,
            )
            for known in locales
        }

    plain = parsed(query)
    return Rewrite(
        query=query,
        parsed=parsed(corrected) if corrected != query else plain,
        unknown=unknown,
        corrected=_replaced(text, corrections) if corrected != query else "",
        preferred=thesaurus.expand(corrected.text, locale, locales).preferred,
        terms=tuple(dict.fromkeys(token.surface for token in analyser(locale).tokens(corrected.text))),
        plain=plain,
    )


def otherwise(index: SearchIndex, rewrite: Rewrite, locale: str) -> Iterator[str]:
    """Yield what to look for where nothing was found: the preferred terms, phrases as words, one word as several.

    What was typed in a language that the site is not in comes before all.
    """
    if translation := translated(rewrite.query.text, locale, index.locales()):
        yield translation.text
    yield from (term for _used, term in rewrite.preferred)
    if rewrite.query.phrases:
        yield rewrite.query.text
    words = analyser(locale).words(rewrite.query.text)
    unknown = {word for surface in rewrite.unknown for word in analyser(locale).words(surface)}
    parts = {word: compounds.divided(index, word, locale) for word in unknown}
    if any(parts.values()):
        yield " ".join(" ".join(parts.get(word) or (word,)) for word in words)


def _unknown(index: SearchIndex, query: Query, locale: str, locales: Iterable[str]) -> Iterator[str]:
    """Yield each word that no text of any language has."""
    for surface in dict.fromkeys(analyser(locale).surfaces(query.text)):
        token = analyser(locale).token(surface)
        if token is not None and not _known(index, token, surface, locales):
            yield surface


def _corrections(index: SearchIndex, speller: Speller, unknown: Iterable[str], locale: str) -> dict[str, str]:
    """Return what to read for words that are unknown, where there is anything likely."""
    found = {}
    for surface in unknown:
        token = analyser(locale).token(surface)
        if token is not None and (instead := speller.correction(index, token, locale)):
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
