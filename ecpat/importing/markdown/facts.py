"""All facts of a site that are no entries, as JSON: without numbers of rows, so that they are the same anywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import class_mapper

from ...core.database import Base, db
from ...entries.care import ReviewInterval
from ...entries.gate.levels import PublishingLevel
from ...entries.home_lead import HomeLead
from ...files import webvtt
from ...files.models import Asset, AssetWords
from ...helplines.guide import service as guide
from ...helplines.models import HelpLine, HelpLineWords
from ...search.promoted import PromotedResult
from ...site.menu_models import MenuItem, MenuItemWords
from ...site.redirects import Redirect
from ...terms.models import Definition, HelpPhrase, ThesaurusTerm
from ...texts.models import SiteText
from ...topics.models import Topic, TopicAlias, TopicLabel

Json = dict[str, Any]
_PLAIN = (
    SiteText,
    ThesaurusTerm,
    Definition,
    HelpPhrase,
    PublishingLevel,
    ReviewInterval,
)  # models without others below them
_OF_FILE = ("digest", "name", "media_type", "size", "width", "height", "page_count", "tagged", "language",
            "decorative", "focal_x", "focal_y", "consent", "consent_until")  # fmt: skip


def columns(row: Base, *without: str) -> Json:
    """Return what a row says, moments and days as ISO 8601 writes them."""
    names = (column.key for column in class_mapper(type(row)).column_attrs if column.key not in without)
    return {name: _json(getattr(row, name)) for name in names}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _in_languages(words: dict[str, Any], owner: str) -> Json:
    return {locale: columns(said, owner, "locale") for locale, said in sorted(words.items())}


def site(target: Callable[[str], str]) -> Json:
    """Return topics, help lines, their path, texts, terms, the menu; `target` says its places without numbers."""
    found: Json = {}
    for model in _PLAIN:
        rows = db.session.scalars(select(model).order_by(*class_mapper(model).primary_key))
        found[model.__tablename__] = [columns(row, "id") for row in rows]
    topics = list(db.session.scalars(select(Topic).order_by(Topic.position, Topic.id)))
    keys = {topic.id: topic.key for topic in topics}
    found["topic"] = [
        {**columns(topic, "id"), "labels": _in_languages(topic.labels, "topic_id")} for topic in topics
    ]  # fmt: skip
    found["topic_alias"] = [
        {**columns(alias, "topic_id"), "topic": keys[alias.topic_id]}
        for alias in db.session.scalars(select(TopicAlias).order_by(TopicAlias.locale, TopicAlias.slug))
    ]
    found["help_line"] = [
        {**columns(line, "id"), "words": _in_languages(line.words, "help_line_id")}
        for line in db.session.scalars(select(HelpLine).order_by(HelpLine.key))
    ]
    found["guide_step"] = [columns(step) for step in guide.rows()]
    found["menu"] = [
        {**columns(item, "id"), "target": target(item.target), "words": _in_languages(item.words, "menu_item_id")}
        for item in db.session.scalars(select(MenuItem).order_by(MenuItem.position, MenuItem.id))
    ]
    found["promoted_result"] = [
        {**columns(row, "entry_id"), "target": target(f"entry:{row.entry_id}")}
        for row in db.session.scalars(select(PromotedResult).order_by(*class_mapper(PromotedResult).primary_key))
    ]
    leads = db.session.scalars(select(HomeLead))
    found["home_lead"] = [{"target": target(f"entry:{row.entry_id}"), "until": _json(row.until)} for row in leads]
    return found


def redirects() -> list[Json]:
    """Return where old addresses lead."""
    return [columns(row) for row in db.session.scalars(select(Redirect).order_by(Redirect.path))]


def files() -> list[Json]:
    """Return what is known of each file that is not in the bin."""
    rows = db.session.scalars(select(Asset).where(Asset.deleted_at.is_(None)).order_by(Asset.digest, Asset.id))
    found = {row.digest: row for row in rows}
    return [
        {**{name: _json(getattr(row, name)) for name in _OF_FILE}, "words": _in_languages(row.words, "asset_id")}
        for row in found.values()
    ]


def add_site(facts: Json) -> dict[str, Topic]:
    """Add what is not there yet by its own name, and return all topics under their keys; the caller commits."""
    for model in _PLAIN:
        mapper = class_mapper(model)
        names = [column.key for column in mapper.primary_key if column.key and column.key != "id"]
        names = names or [one.key for one in mapper.column_attrs if one.key not in ("id", "use")]
        there = {tuple(row) for row in db.session.execute(select(*(getattr(model, name) for name in names)))}
        rows = facts.get(model.__tablename__, [])
        db.session.add_all(model(**row) for row in rows if tuple(row[name] for name in names) not in there)
    topics = {topic.key: topic for topic in db.session.scalars(select(Topic))}
    for row in facts.get("topic", []):
        if row["key"] not in topics:
            topic = Topic(**{name: value for name, value in row.items() if name != "labels"})
            topic.labels = {locale: TopicLabel(locale=locale, **said) for locale, said in row["labels"].items()}
            topics[topic.key] = topic
            db.session.add(topic)
    lines = set(db.session.scalars(select(HelpLine.key)))
    for row in facts.get("help_line", []):
        if row["key"] not in lines:
            known = {name: value for name, value in row.items() if name not in ("words", "worries")}
            line = HelpLine(**known)  # “worries” was there until the path knew its lines itself
            line.checked_on = date.fromisoformat(row["checked_on"]) if row["checked_on"] else None
            line.words = {locale: HelpLineWords(locale=locale, **said) for locale, said in row["words"].items()}
            db.session.add(line)
    guide.take_over(facts.get("guide_step", []))
    db.session.flush()
    for row in facts.get("topic_alias", []):
        key = row["locale"], row["slug"]
        if db.session.get(TopicAlias, key) is None and row["topic"] in topics:
            db.session.add(TopicAlias(locale=key[0], slug=key[1], topic_id=topics[row["topic"]].id))
    return topics


def add_menu(facts: Json, target: Callable[[str], str]) -> None:
    """Add the menu, unless there is one; `target` gives a place its number here."""
    if db.session.scalar(select(MenuItem.id).limit(1)) is not None:
        return
    for row in facts.get("menu", []):
        if led := target(row["target"]):
            item = MenuItem(position=row["position"], target=led)
            item.words = {locale: MenuItemWords(locale=locale, **said) for locale, said in row["words"].items()}
            db.session.add(item)


def add_promoted(facts: Json, numbers: Mapping[str, int]) -> None:
    """Add which entries come first for a term, where none does so far."""
    for row in facts.get("promoted_result", []):
        number = numbers.get(row["target"].removeprefix("entry:"))
        key = row["locale"], row["text"], row["position"]
        if number and db.session.get(PromotedResult, key) is None:
            db.session.add(PromotedResult(locale=key[0], text=key[1], position=key[2], entry_id=number))


def add_home_lead(facts: Json, numbers: Mapping[str, int]) -> None:
    """Let the entry lead the home page that an editor chose, unless one does so far."""
    if db.session.scalar(select(HomeLead.id)) is not None:
        return
    for row in facts.get("home_lead", []):
        if number := numbers.get(row["target"].removeprefix("entry:")):
            until = date.fromisoformat(row["until"]) if row["until"] else None
            db.session.add(HomeLead(id=1, entry_id=number, until=until))


def add_words(asset: Asset, row: Json) -> None:
    """Keep what is said of a file."""
    asset.name, asset.decorative, asset.consent = row["name"], row["decorative"], row["consent"]
    asset.focal_x, asset.focal_y = row["focal_x"], row["focal_y"]
    asset.consent_until = date.fromisoformat(row["consent_until"]) if row["consent_until"] else None
    asset.words = {locale: AssetWords(locale=locale, **said) for locale, said in row["words"].items()}
    for words in asset.words.values():
        words.captions = _captions(words.captions or "")


def _captions(text: str) -> str:
    """Return captions as they are kept; nothing where they are none."""
    try:
        return webvtt.read(text.encode()) if text else ""
    except webvtt.CaptionsError:
        return ""
