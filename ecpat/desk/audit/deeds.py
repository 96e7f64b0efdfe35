"""Deeds: what one person did to one thing at once, as a sentence; a save writes a row of the audit for each part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _

from ...accounts.audit import Audit
from ...core.i18n import language_name
from .actions import action_words

AT_ONCE = timedelta(seconds=1)  # between two rows of one save
#: What a save writes, which goes without saying where something was done by it.
SAVES = frozenset({"entry.saved", "edition.saved", "entry.copied", "edition.copied"})
AHEAD = frozenset({"edition.scheduled", "edition.update_scheduled", "edition.ends"})
_TOGETHER = ("entry.", "edition.", "review.")  # of one form


@dataclass(frozen=True)
class Part:
    """One thing that was done: what it is called, in which languages, and what the audit knows beside."""

    action: str
    words: str
    languages: str
    details: dict[str, Any]

    @property
    def when(self) -> datetime | None:
        """Return the moment that it was done for, where that is not at once."""
        if self.action not in AHEAD or not self.details.get("at"):
            return None
        return datetime.fromisoformat(self.details["at"])


@dataclass
class Deed:
    """The rows of one deed, the latest first, as the audit has them."""

    rows: list[Audit] = field(default_factory=list)

    @property
    def row(self) -> Audit:
        """Return the latest of its rows."""
        return self.rows[0]

    @property
    def at(self) -> datetime:
        """Return when it was done."""
        return self.row.at

    def holds(self, row: Audit) -> bool:
        """Tell whether an earlier row is of this deed."""
        last = self.rows[-1]
        alike = (row.person_id, row.subject) == (last.person_id, last.subject)
        saved = row.action.startswith(_TOGETHER) and last.action.startswith(_TOGETHER)
        again = any(_what(row) == _what(other) for other in self.rows)
        return alike and saved and not again and last.at - row.at <= AT_ONCE

    def parts(self) -> Iterator[Part]:
        """Yield what was done, in its order; a save is left out where more was done, that of data where texts are."""
        told: dict[str, list[Audit]] = {}
        for row in reversed(self.rows):
            told.setdefault(row.action, []).append(row)
        more = [action for action in told if action not in SAVES]
        for action in more or [action for action in told if action.startswith("edition.")] or told:
            found = told[action]
            codes = dict.fromkeys(row.details["locale"] for row in found if row.details.get("locale"))
            yield Part(action, action_words(action), _in_languages(codes), found[-1].details)


def grouped(rows: Iterable[Audit]) -> list[Deed]:
    """Return the deeds of rows that follow one another, the latest first."""
    deeds: list[Deed] = []
    for row in rows:
        if not deeds or not deeds[-1].holds(row):
            deeds.append(Deed())
        deeds[-1].rows.append(row)
    return deeds


def _what(row: Audit) -> tuple[str, str]:
    return row.action, row.details.get("locale", "")


def _in_languages(codes: Iterable[str]) -> str:
    said = [_("in %(language)s", language=language_name(code)) for code in codes]
    return str(format_list(said, locale=get_locale())) if said else ""
