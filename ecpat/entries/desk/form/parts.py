"""The parts of an entry's form, each saved, counted and merged by itself: one that languages share, one for each.

A part's values are a mapping of the names of its fields (in the HTML, after the language) to what each field holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .... import locales
from ... import copies
from ...fields import Field
from ...kind import Kind
from ...models import Edition, Entry
from ..rights import COMMON as COMMON
from .shared_fields import CHOSEN_TOPICS, DOCUMENT, IMAGE, PRECISION, WORDS

Values = dict[str, Any]


def names() -> tuple[str, ...]:
    """Return the names of the parts."""
    return (COMMON, *locales.LOCALES)


def fields_of(kind: Kind, part: str) -> dict[str, Field]:
    """Return a part's fields by name, in the order of the form."""
    if part == COMMON:
        facts = {f"fact-{field.name}": field for field in kind.facts}
        return {"topics": CHOSEN_TOPICS, "image": IMAGE, **facts, "date_precision": PRECISION}
    words = {field.name: field for field in WORDS}
    details = {f"detail-{field.name}": field for field in kind.details}
    return {**words, **details, **({"document": DOCUMENT} if kind.has_document else {})}


def values(kind: Kind, part: str, kept: Mapping[str, Any]) -> Values:
    """Return a part's values as a save kept them, or as it would keep them now."""
    return {name: field.read(kept) for name, field in fields_of(kind, part).items()}


def present(kind: Kind, entry: Entry | None, part: str) -> Values:
    """Return a part's values as they were saved last, whether or not readers see them."""
    if entry is None:
        return values(kind, part, {})
    if part == COMMON:
        return values(kind, part, copies.facts_of(entry))
    edition = entry.editions.get(part)
    return values(kind, part, _words_of(edition) if edition else {})


def saves(entry: Entry | None, part: str) -> int:
    """Return how often a part was saved."""
    if entry is None or part == COMMON:
        return entry.saves if entry else 0
    edition = entry.editions.get(part)
    return edition.saves if edition else 0


def shown(kind: Kind, entry: Entry, part: str) -> Values | None:
    """Return a part's values as readers see them; None where there is no such part."""
    if part == COMMON:
        return values(kind, part, copies.facts_shown(entry))
    edition = entry.editions.get(part)
    return values(kind, part, copies.words_shown(edition)) if edition else None


def _words_of(edition: Edition) -> Mapping[str, Any]:
    if edition.has_copy:
        return copies.words_of(edition)
    words = {field.name: getattr(edition, field.name) for field in WORDS}
    return {**words, "details": edition.details, "document_id": edition.document_id}
