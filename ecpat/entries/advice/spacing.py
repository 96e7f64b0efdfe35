"""Spaces and signs that a language prints otherwise: said, although saving puts them right."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from ...core.typography import spaced
from .reading import Text
from .remark import Remark, around

_RULES = {
    "fr": _l("French has a no-break space before : ; ! ? » and after «, and a curved apostrophe."),
    "nl": _l("Dutch has curved apostrophes and quotation marks, and a no-break space before “uur”."),
}


def remarks(title: str, summary: str, text: Text, locale: str) -> Iterator[Remark]:
    """Remark once, at the first place that differs."""
    own = ("".join(run.text for run in block.runs if run.own) for block in text.blocks)
    for words in (title, summary, *own):
        right = spaced(words, locale)
        if right != words:
            place = next(
                (at for at, (was, is_) in enumerate(zip(words, right, strict=False)) if was != is_), len(right) - 1
            )
            yield Remark(
                "spacing",
                around(words, place, place + 1),
                _RULES[locale],
                _l("It will be fixed on saving."),
            )
            return
