"""What a rule of the gate is: its name, how it judges an edition as it would be published, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import true

from .. import copies
from ..advice import Advice, sources
from ..kind import Kind, get_kind
from ..models import Edition

MUST, SHOULD, NOTE, OFF = "must", "should", "note", "off"  #: how much a rule weighs
SHARED = "facts:"  #: begins the fields that languages share
GO_THERE = _l("Go there")
LEVELS = {
    MUST: _l("Must"),
    SHOULD: _l("Should"),
    NOTE: _l("Good to know"),
    OFF: _l("Not at all"),
}


class Proposal:
    """An edition as it would be published: with the changes to it and to its entry's facts that wait."""

    def __init__(self, edition: Edition) -> None:
        self.edition, self.locale, self.kind = edition, edition.locale, get_kind(edition.kind)
        self.words: Mapping[str, Any] = copies.words_of(edition)
        self.facts: Mapping[str, Any] = copies.facts_of(edition.entry)

    @property
    def body(self) -> str:
        """Return the HTML of its text."""
        return str(self.words["body"])

    @cached_property
    def advice(self) -> Advice:
        """Return the remarks on its words."""
        return sources.advice_on(self.locale, self.words["title"], self.words["summary"], self.body, true())


@dataclass(frozen=True)
class Finding:
    """Something to settle: what it is, the field of the form that it is about, and where in the text it stands."""

    message: Any
    field: str  #: “summary” and the like of the language; “facts:image” and the like of what languages share
    quoted: Any = ""
    better: Any = ""  #: what would be better
    term: str = ""  #: ends that, in the language of the text
    act: Any = GO_THERE
    path: str = ""  #: where it is settled, if not in the form


@dataclass(frozen=True)
class Rule:
    """Something that is asked of an edition before readers see it; a feature gives more of them as hooks."""

    key: str
    label: Any  #: what is asked for
    judge: Callable[[Proposal], Iterable[Finding]]
    usual: str = SHOULD  #: how much it weighs where no administrator has set that
    concerns: Callable[[Kind], bool] = lambda _kind: True
    fixed: bool = False  #: whether nobody may set how much it weighs: the site itself refuses what it finds
