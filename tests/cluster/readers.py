"""Many readers at once, and what they were answered: how old each page was is told by the number in it."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from threading import Event, Thread

from .nodes import HOST

_NUMBER = re.compile("Numéro (?:<mark>)?([0-9]+)".encode())
COUNTED = ("/fr/actualites/compteur", "/fr/actualites/", "/fr/", "/fr/actualites/flux.atom")
LATEST = 1.0  # seconds after which every reader must see what was published


@dataclass(frozen=True)
class Answer:
    """What a reader got: status 0 is no answer at all; moments and durations in seconds."""

    path: str
    status: int
    began: float
    took: float
    number: int | None
    node: str


class Readers:
    """Threads that each ask for one page after another, over connections that are kept, until the block ends."""

    def __init__(
        self, connect: Callable[[], HTTPConnection], paths: Sequence[str], count: int = 6, pause: float = 0.0
    ) -> None:
        self._connect, self._paths, self._count, self._pause = connect, paths, count, pause
        self._stop = Event()
        self._threads = [Thread(target=self._read, args=(number,)) for number in range(count)]
        self.answers: list[Answer] = []

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self, number: int) -> None:
        connection = self._connect()
        paths = cycle([*self._paths[number % len(self._paths) :], *self._paths[: number % len(self._paths)]])
        while not self._stop.is_set():
            self.answers.append(self._ask(connection, next(paths)))
            if self._pause:
                time.sleep(self._pause)
        connection.close()

    @staticmethod
    def _ask(connection: HTTPConnection, path: str) -> Answer:
        began, node = time.monotonic(), ""
        try:
            connection.request("GET", path, headers={"Host": HOST})
            answer = connection.getresponse()
            body, status = answer.read(), answer.status
            node = (answer.headers.get("X-Node") or "").rpartition(",")[2].strip()
            found = _NUMBER.search(body) if path in COUNTED else None
        except (OSError, HTTPException):
            connection.close()
            status, found = 0, None
        return Answer(path, status, began, time.monotonic() - began, int(found[1]) if found else None, node)


def failures(answers: Sequence[Answer]) -> Counter[tuple[str, int]]:
    """Count the answers that no reader should get, by path and status."""
    return Counter((answer.path, answer.status) for answer in answers if answer.status != 200)


def stale(answers: Sequence[Answer], acknowledged: Mapping[int, float]) -> list[tuple[Answer, int]]:
    """Return the pages that were asked for a second after something newer was acknowledged, and that number."""
    found = []
    for answer in answers:
        if answer.path in COUNTED and answer.status == 200:
            known = [number for number, moment in acknowledged.items() if moment + LATEST < answer.began]
            if known and (answer.number is None or answer.number < max(known)):
                found.append((answer, max(known)))
    return found
