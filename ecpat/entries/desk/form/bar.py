"""What the bar below a form says and offers: how far the entry is, and which languages its one button publishes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .... import locales
from ...models import Edition, Entry
from .states import state_of

READY = ("changed", "draft", "gone", "soon")  # states with something to publish


@dataclass(frozen=True)
class Bar:
    """The state that is said, and the languages of the button: the first without asking, others by a tick."""

    state: str  #: of the language that readers see, else of the first
    edition: Edition | None  #: whose state it is
    first: str
    others: tuple[str, ...]
    ticked: Collection[str]  #: of the others
    shown: Collection[str]  #: of the others: those with something to publish


def of(entry: Entry | None) -> Bar:
    """Return the bar of an entry's form.

    A draft beside what is live is published only by its own tick; drafts that none is live beside go together.
    """
    editions = entry.editions if entry else {}
    there = [one for one in locales.LOCALES if one in editions] or list(locales.LOCALES)
    at = {one: state_of(editions.get(one)) for one in locales.LOCALES}
    seen = [one for one in there if at[one] in ("live", "changed")]
    first = next((one for one in seen if at[one] == "changed"), (seen or there)[0])
    others = tuple(one for one in locales.LOCALES if one != first)
    return Bar(
        at[first], editions.get(first), first, others,
        ticked={one for one in others if one in seen or (not seen and at[one] in ("none", "draft"))},
        shown={one for one in others if at[one] in READY},
    )  # fmt: skip
