"""Searches over the sample content, in both languages, with the answers that readers expect."""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from ecpat.core.database import db
from ecpat.entries import lists
from ecpat.search import service
from ecpat.search.types import Request

SAMPLE = Path(service.__file__).parents[1] / "cli" / "sample" / "entries"
JUDGED = Path(__file__).parent / "judged.csv"
ENOUGH = 0.95


@pytest.fixture(scope="module")
def names(reading: Flask) -> dict[int, str]:
    """Return the name in the sample of each entry."""
    named = {}
    for path in SAMPLE.glob("*/*.toml"):
        told = tomllib.loads(path.read_text())
        for locale in ("fr", "en"):
            if locale in told:
                named[path.parent.name, locale, told[locale]["slug"]] = f"{path.parent.name}/{path.stem}"
    with reading.app_context():
        live = [
            edition
            for locale in ("fr", "en")
            for edition in db.session.scalars(lists.cards(lists.live(locale))).unique()
        ]
        return {edition.entry_id: named[edition.kind, edition.locale, edition.slug] for edition in live}


def judged() -> Iterator[tuple[str, str, dict[str, int]]]:
    """Yield (language, query, {name: grade})."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            best, good = dict.fromkeys(row["best"].split(), 2), dict.fromkeys((row["good"] or "").split(), 1)
            yield row["locale"], row["query"], {**good, **best}


def gain(grades: list[int]) -> float:
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades[:10]))


def test_readers_find_what_they_expect(reading, names):
    scores = {}
    with reading.app_context():
        for locale, query, grades in judged():
            found = [names[hit.entry_id] for hit in service.find(Request(query, locale)).hits]
            ideal = gain(sorted(grades.values(), reverse=True))
            scores[locale, query] = gain([grades.get(name, 0) for name in found]) / ideal, found[:4]
    assert len(scores) >= 60
    worst = sorted(scores.items(), key=lambda item: item[1][0])[:8]
    assert sum(score for score, _ in scores.values()) / len(scores) >= ENOUGH, worst
