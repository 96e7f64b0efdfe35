"""Where entries use files: as their picture, as their document, in their texts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_, select, true

from ..core.database import db
from ..files.models import Asset
from ..files.usage import COPY, DOCUMENT, IMAGE, TEXT, Use
from .models import AssetUse, Edition, Entry
from .queries import is_live


def places(asset: Asset, *clauses: ColumnElement[bool]) -> Iterable[Use]:
    """Return the editions that use a file; only those for which clauses hold."""
    live = and_(is_live(), Entry.deleted_at.is_(None)).label("live")
    columns = (
        Edition.kind, Edition.entry_id, Edition.locale, Edition.slug, Edition.title, live, Entry.deleted_at
    )  # fmt: skip
    found = {}
    for role, clause in _ways(asset.id).items():
        rows = db.session.execute(select(*columns).join(Entry, Entry.id == Edition.entry_id).where(clause, *clauses))
        for row in rows:
            key = (row.entry_id, row.locale, role)
            found[key] = Use(*row[:5], bool(row.live) and role != COPY, row.deleted_at is not None, role)
    return found.values()


def used(*clauses: ColumnElement[bool], in_copies: bool = True) -> ColumnElement[bool]:
    """Return the clause that holds for files that an edition uses, whichever or one for which clauses hold.

    The clauses are of Edition joined to Entry. A picture of an entry is used by each of its editions. What working
    copies alone use is left out unless it is `in_copies`.
    """
    kept = true() if in_copies else AssetUse.in_copy.is_(False)
    using = select(Edition.id).join(Entry, Entry.id == Edition.entry_id).where(*clauses).correlate(Asset)
    in_text = using.join(AssetUse, AssetUse.edition_id == Edition.id).where(AssetUse.asset_id == Asset.id, kept)
    as_image, as_document = using.where(Entry.image_id == Asset.id), using.where(Edition.document_id == Asset.id)
    return or_(as_image.exists(), as_document.exists(), in_text.exists())


def _ways(asset_id: int) -> dict[str, ColumnElement[bool]]:
    uses = select(AssetUse.edition_id).where(AssetUse.asset_id == asset_id)
    return {
        IMAGE: Entry.image_id == asset_id,
        DOCUMENT: Edition.document_id == asset_id,
        TEXT: Edition.id.in_(uses.where(AssetUse.in_copy.is_(False))),
        COPY: Edition.id.in_(uses.where(AssetUse.in_copy)),
    }
