"""The registry of kinds: menus, addresses, lists, feeds, search facets are all derived from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

if TYPE_CHECKING:
    from .fields import Field
    from .models import Edition, Entry

Label = Any  # a lazily translated string: speedups and tests pass plain ones


@dataclass(frozen=True)
class Filter:
    """A choice that narrows a kind's list: a query argument, its label, its options, its clause."""

    name: str
    label: Label
    any_label: Label
    options: Callable[[], Mapping[str, Label]]
    where: Callable[[str], ColumnElement[bool]]


@dataclass(frozen=True, eq=False)  # a kind is itself alone: statements are kept by it
class Kind:
    """A type of content and all that the site must know to show it."""

    name: str  #: stored in the database, and the folder of its templates
    model: type[Entry]
    label: Label  #: the section, as in the menu
    one: Label  #: one of them, as in a search result
    every: Label  #: “All the news”
    intro: Label  #: the standfirst of the list
    word: str  #: its path word: a message id under the context "url"; none for pages at the root
    when: InstrumentedAttribute[Any]  #: the moment that orders its lists
    year: InstrumentedAttribute[Any] | None = None  #: where the year it counts for is kept; None: that of `when`
    written: Callable[[Edition], int | None] | None = None  #: the year of a text, of a kind whose texts grow old
    names: tuple[Label, ...] = ()  #: what else readers call the list
    new: Label = ""  #: “New article”, as the desk offers it
    position: int = 100  #: its place in the menu
    upcoming: Callable[[Any], ColumnElement[bool]] | None = None  #: what still lies ahead, listed first
    filters: tuple[Filter, ...] = ()
    shape: str = "list"  #: the component that lists it
    facts: tuple[Field, ...] = ()  #: columns of its own, in the order of the form
    details: tuple[Field, ...] = ()  #: facts that are words, kept per edition
    again: Mapping[str, Any] = field(default_factory=dict)  #: what facts become when it is done again at another time
    has_document: bool = False  #: whether the desk offers a PDF per edition
    check: Callable[[Mapping[str, Any]], Mapping[str, Label]] = field(default=lambda facts: {})  #: faults by fact
    in_menu: bool = True
    has_feed: bool = True
    has_archive: bool = False
    review: int = 0  #: months after which one is looked at again, unless an editor chose otherwise; 0: never
    share_type: str = "article"  #: Open Graph's type
    describe: Callable[[Edition], dict[str, Any]] = field(default=lambda edition: {})  #: schema.org properties
    caption: Callable[[Edition], Any] = field(default=lambda edition: "")  #: its facts in a line, for lists
    context: Callable[[Edition], dict[str, Any]] = field(default=lambda edition: {})  #: for its own template


def names_in(text: str) -> list[str]:
    """Return the names that a fact lists, “;” between them."""
    return [name.strip() for name in str(text).split(";") if name.strip()]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; a name can be given once only."""
    if _kinds.get(kind.name, kind).model is not kind.model:
        raise ValueError(f"two kinds are called {kind.name!r}")
    _kinds[kind.name] = kind
    return kind


def all_kinds() -> tuple[Kind, ...]:
    """Return every kind, in the order of the menu."""
    return tuple(sorted(_kinds.values(), key=lambda kind: kind.position))


def get_kind(name: str) -> Kind:
    """Return the kind of that name; KeyError where there is none."""
    return _kinds[name]
