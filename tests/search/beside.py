"""Processes and threads that search, each as a worker of the site does, beside one that publishes."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from threading import Thread
from typing import Any

from flask import Flask

from ecpat.core.database import db
from ecpat.search import service
from ecpat.search.types import Request

FORK = multiprocessing.get_context("fork")


def publish_beside_readers(
    make: Callable[[], Flask], publish: Callable[..., Any], texts: int, threads: int
) -> list[Any]:
    """Publish texts after a first one while others search; return what they met that must not be."""
    done, begun, stop, problems = FORK.Value("i", 1), FORK.Value("i", 1), FORK.Event(), FORK.Queue()

    def search() -> None:
        """Ask again and again: what was published before must be there, what was not begun must not."""
        with make().app_context():
            while not stop.is_set():
                least = done.value
                results = service.find(Request("voyage", "fr", size=100))
                db.session.remove()
                most, hits = begun.value, results.hits
                once = len({hit.entry_id for hit in hits}) == len(hits)
                if not (results.ready and once and least <= results.total <= most):
                    problems.put((least, results.total, most, results.ready, len(hits)))
                if any("<mark>voyage</mark>" not in hit.passage for hit in hits):
                    problems.put("a hit without the word")

    db.session.remove()
    db.engine.dispose()
    processes = [FORK.Process(target=search) for _ in range(2)]
    readers = [*processes, *(Thread(target=search) for _ in range(threads))]
    for reader in readers:
        reader.start()
    for number in range(texts):
        begun.value += 1
        publish(fr=(f"Texte {number}", "un voyage"))
        done.value += 1
    time.sleep(0.2)
    stop.set()
    for reader in readers:
        reader.join()
    failed = [f"exit status {process.exitcode}" for process in processes if process.exitcode]
    return [*([] if problems.empty() else [problems.get(timeout=1)]), *failed]
