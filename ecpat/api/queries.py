"""What the API reads."""

from __future__ import annotations

from sqlalchemy import Select, select

from ..entries import lists, queries
from ..entries.models import Edition, Entry
from .arguments import Asked

PER_PAGE = 50


def asked_for(asked: Asked) -> Select[int]:
    """Select the ids of the live editions that are asked for, without order."""
    found = select(Edition.id).join(Entry, Entry.id == Edition.entry_id).where(*queries.shown())
    if asked.kind is not None:
        found = found.where(Edition.kind == asked.kind.name)
    if asked.language:
        found = found.where(Edition.locale == asked.language)
    if asked.topic is not None:
        found = found.where(lists.about(asked.topic.id))
    return found if asked.since is None else found.where(Edition.modified_at >= asked.since)


def page(found: Select[int], number: int) -> Select[Edition]:
    """Select a page of editions with all that the list says of them, those changed last first."""
    order = Edition.modified_at.desc(), Edition.id.desc()
    ids = found.order_by(*order).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    return lists.cards(ids).order_by(*order)
