"""The fields that entries of every kind have: topics, picture, how well the date is known, words, PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from ....core.database import db
from ....desk import access
from ....files.models import Asset
from ....topics import service
from ....web import forms
from ... import change_notes, richtext
from ...fields import Choice, Field, Label, Line
from ...form_fields import BodyField, ChangesField, Needed
from ...models import Edition, Entry
from ...words import clean_body
from .. import rights
from .topics_field import FIRST, TopicsField, word_of

TOPICS = 3  # how many an entry may have
PRECISIONS = {
    "day": _l("To the day"),
    "month": _l("To the month"),
    "year": _l("To the year"),
    "none": _l("Not known"),
}


class Topics(Field):
    """An entry's topics, in their order: the first gives the colour."""

    layout, closed_by = "group", "disabled"

    def __init__(self) -> None:
        super().__init__("topics", _l("Topics"), hint=_l("Three at most; the one that is marked gives the colour."))

    def form_field(self, locale: str = "") -> wtforms.Field:
        """Return a tick for each topic; one that is gone meanwhile is left out by the save."""
        return TopicsField(self.label, offered=service.every, most=TOPICS, description=self.hint)

    def shown(self, value: Any) -> str:
        """Return what the topics are called."""
        words = {topic.id: word_of(topic) for topic in service.every()}
        return ", ".join(words.get(topic_id) or str(_("a deleted topic")) for topic_id in value)

    def read(self, kept: Mapping[str, Any]) -> list[int]:
        """Return the ids of the topics."""
        return list(kept.get("topics", ()))

    def to_form(self, value: Any) -> list[str]:
        """Return what is sent: that topics were asked for, each that is ticked, after the first that it is."""
        sent = ["", *map(str, value)]
        return [*sent[:2], *(f"{FIRST}{one}" for one in value[:1]), *sent[2:]]


class File(Field):
    """A file of a sort: a picture, or a PDF."""

    closed_by = "disabled"

    def __init__(
        self,
        column: InstrumentedAttribute[Any],
        label: Label,
        media_type: str,
        *,
        hint: Label = "",
        empty: Label,
    ) -> None:
        super().__init__(column, label, hint=hint)
        self.media_type, self.empty = media_type, empty

    def form_field(self, locale: str = "") -> wtforms.Field:
        """Return a list of files; which they are is read where it is shown (`form_view`)."""
        return wtforms.SelectField(self.label, coerce=_reference, validate_choice=False, description=self.hint)

    def shown(self, value: Any) -> str:
        """Return the name of a file, or its number where it is not there for the person to read."""
        named = select(Asset.name).where(Asset.id == value, rights.readable(access.person(), Asset))
        return (db.session.scalar(named) or str(value)) if value else ""


class Picture(File):
    """A picture, chosen in the picture window (`pictures`)."""

    def form_field(self, locale: str = "") -> wtforms.Field:
        """Return a field that the window fills."""
        return wtforms.HiddenField(self.label, filters=[_reference])


class Document(File):
    """An edition's PDF: an edition names its row, revisions its digest, which outlives the row."""

    def read(self, kept: Mapping[str, Any]) -> Any:
        """Return the id of the file; of a revision's, the row that there is now."""
        if "document_id" in kept or not (digest := kept.get("document")):
            return kept.get("document_id")
        found = select(Asset.id).where(Asset.digest == digest).order_by(Asset.deleted_at.is_not(None), Asset.id)
        return db.session.scalar(found.limit(1))


class Title(Line):
    """A title: without one there is no edition, so a part of the form that is left empty need not have it."""

    form_class = wtforms.TextAreaField
    attributes = MappingProxyType({"rows": 2})

    def rules(self) -> list[Callable[[Any, Any], None]]:
        """Let there be one, in words that say so."""
        return [Needed(_l("A title is needed."))]


class Slug(Line):
    """The end of an address; left empty, it stays as it is or is made from the title."""

    def form_field(self, locale: str = "") -> wtforms.Field:
        """Return a field whose text is of no language."""
        return super().form_field()

    def same(self, bound: wtforms.Field, value: Any) -> bool:
        """Let an empty one say what is there."""
        return not bound.data or super().same(bound, value)


class Summary(Line):
    """A few lines, kept as one."""

    form_class = wtforms.TextAreaField
    attributes = MappingProxyType({"rows": 3})


class Body(Field):
    """A text with headings, lists and pictures, sanitised here and nowhere else on its way to the database."""

    def form_field(self, locale: str = "") -> wtforms.Field:
        """Return a field of HTML."""
        clean = partial(clean_body, locale=locale)
        return BodyField(self.label, clean=clean, description=self.hint, render_kw={"rows": 14})

    def shown(self, value: Any) -> str:
        """Return the text without its form."""
        return richtext.plain(richtext.sanitise(str(value)))

    def from_json(self, value: Any) -> str:
        """Return the HTML."""
        return str(value or "")


class Changes(Field):
    """What changed and why, a line each."""

    searched = False

    def form_field(self, locale: str = "") -> wtforms.Field:
        """Return a field of lines."""
        return ChangesField(self.label, locale=locale, description=self.hint, render_kw={"rows": 3})

    def shown(self, value: Any) -> str:
        """Return the notes as they are typed."""
        return change_notes.write(value)

    def from_json(self, value: Any) -> Any:
        """Return the notes, none where nobody wrote any."""
        return value or []

    def to_form(self, value: Any) -> list[str]:
        """Return what a browser sends of it."""
        return [change_notes.write(value)]

    def same(self, bound: wtforms.Field, value: Any) -> bool:
        """Let a note without a day say the one that got its day meanwhile."""
        known = {note["text"]: note["day"] for note in value}
        days = [known.get(note["text"], "") if not note["day"] else note["day"] for note in bound.data]
        meant = [{**note, "day": day} for note, day in zip(bound.data, days, strict=True)]
        return not bound.process_errors and meant == value


CHOSEN_TOPICS = Topics()
IMAGE = Picture(Entry.image_id, _l("Picture"), "image/", empty="")
PRECISION = Choice(
    Entry.date_precision,
    _l("The date is known"),
    PRECISIONS,
    default="day",
    required=True,
    hint=_l("For the archive: what readers are shown of the date"),
)
WORDS: tuple[Field, ...] = (
    Title(Edition.title, _l("Title")),
    Slug(Edition.slug, _l("Address")),
    Summary(Edition.summary, _l("Summary")),
    Body(Edition.body, _l("Text"), hint=_l("Headings, lists, links, quotations")),
    Line(
        Edition.readers_words,
        _l("Readers’ words"),
        hint=_l("What readers type to find this page, a comma between each: never shown, always found"),
    ),
    Changes(
        Edition.changes,
        _l("What changed, and why"),
        hint=_l(
            "For readers: a sentence a line. It gets the day on which they see it, or begins with its own: "
            "“2026-11-03: …”. Not for typing errors"
        ),
    ),
)
DOCUMENT = Document(Edition.document_id, _l("PDF"), "application/pdf", empty=_l("No file"))


def _reference(value: Any) -> int | None:
    """Return the number of a row; None for none, 0 for what can be no number."""
    text = "" if value is None else str(value)
    return next(iter(forms.ids([text])), 0) if text else None
