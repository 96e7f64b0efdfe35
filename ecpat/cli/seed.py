"""The sample content: written from TOML files once, into an empty database."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from .. import locales
from ..config import TIME_ZONE
from ..core import clock, dates
from ..core.database import db
from ..core.typography import spaced
from ..entries import care, kind, service
from ..entries.models import Entry
from ..files import images, pdf
from ..files.models import Asset, AssetPage, AssetWords
from ..files.pictures import storage
from ..helplines.models import HelpLine, HelpLineWords
from ..search.text.crisis import DATA as HELP_PHRASES
from ..search.text.crisis import read as read_phrases
from ..terms import service as terms
from ..terms.models import HelpPhrase
from ..texts.models import SiteText
from ..topics.models import Topic, TopicLabel
from . import renditions

SAMPLE = Path(__file__).parent / "sample"
_RELATIVE = re.compile(r"([+-]\d+) days(?: (\d\d):(\d\d))?")
_REFERENCE = re.compile(r'href="entry:([a-z]+/[a-z0-9-]+)"')
Table = dict[str, Any]


@click.command()
@with_appcontext
def seed() -> None:
    """Write the sample content, unless there is content already."""
    if db.session.scalar(select(Entry.id).limit(1)) is not None:
        return
    write()
    db.session.commit()
    renditions.draw_missing(files_only=True)
    click.echo("The sample content is in place.")


def write() -> None:
    """Add the whole sample content to the session."""
    _write_texts()
    _write_vocabulary()
    _write_help_lines()
    topics = _write_topics()
    tables = dict(_entries())
    made = {key: _write_entry(key, table, topics) for key, table in tables.items()}
    for key, entry in made.items():
        for locale in _locales(tables[key]):
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


def _read(path: Path) -> Table:
    return tomllib.loads(path.read_text())


def _locales(table: Table) -> list[str]:
    return [locale for locale in locales.LOCALES if locale in table]


def _entries() -> Iterator[tuple[str, Table]]:
    for path in sorted((SAMPLE / "entries").glob("*/*.toml")):
        yield f"{path.parent.name}/{path.stem}", _read(path)


def _write_texts() -> None:
    for locale, texts in _read(SAMPLE / "site.toml").items():
        db.session.add_all(SiteText(locale=locale, key=key, value=value) for key, value in texts.items())


def _write_vocabulary() -> None:
    """Add the words of the field and the phrases of distress that the site begins with."""
    terms.take_over()
    phrases = dict.fromkeys(read_phrases(HELP_PHRASES))
    db.session.add_all(HelpPhrase(locale=locale, phrase=phrase) for locale, phrase in phrases)


def _write_topics() -> dict[str, Topic]:
    topics = {}
    for position, table in enumerate(_read(SAMPLE / "topics.toml")["topic"]):
        topic = Topic(key=table["key"], colour=table["colour"], position=position)
        topic.labels = {locale: TopicLabel(locale=locale, **table[locale]) for locale in _locales(table)}
        topics[topic.key] = topic
    db.session.add_all(topics.values())
    return topics


def _write_help_lines() -> None:
    for table in _read(SAMPLE / "helplines.toml")["line"]:
        line = HelpLine(
            key=table["key"], situation=table["group"], position=table["position"], number=table.get("number", ""),
            url=table.get("url", ""), hours=table.get("hours", ""), checked_on=table.get("checked"),
            in_bar=table.get("bar", False), in_panel=table.get("panel", False), worries=table.get("worries", ""),
        )  # fmt: skip
        line.words = {locale: HelpLineWords(locale=locale, **table[locale]) for locale in _locales(table)}
        db.session.add(line)


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
        kind.get_kind(key.partition("/")[0]), topics=[topics[name] for name in table.get("topics", [])], **facts
    )


def _write_edition(entry: Entry, locale: str, table: Table, made: dict[str, Entry]) -> None:
    edition = service.save(
        entry,
        locale,
        title=table["title"],
        summary=table["summary"],
        body=_REFERENCE.sub(lambda match: f'href="entry:{made[match[1]].id}"', table["body"]),
        slug=table["slug"],
        readers_words=table.get("readers_words", ""),
        details=table.get("details"),
        document=_document(table["document"], locale) if "document" in table else None,
    )
    if "published" in table:
        service.publish(edition, moment(table["published"]))
        edition.updated_at = min(edition.updated_at, edition.published_at or edition.updated_at)


def _note_reviews(entries: Iterable[Entry]) -> None:
    """Count the sample content as looked at on the day when it is written."""
    months = care.intervals()
    for entry in entries:
        if months[entry.kind]:
            day = dates.months_after(dates.today(), months[entry.kind])
            db.session.add(care.Care(entry_id=entry.id, review_on=day))


def _image(name: str) -> Asset:
    data, words = (SAMPLE / "images" / f"{name}.png").read_bytes(), _read(SAMPLE / "images" / f"{name}.toml")
    facts = images.inspect(data)
    asset = Asset(
        digest=storage().put(data), name=name, media_type=facts.media_type, size=len(data),
        width=facts.width, height=facts.height,
    )  # fmt: skip
    asset.words = {locale: AssetWords(locale=locale, **words[locale]) for locale in _locales(words)}
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
