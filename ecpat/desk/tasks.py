"""What there is to do, as the desk's first page counts it: each feature tells what waits for somebody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..web.feature import Label, hooks


@dataclass(frozen=True)
class Task:
    """Something to do: the page where it is done, what it is called, how much of it waits for who is signed in."""

    endpoint: str
    label: Label
    count: Callable[[], int]


def waiting() -> list[tuple[str, Label, int]]:
    """Return (endpoint, label, how much) of what waits for who is signed in."""
    counted = ((task, task.count()) for task in hooks(Task))
    return [(task.endpoint, task.label, count) for task, count in counted if count]
