"""What is written in a cell, as a form of the desk would have it; ValueError, in plain words, for what is neither."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from ... import locales
from ...entries import fields
from ...entries.form_fields import LanguagesField

_DAY = re.compile(r"(?:(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)[/.](\d\d?)[/.](\d{4}))(?:[ T]+(\d\d?)[:hH](\d\d)?(?::\d\d)?)?")
_YES = {"yes", "y", "oui", "o", "ja", "j", "x", "1", "true", "vrai", "waar"}
_NO = {"", "no", "n", "non", "nee", "0", "false", "faux", "onwaar"}
_BETWEEN = re.compile(r"[,;]")


def moment(text: str, *, ends: bool = False) -> str:
    """Return a day and an hour as forms have it; a day alone begins at midnight, or ends a minute before the next."""
    found = _DAY.fullmatch(text)
    if found is None:
        if text:
            raise ValueError(_l("this is no day; write 31/12/2026, 2026-12-31, or with an hour 31/12/2026 09:30"))
        return ""
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    hour, minute = (found[7], found[8] or "00") if found[7] else ("23", "59") if ends else ("00", "00")
    return f"{year}-{int(month):02}-{int(day):02} {int(hour):02}:{minute}"


def parts(text: str) -> list[str]:
    """Return what a cell lists, “,” or “;” between them."""
    return [part for part in map(str.strip, _BETWEEN.split(text)) if part]


def sent(field: fields.Field, text: str) -> list[str]:
    """Return what a browser would send of a field whose cell has this text."""
    match field:
        case fields.Moment():
            return [moment(text, ends="ends" in field.name or "closes" in field.name)]
        case fields.Check():
            if text.lower() not in _YES | _NO:
                raise ValueError(_l("write yes or no"))
            return ["y"] if text.lower() in _YES else []
        case fields.Languages():
            return _languages(text)
        case fields.Choice():
            return [_option(field.options, text)]
    return [text]


def _languages(text: str) -> list[str]:
    codes = [code.lower() for code in parts(text)]
    offered = LanguagesField.offered()
    for code in codes:
        if code not in offered:
            raise ValueError(_l("“%(code)s” is none of %(codes)s", code=code, codes=", ".join(offered)))
    return codes


def _option(options: Mapping[str, fields.Label], text: str) -> str:
    """Return the option that a cell names: by its key, or by its words in any language of the site."""
    if not text or text in options:
        return text
    for locale in locales.LOCALES:
        with force_locale(locale):
            for key, words in options.items():
                if str(words).casefold() == text.casefold():
                    return key
    raise ValueError(_l("“%(text)s” is none of %(options)s", text=text, options=", ".join(options)))
