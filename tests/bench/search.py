"""Search against SQLite's FTS5 on the same texts in the same run: CPU time of whole results pages and of their parts.

    python -m tests.bench.search [--sizes 1000,10000,100000] [--texts FOLDER]

The corpus is generated: works of about 400 words, in French, English or both, a tenth of them with a PDF of three
pages. Words come with their frequencies from the sample content, or from a folder of collections
(NAME/corpus.jsonl with {"title", "body", "lang"}). Cold is the first time that a query is asked, warm the second.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import random
import re
import resource
import sqlite3
import statistics
import time
import tomllib
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

from ecpat.search import passages, thesaurus
from ecpat.search.embedded import EmbeddedEngine
from ecpat.search.engine import Request, State, Words, Work
from ecpat.search.reading import Reading, read
from ecpat.search.thesaurus import Thesaurus

SAMPLE = Path(__file__).parents[2] / "ecpat" / "commands" / "sample"
KINDS, TOPICS, QUERIES = ("news", "resource", "training"), tuple("abcdef"), 200
Zipf = tuple[list[str], list[float]]


def frequencies(folder: Path | None) -> dict[str, Zipf]:
    """Return the words of each language and their cumulated frequencies."""
    counts: dict[str, Counter[str]] = {"fr": Counter(), "en": Counter()}
    if folder is None:
        for path in SAMPLE.rglob("*.toml"):
            told = tomllib.loads(path.read_text())
            for locale, counted in counts.items():
                body = told.get(locale, {}).get("body", "")
                counted.update(re.findall(r"[^\W\d_]+", re.sub(r"<[^>]*>", " ", body).lower()))
    else:
        for path in folder.glob("*/corpus.jsonl"):
            for line in path.open(encoding="utf-8"):
                doc = json.loads(line)
                counts[doc["lang"]].update(re.findall(r"[^\W\d_]+", f"{doc['title']} {doc['body']}".lower()))
    return {locale: (list(counted), list(accumulate(counted.values()))) for locale, counted in counts.items()}


def text(chance: random.Random, zipf: Zipf, length: int) -> str:
    """Return words drawn by their frequency."""
    words, sums = zipf
    return " ".join(words[bisect(sums, chance.random() * sums[-1])] for _ in range(length))


def corpus(count: int, zipfs: dict[str, Zipf]) -> Iterator[Work]:
    """Yield works of a generated site."""
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


class Yardstick:
    """The same texts in FTS5, in the way that its documentation tells to be fast."""

    def __init__(self, path: Path) -> None:
        self.base = sqlite3.connect(path)
        self.base.executescript("""
            PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000;
            CREATE TABLE doc(
                id INTEGER PRIMARY KEY, entry INT, edition INT, page INT, lang, kind, topic, year INT, date INT
            );
            CREATE VIRTUAL TABLE fts USING fts5(
                title, body, tokenize="porter unicode61 remove_diacritics 2", prefix='3'
            );
            CREATE TABLE words(edition INTEGER, page INTEGER, title, body, PRIMARY KEY(edition, page)) WITHOUT ROWID;
        """)

    def add(self, work: Work) -> None:
        """Add a work's editions and pages."""
        topic = work.topics[0] if work.topics else None
        for words in work.editions:
            for page, body in ((0, words.body), *words.pages):
                row = (work.entry_id, words.edition_id, page, words.locale, work.kind, topic, work.year, work.date)
                place = self.base.execute("INSERT INTO doc VALUES (NULL,?,?,?,?,?,?,?,?)", row).lastrowid
                self.base.execute("INSERT INTO fts(rowid, title, body) VALUES (?,?,?)", (place, words.title, body))
                self.base.execute("INSERT INTO words VALUES (?,?,?,?)", (words.edition_id, page, words.title, body))

    def page(self, match: str, locale: str, facets: bool = True, snippets: bool = True, order: str = "rank") -> None:
        """Ask for what a results page needs."""
        within = "FROM fts JOIN doc ON doc.id = fts.rowid WHERE fts MATCH ? AND doc.lang = ?"
        show = "snippet(fts, 1, '<b>', '</b>', '…', 32)" if snippets else "doc.entry"
        self.base.execute(f"SELECT doc.entry, {show} {within} ORDER BY {order} LIMIT 10", (match, locale)).fetchall()
        self.base.execute(f"SELECT count(*) {within}", (match, locale)).fetchall()
        for facet in ("kind", "topic", "year") if facets else ():
            self.base.execute(f"SELECT {facet}, count(*) {within} GROUP BY 1", (match, locale)).fetchall()


class Site:
    """Our own search over the same texts."""

    def __init__(self, folder: Path, base: sqlite3.Connection) -> None:
        self.engine, self._base = EmbeddedEngine(folder), base

    def page(self, asked: str, locale: str, known: Thesaurus, snippets: bool = True, **more: str) -> None:
        """Answer with a results page, as the service does, texts read from the same database."""
        request = Request(asked, locale, **{"language": locale, **more})  # type: ignore[arg-type]
        reading: Reading = read(self.engine, known, asked, locale)
        found = self.engine.search(reading.meanings, request)
        if not snippets:
            return
        stems = reading.meanings[locale].stems
        for match in found.matches:
            title, body = self._base.execute(
                "SELECT title, body FROM words WHERE edition = ? AND page = ?", (match.edition_id, match.page)
            ).fetchone()
            passages.marked(title, stems, locale)
            passages.passage(body, stems, locale)


