"""Which files the keys of drafts open: those of an entry, to whoever has a link to it or may open it at the desk."""

from __future__ import annotations

from sqlalchemy import Select, select

from ....core.database import LARGEST_NUMBER, db
from ....desk import access
from ....files.models import Asset
from ....files.usage import available
from ... import file_usage
from ...drafts import link_of
from ...models import Edition, Entry
from .. import rights


def files(key: str) -> Select[Asset] | None:
    """Select the files that an entry shows in any language, out of the bin; None where the key opens no entry now.

    A key is the token of a link to a preview, or the number of an entry that the person who is signed in may open.
    """
    entry_id = _entry_id(key)
    if entry_id is None:
        return None
    shown = file_usage.used(Edition.entry_id == entry_id, Entry.deleted_at.is_(None))
    return select(Asset).where(shown, *available())


def _entry_id(key: str) -> int | None:
    if not (key.isascii() and key.isdigit()):
        link = link_of(key)
        return link.entry_id if link else None
    entry = db.session.get(Entry, int(key)) if len(key) < 10 and int(key) <= LARGEST_NUMBER else None
    allowed = entry is not None and access.admitted("writer") and rights.may_open(access.person(), entry)
    return entry.id if entry is not None and allowed else None
