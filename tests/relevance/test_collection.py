"""The site's engine answers a runner of public test collections."""

from __future__ import annotations

from pathlib import Path

from ecpat.search.index.engine import SearchIndex

from .collection import Collection


def test_a_runner_is_answered_with_its_own_ids(tmp_path: Path) -> None:
    docs = [
        {"id": "a", "title": "Kites", "body": "A kite is made of paper.", "lang": "en"},
        {"id": "b", "title": "Paper", "body": "Paper is made of wood.", "lang": "en"},
    ]
    collection = Collection(lambda: SearchIndex(tmp_path))
    collection.index(docs)
    assert collection.search("a kite of paper", "en", 10) == ["a", "b"]
