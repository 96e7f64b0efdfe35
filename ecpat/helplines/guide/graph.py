"""Where the answers of a path lead, looked at as a whole: what is never reached, and what leads round in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

Leads = Mapping[str, Iterable[str]]  #: the keys of the steps that each step leads to


def reached(leads: Leads, start: str) -> set[str]:
    """Return every step that can be reached from one, and itself."""
    seen, waiting = set[str](), [start]
    while waiting:
        if (key := waiting.pop()) not in seen:
            seen.add(key)
            waiting += leads.get(key, ())
    return seen


def in_circles(leads: Leads) -> set[str]:
    """Return the steps from which answers lead back to themselves."""
    return {key for key, further in leads.items() if any(key in reached(leads, one) for one in further)}


def longest(leads: Leads, start: str) -> list[str]:
    """Return the steps of the longest way on from one, with it and with the end."""

    @cache
    def way(key: str) -> list[str]:
        return [key, *max((way(one) for one in leads.get(key, ())), key=len, default=[])]

    return way(start)
