"""An entry's form as it was at an earlier save."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import false, select

from ... import locales
from ...core.database import db
from ...files.models import Asset
from ..kind import Kind
from ..models import Entry
from ..revisions import FactsRevision, Revision
from . import fields
from .fields import COMMON, Fields


def blank(kind: Kind) -> Fields:
    """Return the fields of an entry that is not there yet."""
    return {**dict.fromkeys(fields.names(kind), ""), "date_precision": "day"}


def saves(entry: Entry, part: str) -> int:
    """Return how often a part was saved."""
    if part == COMMON:
        return entry.saves
    edition = entry.editions.get(part)
    return edition.saves if edition else 0


def counted(kind: Kind, entry: Entry | None) -> dict[str, int]:
    """Return how often each part of an entry was saved; nothing of one that is not there yet."""
    return {part: saves(entry, part) for part in fields.parts(kind)} if entry else {}


def base(kind: Kind, entry: Entry | None, part: str, count: int) -> Fields | None:
    """Return a part's fields as they were after so many saves; None where that is not known."""
    if entry is None or count == 0:
        return blank(kind) if part != COMMON or entry is None else None
    found = db.session.scalar(_revisions(entry, part).order_by("id").offset(count - 1).limit(1))
    return of_revision(kind, part, found) if found else None


def of_revision(kind: Kind, part: str, revision: Revision | FactsRevision) -> Fields:
    """Return a part's fields as a revision has them."""
    if isinstance(revision, FactsRevision):
        return fields.of_facts(kind, revision.facts)
    digest = revision.words.get("document")
    document = select(Asset.id).where(Asset.digest == digest).order_by(Asset.deleted_at.is_not(None), Asset.id)
    return fields.of_revision(kind, part, revision.words, db.session.scalar(document.limit(1)) if digest else None)


def revision(entry: Entry, part: str, revision_id: int) -> Revision | FactsRevision | None:
    """Return a revision of one part of an entry by its id; None where it has none such."""
    found: Any = _revisions(entry, part)
    model = FactsRevision if part == COMMON else Revision
    return cast("Revision | FactsRevision | None", db.session.scalar(found.where(model.id == revision_id)))


def _revisions(entry: Entry, part: str) -> Any:
    if part == COMMON:
        return select(FactsRevision).where(FactsRevision.entry_id == entry.id)
    if part not in locales.LOCALES:
        return select(Revision).where(false())
    edition = entry.editions.get(part)
    return select(Revision).where(Revision.edition_id == (edition.id if edition else 0))


def newest_first(entry: Entry, part: str, limit: int = 500) -> list[Any]:
    """Return the revisions of one part, the newest first."""
    model = FactsRevision if part == COMMON else Revision
    return list(db.session.scalars(_revisions(entry, part).order_by(model.id.desc()).limit(limit)))


def last(kind: Kind, entry: Entry) -> Any:
    """Return the revision of any part that was saved last; None where there is none."""
    found = [revision for part in fields.parts(kind) for revision in newest_first(entry, part, 1)]
    return max(found, key=lambda one: one.saved_at, default=None)
