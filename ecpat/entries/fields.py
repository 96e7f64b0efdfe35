"""The fields of kinds: each is one object that knows its column, label, form field, words and JSON.

A new form of fact is a new class here; what shows, saves, compares and merges fields asks them and lists none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import String
from sqlalchemy.orm import InstrumentedAttribute
from wtforms import SelectChoice

from ..core import dates
from ..core.i18n import format_day, format_hour, language_name
from ..web.forms import at_most
from .form_fields import LanguagesField, MomentField, Needed, NumberField, whole_address
from .words import DETAIL_LENGTH, clean_line

Label = Any  # a lazily translated string: tests pass plain ones


class Field:
    """A fact of an entry, kept in a column, or one in words, kept by its name in the details of each edition."""

    layout = "above"  #: where its label stands: "above", "beside" a tick, or "group": the legend of several ticks
    closed_by = "readonly"  #: the attribute of its HTML that lets it be read alone
    usual_hint: Label = ""
    searched = True  #: whether searches read it, where it is words

    def __init__(
        self,
        column: InstrumentedAttribute[Any] | str,
        label: Label,
        *,
        hint: Label = "",
        required: bool = False,
        wanted: bool = False,
    ) -> None:
        self.column, self.label, self.hint = column, label, hint or self.usual_hint
        self.name: str = column if isinstance(column, str) else column.key
        self.required = required
        self.wanted = wanted  #: the desk asks for it while the thing lies ahead

    def form_field(self, locale: str = "") -> Any:
        """Return its WTForms field; what the field holds as `data` is what is kept. Words are of a language."""
        raise NotImplementedError

    def shown(self, value: Any) -> str:
        """Return a value as people say it."""
        return "" if value is None else str(value)

    def to_json(self, value: Any) -> Any:
        """Return a value as JSON has it: in revisions, and wherever else facts are given out."""
        return value

    def from_json(self, value: Any) -> Any:
        """Return the value that JSON has; where it has none, the one that an empty field has."""
        return value

    def to_form(self, value: Any) -> list[str]:
        """Return what a browser sends of a field that nobody touched."""
        return ["" if value is None else str(value)]

    def read(self, kept: Mapping[str, Any]) -> Any:
        """Return the value among those that a save kept: an entry's facts, or an edition's words."""
        held = (kept.get("details") or {}) if isinstance(self.column, str) else kept
        return self.from_json(held.get(self.name))

    def same(self, bound: wtforms.Field, value: Any) -> bool:
        """Tell whether a form's field says what a value says: as it was sent, or once it is cleaned."""
        return bound.raw_data == self.to_form(value) or (not bound.process_errors and bound.data == value)


class Line(Field):
    """A line of text, no longer than its column."""

    form_class = wtforms.StringField
    attributes: Mapping[str, Any] = MappingProxyType({})  #: more of its HTML

    def form_field(self, locale: str = "") -> wtforms.Field:
        """Return a field of text on one line, with the spaces of its language."""
        kind = None if isinstance(self.column, str) else self.column.type
        limit = kind.length if isinstance(kind, String) and kind.length else DETAIL_LENGTH
        rules, clean = [at_most(limit), *self.rules()], partial(clean_line, locale=locale)
        html = dict(self.attributes)
        return self.form_class(self.label, rules, filters=[clean], description=self.hint, render_kw=html)

    def rules(self) -> list[Callable[[Any, Any], None]]:
        """Return what else must hold of it."""
        return [Needed()] if self.required else []

    def from_json(self, value: Any) -> str:
        """Return the text, empty where there is none."""
        return str(value or "")


class Note(Line):
    """A line about a text rather than of it: no search reads it."""

    searched = False


class Names(Line):
    """Several names on a line, “;” between them."""

    usual_hint = _l("Several: “;” between them")


class Url(Line):
    """An address on the web."""

    form_class = wtforms.URLField
    attributes = MappingProxyType({"placeholder": "https://"})

    def rules(self) -> list[Callable[[Any, Any], None]]:
        """Let it be whole."""
        return [*super().rules(), whole_address]


class Number(Field):
    """A whole number, or none."""

    def form_field(self, locale: str = "") -> wtforms.Field:
        """Return a field of digits."""
        return NumberField(self.label, [Needed()] if self.required else [], description=self.hint)


class Check(Field):
    """Yes or no."""

    layout, closed_by = "beside", "disabled"

    def form_field(self, locale: str = "") -> wtforms.Field:
        """Return a tick."""
        return wtforms.BooleanField(self.label, description=self.hint)

    def shown(self, value: Any) -> str:
        """Say “yes”, or nothing."""
        return str(_("Yes")) if value else ""

    def from_json(self, value: Any) -> bool:
        """Return yes or no."""
        return bool(value)

    def to_form(self, value: Any) -> list[str]:
        """Return what is sent of a tick: nothing where it is not set."""
        return ["y"] if value else []


class Choice(Field):
    """One of several options; "" is none of them, called `none`."""

    closed_by, searched = "disabled", False

    def __init__(
        self,
        column: InstrumentedAttribute[Any] | str,
        label: Label,
        options: Mapping[str, Label],
        *,
        default: str = "",
        none: Label = "",
        **more: Any,
    ) -> None:
        super().__init__(column, label, **more)
        self.options, self.default, self.none = options, default, none or _l("Choose…")

    def form_field(self, locale: str = "") -> wtforms.Field:
        """Return a list to choose from."""
        return wtforms.SelectField(
            self.label,
            [Needed()] if self.required else [],
            choices=self._choices,
            invalid_choice_message=_l("Choose one of the list."),
            description=self.hint,
        )

    def _choices(self, _form: Any, bound: wtforms.Field) -> list[SelectChoice]:
        """Return the options; once there is one that is required, it can be changed and not taken away."""
        empty = [] if self.required and bound.data else [SelectChoice("", self.none)]
        return [*empty, *(SelectChoice(value, words) for value, words in self.options.items())]

    def shown(self, value: Any) -> str:
        """Return the words of an option."""
        return str(self.options.get(value, value))

    def from_json(self, value: Any) -> str:
        """Return the option."""
        return str(value or self.default)


class Moment(Field):
    """A day and an hour in Brussels."""

    usual_hint = _l("On the clock of Brussels")

    def form_field(self, locale: str = "") -> wtforms.Field:
        """Return a field of a day and an hour."""
        return MomentField(self.label, [Needed()] if self.required else [], description=self.hint)

    def shown(self, value: Any) -> str:
        """Say a moment in words."""
        return f"{format_day(value)}, {format_hour(value)}" if value else ""

    def to_json(self, value: Any) -> str | None:
        """Return the moment in UTC, as ISO 8601 writes it."""
        return value.isoformat() if value else None

    def from_json(self, value: Any) -> datetime | None:
        """Return the moment."""
        return datetime.fromisoformat(value) if value else None

    def to_form(self, value: Any) -> list[str]:
        """Return what is sent of it: its minute."""
        return [dates.write(value)]


class Languages(Field):
    """Languages that something is done in: their codes, “,” between them."""

    layout, closed_by = "group", "disabled"

    def form_field(self, locale: str = "") -> wtforms.Field:
        """Return a tick for each language."""
        return LanguagesField(self.label, description=self.hint)

    def shown(self, value: Any) -> str:
        """Return the names of the languages."""
        return ", ".join(language_name(code) for code in str(value).split(",") if code)

    def from_json(self, value: Any) -> str:
        """Return the codes."""
        return str(value or "")

    def to_form(self, value: Any) -> list[str]:
        """Return what is sent: each language that is set."""
        return [code for code in str(value).split(",") if code]
