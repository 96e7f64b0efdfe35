"""The whole HTML page of a search against an article that is not cached either: CPU time, for every class of query.

    python -m tests.bench.search_page [--entries 20000] [--keep FOLDER] [--profile QUERY]

Prints Markdown, ready for docs/benchmarks.md. “First” is a search in a worker that has started and answered none yet.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select
from werkzeug.test import Client

from ecpat.app import create_app
from ecpat.cli import seed
from ecpat.core.database import db
from ecpat.entries.models import Edition
from ecpat.search import service
from ecpat.web import templating, warm_up
from ecpat.web.middleware.page_cache import PAGE_CACHE

from . import corpus

RUNS = 15
LIMITS = {"usual": 3.0, "first": 8.0}  # times the CPU of an article
#: Of an article's requests/s: 40 times the 2.3/s of stock WordPress search, where an article of ours makes 290/s.
RATE = 40 * 2.3 / 290
CLASSES = {
    "a word of few texts": "q=Leiden",
    "a word of all texts": "q=formation",
    "two words": "q=traite+enfant",
    "a question": "q=comment+prot%C3%A9ger+un+enfant+victime+de+traite",
    "words that no text has together": "q=Leiden+zurich+barreau+organes",
    "a phrase": "q=%22soutien+avocat%22",
    "a title": "q=Former+les+formateurs",
    "a topic": "q=traite+des+enfants",
    "an unknown word": "q=zygomatique",
    "a slip of the finger": "q=formtion",
    "the other language": "q=training+of+guardians",
    "nothing but small words": "q=nous+sommes",
    "a word left out": "q=formation+-avocat",
    "by date": "q=formation&sort=date",
    "distress": "q=je+veux+mourir+ce+soir",
    "narrowed": "q=formation&kind=news&language=en",
    "the fifth page": "q=formation&page=5",
}


def make(folder: Path, entries: int) -> Flask:
    """Return a site of so many entries, made where it is not there yet."""
    fresh = not (folder / "site.db").exists() and not any(folder.glob("*.db"))
    app = create_app({"SEARCH_RATE": "0", "INSIGHT": "off"}, folder)
    if fresh:
        with app.app_context():
            upgrade()
            seed.write()
            db.session.commit()
            corpus.fill(entries)
            service.rebuild()
    return app


def begin(app: Flask) -> None:
    """Do what a worker does before it answers, as `wsgi.py` has it."""
    templating.compile_all(app)
    warm_up.run(app)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def asking(app: Flask) -> Callable[[str], float]:
    """Return what asks for a page, past the page cache, and tells the CPU time in ms."""
    client = Client(PAGE_CACHE.of(app).inner)

    def ask(path: str) -> float:
        start = time.thread_time()
        answer = client.get(path, base_url="http://localhost")
        answer.get_data()
        spent = 1000 * (time.thread_time() - start)
        assert answer.status_code == 200, (path, answer.status)
        return spent

    return ask


def article(app: Flask) -> str:
    """Return the path of an article."""
    with app.app_context():
        found = select(Edition.slug).where(Edition.kind == "news", Edition.locale == "fr", Edition.slug.like("fr-%"))
        return f"/fr/actualites/{db.session.scalar(found.limit(1))}"


def beside(ask: Callable[[str], float], path: str, other: str) -> tuple[float, float]:
    """Return the median of several times of a page, in ms and in times of another that is asked in turn with it."""
    ask(path)
    pairs = [(ask(path), ask(other)) for _ in range(RUNS)]
    spent, usual = (statistics.median(times) for times in zip(*pairs, strict=True))
    return spent, spent / usual


def median(ask: Callable[[str], float], path: str) -> float:
    """Return the median of several times."""
    ask(path)
    return statistics.median(ask(path) for _ in range(RUNS))


def first(folder: Path, query: str) -> float:
    """Return the ratio of a search to an article in a process that has answered none yet."""
    command = [sys.executable, "-m", "tests.bench.search_page", "--keep", str(folder), "--once", query]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="a folder for what is built, to be used again")
    parser.add_argument("--once", metavar="QUERY", help="print the ratio of one search in this fresh process")
    parser.add_argument("--profile", metavar="QUERY", help="print where the time of a search goes")
    options = parser.parse_args()
    with TemporaryDirectory() as passing:
        folder = options.keep or Path(passing)
        app = make(folder, options.entries)
        begin(app)
        ask, path = asking(app), article(app)
        usual = median(ask, path)
        if options.once:
            print(ask(f"/fr/recherche/?{options.once}") / usual)
        elif options.profile:
            address = f"/fr/recherche/?q={quote(options.profile)}"
            ask(address)
            profile = cProfile.Profile()
            profile.runcall(lambda: [ask(address) for _ in range(RUNS)])
            pstats.Stats(profile).sort_stats("cumulative").print_stats(60)
        else:
            report(folder, options.entries, ask, path)


def report(folder: Path, entries: int, ask: Callable[[str], float], path: str) -> None:
    """Print the figures of every class."""
    heads = "| | ms | articles | first, articles |\n|---|---|---|---|"
    print(f"### Whole search pages, {entries:,} entries; an article takes {median(ask, path):.1f} ms\n\n{heads}")
    rates = []
    for name, query in CLASSES.items():
        spent, times = beside(ask, f"/fr/recherche/?{query}", path)
        rates.append(1 / times)
        shown = [
            f"**{one:.1f}**" if one > limit else f"{one:.1f}"
            for one, limit in zip((times, first(folder, query)), LIMITS.values(), strict=True)
        ]
        print(f"| {name} | {spent:.1f} | {shown[0]} | {shown[1]} |", flush=True)
    print(
        f"\nRequests/s in relation to those of an article, by CPU: median of the classes "
        f"{statistics.median(rates):.3f} (at least {RATE:.3f}), lowest {min(rates):.3f}"
    )


if __name__ == "__main__":
    main()
