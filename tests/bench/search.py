"""Search against SQLite's FTS5 on the same texts in the same run: CPU time of whole results pages and of their parts.

    python -m tests.bench.search [--sizes 1000,10000,100000] [--texts FOLDER] [--keep FOLDER]

Prints Markdown, ready for docs/benchmarks.md. Cold is the first time that a query is asked, warm the second.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import platform
import random
import resource
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from ecpat.search.text.rewrite import read
from ecpat.search.text.thesaurus import Thesaurus
from ecpat.search.types import Request, State, Work
from ecpat.terms import service as terms

from .search_corpus import Zipf, corpus, frequencies
from .search_sites import LOCALE, Site, Yardstick

QUERIES = 200
Ask = Callable[[str], object]
Limits = dict[str, tuple[float, float]]  # p50 and p95 of the ratios, warm and cold
PAGE: Limits = {"cold": (1.4, 0.8), "warm": (0.5, 0.2)}
ABSOLUTE = {("cold", 100_000): 30.0, ("warm", 100_000): 5.0}  # p95 in ms
FIELD, NONE = Thesaurus(terms.read(terms.DATA)), Thesaurus(())

INTRODUCTION = """\
## Search, {day}

CPU time of one thread in ms, p50 / p95 of {queries} queries of two or three words of more than four letters,
on Python {python} and SQLite {sqlite}. A page is a search in French with its facets counted, ten hits and
their passages. Cold is the first time a query is asked, warm the second; each query is asked of both, one
after the other. FTS5 ranks two columns by its bm25 and joins a table for the language and each facet. “OR”
asks FTS5 for any of the words, as ours always does; “half AND” asks for all words where there are three,
which finds little and is soon done. Texts are drawn from {words} French and English words{source}. **Bold**
figures exceed their limit.
"""


def show(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)


def seconds(ask: Ask, query: str) -> float:
    """Return the CPU time of a query."""
    start = time.thread_time()
    ask(query)
    return time.thread_time() - start


def measured(ours: Ask, theirs: Ask, queries: list[str]) -> list[tuple[float, float]]:
    """Return p50 and p95 of both in ms, each query asked of one and then of the other."""
    times = [[1000 * seconds(ask, query) for ask in (ours, theirs)] for query in queries]
    return [(statistics.median(found), statistics.quantiles(found, n=20)[-1]) for found in zip(*times, strict=True)]


def bold(value: float, limit: float | None, digits: int = 2) -> str:
    """Return a figure, bold where it exceeds its limit."""
    written = f"{value:.{digits}f}"
    return f"**{written}**" if limit is not None and value > limit else written


def compare(name: str, count: int, ours: Ask, theirs: Ask, queries: list[str], limits: Limits | None = None) -> None:
    """Print rows for both, cold and warm, with the ratios."""
    for state in ("cold", "warm"):
        (a50, a95), (b50, b95) = measured(ours, theirs, queries)
        (l50, l95), most = (limits or {}).get(state, (None, None)), ABSOLUTE.get((state, count)) if limits else None
        told = f"{l50} / {l95}" if limits else ""
        show(
            f"| {name} | {state} | {b50:.2f} / {b95:.2f} | {a50:.2f} / {bold(a95, most)} "
            f"| {bold(a50 / b50, l50)} / {bold(a95 / b95, l95)} | {told}{f'; {most:.0f} ms' if most else ''} |"
        )


def timed(works: Iterator[Work], spent: list[float]) -> Iterator[Work]:
    """Yield works and count the CPU time that making them takes."""
    while True:
        start = time.process_time()
        work = next(works, None)
        spent[0] += time.process_time() - start
        if work is None:
            return
        yield work


def build(site: Site, stick: Yardstick, count: int, zipfs: dict[str, Zipf]) -> float:
    """Fill both; return the CPU time in s that our index took."""
    for work in corpus(count, zipfs):
        stick.add(work)
    stick.base.commit()
    spent, start = [0.0], time.process_time()
    site.engine.rebuild(timed(corpus(count, zipfs), spent), count, State(1, "1"), lambda done, total: None)
    return time.process_time() - start - spent[0]


def bench(count: int, zipfs: dict[str, Zipf], folder: Path) -> None:
    """Build both for a number of works and compare them."""
    chance = random.Random(1)  # noqa: S311 — chance, no secret
    stick = Yardstick(folder / "fts.db")
    site = Site(folder / "index", stick.base, NONE)
    built = 0.0 if site.engine.state() else build(site, stick, count, zipfs)
    words = [word for word in zipfs[LOCALE][0] if len(word) > 4][:3000]
    queries = [" ".join(chance.sample(words, chance.choice((2, 3)))) for _ in range(QUERIES)]
    show(f"\n### {count:,} entries\n\n| | | FTS5 | ours | ratio | limit |\n|---|---|---|---|---|---|")
    site.page("chauffe")
    gc.collect()
    gc.freeze()  # what the corpus has left in memory is neither's
    pages(site, Site(folder / "index", stick.base, FIELD), stick, count, queries)
    classes(site, stick, count, queries, chance.sample(words, QUERIES))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        grown = pool.apply(memory, (folder, queries))
    p50, p95 = update(site, list(islice(corpus(count, zipfs), 100)))
    judged = count == 10_000
    told = (
        f"{bold(built, 70 if judged else None, 0)} s of CPU{' (limit 70)' * judged}"
        if built
        else "kept of another run"
    )
    show(f"\n- rebuild: {told}")
    show(f"- memory of a worker after these pages: {bold(grown, 160, 0)} MB above an empty site (limit 160)")
    late = f"{p50:.1f} / {bold(p95, 50 if judged else None, 1)} ms{' (limit 50)' * judged}"
    show(f"- one change visible, 60 to 100 open segments: {late}")


def either(asked: str) -> str:
    """Return the query that finds any of its words in FTS5."""
    return asked.replace(" ", " OR ")


def mixed(asked: str) -> str:
    """Return a query that finds all of three words, or any of two, in FTS5."""
    return asked if len(asked.split()) == 3 else either(asked)


def pages(bare: Site, known: Site, stick: Yardstick, count: int, queries: list[str]) -> None:
    """Compare whole pages, with the field's thesaurus and without it."""
    for name, site, match in (
        ("page, OR", bare, either), ("page, half AND", bare, mixed), ("page with thesaurus, OR", known, either),
    ):  # fmt: skip
        site.engine.reopen()
        site.engine.locales()
        compare(
            name,
            count,
            site.page,
            lambda q, match=match: stick.page(match(q)),
            queries,
            PAGE if count >= 10_000 else None,
        )


