"""What a reader who has typed so much may be about to type: titles, topics, words.

Titles and topics are found by their letters, as these are typed, then by stems: what was typed, or what its last word
is completed to, goes through the same chain as a search.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from itertools import accumulate, chain
from typing import TypeVar

from ...core import generation
from ...core.database import db
from ...core.services import Service
from ...topics import service as topics
from .. import documents
from ..index.engine import SearchIndex
from ..types import Suggestion
from . import compounds
from .analysis import analyser
from .forms import fold, normal
from .query import clean
from .stopwords import PREFIXES

T = TypeVar("T")

SHORTEST = 2  # letters
MOST_TITLES, MOST_TOPICS, LEAST_WORDS = 4, 2, 2

_OTHER = re.compile(r"(?:[^\w\n]|_)+")

_cache = Service(lambda _app: generation.GenerationCache())


class Titles:
    """The titles of a language in one text without accents, so that all of them are looked through at once."""

    def __init__(self, rows: list[tuple[int, str]]) -> None:
        self._rows = rows
        titles = _OTHER.sub(" ", fold(normal("\n".join(title for _, title in rows)))).split("\n")
        lines = [f"\n {title.strip()}" for title in titles]
        self._starts = [0, *accumulate(map(len, lines))]
        self._text = "".join([*lines, "\n"])

    def __contains__(self, title: str) -> bool:
        """Tell whether a text without accents is a whole title."""
        return f"\n {title}\n" in self._text

    def containing(self, start: str, count: int) -> Iterator[tuple[int, str]]:
        """Yield (entry's id, title) of those that begin with a text, then of those with a word that begins so."""
        seen: set[int] = set()
        for beginning in (f"\n {start}", f" {start}"):
            at = self._text.find(beginning)
            while at >= 0 and len(seen) < count:
                row = bisect_right(self._starts, at) - 1
                if row not in seen:
                    seen.add(row)
                    yield self._rows[row]
                at = self._text.find(beginning, at + 1)

    def of(self, entry_ids: Collection[int]) -> Iterator[tuple[int, str]]:
        """Yield (entry's id, title) of entries, in the order of all."""
        return (row for row in self._rows if row[0] in entry_ids)


def plain(text: str) -> str:
    """Return a text in lower case without accents, with single blanks between its words."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(normal(text))).split())


def suggest(index: SearchIndex, text: str, locale: str, limit: int) -> tuple[Suggestion, ...]:
    """Return suggestions for a text that is being typed; the engine may raise what it raises where it is broken."""
    text = clean(text)
    if len(plain(text)) < SHORTEST:
        return ()
    return next(filter(None, (_suggested(index, way, locale, limit) for way in _ways(index, text, locale))), ())


def _ways(index: SearchIndex, text: str, locale: str) -> Iterator[str]:
    """Yield a text, then as it may be meant: two words as one or one as two, without a slip of the finger."""
    yield text
    words = analyser(locale).words(text)
    if len(words) > 1:
        yield " ".join((*words[:-2], words[-2] + words[-1]))
    for prefix in PREFIXES if words else ():
        if (rest := words[-1].removeprefix(prefix)) != words[-1] and len(rest) >= SHORTEST:
            yield " ".join((*words[:-1], prefix, rest))
    if mended := _mended(index, text, locale):
        yield mended


def _suggested(index: SearchIndex, text: str, locale: str, limit: int) -> tuple[Suggestion, ...]:
    start, titles = plain(text), _titles(locale)
    words = list(_completed(index, text, locale, limit))
    readings = [
        frozenset(stems) for way in (text, *words) for stems in compounds.readings(index, way, locale) if stems
    ]
    named = chain(
        titles.containing(start, MOST_TITLES),
        chain.from_iterable(titles.of(index.titled(locale, stems)) for stems in readings),
    )
    found = [
        *(
            Suggestion(label, "topic", topic=key)
            for key, label in _first(MOST_TOPICS, _topics(start, readings, locale))
        ),
        *(Suggestion(title, "title", entry_id) for entry_id, title in _first(MOST_TITLES, named)),
    ]
    found = found[: limit - min(len(words), LEAST_WORDS)] + [Suggestion(word, "word") for word in words]
    return tuple({suggestion.text.lower(): suggestion for suggestion in reversed(found)}.values())[: -limit - 1 : -1]


def _first(count: int, found: Iterable[T]) -> list[T]:
    """Return the first that differ from each other, without asking for more."""
    first: list[T] = []
    for one in found:
        if one not in first:
            first.append(one)
        if len(first) == count:
            break
    return first


def is_title(text: str, locale: str) -> bool:
    """Tell whether a text is the title of something that readers of a language find here."""
    return plain(text) in _titles(locale)


def _titles(locale: str) -> Titles:
    """Return the titles of a language as they are now."""

    def make() -> Titles:
        return Titles([(row.entry_id, row.title) for row in db.session.execute(documents.titles(locale))])

    return _cache.current().get(generation.current(), locale, make)


def _topics(start: str, readings: Collection[frozenset[str]], locale: str) -> Iterator[tuple[str, str]]:
    labels = [(topic.key, topic.labels[locale].label) for topic in topics.every() if locale in topic.labels]
    yield from ((key, label) for key, label in labels if f" {start}" in f" {plain(label)}")
    for key, label in labels:
        stems = {token.stem for token in analyser(locale).tokens(label)}
        if any(reading <= stems for reading in readings):
            yield key, label


def _mended(index: SearchIndex, text: str, locale: str) -> str:
    """Return a text without a slip of the finger in its last word, whole or begun; empty where none is near."""
    last = next(reversed(analyser(locale).surfaces(text)), "")
    near = index.near_beginning(fold(last), locale) if last and normal(text).endswith(last) else ""
    return f"{text[: -len(last)]}{near}" if near else ""


def _completed(index: SearchIndex, text: str, locale: str, count: int) -> Iterator[str]:
    """Yield a text with its last word completed, as texts do that have the words before it."""
    before, _, last = text.rpartition(" ")
    words = analyser(locale).words(last)
    if text != text.rstrip() or not words or len(words[-1]) < SHORTEST:
        return
    kept = last[: len(last) - len(words[-1])] if normal(last).endswith(words[-1]) or len(words) > 1 else ""
    said = analyser(locale).tokens(text[: len(text) - len(last) + len(kept)])
    for word in index.completions(words[-1], locale, count, said):
        yield " ".join(filter(None, (before, kept + word)))
