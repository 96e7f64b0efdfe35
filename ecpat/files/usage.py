"""Where files are used, which of them readers may have, and what about them wants somebody's attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, exists, func, or_, select

from .. import locales
from ..core import clock
from ..core.database import db
from ..core.dates import today
from ..entries.models import AssetUse, Edition, Entry
from .models import Asset, AssetPage, AssetWords

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


def of(asset: Asset, *clauses: ColumnElement[bool]) -> list[Use]:
    """Return where a file is used, what readers see first; only by editions for which clauses hold."""
    columns = (Edition.kind, Edition.entry_id, Edition.locale, Edition.title, Edition.published_at, Entry.deleted_at)
    found = {}
    for role, clause in _ways(asset.id).items():
        rows = db.session.execute(select(*columns).join(Entry, Entry.id == Edition.entry_id).where(clause, *clauses))
        for row in rows:
            live = row.published_at is not None and row.published_at <= clock.now() and row.deleted_at is None
            key = (row.entry_id, row.locale, role)
            found[key] = Use(*row[:4], live, row.deleted_at is not None, role)
    return sorted(found.values(), key=lambda use: (not use.live, use.binned, use.title, use.locale))


def used(*clauses: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the clause that holds for files that an edition uses, whichever or one for which clauses hold.

    The clauses are of Edition joined to Entry. A picture of an entry is used by each of its editions.
    """
    using = select(Edition.id).join(Entry, Entry.id == Edition.entry_id).where(*clauses).correlate(Asset)
    in_text = using.join(AssetUse, AssetUse.edition_id == Edition.id).where(AssetUse.asset_id == Asset.id)
    as_image, as_document = using.where(Entry.image_id == Asset.id), using.where(Edition.document_id == Asset.id)
    return or_(as_image.exists(), as_document.exists(), in_text.exists())


def available() -> tuple[ColumnElement[bool], ...]:
    """Return the clauses that hold for files that are not withheld (see Asset), on the day a statement is run."""
    day = bindparam("today", callable_=today, type_=Date)
    return Asset.deleted_at.is_(None), or_(Asset.consent_until.is_(None), Asset.consent_until >= day)


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
