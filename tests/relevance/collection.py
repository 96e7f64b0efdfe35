"""A collection of documents in an engine of the site's own, as a runner of public test collections asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ecpat.search.index.engine import SearchIndex
from ecpat.search.text.rewrite import read
from ecpat.search.text.thesaurus import Thesaurus
from ecpat.search.types import Request, State, Words, Work


class Collection:
    """The documents that were indexed last, in an engine that was made for them."""

    def __init__(self, make: Callable[[], SearchIndex]) -> None:
        self._make = make

    def index(self, docs: list[dict[str, str]]) -> None:
        """Index the documents of a collection: {"id", "title", "body", "lang"}."""
        self._names = [doc["id"] for doc in docs]
        self._engine = self._make()
        self._engine.rebuild(_works(docs), len(docs), State(1, "1"), lambda done, total: None)

    def search(self, query: str, lang: str, k: int) -> list[str]:
        """Return the ids of the k best documents, best first."""
        rewrite = read(self._engine, Thesaurus(()), query, lang)
        found = self._engine.search(rewrite.parsed, Request(query, lang, size=k))
        return [self._names[match.entry_id] for match in found.matches]


def _works(docs: list[dict[str, str]]) -> Iterator[Work]:
    for number, doc in enumerate(docs):
        words = Words(number, doc["lang"], doc["title"], doc["body"])
        yield Work(number, "page", (), None, 0, False, 0, [words])
