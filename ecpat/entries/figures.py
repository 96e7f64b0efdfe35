"""The rule of sourced numbers: none goes online without what it counts, its source, its year and a link."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from ..core.errors import ContentError
from . import richtext
from .richtext import blocks

_DIGIT, _LETTER, _LINK = re.compile(r"\d"), re.compile(r"[^\W\d_]"), re.compile(r"<a [^<>]*href=")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_INTRODUCTION = re.compile(r"\b(?:sources?|bron(?:nen)?)\b", re.IGNORECASE)


class Finding(NamedTuple):
    """A number of a text, and what it lacks."""

    number: str
    missing: list[Any]

    @property
    def message(self) -> Any:
        """Return what is to be done, in words."""
        missing = ", ".join(map(str, self.missing))
        return _l("The number “%(number)s” lacks: %(missing)s.", number=self.number or "?", missing=missing)


def judge(body: str) -> list[Finding]:
    """Return the numbers of a sanitised body that lack something."""
    found = (_of(block) for block in blocks.of(body, "number"))
    return [finding for finding in found if finding.missing]


def refuse(body: str) -> None:
    """Raise ContentError where a body must not go online."""
    for finding in judge(body):
        raise ContentError("body", finding.message)


def _of(block: blocks.Block) -> Finding:
    number, what = (richtext.plain(part) for part in (*block.paragraphs, "", "")[:2])
    source = _INTRODUCTION.sub("", richtext.plain(block.caption))
    held = (
        (_l("the figure"), _DIGIT.search(number)),
        (_l("what it counts"), _LETTER.search(what)),
        (_l("its source"), _LETTER.search(source)),
        (_l("its year"), _YEAR.search(source)),
        (_l("a link to the source"), _LINK.search(block.caption)),
    )
    return Finding(number, [name for name, there in held if there is None])
