"""What search reads of the database: every live edition with its facts, and a signature of each entry."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import Any

from babel.dates import format_date
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, select, true
from sqlalchemy.orm import Session

from ..core import generation
from ..core.database import db
from ..core.i18n import local
from ..entries import lists, richtext
from ..entries.kind import Kind, all_kinds, get_kind
from ..entries.models import Edition, Entry, Revision
from ..entries.queries import is_live, is_spoken
from ..files import usage
from ..files.models import Asset, AssetPage
from ..topics.models import EntryTopic, Topic
from . import transcripts
from .pdf_pages import STOPS, joined
from .types import Words, Work

CHUNK = 200  # entries whose texts are in memory at once
_COMMA = re.compile(r"\s*[,;]\s*")
_DATES = {"day": "d MMMM y", "month": "MMMM y", "year": "y"}


def editions(kind: Kind) -> Select[*tuple[Any, ...]]:
    """Select what decides the signature of a kind's live editions; a document that is withheld is none."""
    return (
        select(
            Edition.entry_id, Edition.id, Edition.locale, Edition.published_at, Edition.updated_at,
            Asset.id.label("document_id"), lists.year_of(kind).label("year"), kind.when.label("moment"),
            kind.model.date_precision.label("precision"),
        )
        .join(kind.model, Edition.entry_id == kind.model.id)
        .outerjoin(Asset, _document())
        .where(Edition.kind == kind.name, is_live(), is_spoken(), kind.model.deleted_at.is_(None))
        .order_by(Edition.entry_id, Edition.id)
    )  # fmt: skip


def _document() -> ColumnElement[bool]:
    return and_(Asset.id == Edition.document_id, *usage.available())


def topics() -> Select[int, str]:
    """Select the keys of every entry's topics."""
    return (
        select(EntryTopic.entry_id, Topic.key)
        .join(Topic, Topic.id == EntryTopic.topic_id)
        .order_by(EntryTopic.entry_id, EntryTopic.position)
    )


def page_counts() -> Select[int, int, str]:
    """Select how many pages each PDF has a text of, and which file it is: another may take its place."""
    return (
        select(AssetPage.asset_id, func.count().label("length"), Asset.digest)
        .join(Asset, Asset.id == AssetPage.asset_id)
        .group_by(AssetPage.asset_id, Asset.digest)
    )


@cache
def texts() -> Select[*tuple[Any, ...]]:
    """Select the words of those of the editions `:ids` that are live now."""
    return (
        select(
            Edition.id, Edition.entry_id, Edition.kind, Edition.locale, Edition.title,
            Edition.summary, Edition.body, Edition.details, Edition.readers_words, Asset.id.label("document_id"),
        )
        .join(Entry.__table__, Edition.entry_id == Entry.__table__.c.id)
        .outerjoin(Asset, _document())
        .where(Edition.id.in_(bindparam("ids")), is_live(), Entry.__table__.c.deleted_at.is_(None))
    )  # fmt: skip


def pages(asset_ids: Sequence[int]) -> Select[int, int, str]:
    """Select the texts of the pages of PDFs."""
    return (
        select(AssetPage.asset_id, AssetPage.number, AssetPage.text)
        .where(AssetPage.asset_id.in_(asset_ids))
        .order_by(AssetPage.asset_id, AssetPage.number)
    )


def titles(locale: str) -> Select[int, str]:
    """Select the titles of a language's live editions, the newest first."""
    return (
        select(Edition.entry_id, Edition.title)
        .join(Entry.__table__, Edition.entry_id == Entry.__table__.c.id)
        .where(Edition.locale == locale, is_live(), Entry.__table__.c.deleted_at.is_(None))
        .order_by(Edition.published_at.desc())
    )


def page_text(asset_id: int, number: int) -> Select[str]:
    """Select the text of one page of a PDF."""
    return select(AssetPage.text).where(AssetPage.asset_id == asset_id, AssetPage.number == number)


def plain(row: Row[Any], transcript: str = "") -> str:
    """Return what a reader reads below an edition's title, and hears."""
    lines = [row.summary, *richtext.plain(row.body).split("\n"), *transcript.splitlines(), *_details(row)]
    return "\n".join(line if line.endswith(STOPS) else f"{line} ·" for line in lines if line).removesuffix(" ·")


def _details(row: Row[Any]) -> Iterator[str]:
    """Yield the facts that are words, each with its label."""
    told = row.details or {}
    facts = [fact for fact in get_kind(row.kind).details if fact.searched and told.get(fact.name)]
    if facts:
        with force_locale(row.locale):
            yield from (_("%(label)s: %(value)s", label=fact.label, value=told[fact.name]) for fact in facts)


def count() -> int:
    """Return how many entries have a live edition, of whatever kind."""
    return db.session.scalar(select(func.count(Edition.entry_id.distinct())).where(is_live(), is_spoken())) or 0


