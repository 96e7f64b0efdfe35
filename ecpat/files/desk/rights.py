"""Which files a person at the desk may read: those of what is theirs to read, and those that nothing uses."""

from __future__ import annotations

from flask import abort
from sqlalchemy import select

from ...accounts.models import Person
from ...core.database import db
from .. import usage
from ..models import Asset


def read_file(person: Person, asset_id: int) -> Asset:
    """Return a file for a person to look at; 404 where it is not there, 403 where it is not theirs to read."""
    asset = db.session.get(Asset, asset_id) or abort(404)
    may = select(Asset.id).where(Asset.id == asset_id, usage.readable_by(person))
    return asset if db.session.scalar(may) else abort(403)


def may_describe(person: Person, asset: Asset) -> bool:
    """Tell whether a person may change what is said of a file: of what is live or scheduled, editors only."""
    decided = select(usage.decided()).where(Asset.id == asset.id)
    return person.may("editor") or not db.session.scalar(decided)


def may_open_file(person: Person, asset: Asset) -> bool:
    """Tell whether a person may see what a file was before: who may open what uses it, or editors."""
    return bool(db.session.scalar(select(usage.own(person)).where(Asset.id == asset.id)))
