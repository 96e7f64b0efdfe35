"""Files as people at the desk look for them: by words of their names and of what is said of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from ... import locales
from ...core.characters import folded
from .. import pictures
from ..models import Asset, AssetWords
from ..public import STILL
from .downloads import thumb_url

LONGEST = 200  # characters of a search


def matching(query: str) -> list[ColumnElement[bool]]:
    """Return the clauses that hold for files that have every word of a search; accents and capitals do not count."""
    found = []
    for word in folded(query[:LONGEST]).split():
        said = select(AssetWords.asset_id).where(AssetWords.found_by.contains(word, autoescape=True))
        found.append(or_(Asset.found_by.contains(word, autoescape=True), Asset.id.in_(said)))
    return found


def told(asset: Asset) -> dict[str, Any]:
    """Return what a script is told of a picture, or of a recording."""
    return {
        "id": asset.id, "name": asset.name, "decorative": asset.decorative,
        "alt": {locale: asset.words.get(locale, pictures.NO_WORDS).alt for locale in locales.LOCALES},
        "thumb": thumb_url(asset), "width": asset.width or STILL[0], "height": asset.height or STILL[1],
    }  # fmt: skip
