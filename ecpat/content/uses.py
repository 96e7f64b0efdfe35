"""Where files are used, and what about them wants somebody's attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from .. import clock, locales
from ..extensions import db
from .assets import Asset, AssetPage, AssetWords
from .models import AssetUse, Edition, Entry
from .moments import today

IN_TIME = timedelta(days=60)  # before a consent ends, to ask again
IMAGE, DOCUMENT, TEXT = "image", "document", "text"  # what a file is to what uses it


@dataclass(frozen=True)
class Use:
    """That an entry, in a language, shows a file."""

    kind: str
    entry_id: int
    locale: str
    title: str
    live: bool
    binned: bool  #: whether the entry is in the bin
    role: str  #: what the file is there: IMAGE, DOCUMENT or TEXT


def of(asset: Asset) -> list[Use]:
    """Return where a file is used, what readers see first."""
    columns = (Edition.kind, Edition.entry_id, Edition.locale, Edition.title, Edition.published_at, Entry.deleted_at)
    found = {}
    for role, clause in _ways(asset.id).items():
        rows = db.session.execute(select(*columns).join(Entry, Entry.id == Edition.entry_id).where(clause))
        for row in rows:
            live = row.published_at is not None and row.published_at <= clock.now() and row.deleted_at is None
            key = (row.entry_id, row.locale, role)
            found[key] = Use(*row[:4], live, row.deleted_at is not None, role)
    return sorted(found.values(), key=lambda use: (not use.live, use.binned, use.title, use.locale))


def used() -> ColumnElement[bool]:
    """Return the clause that holds for files that an entry uses, live or not."""
    return or_(
        exists().where(Entry.image_id == Asset.id),
        exists().where(Edition.document_id == Asset.id),
        exists().where(AssetUse.asset_id == Asset.id),
    )


def is_picture() -> ColumnElement[bool]:
    """Return the clause that holds for pictures."""
    return Asset.media_type.startswith("image/")


def undescribed() -> ColumnElement[bool]:
    """Return the clause that holds for pictures, not decorative, without alternative text in some language."""
    described = (
        select(func.count())
        .where(AssetWords.asset_id == Asset.id, AssetWords.alt != "", AssetWords.locale.in_(locales.LOCALES))
        .scalar_subquery()
    )
    return and_(is_picture(), Asset.decorative.is_(False), described < len(locales.LOCALES))


def readable() -> ColumnElement[bool]:
    """Return the clause that holds for PDFs that some text was read from."""
    return exists().where(AssetPage.asset_id == Asset.id, AssetPage.text != "")


def consent_ending() -> ColumnElement[bool]:
    """Return the clause that holds for files whose consent has ended or ends soon."""
    return Asset.consent_until <= today() + IN_TIME


def consent_ended() -> ColumnElement[bool]:
    """Return the clause that holds for files whose consent has ended."""
    return Asset.consent_until < today()


def kept(*clauses: ColumnElement[bool]) -> Select[Asset]:
    """Select the files that are not in the bin and for which clauses hold."""
    return select(Asset).where(Asset.deleted_at.is_(None), *clauses)


def _ways(asset_id: int) -> dict[str, ColumnElement[bool]]:
    in_text = select(AssetUse.edition_id).where(AssetUse.asset_id == asset_id)
    return {
        IMAGE: Entry.image_id == asset_id,
        DOCUMENT: Edition.document_id == asset_id,
        TEXT: Edition.id.in_(in_text),
    }
