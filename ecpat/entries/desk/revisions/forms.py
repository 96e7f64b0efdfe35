"""The values of an entry's form as they were at an earlier save."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import false, select

from .... import locales
from ....core.database import db
from ...kind import Kind
from ...models import Entry
from ...revisions import FactsRevision, Revision
from ..form import parts
from ..form.parts import COMMON, Values


def base(kind: Kind, entry: Entry | None, part: str, count: int) -> Values | None:
    """Return a part's values as they were after so many saves; None where that is not known."""
    if entry is None or count == 0:
        return parts.values(kind, part, {}) if part != COMMON or entry is None else None
    found = db.session.scalar(_revisions(entry, part).order_by("id").offset(count - 1).limit(1))
    return of_revision(kind, part, found) if found else None


def of_revision(kind: Kind, part: str, revision: Revision | FactsRevision) -> Values:
    """Return a part's values as a revision has them."""
    return parts.values(kind, part, revision.facts if isinstance(revision, FactsRevision) else revision.words)


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


def last(entry: Entry) -> Any:
    """Return the revision of any part that was saved last; None where there is none."""
    found = [revision for part in parts.names() for revision in newest_first(entry, part, 1)]
    return max(found, key=lambda one: one.saved_at, default=None)
