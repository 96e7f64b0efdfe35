"""Editions as lists show them: read-only, their topics as numbers, since rows of topics would cost most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session, scoped_session

from .. import lists
from ..models import Edition, Entry

AnySession = Session | scoped_session[Any]


def read(session: AnySession, found: Select[Edition], values: Mapping[str, Any] | None = None) -> list[Edition]:
    """Return the editions of a selection of cards."""
    editions = list(session.scalars(found, values))
    add_topics(session, [edition.entry for edition in editions])
    return editions


def add_topics(session: AnySession, entries: Iterable[Entry]) -> None:
    """Read the topics of entries."""
    wanted = {entry.id: entry for entry in entries}
    found = topic_ids(session, wanted)
    for entry_id, entry in wanted.items():
        entry.read_topic_ids = found.get(entry_id, ())


def topic_ids(session: AnySession, ids: Iterable[int]) -> Mapping[int, tuple[int, ...]]:
    """Return the ids of the topics of entries that have any, by the entries' ids."""
    if not (wanted := list(ids)):
        return {}
    rows = session.connection().execute(lists.topic_ids(), {"ids": wanted})
    return {entry_id: tuple(row[1] for row in own) for entry_id, own in groupby(rows, itemgetter(0))}
