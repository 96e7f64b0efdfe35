"""A generated bilingual site: real words in the frequencies of a language, works of about 400 of them."""

from __future__ import annotations

import json
import random
import re
import tomllib
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from babel import Locale
from babel.messages.pofile import read_po

from ecpat.search.types import Words, Work

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "ecpat" / "commands" / "sample"
CATALOGUE = ROOT / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
KINDS, TOPICS = ("news", "resource", "training"), tuple("abcdef")
Zipf = tuple[list[str], list[float]]  # words, their cumulated frequencies


def frequencies(folder: Path | None) -> dict[str, Zipf]:
    """Return the words of each language and their frequencies.

    Words of the sample content, of the interface and of Babel's names of places and languages, in the order of how
    often they stand there, have Zipf's frequencies (with Mandelbrot's 2.7); those of a folder of collections
    (NAME/corpus.jsonl with {"title", "body", "lang"}) have their own.
    """
    if folder is None:
        ranked = {locale: [word for word, _ in _counted(locale).most_common()] for locale in ("fr", "en")}
        return {
            locale: (words, list(accumulate(1 / (rank + 2.7) for rank in range(1, len(words) + 1))))
            for locale, words in ranked.items()
        }
    counts: dict[str, Counter[str]] = {"fr": Counter(), "en": Counter()}
    for path in folder.glob("*/corpus.jsonl"):
        for line in path.open(encoding="utf-8"):
            doc = json.loads(line)
            counts[doc["lang"]].update(_words(f"{doc['title']} {doc['body']}"))
    return {locale: (list(counted), list(accumulate(counted.values()))) for locale, counted in counts.items()}


def _counted(locale: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for path in sorted(SAMPLE.rglob("*.toml")):
        body = tomllib.loads(path.read_text()).get(locale, {}).get("body", "")
        counts.update(_words(re.sub(r"<[^>]*>", " ", body)))
    for message in read_po(CATALOGUE.open("rb")):
        found = message.string if locale == "fr" else message.id
        counts.update(_words(" ".join([found] if isinstance(found, str) else found)))
    known = Locale(locale)
    for names in (known.languages, known.territories, known.currencies, known.scripts):
        counts.update(sorted({word for name in names.values() for word in _words(str(name))}))
    return counts


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())


def text(chance: random.Random, zipf: Zipf, length: int) -> str:
    """Return words drawn by their frequency."""
    words, sums = zipf
    return " ".join(words[bisect(sums, chance.random() * sums[-1])] for _ in range(length))


def corpus(count: int, zipfs: dict[str, Zipf]) -> Iterator[Work]:
    """Yield works of a generated site: in French, English or both, a tenth of them with a PDF of three pages."""
    chance = random.Random(count)  # noqa: S311 — chance, no secret
    for number in range(1, count + 1):
        locales = chance.choice((("fr",), ("fr",), ("en",), ("en",), ("fr", "en")))
        document = chance.random() < 0.1
        editions = [
            Words(
                10 * number + place, locale, text(chance, zipfs[locale], 8),
                text(chance, zipfs[locale], chance.randint(200, 600)),
                [(page, text(chance, zipfs[locale], 300)) for page in (1, 2, 3)] if document else (),
            )
            for place, locale in enumerate(locales)
        ]  # fmt: skip
        year = chance.randint(2008, 2026)
        topics = chance.sample(TOPICS, chance.randint(0, 2))
        yield Work(number, chance.choice(KINDS), topics, year, year * 525_600 + number, document, number, editions)
