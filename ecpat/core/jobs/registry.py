"""What jobs there are: each feature registers how its own are done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

Payload = dict[str, Any]
Do = Callable[[Payload], None]
Fail = Callable[[Payload, str], None]


class LaterError(Exception):
    """What a job needs is not to be had now: it is tried again. Its text is the reason, without secrets."""


class FailedError(Exception):
    """A job can never be done: it is given up at once. Its text is the reason, without secrets."""


@dataclass(frozen=True)
class Handler:
    """How jobs of a name are done, in a transaction that the worker commits."""

    name: str
    do: Do
    failed: Fail | None  #: told in the transaction in which a job is given up
    every: timedelta | None  #: how soon it is done again; none: once
    each_machine: bool  #: done by a worker on every machine, as what is kept on its disk must be
    lease: timedelta  #: longer than it ever takes


HANDLERS: dict[str, Handler] = {}


def handler(
    name: str,
    *,
    failed: Fail | None = None,
    every: timedelta | None = None,
    each_machine: bool = False,
    lease: timedelta = timedelta(minutes=5),
) -> Callable[[Do], Do]:
    """Register a function as what does the jobs of a name; it may be called twice for one of them.

    It raises LaterError to be tried again, FailedError to give up; whatever else it raises is logged and tried again.
    """

    def register(do: Do) -> Do:
        HANDLERS[name] = Handler(name, do, failed, every, each_machine, lease)
        return do

    return register
