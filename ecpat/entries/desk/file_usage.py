"""What entries tell of the files that they use: where, and who may see them for that."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_

from ...accounts.models import Person
from ...files.models import Asset
from ...files.usage import Usage, Use
from .. import file_usage, queries
from ..gate.judgements import ahead
from ..models import Edition, Entry
from . import rights


def _shown() -> ColumnElement[bool]:
    return file_usage.used(*queries.shown(), in_copies=False)


def _decided() -> ColumnElement[bool]:
    return or_(_shown(), file_usage.used(ahead(), Entry.deleted_at.is_(None)))


def _readable(person: Person) -> ColumnElement[bool]:
    return or_(file_usage.used(rights.readable(person, Edition), in_copies=False), _own(person))


def _own(person: Person) -> ColumnElement[bool]:
    return file_usage.used(Edition.entry_id.in_(rights.own_ids(person)))


def _places(asset: Asset, person: Person | None) -> Iterable[Use]:
    return file_usage.places(asset, *((rights.readable(person, Edition),) if person else ()))


USAGE = Usage(file_usage.used, _shown, _decided, _readable, _own, _places)
