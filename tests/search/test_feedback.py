"""What the best texts say besides what was typed counts, but only for a search that no text answers whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecpat.search.index.engine import SearchIndex
from ecpat.search.text.rewrite import read
from ecpat.search.text.thesaurus import Thesaurus
from ecpat.search.types import Request, State, Words, Work

TEXTS = (
    "The hurricane tore silk and bamboo apart.",
    "Kites of silk and bamboo rise in the morning, as people say.",
    "Kites rise.",
    "A hurricane.",
)


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    """Return an index of a few texts, and of as many others that silk and bamboo are rare among."""
    texts = [*TEXTS, *(f"Nothing of it here, but number {number}." for number in range(40))]
    works = [
        Work(number, "page", (), None, 0, False, 0, [Words(number, "en", f"Title {number}", text)])
        for number, text in enumerate(texts)
    ]
    index = SearchIndex(tmp_path)
    index.rebuild(iter(works), len(works), State(1, "1"), lambda done, total: None)
    return index


def found(index: SearchIndex, typed: str) -> list[int]:
    parsed = read(index, Thesaurus(()), typed, "en").parsed
    return [match.entry_id for match in index.search(parsed, Request(typed, "en", size=10)).matches]


def test_texts_that_say_what_the_best_say_come_before_others(index: SearchIndex) -> None:
    assert found(index, "kites hurricane").index(1) < found(index, "kites hurricane").index(2)
    assert set(found(index, "kites hurricane")) == {0, 1, 2, 3}  # and nothing else is found by it


def test_where_a_text_has_all_that_was_typed_nothing_else_counts(index: SearchIndex) -> None:
    assert found(index, "kites rise") == [2, 1]
    assert found(index, "kites") == [2, 1]
