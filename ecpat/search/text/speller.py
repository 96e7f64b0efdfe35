"""What an unknown word is likeliest meant to be: a word of live texts, or one that leads further than they do."""

from __future__ import annotations

from collections.abc import Iterable

from ...core import generation
from ...core.database import db
from ...topics import service as topics
from ..index.engine import SearchIndex
from . import crisis, dictionary
from .analysis import Token, analyser
from .mistyped import Mistyped
from .thesaurus import thesaurus

SHORTEST = 4  # letters of a word that is corrected

_cache = generation.GenerationCache()


class Speller:
    """The words of texts that are no entries' own: terms, topics, phrases of who needs help."""

    def __init__(self, texts: Iterable[tuple[str, str]] = ()) -> None:
        self._written: dict[str, dict[str, str]] = {}
        for locale, text in texts:
            written = self._written.setdefault(locale, {})
            for token in analyser(locale).tokens(text):
                written.setdefault(token.word, token.surface)
        self._near = {locale: Mistyped(written) for locale, written in self._written.items()}

    def knows(self, token: Token) -> bool:
        """Tell whether a word is one of them, or one that everybody knows: it is no slip of the finger."""
        word = token.word
        return word in dictionary.common() or any(word in written for written in self._written.values())

    def correction(self, index: SearchIndex, token: Token, locale: str) -> str:
        """Return what to read for a word that no live text has; nothing where it is a real one, or like no other."""
        if len(token.word) < SHORTEST or not token.word.isalpha() or self.knows(token):
            return ""
        if instead := index.correction(token.word, locale):
            return instead
        near = self._near[locale].slips(token.word) if locale in self._near else set()
        near = {other for other in near if len(other) >= SHORTEST}
        best = min(
            near,
            key=lambda other: (sorted(other) != sorted(token.word), other[0] != token.word[0], other),
            default="",
        )
        return self._written[locale][best] if best else ""


def speller() -> Speller:
    """Return the words of terms, topics and phrases as they are now."""
    return _cache.get(generation.current(), str(db.engine.url), _made)


def _made() -> Speller:
    labels = ((locale, label.label) for topic in topics.every() for locale, label in topic.labels.items())
    return Speller((*thesaurus().texts(), *labels, *crisis.current().texts()))
