"""An edition's words as they are kept: cleaned, sanitised, with the spaces and quotes of their language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypedDict

from flask_babel import lazy_gettext as _l

from ..core.characters import fit
from ..core.errors import ContentError
from ..core.i18n import format_size
from ..core.typography import spaced
from . import change_notes, richtext
from .change_notes import ChangeNote
from .models import READERS_WORDS_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH
from .richtext import addresses

DETAIL_LENGTH = 400  # characters of a fact that is words
BODY_SIZE = (
    8_000_000  # bytes of a body, as it is typed and as it is kept; the desk's script says so before it is sent
)
LENGTHS = {"alt": 400, "title": 400, "href": 2_000}  # characters of what its tags say; the editor has them from here
_LONG = {
    "alt": _l("An alternative text in it is longer than %(limit)d characters.", limit=LENGTHS["alt"]),
    "title": _l("The meaning of an abbreviation in it is longer than %(limit)d characters.", limit=LENGTHS["title"]),
    "href": _l("The address of a link in it is longer than %(limit)d characters.", limit=LENGTHS["href"]),
}


class Words(TypedDict):
    """An edition's words, cleaned: what is written is never anything else."""

    title: str
    summary: str
    body: str
    readers_words: str
    details: dict[str, str]
    changes: list[ChangeNote]


def written(
    locale: str,
    *,
    title: str,
    summary: str = "",
    body: str = "",
    readers_words: str = "",
    details: Mapping[str, str] | None = None,
    changes: Sequence[ChangeNote] = (),
) -> Words:
    """Return words as they are kept.

    Raises ContentError for a missing title, and for what is too long for its column or more than a body may hold.
    """
    if not clean_line(title):
        raise ContentError("title", _l("A title is needed."))
    return {
        "title": _line("title", title, TITLE_LENGTH, locale),
        "summary": _line("summary", summary, SUMMARY_LENGTH, locale),
        "body": clean_body(body, locale),
        "readers_words": _line("readers_words", readers_words, READERS_WORDS_LENGTH, locale),
        "details": {
            name: _line(f"detail-{name}", text, DETAIL_LENGTH, locale) for name, text in (details or {}).items()
        },
        "changes": change_notes.read(change_notes.write(changes), locale),
    }


def clean_line(text: str | None, locale: str = "") -> str:
    """Return a text on one line, with the spaces and apostrophes of its language where it has one."""
    return spaced(re.sub(r"[\r\n\t ]+", " ", fit(text or "")).strip(" "), locale)


def clean_body(typed: str, locale: str) -> str:
    """Return a body as it is kept; raises ContentError for more than one may hold."""
    typed = _weighed(fit(typed).replace("\r", ""))
    body = _weighed(richtext.spaced(addresses.linked(richtext.sanitise(richtext.from_typed(typed))), locale))
    for name, value in richtext.values(body):
        if len(value) > LENGTHS[name]:
            raise ContentError("body", _LONG[name])
    if max(len(richtext.references(body)), len(richtext.files(body))) == richtext.MOST:
        message = _l("This text has %(count)d pictures or more, or as many links to our pages.", count=richtext.MOST)
        raise ContentError("body", message)
    return body


def _weighed(body: str) -> str:
    if len(body.encode()) > BODY_SIZE:
        size = format_size(BODY_SIZE)
        raise ContentError("body", _l("This text is longer than %(size)s. Shorten it, or make two of it.", size=size))
    return body


def _line(field: str, text: str, limit: int, locale: str) -> str:
    if len(clean_line(text)) > limit:
        raise ContentError(field, _l("This is longer than %(limit)d characters.", limit=limit))
    return clean_line(text, locale)
