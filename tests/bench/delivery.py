"""Pages from granian against a bare WSGI callable that returns the same bytes, and cost against the size of a site.

    python -m tests.bench.delivery [--sizes 1000,20000,100000] [--seconds 5]

Both sides of each row run in one go: same server, workers, headers and load (wrk, 16 connections), three alternating
rounds, medians. “Uncached” is the site without its page cache; every other cache of it is on, as it is in service.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[2]
PORT, ROUNDS, CONNECTIONS = 8425, 3, 16
WARM_UP = 3  # seconds: Python and SQLAlchemy take about a thousand pages to settle in each worker
PAGES = {
    "article": "/fr/actualites/fr-entry-{news}",
    "list, page 1": "/fr/actualites/",
    "list, page 50": "/fr/actualites/?page={deep}",
    "home": "/fr/",
    "feed": "/fr/flux.atom",
}
ARTICLES, DEEP = 500, range(45, 55)  # how many articles are asked for in turn, and which pages deep in a list
SIZED = {
    "article": "/fr/actualites/fr-entry-{middle}",
    "list, page 1": "/fr/actualites/",
    "list, page 500": "/fr/actualites/?page={deep}",
    "home": "/fr/",
    "feed": "/fr/flux.atom",
    "sitemap, a part": "/sitemap-1.xml",
}
AFTER, CHANGED = ("article", "list, page 1", "home", "feed"), ", first after a change"
LIMIT = {
    "article": 2.1,
    "list, page 1": 2.1,
    "list, page 50": 2.1,
    "home": 2.1,
    "feed": 2.3,
}  # % of the bare callable


def news(count: int) -> list[int]:
    """Return the numbers of articles from all over a generated site, the one in its middle first."""
    every = range(0, count, 2)  # half of its entries are news
    middle = count // 2 - count // 2 % 2
    return [middle, *every[:: max(1, len(every) // ARTICLES)]]


def paths(count: int) -> dict[str, str]:
    """Return the pages of a site of that many entries, for figures against its size."""
    deep = min(500, count // 24 - 2)
    return {name: path.format(middle=news(count)[0], deep=deep) for name, path in SIZED.items()}


def in_turn(count: int) -> dict[str, list[str]]:
    """Return the addresses asked for in turn, for requests a second: where there are many such pages, many."""
    found = {name: [path] for name, path in PAGES.items()}
    found["article"] = [PAGES["article"].format(news=number) for number in news(count)]
    found["list, page 50"] = [PAGES["list, page 50"].format(deep=page) for page in DEEP]
    return found


@contextmanager
def serving(target: str, instance: Path, workers: int = 2) -> Iterator[str]:
    """Serve a callable of `tests.bench.served` on an instance folder and yield its address."""
    options = ["--interface", "wsgi", "--http", "1", "--no-ws", "--workers", str(workers), "--blocking-threads", "4"]
    options += ["--http1-buffer-size", "32768"]  # as `make run` has it
    command = [sys.executable, "-m", "granian", *options, "--port", str(PORT), "--log-level", "error"]
    command.append(f"tests.bench.served:{target}")
    socket.create_server(("127.0.0.1", PORT)).close()  # nobody else's answers are measured
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "BENCH_INSTANCE": str(instance)})
    address = f"http://127.0.0.1:{PORT}"
    try:
        for _ in range(300):
            try:
                urlopen(address + "/healthz", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(20)


IN_TURN = """
local paths, last = {%s}, 0
request = function()
  last = last %% #paths + 1
  return wrk.format("GET", paths[last])
