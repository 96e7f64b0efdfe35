"""Whatever is typed is answered, and soon."""

from __future__ import annotations

import time

import pytest

TEXTS = {
    "star": "*", "stars": "****", "many terms": " ".join(f"terme{number}" for number in range(10_000)),
    "a megabyte": "exploitation " * 80_000, "one long word": "a" * 1_000_000, "parentheses": "(" * 50_000,
    "null bytes": "traite\x00enfants\x00" * 100, "lone surrogates": "\ud800traite\udfff" * 100,
    "expression": "(a+)+$" * 50 + "a" * 5000 + "!", "small words": "le la les de du des un une et ou qui que quoi",
    "quotes": '"' * 9999, "guillemets": "«" * 9999, "minus": "-a " * 9999, "dashes": "-" * 9999, "blank": " \t\n",
    "operators": "AND OR NOT (traite AND) kind:news title:[a TO b] ~5 ^2 \\", "combining": "e\u0301\u0301" * 9999,
    "right to left": "\u202e\u200f" * 999, "emoji": "👪" * 999, "arabic": "الاتجار بالأطفال",
    "percent": "%_%' OR 1=1 --",
    "typos": " ".join(f"explotatio{letter}n" for letter in "abcdefghijklmnopqrstuvwxyz" * 2),
    "phrases": '"traite des" ' * 500, "apostrophes": "l’" * 9999, "marks": "<mark>&lt;script>", "digits": "9" * 9999,
}  # fmt: skip


@pytest.fixture
def filled(publish):
    for number in range(20):
        publish(fr=(f"Texte {number}", "La traite des enfants, leur exploitation."), commit=number == 19)


def test_everything_is_answered_within_300_ms(filled, find):
    assert find("traite").total == 20
    for name, text in TEXTS.items():
        for locale in ("fr", "en"):
            spent = []
            for _ in range(3):  # the best of three: the collector and other threads may fall into one
                start = time.thread_time()
                results = find(text, locale)
                spent.append(time.thread_time() - start)
            assert min(spent) < 0.3, name
            assert results.ready, name
            assert len(results.hits) <= 10, name


def test_odd_requests_are_answered(filled, find):
    assert find("traite", page=0).total == 20
    assert find("traite", page=10**9).hits == ()
    assert find("traite", page=-5, size=-1).total == 20
    assert len(find("traite", size=10**9).hits) == 20
    assert find("traite", "xx").total == 20
    assert find("traite", sort="nothing", kind=":", topic="\x00", language="*", year=-1).total == 0
