"""What is made from what is there: an entry again, the next session of an event, a language from another."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from ... import locales
from ...accounts.models import Person
from ...config import TIME_ZONE
from ...core.database import db
from ...files.models import AssetWords
from .. import richtext, service
from ..fields import Moment
from ..kind import Kind, get_kind
from ..models import Edition, Entry
from ..words import Words
from .form.entry_form import EntryForm

MOST = 40  # sessions of a series


def duplicate(entry: Entry, person: Person, begins: datetime | None = None) -> Entry:
    """Add an entry with the facts, topics and words of another, each language as a draft.

    With a beginning it is an event at another time: its other moments move along, and nobody has a place yet.
    """
    kind = get_kind(entry.kind)
    facts = {field.name: getattr(entry, field.name) for field in kind.facts}
    shared = {"image_id": entry.image_id, "date_precision": entry.date_precision}
    if begins is not None:
        facts, shared["date_precision"] = _moved(kind, entry, facts, begins), "day"
    copy = service.create(kind, topics=list(entry.topics), by=person, **facts, **shared)
    for locale, edition in entry.editions.items():
        service.save_words(copy, locale, _words(edition), document=edition.document, by=person)
    return copy


def begin_with(form: EntryForm, source: str, target: str) -> EntryForm:
    """Fill a language of a form that has no words yet with those of another: text, links and pictures."""
    editions = form.entry.editions if form.entry else {}
    if source not in editions or target not in locales.LOCALES or target in editions:
        return form
    for name, value in form.values(source).items():
        if name not in ("slug", "document"):  # an address is made of the words of its language
            form.put(form.parts[target][name], _for_language(value, target) if name == "body" else value)
    return form


def _for_language(body: str, locale: str) -> str:
    """Return a text whose pictures have the captions of a language, where their files do."""
    found = select(AssetWords.asset_id, AssetWords.caption).where(AssetWords.locale == locale)
    rows = db.session.execute(found.where(AssetWords.asset_id.in_(richtext.pictures(body))))
    captions = {asset_id: caption for asset_id, caption in rows}  # noqa: C416 — rows, no pairs for mypy
    return richtext.for_language(body, lambda asset_id: captions.get(asset_id, ""))


def days(first: date, step: str, last: date) -> Iterator[date]:
    """Return the days of a series: from the first, one each step, none after the last.

    Of a month that is too short it is the last day.
    """
    for number in range(MOST):
        if step == "month":
            months = first.month - 1 + number
            year, month = first.year + months // 12, months % 12 + 1
            day = first.replace(year=year, month=month, day=min(first.day, calendar.monthrange(year, month)[1]))
        else:
            day = first + number * timedelta(weeks=2 if step == "fortnight" else 1)
        if day > last:
            return
        yield day


def at(day: date, entry: Entry) -> datetime:
    """Return the moment of a day at which an event begins, by the clock of Brussels."""
    begun = getattr(entry, get_kind(entry.kind).when.key)
    hour = begun.astimezone(TIME_ZONE).time() if begun else datetime.min.time().replace(hour=9)
    return datetime.combine(day, hour, TIME_ZONE)


def _moved(kind: Kind, entry: Entry, facts: Mapping[str, Any], begins: datetime) -> dict[str, Any]:
    """Return an event's facts with every moment as far from its new beginning as it was from the old."""
    before = getattr(entry, kind.when.key)
    moved = dict(facts)
    for field in kind.facts:
        if isinstance(field, Moment) and moved[field.name] is not None and before is not None:
            moved[field.name] = _later(moved[field.name], before, begins)
    moved[kind.when.key] = begins
    return {**moved, **kind.again}


def _later(moment: datetime, before: datetime, begins: datetime) -> datetime:
    """Move a moment as the clock on the wall does, whatever summer time does between."""
    wall = moment.astimezone(TIME_ZONE).replace(tzinfo=None) - before.astimezone(TIME_ZONE).replace(tzinfo=None)
    return (begins.astimezone(TIME_ZONE).replace(tzinfo=None) + wall).replace(tzinfo=TIME_ZONE)


def _words(edition: Edition) -> Words:
    return {
        "title": edition.title,
        "summary": edition.summary,
        "body": edition.body,
        "readers_words": edition.readers_words,
        "details": dict(edition.details),
        "changes": [],
    }