def classes(site: Site, stick: Yardstick, count: int, queries: list[str], singles: list[str]) -> None:
    """Compare each class of query, without passages."""

    def ours(asked: str, sort: str = "relevance") -> None:
        site.page(asked, snippets=False, sort=sort)

    def theirs(match: str, facets: bool = True, order: str = "rank") -> None:
        stick.page(match, facets, False, order)

    rows: list[tuple[str, Ask, Ask, list[str]]] = [
        ("term", ours, theirs, singles),
        ("OR", ours, lambda q: theirs(either(q), facets=False), queries),
        ("phrase", ours, theirs, [f'"{query}"' for query in queries]),
        ("prefix", lambda q: site.engine.completions(q, LOCALE, 8), lambda q: theirs(f"{q}*", False),
         [word[:4] for word in singles]),
        ("facets", ours, lambda q: theirs(either(q)), queries),
        ("by date", lambda q: ours(q, "date"), lambda q: theirs(either(q), order="doc.date DESC"), queries),
    ]  # fmt: skip
    for name, our, their, asked in rows:
        site.engine.reopen()
        site.engine.locales()
        compare(name, count, our, their, asked)


def resident() -> int:
    """Return how many MB of memory this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() >> 20


def memory(folder: Path, queries: list[str]) -> int:
    """Return how many MB a worker's memory grows by answering some queries."""
    site = Site(folder / "index", sqlite3.connect(folder / "fts.db"), FIELD)
    before = resident()
    for query in queries:
        site.page(query)
    site.engine.completions("enf", LOCALE, 8)
    return resident() - before


def update(site: Site, spare: list[Work]) -> tuple[float, float]:
    """Change works one by one until there are 60 segments; return p50 and p95 of one more change made visible."""
    times = []
    for number in range(100):
        work = replace(spare[number % len(spare)], signature=10**6 + number)
        start = time.process_time()
        site.engine.update([work], (), State(number + 2, "1"))
        site.engine.search(read(site.engine, NONE, "exploitation", LOCALE).parsed, Request("exploitation", LOCALE))
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times[60:]), statistics.quantiles(times[60:], n=20)[-1]


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--texts", type=Path, help="a folder of collections, for their words")
    parser.add_argument("--keep", type=Path, help="a folder for what is built, to be used again")
    options = parser.parse_args()
    zipfs = frequencies(options.texts)
    told = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version, "queries": QUERIES}
    words = f"{sum(len(words) for words, _ in zipfs.values()):,}"
    source = " in the frequencies of a folder of texts" if options.texts else ", by Zipf’s law"
    show(INTRODUCTION.format(day=datetime.now(UTC).date(), words=words, source=source, **told))
    for size in map(int, options.sizes.split(",")):
        with TemporaryDirectory() as passing:
            folder = options.keep / str(size) if options.keep else Path(passing)
            folder.mkdir(parents=True, exist_ok=True)
            bench(size, zipfs, folder)


if __name__ == "__main__":
    main()
