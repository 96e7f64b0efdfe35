"""What a reader asks of search and what search answers, what the index keeps and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

FACETS = ("kind", "topic", "year", "language", "document")
Counts = tuple[tuple[str, int], ...]  # (value, how many works), most first
Progress = Callable[[int, int], None]  # told how many works are done, of how many


@dataclass(frozen=True)
class Request:
    """What a reader asks; any text is allowed."""

    text: str
    locale: str
    kind: str = ""  #: a kind's name, or "" for all
    topic: str = ""  #: a topic's key
    year: int = 0
    language: str = ""  #: only works that exist in this language; "" for all
    document: bool = False  #: only works with a PDF
    sort: str = "relevance"  #: or "date"
    page: int = 1
    size: int = 10


@dataclass(frozen=True)
class Hit:
    """A work that was found: the edition shown and where in it the words stand."""

    entry_id: int
    edition_id: int  #: the edition shown: the reader's language where it exists and is live
    kind: str
    locale: str  #: of that edition
    title: Markup  #: escaped, with <mark>
    passage: Markup  #: escaped, with <mark>; from the body or, where `page` is given, from the PDF
    page: int | None  #: page of the PDF where the passage stands
    asset_id: int | None  #: that PDF's asset
    promoted: bool = False  #: chosen by the editors


@dataclass(frozen=True)
class Results:
    """One page of results and what is known of all of them."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Counts]  #: under the names in FACETS, most first, years descending
    terms: tuple[str, ...] = ()  #: what was searched for
    unknown: tuple[str, ...] = ()  #: the words typed that no live text has
    corrected: str = ""  #: “did you mean”, in surface words
    corrected_shown: bool = False  #: nothing was found for the text itself: these are the corrected text's results
    foreign: str = ""  #: the language, none of the site's, that the text was typed in: `corrected` is its translation
    preferred: tuple[tuple[str, str], ...] = ()  #: (discouraged word used, preferred term in the reader's language)
    ready: bool = True  #: False while the index is being rebuilt


@dataclass(frozen=True)
class Suggestion:
    """What a reader may be about to type: form is "title", "topic" or "word"."""

    text: str
    form: str
    entry_id: int | None = None  #: of a title
    topic: str = ""  #: the key of a topic


@dataclass(frozen=True)
class Words:
    """The live edition of a work in one language, as plain text; pages are (number, text) of its PDF."""

    edition_id: int
    locale: str
    title: str
    body: str
    pages: Sequence[tuple[int, str]] = ()
    names: Sequence[str] = ()  #: what readers call it: found as its title is, and never shown
    facts: str = ""  #: what is shown beside its words, as its date


@dataclass(frozen=True)
class Work:
    """All that search knows of an entry: its live editions and the facts that narrow a search."""

    entry_id: int
    kind: str
    topics: Sequence[str]
    year: int | None
    date: int  #: minutes since the year 1, for the order by date; 0 where unknown
    document: bool
    signature: int  #: 64 bits that differ once anything of this differs
    editions: Sequence[Words]


@dataclass(frozen=True)
class State:
    """What an index was made from."""

    generation: int
    version: str  #: of the analysis and the way it is kept
    identity: str = ""  #: the last revision at that time: another database, or a restored one, has not got it


@dataclass(frozen=True)
class Match:
    """A work that matches: its edition to show and the page of that edition's PDF that matches best."""

    entry_id: int
    edition_id: int
    page: int = 0


@dataclass(frozen=True)
class Found:
    """What an engine answers."""

    total: int
    matches: tuple[Match, ...]
    facets: Mapping[str, Counts] = field(default_factory=dict)


class UnreadyError(RuntimeError):
    """There is no index that can be searched."""


class BusyError(RuntimeError):
    """Another process or thread is writing."""
