"""The form of an entry: a WTForms form for what its languages share, and one for each language."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import wtforms
from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from ....web.forms import ids
from ...drafts import Autosave
from ...fields import Field
from ...form_fields import MomentField
from ...kind import Kind
from ...models import Entry
from . import parts
from .parts import COMMON, Values

Sent = MultiDict[str, str]
MOMENTS = {"moment": "published_at", "update": "update_at", "until": "withdraw_at"}  #: columns by field


class EntryForm:
    """The forms of an entry's parts, bound to what was sent over what is there now, and what is said about them."""

    def __init__(self, kind: Kind, entry: Entry | None, sent: Sent | None = None) -> None:
        self.kind, self.entry = kind, entry
        self.present = {part: parts.present(kind, entry, part) for part in parts.names()}
        self.parts = {part: _form_of(kind, part) for part in parts.names()}
        self.fields: dict[str, Field] = {}  #: by their names in the HTML
        shut = sent.getlist("closed") if sent is not None else []
        self.sent = tuple(part for part in parts.names() if sent is not None and part not in shut)
        self.message: Any = ""  #: what is wrong with no field of its own
        self.theirs: Values = {}  #: by name in the HTML: what others saved in fields that the writer changed too
        self.merged = False  #: whether the form has what others saved since it was shown
        self.taken: list[str] = []  #: fields that others alone changed: theirs is in them
        self.others: list[str] = []  #: who else has it open
        self.offer: Autosave | None = None  #: what was typed once and not saved
        for part, form in self.parts.items():
            form.process(sent if part in self.sent else None, data={**self.present[part], **self._counted(part)})
            self.fields |= {form[name].name: field for name, field in parts.fields_of(kind, part).items()}

    def _counted(self, part: str) -> Values:
        edition = self.entry.editions.get(part) if self.entry else None
        moments = {name: getattr(edition, column, None) for name, column in MOMENTS.items()}
        return {"saves": parts.saves(self.entry, part), **moments}

    def __getitem__(self, name: str) -> wtforms.Field:
        """Return a field by its name in the HTML."""
        part, _dash, short = name.partition("-")
        return self.parts[part][short] if part in self.parts else self.parts[COMMON][name]

    def of(self, part: str) -> Iterator[tuple[str, Field, wtforms.Field]]:
        """Return (name in the part, field, its form's field) of a part's fields."""
        for name, field in parts.fields_of(self.kind, part).items():
            yield name, field, self.parts[part][name]

    def differs(self, part: str) -> bool:
        """Tell whether saving a part would change it."""
        values = self.present[part]
        return part in self.sent and any(not field.same(bound, values[name]) for name, field, bound in self.of(part))

    def changed(self) -> list[str]:
        """Return the parts that saving would change."""
        return [part for part in self.parts if self.differs(part)]

    def values(self, part: str) -> Values:
        """Return a part's values as its form has them."""
        return {name: bound.data for name, _field, bound in self.of(part)}

    def begun_with(self, part: str) -> int:
        """Return how often a part had been saved when its form was shown; 0 where that was not sent."""
        bound = self.parts[part]["saves"]
        return 0 if bound.raw_data == [] else int(bound.data)

    def put(self, bound: wtforms.Field, value: Any) -> None:
        """Let a field hold another value than what was sent."""
        bound.raw_data = None
        bound.process(None, value)

    def fault(self, name: str, message: Any) -> None:
        """Say what is wrong with a field, by its name in the HTML."""
        self[name].errors = [*self[name].errors, message]

    @property
    def faults(self) -> list[tuple[str, Any]]:
        """Return (name in the HTML, what is wrong) of the fields that have faults, in the form's order."""
        return [(bound.name, bound.errors[0]) for form in self.parts.values() for bound in form if bound.errors]


def typed(kind: Kind, sent: Sent) -> dict[str, list[str]]:
    """Return what was sent of the fields that can be written in, as an autosave keeps it: as it was typed."""
    shut = sent.getlist("closed")
    forms = [form for part, form in EntryForm(kind, None).parts.items() if part not in shut]
    return {**{bound.name: sent.getlist(bound.name) for form in forms for bound in form}, "closed": shut}


def untouched(kind: Kind, entry: Entry | None, closed: Collection[str]) -> dict[str, list[str]]:
    """Return what an autosave would keep of a form in which nobody has typed."""
    fields = {"closed": [*closed]}
    form = EntryForm(kind, entry)
    for part in set(form.parts).difference(closed):
        fields |= {bound.name: field.to_form(form.present[part][name]) for name, field, bound in form.of(part)}
        fields[form.parts[part]["saves"].name] = [str(parts.saves(entry, part))]
    return fields


def sent_now() -> Sent:
    """Return what a request sends, with plain line ends and without the bytes that no text has."""
    return MultiDict((name, _plain(text)) for name, text in request.form.items(multi=True))


def sent_as(part: str, kind: Kind, values: Values) -> Sent:
    """Return what a browser would send to make a part hold these values, leaving the others alone."""
    sent: Sent = MultiDict({"closed": [other for other in parts.names() if other != part]})
    for name, field in parts.fields_of(kind, part).items():
        sent.setlist(name if part == COMMON else f"{part}-{name}", field.to_form(values[name]))
    return sent


def _form_of(kind: Kind, part: str) -> wtforms.form.BaseForm:
    locale = "" if part == COMMON else part
    unbound = {name: field.form_field(locale) for name, field in parts.fields_of(kind, part).items()}
    unbound["saves"] = wtforms.HiddenField(filters=[_count])
    if locale:
        unbound |= {name: MomentField(_l("Day and hour, in Brussels")) for name in MOMENTS}
    return wtforms.form.BaseForm(unbound, prefix=f"{part}-" if locale else "")


def _count(text: Any) -> int:
    return next(iter(ids([str(text)])), 0)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\0", "").encode("utf-8", "ignore").decode()
