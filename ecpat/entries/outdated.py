"""Translations that are out of date: worked out at every save from the revisions of an entry's editions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database import Base, db
from . import richtext
from .models import Entry, Revision

ONE_WORK = timedelta(days=1)  # what is done to a translation within it belongs together
_PRINTED = str.maketrans({
    "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "\u2011": "-", "…": "...",
})  # fmt: skip
_SPACE = re.compile(r"\s*([;:!?\"])\s*")
_TARGET = re.compile(r'(?:href|src)="([^"]*)"')


class Outdated(Base):
    """That an edition lags behind what another language of its entry says, and since when."""

    __tablename__ = "outdated"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime]


@dataclass(frozen=True)
class Save:
    """One revision, as far as it matters here."""

    edition_id: int
    at: datetime
    words: Mapping[str, Any]


def said(words: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what the words of a revision say: without typography, address or markup, with what they link to."""
    body = words.get("body", "")
    texts = (words.get("title", ""), words.get("summary", ""), richtext.plain(body))
    details = (text for _, text in sorted(words.get("details", {}).items()))
    return *map(_unprinted, (*texts, *details)), *sorted(_TARGET.findall(body))


def _unprinted(text: str) -> str:
    return _SPACE.sub(r"\1", " ".join(text.translate(_PRINTED).split()))


def behind(saves: Iterable[Save]) -> dict[int, datetime]:
    """Return which editions of an entry are out of date, and since when, from all its saves in their order.

    A save that says something new makes every other edition out of date, unless it is work on a translation: its
    first save, a save of an edition that is out of date itself, or one within a day of such a save. Any save of an
    edition, even one that changes nothing, says that it has been checked.
    """
    known: dict[int, tuple[str, ...]] = {}
    late: dict[int, datetime] = {}
    until: dict[int, datetime] = {}
    for save in saves:
        before, now = known.get(save.edition_id), said(save.words)
        going_on = save.edition_id in until and save.at <= until[save.edition_id]
        translates = bool(known) if before is None else save.edition_id in late or going_on
        known[save.edition_id] = now
        late.pop(save.edition_id, None)
        if now == before:
            continue
        if translates:
            until[save.edition_id] = save.at + ONE_WORK
        else:
            late = {other: late.get(other, save.at) for other in known if other != save.edition_id}
    return late


def note(entry: Entry) -> None:
    """Keep which editions of an entry are out of date now."""
    ids = [edition.id for edition in entry.editions.values()]
    if len(ids) < 2:
        return
    rows = db.session.execute(
        select(Revision.edition_id, Revision.saved_at, Revision.words)
        .where(Revision.edition_id.in_(ids))
        .order_by(Revision.id)
    )
    late = behind(Save(*row) for row in rows)
    db.session.execute(delete(Outdated).where(Outdated.edition_id.in_(ids)))
    if late:
        db.session.execute(insert(Outdated), [{"edition_id": key, "since": since} for key, since in late.items()])
