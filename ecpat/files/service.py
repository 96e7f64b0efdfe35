"""Every write to what is known of files. The caller commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, delete, select, true

from ..accounts import audit
from ..accounts.models import Person
from ..core import clock
from ..core.characters import fit
from ..core.database import db
from ..core.errors import ContentError
from ..core.typography import spaced
from .models import Asset, AssetPage, AssetVersion, AssetWords


@dataclass(frozen=True)
class Stored:
    """A file as it was stored: what its bytes say of themselves."""

    digest: str
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None
    texts: Sequence[str] = ()  #: of a PDF, page by page
    page_count: int | None = None
    tagged: bool | None = None
    language: str = ""
    seconds: int | None = None


def find(digest: str, known: ColumnElement[bool] | None = None) -> Asset | None:
    """Return the file that has these bytes; only one for which `known` holds, where that is given."""
    same = select(Asset).where(Asset.digest == digest, true() if known is None else known)
    return db.session.scalar(same.order_by(Asset.id).limit(1))


def add(stored: Stored, name: str, *, by: Person | None, known: ColumnElement[bool] | None = None) -> Asset:
    """Add a file, or return the one that has the same bytes, taken out of the bin where it was in it.

    Only one for which `known` holds is returned, where that is given. Raises ContentError where it is in the bin and
    is not theirs to take out: pages that are live would show it again.
    """
    found = find(stored.digest, known)
    if found is not None:
        if found.deleted_at is not None:
            if by is not None and not by.may("editor"):
                raise ContentError("file", _l("This file is in the bin. Ask an editor to take it out of there."))
            restore(found, by=by)
        return found
    asset = Asset(name=name)
    _take(asset, stored)
    db.session.add(asset)
    db.session.flush()
    audit.record(by, "file.added", _name(asset))
    return asset


def describe(asset: Asset, words: Mapping[str, Mapping[str, str]], *, by: Person | None) -> None:
    """Keep what is said of a file, whose columns are set: per language the columns of AssetWords that are named."""
    for locale, said in words.items():
        row = asset.words.get(locale)
        if row is None:
            row = asset.words[locale] = AssetWords(locale=locale)
        clean = {name: spaced(fit(text), locale) for name, text in said.items()}
        row.alt, row.caption, row.credit = (clean.get(name, "") for name in ("alt", "caption", "credit"))
        row.captions, row.transcript = said.get("captions", ""), clean.get("transcript", "")
    audit.record(by, "file.described", _name(asset))


def replace(asset: Asset, stored: Stored, *, by: Person | None) -> bool:
    """Put another file in the place of one, whose history is kept; False where it is the same."""
    if asset.digest == stored.digest:
        return False
    asset.versions.append(
        AssetVersion(
            digest=asset.digest, name=asset.name, size=asset.size, page_count=asset.page_count,
            person_id=by.id if by else None,
        )
    )  # fmt: skip
    db.session.execute(delete(AssetPage).where(AssetPage.asset_id == asset.id))  # not one by one: there may be 2,000
    db.session.expire(asset, ["pages"])
    _take(asset, stored)
    audit.record(by, "file.replaced", _name(asset))
    return True


def discard(asset: Asset, *, by: Person | None) -> None:
    """Put a file into the bin; pages that showed it as a picture go on without it."""
    asset.deleted_at = clock.now()
    audit.record(by, "file.discarded", _name(asset))


def restore(asset: Asset, *, by: Person | None) -> None:
    """Take a file out of the bin."""
    asset.deleted_at = None
    audit.record(by, "file.restored", _name(asset))


def destroy(asset: Asset, *, by: Person | None) -> list[str]:
    """Delete a file for good and return the digests that no row names now. ValueError unless it is in the bin."""
    if asset.deleted_at is None:
        raise ValueError("only a file in the bin can be destroyed")
    digests = {asset.digest, *(version.digest for version in asset.versions)}
    audit.record(by, "file.destroyed", _name(asset), name=asset.name)
    db.session.delete(asset)
    db.session.flush()
    known = {
        *db.session.scalars(select(Asset.digest).where(Asset.digest.in_(digests))),
        *db.session.scalars(select(AssetVersion.digest).where(AssetVersion.digest.in_(digests))),
    }
    return sorted(digests - known)


def _take(asset: Asset, stored: Stored) -> None:
    """Give a file what its bytes say."""
    asset.digest, asset.media_type, asset.size = stored.digest, stored.media_type, stored.size
    asset.width, asset.height = stored.width, stored.height
    asset.seconds = stored.seconds
    asset.page_count, asset.tagged, asset.language = stored.page_count, stored.tagged, stored.language
    asset.pages = [
        AssetPage(number=number, text=spaced(text, stored.language)) for number, text in enumerate(stored.texts, 1)
    ]


def _name(asset: Asset) -> str:
    return f"file:{asset.id}"