def weight(entry_ids: Collection[int] | None = None) -> int:
    """Return how many characters the PDFs of live editions have, of all entries or of some."""
    some = true() if entry_ids is None else Edition.entry_id.in_(entry_ids)
    found = select(Edition.document_id).where(is_live(), is_spoken(), some, Edition.document_id.is_not(None))
    return db.session.scalar(select(func.sum(func.length(AssetPage.text))).where(AssetPage.asset_id.in_(found))) or 0


class Snapshot:
    """The signatures of live works at one moment, all or some, and the works themselves when asked for."""

    def __init__(self, entry_ids: Collection[int] | None = None) -> None:
        some = true() if entry_ids is None else Edition.entry_id.in_(entry_ids)
        linked = true() if entry_ids is None else EntryTopic.entry_id.in_(entry_ids)
        self._facts: dict[int, tuple[str, list[Row[Any]]]] = {}
        self._topics: dict[int, list[str]] = {
            entry_id: [key for _, key in rows]
            for entry_id, rows in groupby(db.session.execute(topics().where(linked)), key=itemgetter(0))
        }
        shown = select(Edition.document_id).where(some)
        counted = page_counts().where(AssetPage.asset_id.in_(shown))
        lengths = {row.asset_id: (row.length, row.digest) for row in db.session.execute(counted)}
        self._transcripts = transcripts.read(some)
        self.signatures: dict[int, int] = {}
        for kind in all_kinds():
            for entry_id, found in groupby(db.session.execute(editions(kind).where(some)), key=itemgetter(0)):
                rows = list(found)
                self._facts[entry_id] = kind.name, rows
                more = [(lengths.get(row.document_id), self._transcripts.get(row.id)) for row in rows]
                told = [*map(tuple, rows), self._topics.get(entry_id), more]
                digest = blake2b(f"{kind.name} {told}".encode(), digest_size=8).digest()
                self.signatures[entry_id] = int.from_bytes(digest, "big")

    def works(self, entry_ids: Iterable[int]) -> Iterator[Work]:
        """Yield the works of entries, reading their texts a few at a time."""
        wanted = [entry_id for entry_id in entry_ids if entry_id in self._facts]
        for start in range(0, len(wanted), CHUNK):
            yield from self._read(wanted[start : start + CHUNK])

    def _read(self, entry_ids: list[int]) -> Iterator[Work]:
        rows = [row for entry_id in entry_ids for row in self._facts[entry_id][1]]
        words = {row.id: row for row in db.session.execute(texts(), {"ids": [row.id for row in rows]})}
        assets = [row.document_id for row in rows if row.document_id is not None]
        read: dict[int, list[tuple[int, str]]] = {}
        for asset_id, number, text in db.session.execute(pages(assets)) if assets else ():
            read.setdefault(asset_id, []).append((number, joined(text)))
        for entry_id in entry_ids:
            kind, facts = self._facts[entry_id]
            told = [words[row.id] for row in facts if row.id in words]
            if told:
                yield Work(
                    entry_id=entry_id,
                    kind=kind,
                    topics=self._topics.get(entry_id, ()),
                    year=next((int(row.year) for row in facts if row.year is not None), None),
                    date=max(_minutes(row.moment) if row.precision != "none" else 0 for row in facts),
                    document=any(row.document_id is not None for row in facts),
                    signature=self.signatures[entry_id],
                    editions=[
                        Words(
                            edition_id=row.id,
                            locale=row.locale,
                            title=row.title,
                            body=plain(row, self._transcripts.get(row.id, "")),
                            pages=read.get(row.document_id, ()),
                            names=[name for name in _COMMA.split(row.readers_words) if name],
                            facts=next(_shown(fact, row.locale) for fact in facts if fact.id == row.id),
                        )
                        for row in told
                    ],
                )


def _shown(row: Row[Any], locale: str) -> str:
    """Return the date and the year that are shown with an edition, and that it has a PDF."""
    pattern = _DATES.get(row.precision, "")
    day = format_date(local(row.moment), pattern, locale=locale) if pattern and row.moment else ""
    return f"{day} {row.year or ''} {'PDF' if row.document_id is not None else ''}"


def _minutes(moment: date | None) -> int:
    if moment is None:
        return 0
    minutes = moment.hour * 60 + moment.minute if isinstance(moment, datetime) else 0
    return moment.toordinal() * 1440 + minutes


def identity() -> str:
    """Return what tells this database from another and from its own past: the last revision and its moment."""
    row = db.session.execute(
        select(Revision.id, Revision.saved_at).order_by(Revision.id.desc()).limit(1)
    ).one_or_none()
    return "" if row is None else f"{row.id} {row.saved_at.isoformat()}"


def is_same(told: str) -> bool:
    """Tell whether the database still has the revision that an identity names."""
    number = told.partition(" ")[0]
    if not number:
        return True
    saved_at = db.session.scalar(select(Revision.saved_at).where(Revision.id == int(number)))
    return saved_at is not None and told == f"{number} {saved_at.isoformat()}"


def fresh_generation() -> int:
    """Return the generation apart from the reader's own session, whose picture may be older."""
    with Session(db.engine) as session:
        return session.scalars(select(generation.Generation.number)).one()
