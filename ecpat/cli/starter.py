"""What a site begins with: its texts, its words, its topics, its help lines; each added where it is missing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from .. import locales
from ..core.database import db
from ..helplines.models import HelpLine, HelpLineWords
from ..search.desk import take_over as take_over_phrases
from ..terms import service as terms
from ..texts.models import SiteText
from ..topics.models import Topic, TopicAlias, TopicLabel

SAMPLE = Path(__file__).parent / "sample"
Table = dict[str, Any]


def read(path: Path) -> Table:
    """Return what a file of TOML says."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def among(table: Table, languages: Iterable[str] | None = None) -> list[str]:
    """Return those of some languages (all that the site speaks) that a table has words in."""
    return [locale for locale in languages or locales.LOCALES if locale in table]


def add_texts(texts: Mapping[str, Mapping[str, str]]) -> int:
    """Add what the organisation says of itself, by language and key, where nothing is said; return how much."""
    held = {(row.locale, row.key) for row in db.session.scalars(select(SiteText))}
    new = [
        SiteText(locale=locale, key=key, value=value)
        for locale, words in texts.items()
        for key, value in words.items()
        if (locale, key) not in held
    ]
    db.session.add_all(new)
    return len(new)


def add_vocabulary() -> None:
    """Add the words of the field, and the phrases of distress, in each language in which there are none."""
    terms.take_over()
    take_over_phrases()


def add_topics(languages: Sequence[str] | None = None) -> dict[str, Topic]:
    """Add the topics, and return each under its key; where its key or address is taken, the one that has it."""
    topics = {topic.key: topic for topic in db.session.scalars(select(Topic))}
    by_id = {topic.id: topic for topic in topics.values()}
    by_address: dict[tuple[str, str], Topic] = {}
    for model in (TopicAlias, TopicLabel):  # what a topic is called now counts more than what one was
        rows = db.session.execute(select(model.locale, model.slug, model.topic_id))
        by_address |= {(row.locale, row.slug): by_id[row.topic_id] for row in rows}
    for position, table in enumerate(read(SAMPLE / "topics.toml")["topic"], len(topics)):
        spoken = among(table, languages)
        held = (by_address.get((locale, table[locale]["slug"])) for locale in spoken)
        topic = topics.get(table["key"]) or next(filter(None, held), None)
        if topic is None and spoken:
            topic = Topic(key=table["key"], colour=table["colour"], position=position)
            topic.labels = {locale: TopicLabel(locale=locale, **table[locale]) for locale in spoken}
            db.session.add(topic)
        if topic is not None:
            topics[table["key"]] = topic
    return topics


def add_help_lines(languages: Sequence[str] | None = None, *, checked: bool) -> int:
    """Add the help lines whose keys are not there, and return how many; `checked`: on the sample's day."""
    held = set(db.session.scalars(select(HelpLine.key)))
    new = [table for table in read(SAMPLE / "helplines.toml")["line"] if table["key"] not in held]
    for table in new:
        line = HelpLine(
            key=table["key"], situation=table["group"], position=table["position"], number=table.get("number", ""),
            url=table.get("url", ""), hours=table.get("hours", ""),
            checked_on=table.get("checked") if checked else None,
            in_bar=table.get("bar", False), in_panel=table.get("panel", False),
        )  # fmt: skip
        line.words = {locale: HelpLineWords(locale=locale, **table[locale]) for locale in among(table, languages)}
        db.session.add(line)
    return len(new)
