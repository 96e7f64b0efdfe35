"""Fields of WTForms that it has no like of, or that hold what a column does: for `fields` to ask for facts with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import ValidationError, widgets

from .. import locales
from ..core import dates
from ..core.database import LARGEST_NUMBER
from ..core.errors import ContentError
from ..core.i18n import language_name
from . import change_notes


class Needed:
    """The rule that there is something. Unlike WTForms' own it puts no `required` into the HTML: drafts have gaps."""

    def __init__(self, message: Any = None) -> None:
        self.message = message or _l("This is needed.")

    def __call__(self, _form: Any, bound: wtforms.Field) -> None:
        """Refuse nothing at all."""
        if bound.data in (None, "") and not bound.process_errors:
            raise ValidationError(self.message)


def whole_address(_form: Any, bound: wtforms.Field) -> None:
    """Refuse a web address that does not say how it is reached."""
    if bound.data and not bound.data.startswith(("https://", "http://")):
        raise ValidationError(_l("An address is written whole, from “https” on."))


class NumberField(wtforms.IntegerField):  # type: ignore[misc]  # WTForms has no types
    """A whole number that a column holds, in a field without arrows: a wheel that is turned changes nothing."""

    widget = widgets.TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        if not valuelist:
            return
        text, self.data = valuelist[0].strip(), None
        if text and (not (text.isascii() and text.isdigit()) or len(text) > 10 or int(text) > LARGEST_NUMBER):
            raise ValueError(_l("This is no whole number."))
        self.data = int(text) if text else None


class MomentField(wtforms.Field):  # type: ignore[misc]
    """A day and an hour on the clock of Brussels, held as the moment in UTC."""

    widget = widgets.DateTimeLocalInput()

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else dates.write(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed or picked."""
        if not valuelist:
            return
        self.data = None
        try:
            self.data = dates.read(self.name, valuelist[0])
        except ContentError as error:
            raise ValueError(error.message) from None


class LanguagesField(wtforms.Field):  # type: ignore[misc]
    """The codes of the languages that are ticked, “,” between them."""

    @staticmethod
    def offered() -> list[str]:
        """Return the codes to choose from: the site's languages and the country's."""
        return list(dict.fromkeys((*locales.LOCALES, "nl", "de")))

    def widget(self, bound: LanguagesField, **attributes: Any) -> Markup:
        """Return a tick with a label for each language; of the attributes, the one that closes them all."""
        disabled = Markup(" disabled") if attributes.get("disabled") else ""
        ticked = (bound.data or "").split(",")
        return Markup("").join(
            Markup('<label class="tick"><input type="checkbox" name="{}" value="{}"{}{}> {}</label>').format(
                bound.name, code, Markup(" checked") if code in ticked else "", disabled, language_name(code)
            )
            for code in self.offered()
        )

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read which ticks are set, or the codes as they are held."""
        chosen = ",".join(valuelist).split(",")
        self.data = ",".join(code for code in self.offered() if code in chosen)


class BodyField(wtforms.TextAreaField):  # type: ignore[misc]  # WTForms has no types
    """HTML: what was typed is shown again, and held clean."""

    def __init__(self, *args: Any, clean: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clean = clean

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else self.data or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed."""
        if not valuelist:
            return
        self.data = ""
        try:
            self.data = self.clean(valuelist[0])
        except ContentError as error:
            raise ValueError(error.message) from None


class ChangesField(wtforms.TextAreaField):  # type: ignore[misc]  # WTForms has no types
    """Change notes, a line each: what was typed is shown again, and held as an edition keeps it."""

    def __init__(self, *args: Any, locale: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.locale = locale

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else change_notes.write(self.data or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the lines."""
        if not valuelist:
            return
        self.data = []
        try:
            self.data = change_notes.read(valuelist[0], self.locale)
        except ContentError as error:
            raise ValueError(error.message) from None
