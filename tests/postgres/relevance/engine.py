"""The PostgreSQL engine, for the same runner of public test collections as `tests/relevance/engine.py`."""

from __future__ import annotations

import atexit
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from sqlalchemy import create_engine

from ecpat.search.engine import Request, State, Words, Work
from ecpat.search.postgres import PostgresEngine
from ecpat.search.reading import read
from ecpat.search.thesaurus import Thesaurus
from tests.postgres import server

_stack = ExitStack()
atexit.register(_stack.close)
_found = server.programs()
assert _found is not None, "PostgreSQL is not installed"
_server = _stack.enter_context(server.running(_found))


class Collection:
    """One collection of documents in a database of its own."""

    def __init__(self, docs: list[dict[str, str]]) -> None:
        self._names = [doc["id"] for doc in docs]
        self.engine = PostgresEngine(create_engine(_server.address(_server.database())))
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
