"""What a query means in each language: the terms that an engine looks for and that a passage marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from .analysis import Token, analyser
from .query import Query

Stems = tuple[str, ...]
Words = tuple[str, ...]


@dataclass(frozen=True)
class ParsedQuery:
    """A query as one language understands it."""

    tokens: tuple[Token, ...] = ()  #: any of them may stand in a text
    phrases: tuple[tuple[Token, ...], ...] = ()  #: each must stand there, word after word
    exact: tuple[Words, ...] = ()  #: each phrase in full: no other word may stand between
    excluded: tuple[Stems, ...] = ()  #: the words of none may stand there together
    synonyms: tuple[Stems, ...] = ()  #: the words of one together are as good as the tokens
    small: tuple[str, ...] = ()  #: the words of a query that has only small ones: all must stand there
    words: Words = ()  #: all that was typed, small words too, where nothing of it is excluded or a phrase
    typed: bool = True  #: whether this is the language that was typed

    @cached_property
    def own(self) -> frozenset[str]:
        """Return the stems of what was typed."""
        return frozenset(token.stem for part in (self.tokens, *self.phrases) for token in part)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Return every stem that a passage shows as found."""
        return self.own.union(*self.synonyms)

    @cached_property
    def title(self) -> tuple[str, ...]:
        """Return what a title that is exactly this is known by."""
        own = [*self.tokens, *(token for phrase in self.phrases for token in phrase)]
        return tuple(token.stem for token in own) or self.small

    def __bool__(self) -> bool:
        return bool(self.tokens or self.phrases or self.synonyms or self.small)


ParsedQueries = Mapping[str, ParsedQuery]  # under the languages


@lru_cache(2000)
def understand(query: Query, locale: str, synonyms: tuple[Stems, ...] = (), typed: str = "") -> ParsedQuery:
    """Return what a query means in a language; small words of the one that was typed count in no other."""
    typed = typed or locale
    known, small_there = analyser(locale), analyser(typed).is_small
    tokens = tuple(token for token in known.tokens(query.words) if not small_there(token.word))
    phrases = tuple(filter(None, (tuple(known.tokens(phrase)) for phrase in query.phrases)))
    exact = tuple(words for phrase in query.phrases if len(words := tuple(known.words(phrase))) > 1)
    excluded = tuple(filter(None, (tuple(token.stem for token in known.tokens(words)) for words in query.excluded)))
    small = () if tokens or phrases or locale != typed else tuple(known.words(query.text))
    words = () if query.phrases or query.excluded else tuple(known.words(query.words))
    return ParsedQuery(tokens, phrases, exact, excluded, synonyms, small, words, locale == typed)
