"""What is to be known before a text is read: what it speaks of, how old it is, and what changed in it since."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l

from ..core import changes, dates
from ..core.i18n import local
from . import change_notes, fields
from .change_notes import Told
from .kind import get_kind
from .models import Edition

OLD = 5  # years after the one in which a text was written, from which on its page says so
CONTENT_NOTE = fields.Note(
    "content_note",
    _l("This text speaks of…"),
    hint=_l(
        "Said before the text, to those who may be hurt by it: “the exploitation of children, without any account”"
    ),
)
AGE = fields.Choice(
    "age",
    _l("That the text is old"),
    {"off": _l("is never said")},
    none=_l("is said from the fifth year on"),
)
AGE_NOTE = fields.Note(
    "age_note", _l("What has changed since"), hint=_l("In place of “what it says may have changed”")
)


@dataclass(frozen=True)
class Notes:
    """What is to be known before a text is read; empty where it is nothing."""

    content: str
    year: int | None  #: when it was written, where that is to be said
    age: str  #: what has changed since, in the words of an editor
    changes: list[Told] = field(default_factory=list)  #: in the text itself, the newest first

    def __bool__(self) -> bool:
        """Tell whether there is anything to be said."""
        return bool(self.content or self.age or self.year or self.changes)


def notes_of(edition: Edition) -> Notes:
    """Return what is to be known before an edition is read."""
    details, written = edition.details, get_kind(edition.kind).written
    year = written(edition) if written else None
    age = details.get("age_note", "")
    told = details.get("age") != "off" and (bool(age) or (year is not None and year + OLD <= dates.today().year))
    changes = change_notes.told(edition.changes)
    return Notes(details.get("content_note", ""), year if told else None, age if told else "", changes)


def year_of(edition: Edition) -> int | None:
    """Return the year in which an edition was put online, as far as its date is known."""
    known = edition.published_at is not None and edition.entry.date_precision != "none"
    return local(edition.published_at).year if known and edition.published_at else None


changes.foresee(lambda session: dates.end_of(dates.today().replace(month=12, day=31)))  # when texts grow older
