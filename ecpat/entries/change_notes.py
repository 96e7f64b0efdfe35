"""Change notes: what changed in a text that readers have, and why, as an editor tells them; a line each.

A line may begin with its day (“2026-11-03: …”, “3/11/2026 …”); without one, it gets that on which readers see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, TypedDict

from flask_babel import lazy_gettext as _l

from ..core import dates
from ..core.characters import fit
from ..core.errors import ContentError
from ..core.typography import spaced

LONGEST, MOST = 400, 50  # characters of a note, and notes of an edition
_LINE = re.compile(
    r"(?:(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)|(?P<d>\d\d?)[/.](?P<m>\d\d?)[/.](?P<y>\d{4}))?\s*[:–—-]?\s*(?P<text>.*)"
)


class ChangeNote(TypedDict):
    """A note as an edition keeps it: its day as ISO 8601 writes it, empty until readers see it, and its words."""

    day: str
    text: str


class Told(NamedTuple):
    """A note as readers are told it."""

    day: date
    text: str


def told(notes: Iterable[ChangeNote]) -> list[Told]:
    """Return notes for readers, the newest first: one whose day has to come, in a preview, is of today."""
    return [Told(date.fromisoformat(note["day"]), note["text"]) for note in dated(notes, dates.today())]


def read(text: str, locale: str) -> list[ChangeNote]:
    """Return the notes that were typed, the newest first; raises ContentError for what is none."""
    lines = filter(None, (" ".join(line.split()) for line in fit(text).splitlines()))
    notes = [_note(line, locale) for line in lines]
    if len(notes) > MOST:
        raise ContentError("changes", _l("These are more than %(limit)d notes.", limit=MOST))
    return sorted(notes, key=lambda note: note["day"] or "9", reverse=True)


def write(notes: Iterable[ChangeNote]) -> str:
    """Return notes as they are typed."""
    return "\n".join(f"{note['day']}: {note['text']}" if note["day"] else note["text"] for note in notes)


def dated(notes: Iterable[ChangeNote], day: date) -> list[ChangeNote]:
    """Return notes of which none is without a day: those are of this one."""
    return [{"day": note["day"] or day.isoformat(), "text": note["text"]} for note in notes]


def _note(line: str, locale: str) -> ChangeNote:
    found = _LINE.fullmatch(line)
    assert found is not None  # whatever it is, it is the text of one
    parts = [found[one] or found[other] for one, other in (("year", "y"), ("month", "m"), ("day", "d"))]
    day, text = "", spaced(found["text"], locale)
    if all(parts):
        try:
            on = date(*map(int, parts))
        except ValueError:
            raise ContentError("changes", _l("There is no such day: “%(line)s”", line=line[:40])) from None
        if on > dates.today():
            raise ContentError("changes", _l("This day has not come: “%(line)s”", line=line[:40]))
        day = on.isoformat()
    if not text:
        raise ContentError("changes", _l("Say what changed on that day: “%(line)s”", line=line[:40]))
    if len(text) > LONGEST:
        raise ContentError("changes", _l("A note is longer than %(limit)d characters.", limit=LONGEST))
    return {"day": day, "text": text}
