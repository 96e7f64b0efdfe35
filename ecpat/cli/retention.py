"""Which backups are kept: grandfather, father, son."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from ..core.i18n import local

#: The period that a moment belongs to, by the letter of its kind.
PERIODS: Mapping[str, Callable[[datetime], tuple[int, ...]]] = {
    "d": lambda moment: (moment.year, moment.month, moment.day),
    "w": lambda moment: moment.isocalendar()[:2],
    "m": lambda moment: (moment.year, moment.month),
    "y": lambda moment: (moment.year,),
}


def kept(moments: Iterable[datetime], keep: Mapping[str, int]) -> set[datetime]:
    """Return the moments whose backups are kept: the last of each of the last so many periods that have one.

    The newest is always among them; where no number is given, all are.
    """
    newest_first = sorted(moments, reverse=True)
    if not keep:
        return set(newest_first)
    found: set[datetime] = set(newest_first[:1])
    for letter, count in keep.items():
        last: dict[tuple[int, ...], datetime] = {}
        for moment in newest_first:
            last.setdefault(PERIODS[letter](local(moment)), moment)
        found.update(list(last.values())[:count])
    return found
