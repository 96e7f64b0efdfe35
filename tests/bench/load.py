"""Readers and an editor for some minutes, on the documented set-up of one machine; then every fault, one by one.

    python -m tests.bench.load [--minutes 10] [--readers 6] [--pause 0.02] [--no-faults]

The site runs on granian with two workers behind nginx. Something is published every second, so that every page is
made anew all the time. Told are failed requests, pages older than a second, times, and memory after the warm-up (a
fifth of the time, at most two minutes). The status is 1 where a request failed, a page was old or memory grew by 5 %.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from ..cluster.balancer import balancing
from ..cluster.machines import Machine
from ..cluster.nodes import Editor, Node, SocketConnection, free_port
from ..cluster.readers import COUNTED, Readers, failures, stale
from .lighthouse import make

OTHERS = (
    "/en/", "/en/news/", "/fr/formations/", "/en/resources/", "/en/topics/", "/fr/recherche/?q=mineurs",
    "/en/search/?q=children+online", "/en/search/suggestions.json?q=traf", "/sitemap.xml",
    "/fr/formations/agenda.ics",
)  # fmt: skip
EVERY = 1.0  # seconds between publications
MOST_GROWTH = 0.05


def described() -> str:
    """Return a line on the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    release = platform.freedesktop_os_release()["PRETTY_NAME"]
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {release}, Python {platform.python_version()}"


def quantile(values: list[float], part: float) -> float:
    """Return the value below which a part of the values is."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def run(minutes: float, count: int, pause: float) -> bool:
    """Run the load and print what was found; tell whether all held."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        client = make(folder / "node").test_client()
        paths = [
            path
            for path in (*COUNTED[:1], *COUNTED, *OTHERS)
            if path in COUNTED or client.get(path).status_code == 200
        ]
        node = Node(Machine((), "127.0.0.1"), folder / "node", {"PROXIES": "1"}, free_port(), workers=2)
        node.start()
        editor = Editor(node)
        try:
            editor.publish(1)
            with balancing(Machine((), "127.0.0.1"), folder, [node]) as front:
                began, memory, number = time.monotonic(), list[tuple[float, int]](), 1
                with Readers(lambda: SocketConnection(front), paths, count, pause) as readers:
                    while (now := time.monotonic()) < began + 60 * minutes:
                        number += 1
                        editor.publish(number)
                        memory.append((now - began, node.memory()))
                        time.sleep(max(0.0, EVERY - (time.monotonic() - now)))
                    time.sleep(1.5)
        finally:
            editor.close()
            node.stop()
    failed, old = failures(readers.answers), stale(readers.answers, editor.acknowledged)
    warm = min(120.0, 12 * minutes)
    after = [size for moment, size in memory if moment >= warm]
    part = max(1, len(after) // 8)
    first, last = statistics.median(after[:part]), statistics.median(after[-part:])
    took = [answer.took for answer in readers.answers]
    say = sys.stdout.write
    say(f"{minutes:g} minutes, {len(paths)} addresses, {count} readers, {number} publications\n\n")
    say("| what | figure |\n|---|---|\n")
    say(f"| requests | {len(took)} ({len(took) / 60 / minutes:.0f}/s) |\n")
    say(f"| failed | {sum(failed.values())} {dict(failed) or ''} |\n")
    say(f"| older than 1 s | {len(old)} {[(a.path, a.number, known) for a, known in old[:3]] or ''} |\n")
    say(f"| p50, p99, longest | {', '.join(f'{1000 * quantile(took, part):.1f}' for part in (0.5, 0.99, 1))} ms |\n")
    say(f"| memory of both workers after {warm:.0f} s, at the end | {first / 1e6:.1f}, {last / 1e6:.1f} MB |\n")
    say(f"| growth | {100 * (last / first - 1):+.1f} % |\n")
    say("| memory, by tenths of the time | ")
    say(", ".join(f"{size / 1e6:.0f}" for _, size in memory[:: max(1, len(memory) // 10)]) + " MB |\n\n")
    sys.stdout.flush()
    return not failed and not old and not editor.failed and last < first * (1 + MOST_GROWTH)


def main() -> None:
    """Run what was asked for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--readers", type=int, default=6)
    options.add_argument("--pause", type=float, default=0.02)
    options.add_argument("--no-faults", action="store_true")
    given = options.parse_args()
    sys.stdout.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {described()}\n")
    held = run(given.minutes, given.readers, given.pause)
    if not given.no_faults:
        faults = (sys.executable, "-m", "pytest", "-v", "--durations=0", "tests/cluster")
        held = subprocess.run(faults, check=False).returncode == 0 and held
    raise SystemExit(0 if held else 1)


if __name__ == "__main__":
    main()
