"""Where files are used, which of them readers may have, and what about them wants somebody's attention."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, exists, false, func, or_, select, true

from .. import locales
from ..accounts.models import PUBLISHES, Person
from ..core.dates import today
from ..web.feature import hooks
from .models import Asset, AssetPage, AssetWords

IN_TIME = timedelta(days=60)  # before a consent ends, to ask again
IMAGE, DOCUMENT, TEXT, COPY = "image", "document", "text", "copy"  # what a file is to what uses it


@dataclass(frozen=True)
class Use:
    """That something, in a language, shows a file."""

    kind: str
    entry_id: int
    locale: str
    slug: str
    title: str
    live: bool
    binned: bool  #: whether the entry is in the bin
    role: str  #: what the file is there: IMAGE, DOCUMENT, TEXT, or in a working copy alone: COPY


@dataclass(frozen=True)
class Usage:
    """How a feature uses files; all but `places` return clauses of Asset."""

    used: Callable[[], ColumnElement[bool]]  #: it uses them, whoever sees it
    shown: Callable[[], ColumnElement[bool]]  #: readers see them now
    decided: Callable[[], ColumnElement[bool]]  #: readers see them now, or will at a moment that is set
    readable: Callable[[Person], ColumnElement[bool]]  #: a person may read something that uses them
    own: Callable[[Person], ColumnElement[bool]]  #: a person has written in something that uses them
    places: Callable[[Asset, Person | None], Iterable[Use]]  #: where it uses one; of what a person may read, if named


def places(asset: Asset, person: Person | None = None) -> list[Use]:
    """Return where a file is used, what readers see first; only what a person may read, if one is named."""
    found = [use for usage in hooks(Usage) for use in usage.places(asset, person)]
    return sorted(found, key=lambda use: (not use.live, use.binned, use.title, use.locale))


def used() -> ColumnElement[bool]:
    """Return the clause that holds for files that something uses."""
    return or_(false(), *(usage.used() for usage in hooks(Usage)))


def shown() -> ColumnElement[bool]:
    """Return the clause that holds for files that readers see now; whether they are withheld is asked apart."""
    return or_(false(), *(usage.shown() for usage in hooks(Usage)))


def decided() -> ColumnElement[bool]:
    """Return the clause that holds for files that readers see now, or will at a moment that is set."""
    return or_(false(), *(usage.decided() for usage in hooks(Usage)))


def readable_by(person: Person) -> ColumnElement[bool]:
    """Return the clause that holds for files that a person may read: of what is theirs to read, or of nothing."""
    if person.may(PUBLISHES):
        return true()
    return or_(~used(), *(usage.readable(person) for usage in hooks(Usage)))


def own(person: Person) -> ColumnElement[bool]:
    """Return the clause that holds for files that are used where a person has written; all of them for editors."""
    if person.may(PUBLISHES):
        return true()
    return or_(false(), *(usage.own(person) for usage in hooks(Usage)))


def available() -> tuple[ColumnElement[bool], ...]:
    """Return the clauses that hold for files that are not withheld (see Asset), on the day a statement is run."""
    day = bindparam("today", callable_=today, type_=Date)
    return Asset.deleted_at.is_(None), or_(Asset.consent_until.is_(None), Asset.consent_until >= day)


def is_picture() -> ColumnElement[bool]:
    """Return the clause that holds for pictures."""
    return Asset.media_type.startswith("image/")


def is_recording() -> ColumnElement[bool]:
    """Return the clause that holds for videos and sound."""
    return or_(Asset.media_type.startswith("video/"), Asset.media_type.startswith("audio/"))


def is_shown_in_texts() -> ColumnElement[bool]:
    """Return the clause that holds for files that a text can show."""
    return or_(is_picture(), is_recording())


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
