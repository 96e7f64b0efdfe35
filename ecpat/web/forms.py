"""What forms share: clean texts, words in every language, nothing overwritten unseen."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Form, FormField, HiddenField, IntegerField, SelectField, ValidationError
from wtforms.validators import Length, NumberRange, Optional

from .. import locales
from ..core.characters import fit

# What is not seen: control characters, zero-width spaces, marks that turn the direction of writing.
_UNSEEN = re.compile(r"[\x80-\x9f\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_HTTPS = re.compile(r"https://[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}(:[0-9]{1,5})?([/?#][!-~]*)?")

Made = TypeVar("Made", bound=type[FlaskForm])


def line(text: str | None) -> str:
    """Return a text on one line, without control characters or doubled spaces (no-break ones stay)."""
    return re.sub(r"[ \t\r\n]+", " ", _UNSEEN.sub("", fit(text or ""))).strip(" ")


def lines(text: str | None) -> list[str]:
    """Return the lines of a text that say something, each once."""
    return list(dict.fromkeys(found for part in (text or "").splitlines() if (found := line(part))))


def ids(texts: Sequence[str]) -> list[int]:
    """Return the ids among texts, each once; what is none is left out."""
    found = (int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10)
    return list(dict.fromkeys(found))


def at_most(limit: int) -> Length:
    """Return the rule that a text is no longer than so many characters."""
    return Length(max=limit, message=_l("This is longer than %(limit)d characters.", limit=limit))


def secure(_form: Form, field: Any) -> None:
    """Refuse what is no https address; nothing at all is fine."""
    if field.data and not _HTTPS.fullmatch(field.data):
        raise ValidationError(_("Type a whole web address that begins with https."))


def in_every_language(form: Made, words: type[Form]) -> Made:
    """Return a form with a part for the words of each language, named by its code."""
    parts = {locale: FormField(words, separator="-") for locale in locales.LOCALES}
    return type(form.__name__, (form,), parts)  # type: ignore[return-value]


def place_in_list() -> Whole:
    """Return the field of a row's place among the others."""
    rules = [Optional(), NumberRange(0, 999, _l("Type a number from 0 to 999."))]
    return Whole(_l("Place in the list"), rules, default=0)


def seal(values: Any) -> str:
    """Return a short digest of what a form shows, by which a change made meanwhile is noticed."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:32]


class Whole(IntegerField):  # type: ignore[misc]  # WTForms has no types
    """A whole number; what is none is told in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Type a whole number.")) from None


class Day(DateField):  # type: ignore[misc]
    """A day; what is none is told in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed or picked."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Type a day such as 2026-11-25.")) from None


class Choice(SelectField):  # type: ignore[misc]
    """One of several; what is none of them is told in our words."""

    def pre_validate(self, form: Form) -> None:
        """Refuse what is not offered."""
        if self.data not in [value for value, *_rest in self.iter_choices()]:
            raise ValidationError(_("Choose one of these."))


class SealedForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form that knows what its writer saw."""

    seen = HiddenField()

    def holds(self, values: Any, moved: str) -> bool:
        """Tell whether the form was sent, has no fault, and what it showed is still so; else it is to be shown.

        `values` is what it shows, as it is kept now; `moved` is said where that has changed since the writer saw it:
        sent once more, the form counts as compared with it.
        """
        present = seal(values)
        valid = self.is_submitted() and bool(self.validate())
        if self.is_submitted() and self.seen.data != present:
            self.form_errors.append(moved)
            valid = False
        self.seen.data = present
        return valid
