"""Rows that become entries of a kind: its facts once, its words for each language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from wtforms import Form

from ... import locales
from ...core import clock, dates
from ...core.database import db
from ...core.errors import ContentError
from ...core.slugs import slugify
from ...entries import bulk
from ...entries.kind import Kind
from ...entries.words import Words, written
from ...topics.models import Topic
from ..errors import WrongCell
from ..journal import Journal
from ..markdown.text import to_html
from ..report import Report
from . import cells
from .sheet import Row

WORDS = ("title", "summary", "body")
_BATCH = 50


@dataclass(frozen=True)
class Judged:
    """A row that can be taken: by which key it is known again, and what it becomes."""

    key: str
    facts: dict[str, Any]
    topics: list[Topic]
    words: dict[str, Words]
    published_at: datetime | None


def columns(kind: Kind) -> list[str]:
    """Return the columns that a table of a kind may have, in the order of the template."""
    of_words = [*WORDS, *(field.name for field in kind.details)]
    shared = ["key", "published", *(field.name for field in kind.facts), "topics"]
    return [*shared, *(f"{name}_{locale}" for locale in locales.LOCALES for name in of_words)]


def judge(kind: Kind, rows: list[Row], faults: list[WrongCell]) -> list[Judged]:
    """Return what rows become; all that is wrong with them is added to `faults`."""
    named: dict[str, Topic] = {}
    for topic in db.session.scalars(select(Topic)):
        names = [topic.key, *(name for said in topic.labels.values() for name in (said.slug, said.label))]
        named |= {name.casefold(): topic for name in names}
    judged, numbers = [], dict[str, int]()
    for row in rows:
        wrong = list[WrongCell]()
        one = _judge(kind, row, named, wrong)
        if (first := numbers.setdefault(one.key, row.number)) != row.number:
            message = _l("row %(number)d is the same thing; where it is another, give each a key", number=first)
            wrong.append(row.wrong("key", message))
        faults += wrong
        judged.append(one)
    return judged


def _judge(kind: Kind, row: Row, named: dict[str, Topic], wrong: list[WrongCell]) -> Judged:
    facts = _facts(kind, row, wrong)
    topics = [named.get(name.casefold()) for name in cells.parts(row["topics"])]
    for name, topic in zip(cells.parts(row["topics"]), topics, strict=True):
        if topic is None:
            wrong.append(row.wrong("topics", _l("there is no topic “%(name)s”", name=name)))
    published_at = None
    try:
        published_at = dates.read("published", cells.moment(row["published"]))
    except ContentError as error:
        wrong.append(row.wrong("published", error.message))
    except ValueError as error:
        wrong.append(row.wrong("published", error))
    words = {locale: said for locale in locales.LOCALES if (said := _words(kind, row, locale, wrong)) is not None}
    if not words and not wrong:
        wrong.append(row.wrong(f"title_{locales.LOCALES[0]}", _l("it has a title in no language")))
    titles = [row[f"title_{locale}"] for locale in locales.LOCALES if row[f"title_{locale}"]]
    key = row["key"] or " ".join([*titles[:1], row[kind.facts[0].name]]).strip()
    kept = list(dict.fromkeys(topic for topic in topics if topic is not None))
    return Judged(slugify(key) or key[:100], facts, kept, words, published_at)


def _facts(kind: Kind, row: Row, wrong: list[WrongCell]) -> dict[str, Any]:
    """Return a row's facts by their columns, judged by the very fields of the desk's form."""
    data = MultiDict[str, str]()
    bad = set[str]()
    for field in kind.facts:
        try:
            data.setlist(field.name, cells.sent(field, row[field.name]))
        except ValueError as error:
            bad.add(field.name)
            wrong.append(row.wrong(field.name, error))
    form = _form(kind.facts)(data)
    form.validate()
    wrong += [row.wrong(name, errors[0]) for name, errors in form.errors.items() if name and name not in bad]
    facts = {field.name: form[field.name].data for field in kind.facts}
    if not bad and not form.errors:
        wrong += [row.wrong(name, message) for name, message in kind.check(facts).items()]
    return facts


def _words(kind: Kind, row: Row, locale: str, wrong: list[WrongCell]) -> Words | None:
    """Return a row's words in a language; None where it has none."""
    names = [*WORDS, *(field.name for field in kind.details)]
    said = {name: row[f"{name}_{locale}"] for name in names}
    if not any(said.values()):
        return None
    details = dict[str, str]()
    for field in kind.details:
        try:
            given = cells.sent(field, said[field.name])
        except ValueError as error:
            wrong.append(row.wrong(f"{field.name}_{locale}", error))
            continue
        form = _form((field,), locale)(MultiDict([(field.name, one) for one in given]))
        form.validate()
        wrong += [row.wrong(f"{field.name}_{locale}", errors[0]) for errors in form.errors.values()]
        details[field.name] = form[field.name].data
    try:
        with force_locale(locale):
            return written(
                locale, title=said["title"], summary=said["summary"], body=to_html(said["body"]), details=details
            )
    except ContentError as error:
        wrong.append(row.wrong(f"{error.field.removeprefix('detail-')}_{locale}", error.message))
        return None


def _form(fields: Any, locale: str = "") -> type[Form]:
    return type("Row", (Form,), {field.name: field.form_field(locale) for field in fields})


def write(kind: Kind, judged: list[Judged], journal: Journal, report: Report) -> None:
    """Add what is not here yet; the caller commits."""
    new = [one for one in judged if f"row:{one.key}" not in journal]
    for start in range(0, len(new), _BATCH):
        batch = new[start : start + _BATCH]
        entries = bulk.add_entries([_entry(kind, one) for one in batch])
        made = [(one, entry.id, locale) for one, entry in zip(batch, entries, strict=True) for locale in one.words]
        for one, entry in zip(batch, entries, strict=True):
            journal.note(f"row:{one.key}", entry.subject, saves=1, role=None)
        editions = bulk.add_editions(list(_editions(kind, made)))
        for (one, _number, locale), edition in zip(made, editions, strict=True):
            at = edition.published_at.isoformat() if edition.published_at else ""
            subject, key = f"entry:{edition.entry_id}", f"row:{one.key}.{locale}"
            journal.note(key, subject, locale, saves=1, published_at=at)
            report.taken(one.key, edition.title, subject, locale)


def _entry(kind: Kind, one: Judged) -> bulk.NewEntry:
    return bulk.NewEntry(kind, one.published_at or clock.now(), one.facts, one.topics, one.key)


def _editions(kind: Kind, made: list[tuple[Judged, int, str]]) -> Iterator[bulk.NewEdition]:
    for one, number, locale in made:
        words, at = one.words[locale], one.published_at
        slug = slugify(words["title"]) or f"{kind.name}-{number}"
        changed = min(at or clock.now(), clock.now())
        yield bulk.NewEdition(number, kind.name, locale, words, slug, at, changed)