end
"""  # a script for wrk


def load(address: str, paths: list[str], seconds: int, header: str = "") -> tuple[float, float]:
    """Return requests a second and the 99th percentile of their times in ms; RuntimeError where any failed."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-H", "Accept-Encoding: br"]
    with NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(IN_TURN % ", ".join(f'"{path}"' for path in paths))
        script.flush()
        options = ["-H", header] if header else []
        options += ["-s", script.name, address] if paths[1:] else [address + paths[0]]
        out = subprocess.run([*command, *options], check=True, capture_output=True, text=True)
    if "Non-2xx" in out.stdout:
        raise RuntimeError(out.stdout)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out.stdout)[1])  # type: ignore[index]
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out.stdout).groups()  # type: ignore[union-attr]
    return rate, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def against(
    instance: Path, paths: list[str], seconds: int, side: str, header: str = ""
) -> tuple[float, float, float]:
    """Return (requests/s of a side, of the bare callable, the side's p99), medians of alternating rounds."""
    ours, bare, late = [], [], []
    for _ in range(ROUNDS):
        with serving(side, instance) as address:
            with urlopen(Request(address + paths[0], headers={"Accept-Encoding": "br"})) as answer:
                body, tag = answer.read(), answer.headers.get("ETag", "")
                (instance / "bare.headers").write_text("\n".join(f"{a}\t{b}" for a, b in answer.headers.items()))
            (instance / "bare.body").write_bytes(b"" if header else body)
            load(address, paths, WARM_UP)
            rate, p99 = load(address, paths, seconds, header.format(tag=tag))
            ours.append(rate)
            late.append(p99)
        with serving("bare_304" if header else "bare", instance) as address:
            bare.append(load(address, paths[:1], seconds)[0])
    return statistics.median(ours), statistics.median(bare), statistics.median(late)


def speed(instance: Path, count: int, seconds: int) -> None:
    """Print requests a second, cached and uncached, beside the bare callable's."""
    print(f"\n{count:,} entries; granian, 2 workers; wrk, {CONNECTIONS} connections; medians of {ROUNDS} rounds\n")
    print("| page | requests/s | bare callable | of it | at least | p99 |\n|---|---|---|---|---|---|")
    found = in_turn(count)
    for name, side, header in (("article, cached", "cached", ""), ("article, 304", "cached", "If-None-Match: {tag}")):
        ours, bare, late = against(instance, found["article"][:1], seconds, side, header)
        print(f"| {name} | {ours:,.0f} | {bare:,.0f} | {ours / bare:.0%} | 90% | {late:.1f} ms |", flush=True)
    for name, paths in found.items():
        ours, bare, late = against(instance, paths, seconds, "uncached")
        print(
            f"| {name}, uncached | {ours:,.0f} | {bare:,.0f} | {ours / bare:.2%} | {LIMIT[name]}% | {late:.0f} ms |",
            flush=True,
        )


def growth(folders: dict[int, Path]) -> None:
    """Print what a page costs, by the size of the site, in one run that goes through all sizes in turns."""
    sizes = [size for size in folders if size]
    print("\nCost of an uncached page (ms of CPU, the least of 7 turns) and start-up (s)\n")
    print("| page | " + " | ".join(f"{size:,}" for size in sizes) + " | per ten times | at most |")
    print("|---|" + "---|" * (len(sizes) + 2))
    best: dict[tuple[str, int], float] = {}
    for _ in range(7):
        for size, folder in folders.items():
            out = subprocess.run([sys.executable, "-m", "tests.bench.served", str(folder), str(size)], cwd=ROOT,
                                 check=True, capture_output=True, text=True).stdout  # fmt: skip
            for line in out.splitlines():
                name, value = line.split("\t")
                best[name, size] = min(best.get((name, size), 1e9), float(value))
    limits = dict.fromkeys(SIZED, "1.30") | {f"{name}{CHANGED}": "" for name in AFTER}
    for name, limit in limits.items():
        values = [best[name, size] for size in sizes]
        rise = (values[-1] / values[0]) ** (1 / max(1, len(str(sizes[-1])) - len(str(sizes[0]))))
        shown = " | ".join(f"{value:.2f}" for value in values)
        print(f"| {name} | {shown} | {rise:.2f} | {limit} |", flush=True)
    starts = [best["start-up", size] for size in sizes]
    more = starts[-1] - best["start-up", 0]
    print(f"| start-up | {' | '.join(f'{value:.2f}' for value in starts)} | {more:+.2f} s against empty | +2 s |")


def main() -> None:
    """Make the sites and print the tables."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--sizes", default="1000,20000,100000")
    asked.add_argument("--seconds", type=int, default=5)
    given = asked.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    print(f"# Delivery, {date.today()}\n\n{os.cpu_count()} cores, Python {platform.python_version()}")
    with TemporaryDirectory() as root:
        folders = {size: Path(root) / str(size) for size in (0, *sizes)}
        for size, folder in folders.items():
            subprocess.run(
                [sys.executable, "-m", "tests.bench.served", "--fill", str(folder), str(size)], cwd=ROOT, check=True
            )
        middle = sizes[len(sizes) // 2]
        speed(folders[middle], middle, given.seconds)
        growth(folders)


if __name__ == "__main__":
    main()
