"""What readers open, and how often: counted in memory, without anything of who did, and written down now and then.

A view says of what its page is (`say`); the page cache counts each time that it sends that page. A process that dies
takes with it what it has counted since it last wrote.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import Connection

from ..core.database import db
from ..core.services import Service
from ..core.write_behind import WriteBehind
from .feature import hooks

PAUSE = 20.0  # seconds between two writes of a process
MOST = 1_000_000  # openings that wait to be written; of more, the latest count
AGENTS = 2_000  # browsers of which it is remembered, as a number, whether they are robots
SAYS = "ecpat.read"  # in a WSGI environment: where a view says of what its page is
AHEAD = "HTTP_SEC_PURPOSE"  # sent by what loads a page that nobody has opened yet
_BROWSER = re.compile(r"(Mozilla|Opera)/")  # with which the name of every browser begins
_ROBOT = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|compatible;|headless|lighthouse|preview|scanner|monitor|fetch|\+https?:", re.I
)


class Read(NamedTuple):
    """What was opened: an entry in a language, its page or its document."""

    entry_id: int
    locale: str
    document: bool = False


@dataclass(frozen=True)
class Keeper:
    """What a feature does with counts: `keep` adds them to those that are written down, in one transaction."""

    keep: Callable[[Connection, Mapping[Read, int]], None]


class Reads:
    """Counts what one process is asked for."""

    def __init__(self, app: Flask) -> None:
        self._app, self._on = app, bool(app.config["INSIGHT"])
        self._opened = deque[Read](maxlen=MOST)
        self._unwritten = Counter[Read]()
        self._agents: dict[int, bool] = {}
        self._written = WriteBehind("reads", self._write, PAUSE)

    def count(self, environ: Mapping[str, Any], read: Read) -> None:
        """Count that a reader opens something; a robot is none, nor is a browser that loads ahead."""
        agent = environ.get("HTTP_USER_AGENT", "")
        reads = self._agents.get(hash(agent))
        if reads is None:
            reads = self._judge(agent)
        if reads and environ["REQUEST_METHOD"] == "GET" and AHEAD not in environ:
            self._opened.append(read)
            self._written.wake()

    def flush(self) -> None:
        """Write down what was counted, at once."""
        self._written.flush()

    def _write(self) -> None:
        """Write down what was counted; what cannot be written is kept for the next time."""
        with suppress(IndexError):
            while True:
                self._unwritten[self._opened.popleft()] += 1
        if self._unwritten:
            with self._app.app_context(), db.engine.begin() as connection:
                for keeper in hooks(Keeper, self._app):
                    keeper.keep(connection, self._unwritten)
            self._unwritten.clear()

    def _judge(self, agent: str) -> bool:
        """Tell whether what names itself so is counted; remembered by a number that only this process understands."""
        if len(self._agents) >= AGENTS:
            self._agents.clear()
        reads = self._on and _BROWSER.match(agent) is not None and _ROBOT.search(agent) is None
        self._agents[hash(agent)] = reads
        return reads


READS = Service[Reads](Reads)


def say(environ: Mapping[str, Any], read: Read) -> None:
    """Say of what the page is that is made now, so that it is counted whenever it is sent."""
    if (said := environ.get(SAYS)) is not None:
        said.append(read)
