"""The words of the field that occur in a text, for its translator: what to say, what not, and what they mean."""

from __future__ import annotations

from dataclasses import dataclass

from ...core import generation
from ...terms import service
from ..advice import Term, Terms


@dataclass(frozen=True)
class GlossEntry:
    """A term of a text, what is said for it in the other language, what is not, and what it means."""

    term: str
    discouraged: bool
    preferred: str  #: in the text's own language, in the place of one that is advised against
    translations: tuple[str, ...]
    avoided: tuple[str, ...]
    definition: str


class Glossary:
    """The thesaurus from one language into another."""

    def __init__(self, source: str, target: str) -> None:
        rows = [Term(row.concept, row.locale, row.use, row.text) for row in service.every()]
        self._source, self._terms = source, Terms(row for row in rows if row.locale == source)
        self._words: dict[tuple[str, str, str], list[str]] = {}
        for row in rows:
            if row.locale in (source, target):
                self._words.setdefault((row.locale, row.concept, row.use), []).append(row.text)
        self._target = target
        self._meanings = {row.concept: row.text for row in service.definitions() if row.locale == source}

    def of(self, text: str) -> list[GlossEntry]:
        """Return the terms that occur in a text, each once, the first one first."""
        found = {term: self._entry(term) for _place, term in self._terms.found(text, self._source)}
        return list(found.values())

    def _entry(self, term: Term) -> GlossEntry:
        said = [text for use in ("preferred", "also") for text in self._said(self._target, term.concept, use)]
        return GlossEntry(
            term.text,
            term.use == "discouraged",
            next(iter(self._said(self._source, term.concept, "preferred")), ""),
            tuple(said),
            tuple(self._said(self._target, term.concept, "discouraged")),
            self._meanings.get(term.concept, ""),
        )

    def _said(self, locale: str, concept: str, use: str) -> list[str]:
        return self._words.get((locale, concept, use), [])


def between(source: str, target: str) -> Glossary:
    """Return the thesaurus from one language into another, as editors keep it now."""
    key = ("glossary", source, target)
    return generation.cache().get(generation.current(), key, lambda: Glossary(source, target))
