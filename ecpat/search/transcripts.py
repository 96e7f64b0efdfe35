"""What is said in recordings: found with the editions whose texts show them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select

from ..core.database import db
from ..entries import richtext
from ..entries.models import Edition
from ..entries.uses import AssetUse
from ..files import usage
from ..files.models import Asset, AssetWords


def read(*clauses: ColumnElement[bool]) -> dict[int, str]:
    """Return what is said, in an edition's language, in what its text shows and is not withheld, by editions' ids."""
    rows = db.session.execute(
        select(Edition.id, AssetWords.transcript)
        .join(AssetUse, and_(AssetUse.edition_id == Edition.id, AssetUse.in_copy.is_(False)))
        .join(Asset, and_(Asset.id == AssetUse.asset_id, usage.is_recording(), *usage.available()))
        .join(AssetWords, and_(AssetWords.asset_id == Asset.id, AssetWords.locale == Edition.locale))
        .where(AssetWords.transcript != "", *clauses)
        .order_by(Edition.id, Asset.id)
    )
    return {number: "\n".join(row.transcript for row in said) for number, said in groupby(rows, itemgetter(0))}


def of(editions: Iterable[Row[Any]]) -> dict[int, str]:
    """Return it of editions whose texts have been read; nothing is asked where none of them shows a recording."""
    shown = [row.id for row in editions if richtext.recordings(row.body)]
    return read(Edition.id.in_(shown)) if shown else {}
