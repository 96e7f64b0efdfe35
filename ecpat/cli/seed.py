"""The sample content: written from TOML files once, where there is no entry yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from ..config import TIME_ZONE
from ..core import clock, dates
from ..core.database import db
from ..core.typography import spaced
from ..entries import care, kind, service
from ..entries.models import Alias, Entry
from ..files import images, pdf
from ..files.models import Asset, AssetPage, AssetWords
from ..files.pictures import storage
from ..topics.models import Topic
from . import renditions, starter
from .starter import SAMPLE, Table

_RELATIVE = re.compile(r"([+-]\d+) days(?: (\d\d):(\d\d))?")
_REFERENCE = re.compile(r'href="entry:([a-z]+/[a-z0-9-]+)"')


@click.command()
@with_appcontext
def seed() -> None:
    """Write the sample content, unless there is an entry already; topics, texts and help lines stay as they are."""
    if db.session.scalar(select(Entry.id).limit(1)) is not None:
        return
    write()
    db.session.commit()
    renditions.draw_missing(files_only=True)
    click.echo("The sample content is in place.")


def write() -> None:
    """Add the whole sample content to the session."""
    texts = starter.read(SAMPLE / "site.toml")
    starter.add_texts({locale: texts[locale] for locale in starter.among(texts)})
    starter.add_vocabulary()
    starter.add_help_lines(checked=True)
    topics = starter.add_topics()
    tables = dict(_entries())
    made = {key: _write_entry(key, table, topics) for key, table in tables.items()}
    for key, entry in made.items():
        for locale in starter.among(tables[key]):
            _write_edition(entry, locale, tables[key][locale], made)
    _note_reviews(made.values())


def moment(value: date | datetime | str) -> datetime:
    """Return the moment that a table means: a date (noon), a local date-time, or one relative to today."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or TIME_ZONE).astimezone(UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(12), TIME_ZONE).astimezone(UTC)
    match = _RELATIVE.fullmatch(value)
    if match is None:
        raise ValueError(f"{value!r} is no moment")
    day = clock.now().astimezone(TIME_ZONE).date() + timedelta(days=int(match[1]))
    return datetime.combine(day, time(int(match[2] or 12), int(match[3] or 0)), TIME_ZONE).astimezone(UTC)


def _entries() -> Iterator[tuple[str, Table]]:
    for path in sorted((SAMPLE / "entries").glob("*/*.toml")):
        yield f"{path.parent.name}/{path.stem}", starter.read(path)


def _write_entry(key: str, table: Table, topics: dict[str, Topic]) -> Entry:
    facts = dict(table.get("facts", {}))
    for name in ("starts", "ends", "registration_closes"):
        if name in facts:
            facts[f"{name}_at"] = moment(facts.pop(name))
    if "languages" in facts:
        facts["languages"] = ",".join(facts["languages"])
    facts |= {"date_precision": table.get("date_precision", "day"), "image_id": None}
    if "image" in table:
        image = _image(table["image"])
        db.session.add(image)
        db.session.flush()
        facts["image_id"] = image.id
    return service.create(
        kind.get_kind(key.partition("/")[0]),
        topics=list(dict.fromkeys(topics[name] for name in table.get("topics", []))),
        **facts,
    )


def _write_edition(entry: Entry, locale: str, table: Table, made: dict[str, Entry]) -> None:
    edition = service.save(
        entry,
        locale,
        title=table["title"],
        summary=table["summary"],
        body=_REFERENCE.sub(
            lambda match: f'href="entry:{made[match[1]].id}"', table["body"] + table.get("sample", "")
        ),
        slug=table["slug"] if _is_free(entry, table["slug"]) else "",
        readers_words=table.get("readers_words", ""),
        details=table.get("details"),
        document=_document(table["document"], locale) if "document" in table else None,
    )
    if "published" in table:
        service.publish(edition, moment(table["published"]))
        edition.updated_at = min(edition.updated_at, edition.published_at or edition.updated_at)


def _is_free(entry: Entry, slug: str) -> bool:
    """Tell whether an entry may have an address: one that was destroyed keeps its own for ever."""
    alias = db.session.get(Alias, (entry.kind, slug))
    return alias is None or alias.entry_id == entry.id


def _note_reviews(entries: Iterable[Entry]) -> None:
    """Count the sample content as looked at on the day when it is written."""
    months = care.intervals()
    for entry in entries:
        if months[entry.kind]:
            day = dates.months_after(dates.today(), months[entry.kind])
            db.session.add(care.Care(entry_id=entry.id, review_on=day))


def _image(name: str) -> Asset:
    data, words = (SAMPLE / "images" / f"{name}.png").read_bytes(), starter.read(SAMPLE / "images" / f"{name}.toml")
    facts = images.inspect(data)
    asset = Asset(
        digest=storage().put(data), name=name, media_type=facts.media_type, size=len(data),
        width=facts.width, height=facts.height,
    )  # fmt: skip
    asset.words = {locale: AssetWords(locale=locale, **words[locale]) for locale in starter.among(words)}
    return asset


def _document(name: str, locale: str) -> Asset:
    data = (SAMPLE / "documents" / f"{name}.pdf").read_bytes()
    facts = pdf.inspect(data)
    asset = Asset(
        digest=storage().put(data), name=name, media_type="application/pdf", size=len(data),
        width=facts.width, height=facts.height, page_count=facts.page_count, tagged=facts.tagged,
        language=facts.language,
    )  # fmt: skip
    asset.pages = [AssetPage(number=number, text=spaced(text, locale)) for number, text in enumerate(facts.texts, 1)]
    return asset
