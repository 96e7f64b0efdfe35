"""The site's own analysis, index and query code, for a runner of public test collections.

The runner calls `index` once per collection and `search` for each query.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from ecpat.search.embedded import EmbeddedEngine
from ecpat.search.engine import Request, State, Words, Work
from ecpat.search.reading import read
from ecpat.search.thesaurus import Thesaurus


class Collection:
    """One collection of documents in an index of its own."""

    def __init__(self, docs: list[dict[str, str]]) -> None:
        self._folder = TemporaryDirectory()
        self._names = [doc["id"] for doc in docs]
        self.engine = EmbeddedEngine(Path(self._folder.name))
        self.engine.rebuild(self._works(docs), len(docs), State(1, "1"), lambda done, total: None)

    def _works(self, docs: list[dict[str, str]]) -> Iterator[Work]:
        for number, doc in enumerate(docs):
            words = Words(number, doc["lang"], doc["title"], doc["body"])
            yield Work(number, "page", (), None, 0, False, 0, [words])

    def search(self, text: str, locale: str, count: int) -> list[str]:
        """Return the names of the best documents."""
        reading = read(self.engine, Thesaurus(()), text, locale)
        found = self.engine.search(reading.meanings, Request(text, locale, size=count))
        return [self._names[match.entry_id] for match in found.matches]


_collections: list[Collection] = []


def index(docs: list[dict[str, str]]) -> None:
    """Index the documents of a collection: {"id", "title", "body", "lang"}."""
    _collections[:] = [Collection(docs)]


def search(query: str, lang: str, k: int) -> list[str]:
    """Return the ids of the k best documents, best first."""
    return _collections[0].search(query, lang, k)
