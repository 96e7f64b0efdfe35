"""Advice on writing well: what somebody may want to look at again in a text. It never keeps anybody from saving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .. import richtext
from . import ease, pictures, spacing, structure, terms
from .reading import read
from .remark import Remark as Remark
from .terms import Term as Term
from .terms import Terms as Terms

LONGEST = 100_000  # characters of a text that are looked at


@dataclass(frozen=True)
class Advice:
    """The remarks on one language of an entry, and how easily its text reads (None where it is too short to say)."""

    remarks: tuple[Remark, ...]
    ease: ease.Ease | None
    partial: bool = False  #: whether the text is longer than what was looked at
    failed: bool = False  #: whether nothing could be said, for a fault of ours


def advise(
    locale: str, title: str, summary: str, body: str, vocabulary: Terms, files: Mapping[int, str | None]
) -> Advice:
    """Return what could be better in a title, a summary and the HTML of a body.

    `files` has the alternative text of pictures by the file's id: empty where it is missing, None where none is
    needed. A body is read as it will be once it is saved, its first LONGEST characters.
    """
    looked_at = _beginning(body)
    text = read(richtext.sanitise(richtext.from_typed(looked_at)), locale)
    measured = ease.measure(text, locale)
    remarks = (
        *structure.of_lengths(title, summary),
        *terms.remarks(title, summary, text, locale, vocabulary),
        *structure.of_headings(text),
        *structure.of_links(text, locale),
        *pictures.remarks(text, files),
        *spacing.remarks(title, summary, text, locale),
        *ease.remarks(measured),
    )
    return Advice(remarks, measured, partial=looked_at != body)


def _beginning(html: str) -> str:
    """Return as much of a text as is looked at, not cut within a tag."""
    if len(html) <= LONGEST:
        return html
    cut = html[:LONGEST]
    tag = cut.rfind("<")
    return cut[:tag] if tag > cut.rfind(">") else cut