def timed(works: Iterator[Work], spent: list[float]) -> Iterator[Work]:
    """Yield works and count the CPU time that making them takes."""
    while True:
        start = time.process_time()
        work = next(works, None)
        spent[0] += time.process_time() - start
        if work is None:
            return
        yield work


def show(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)


def measured(ask: Callable[[str], object], queries: list[str]) -> tuple[float, float]:
    """Return p50 and p95 of the CPU time of each query, in ms."""
    times = []
    for query in queries:
        start = time.thread_time()
        ask(query)
        times.append(1000 * (time.thread_time() - start))
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def compare(name: str, ours: Callable[[str], object], theirs: Callable[[str], object], queries: list[str]) -> None:
    """Print both, cold and warm, and the ratios."""
    for state in ("cold", "warm"):
        (a50, a95), (b50, b95) = measured(ours, queries), measured(theirs, queries)
        show(
            f"{name:14} {state}   FTS5 {b50:7.2f} /{b95:7.2f} ms   ours {a50:7.2f} /{a95:7.2f} ms"
            f"   ratio {a50 / b50:5.2f} /{a95 / b95:5.2f}"
        )


def bench(count: int, zipfs: dict[str, Zipf], folder: Path) -> None:
    """Build both for a number of works and compare them."""
    stick, chance = Yardstick(folder / "fts.db"), random.Random(1)  # noqa: S311 — chance, no secret
    spare: list[Work] = []

    for work in corpus(count, zipfs):
        stick.add(work)
        if len(spare) < 100:
            spare.append(work)
    stick.base.commit()
    site = Site(folder / "index", stick.base)
    spent = [0.0]
    start = time.process_time()
    site.engine.rebuild(timed(corpus(count, zipfs), spent), count, State(1, "1"), lambda done, total: None)
    show(f"{count} works: index made in {time.process_time() - start - spent[0]:.1f} s of CPU")
    words = [word for word in zipfs["fr"][0] if len(word) > 4][:3000]
    queries = [" ".join(chance.sample(words, chance.choice((2, 3)))) for _ in range(QUERIES)]
    field = Thesaurus(thesaurus.read(thesaurus.DATA))
    singles, none = chance.sample(words, QUERIES), Thesaurus(())
    site.page("chauffe", "fr", none)

    def both(asked: str) -> str:
        return asked.replace(" ", " OR ")

    def mixed(asked: str) -> str:
        return asked if len(asked.split()) == 3 else both(asked)

    def one(asked: str, **more: str) -> None:
        site.page(asked, "fr", none, False, **more)

    def other(match: str, facets: bool = False, order: str = "rank") -> None:
        stick.page(match, "fr", facets, False, order)

    starts, quoted = [word[:4] for word in singles], [f'"{query}"' for query in queries]
    compare("page", lambda q: site.page(q, "fr", field), lambda q: stick.page(both(q), "fr"), queries)
    site.engine.reopen()
    compare("page, AND", lambda q: site.page(q, "fr", field), lambda q: stick.page(mixed(q), "fr"), queries)
    site.engine.reopen()
    compare("term", one, other, singles)
    site.engine.reopen()
    compare("OR", one, lambda q: other(both(q)), queries)
    site.engine.reopen()
    compare("phrase", one, other, quoted)
    compare("prefix", lambda q: site.engine.completions(q, "fr", 8), lambda q: other(f"{q}*"), starts)
    site.engine.reopen()
    compare("facets", one, lambda q: other(both(q), facets=True), queries)
    site.engine.reopen()
    compare("date", lambda q: one(q, sort="date"), lambda q: other(both(q), order="doc.date DESC"), queries)
    update(site.engine, spare)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        show(f"memory of a worker: {pool.apply(memory, (folder, queries))} MB above an empty one")


def resident() -> int:
    """Return how many MB of memory this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() >> 20


def memory(folder: Path, queries: list[str]) -> int:
    """Return how many MB a worker's memory grows by answering some queries."""
    site, none = Site(folder / "index", sqlite3.connect(folder / "fts.db")), Thesaurus(())
    before = resident()
    for query in queries:
        site.page(query, "fr", none)
    return resident() - before


def update(engine: EmbeddedEngine, spare: list[Work]) -> None:
    """Change works one by one until there are 60 segments, then measure one change made visible to search."""
    times, none = [], Thesaurus(())
    gc.freeze()  # what the corpus and the measurements have left in memory is not the engine's
    for number in range(100):
        work = replace(spare[number % len(spare)], signature=10**6 + number)
        start = time.process_time()
        engine.update([work], (), State(number + 2, "1"))
        engine.search(read(engine, none, "exploitation", "fr").meanings, Request("exploitation", "fr"))
        times.append(1000 * (time.process_time() - start))
    late = times[60:]
    show(f"one change visible: {statistics.median(late):.1f} / {statistics.quantiles(late, n=20)[-1]:.1f} ms of CPU")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--texts", type=Path)
    options = parser.parse_args()
    zipfs = frequencies(options.texts)
    for size in map(int, options.sizes.split(",")):
        with TemporaryDirectory() as folder:
            bench(size, zipfs, Path(folder))


if __name__ == "__main__":
    main()
