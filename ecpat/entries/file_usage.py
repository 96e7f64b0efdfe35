"""Where entries use files: as their picture, as their document, in their texts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_, select

from ..core import clock
from ..core.database import db
from ..files.models import Asset
from ..files.usage import DOCUMENT, IMAGE, TEXT, Use
from .models import AssetUse, Edition, Entry


def places(asset: Asset, *clauses: ColumnElement[bool]) -> Iterable[Use]:
    """Return the editions that use a file; only those for which clauses hold."""
    columns = (Edition.kind, Edition.entry_id, Edition.locale, Edition.title, Edition.published_at, Entry.deleted_at)
    found = {}
    for role, clause in _ways(asset.id).items():
        rows = db.session.execute(select(*columns).join(Entry, Entry.id == Edition.entry_id).where(clause, *clauses))
        for row in rows:
            live = row.published_at is not None and row.published_at <= clock.now() and row.deleted_at is None
            key = (row.entry_id, row.locale, role)
            found[key] = Use(*row[:4], live, row.deleted_at is not None, role)
    return found.values()


def used(*clauses: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the clause that holds for files that an edition uses, whichever or one for which clauses hold.

    The clauses are of Edition joined to Entry. A picture of an entry is used by each of its editions.
    """
    using = select(Edition.id).join(Entry, Entry.id == Edition.entry_id).where(*clauses).correlate(Asset)
    in_text = using.join(AssetUse, AssetUse.edition_id == Edition.id).where(AssetUse.asset_id == Asset.id)
    as_image, as_document = using.where(Entry.image_id == Asset.id), using.where(Edition.document_id == Asset.id)
    return or_(as_image.exists(), as_document.exists(), in_text.exists())


def _ways(asset_id: int) -> dict[str, ColumnElement[bool]]:
    in_text = select(AssetUse.edition_id).where(AssetUse.asset_id == asset_id)
    return {
        IMAGE: Entry.image_id == asset_id,
        DOCUMENT: Edition.document_id == asset_id,
        TEXT: Edition.id.in_(in_text),
    }
