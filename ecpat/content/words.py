"""An edition's words as they are kept: cleaned, sanitised, with the spaces and quotes of their language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..i18n import lazy_gettext as _l
from . import richtext
from .errors import ContentError
from .models import SUMMARY_LENGTH, TITLE_LENGTH
from .typography import spaced

DETAIL_LENGTH = 400  # characters of a fact that is words
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def written(
    locale: str, *, title: str, summary: str = "", body: str = "", details: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return words as they would be kept.

    Raises ContentError for a missing title, and for what is too long for its column.
    """
    title, summary = _one_line("title", title, TITLE_LENGTH), _one_line("summary", summary, SUMMARY_LENGTH)
    if not title:
        raise ContentError("title", _l("A title is needed."))
    return {
        "title": spaced(title, locale),
        "summary": spaced(summary, locale),
        "body": richtext.spaced(richtext.sanitise(richtext.from_typed(_CONTROL.sub("", body))), locale),
        "details": {
            name: spaced(_one_line(f"detail-{name}", text, DETAIL_LENGTH), locale)
            for name, text in (details or {}).items()
        },
    }


def _one_line(field: str, text: str, limit: int) -> str:
    text = re.sub(r"[\r\n\t ]+", " ", _CONTROL.sub("", text)).strip(" ")
    if len(text) > limit:
        raise ContentError(field, _l("This is longer than %(limit)d characters.", limit=limit))
    return text
