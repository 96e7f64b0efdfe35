"""Categories and tags as topics: those that say the same in two languages, or under one name, are one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import unquote

from sqlalchemy import func, select

from ... import locales
from ...core.database import db
from ...core.slugs import free_key, numbered, slugify
from ...topics.models import COLOURS, Topic, TopicAlias, TopicLabel
from ...topics.service import rows
from ..journal import Journal
from ..report import Report
from .facts import plain
from .items import Term
from .languages import language_of_label, wpml_groups, wpml_language
from .plan import Plan
from .survey import NO_TOPICS

_UNSORTED = re.compile(
    r"(?:uncategori[sz]ed|non-class[eé]e?s?|sans-cat[eé]gorie|niet-gecategoriseerd|geen-categorie|unkategorisiert|"
    r"geen-onderdeel-van-een-categorie)(?:-[a-z]{2}|-\d)?"
)
_ORDER = {"category": 0, "post_tag": 1}

Name = tuple[str, str]  # a taxonomy and a slug


@dataclass(eq=False)
class Wanted:
    """A topic that is wanted: the terms that mean it, and its names."""

    terms: list[Name] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    described: dict[str, str] = field(default_factory=dict)
    chosen: str = ""  #: the key that the map gives


def wanted(plan: Plan) -> list[Wanted]:
    """Return the topics that the items taken speak of, categories before tags, the most used first."""
    used, spoken = Counter[Name](), dict[Name, Counter[str]]()
    called = dict[Name, str]()
    for group in plan.groups:
        for part in group.parts:
            for label in part.item.labels:
                if label.domain in NO_TOPICS or _UNSORTED.fullmatch(unquote(label.slug)):
                    continue
                if language_of_label(label.slug, label.name):
                    continue
                name = label.domain, label.slug
                used[name] += 1
                called.setdefault(name, label.name)
                spoken.setdefault(name, Counter())[part.locale] += 1
    groups, said = _translations(plan)
    found: dict[object, Wanted] = {}
    for name in sorted(used, key=lambda one: (_ORDER.get(one[0], 2), -used[one], one)):
        chosen = plan.choices.topics.get(f"{name[0]}:{name[1]}")
        if chosen == "":
            continue
        term = plan.survey.terms.get(name, Term(slug=name[1], name=called[name]))
        words = plain(term.name or called[name])[:120] or unquote(name[1])
        languages = [said[name]] if said.get(name) in locales.LOCALES else sorted(spoken[name])
        keys: list[object] = (
            [chosen] if chosen else [groups.get(name), *((one, words.casefold()) for one in languages)]
        )
        held = next((found[key] for key in keys if key and key in found), None) or Wanted(chosen=chosen or "")
        held.terms.append(name)
        for locale in languages:
            held.names.setdefault(locale, words)
            held.described.setdefault(locale, plain(term.description)[:400])
        found.update({key: held for key in keys if key})
    return list(dict.fromkeys(found.values()))


def _translations(plan: Plan) -> tuple[dict[Name, str], dict[Name, str]]:
    """Return the group of each term that Polylang or WPML translates, and its language."""
    by_number = {term.id: (term.taxonomy, term.slug) for term in plan.survey.terms.values() if term.id}
    groups, said = dict[Name, str](), dict[Name, str]()
    for slug, numbers in plan.survey.maps("term_translations"):
        for code, number in numbers.items():
            if name := by_number.get(number):
                groups[name], said[name] = slug, code[:2].lower()
    for name, term in plan.survey.terms.items():
        for group in wpml_groups(term.metas):
            groups.setdefault(name, f"wpml:{term.taxonomy}:{group}")
        if code := wpml_language(term.metas):
            said.setdefault(name, code)
    return groups, said


@dataclass(frozen=True)
class Known:
    """A topic that is here: its number, and in each language its label and its address."""

    id: int
    labels: dict[str, tuple[str, str]]


def write(plan: Plan, journal: Journal, report: Report) -> dict[Name, Known]:
    """Find or make the topics that are wanted, and return them under what they were called; the caller commits."""
    present = list(db.session.scalars(rows()))
    by_key = {topic.key: topic for topic in present}
    by_id = {topic.id: topic for topic in present}
    by_name = {(locale, label.label.casefold()): topic for topic in present for locale, label in topic.labels.items()}
    place = int(db.session.scalar(select(func.max(Topic.position))) or 0)
    found = dict[Name, Topic]()
    for one in wanted(plan):
        known = next((journal.number(_key(name)) for name in one.terms if _key(name) in journal), None)
        names = (by_name.get((locale, words.casefold())) for locale, words in one.names.items())
        topic = by_id.get(known or 0) or by_key.get(one.chosen) or next(filter(None, names), None)
        if topic is None and known is None:
            place += 1
            topic = _made(one, place)
            by_key[topic.key] = by_id[topic.id] = topic
            journal.note(_key(one.terms[0]), f"topic:{topic.id}", labels=sorted(one.names))
            report.taken(_key(one.terms[0]), next(iter(one.names.values())), f"topic:{topic.id}")
        if topic is not None:
            found.update(dict.fromkeys(one.terms, topic))
    return {name: _known(topic) for name, topic in found.items()}


def _known(topic: Topic) -> Known:
    return Known(topic.id, {locale: (one.label, one.slug) for locale, one in topic.labels.items()})


def _key(name: Name) -> str:
    return f"term:{name[0]}:{name[1]}"[:340]


def _made(one: Wanted, place: int) -> Topic:
    slugs = {locale: _slug(locale, one, words) for locale, words in one.names.items()}
    key = slugify(one.chosen) or next(iter(slugs.values()))
    topic = Topic(key=free_key(Topic.key, key), colour=COLOURS[place % len(COLOURS)], position=place)
    for locale, words in one.names.items():
        description = one.described.get(locale, "")
        topic.labels[locale] = TopicLabel(locale=locale, slug=slugs[locale], label=words, description=description)
    db.session.add(topic)
    db.session.flush()
    return topic


def _slug(locale: str, one: Wanted, words: str) -> str:
    """Return an address that no topic has or had in a language."""
    start = slugify(words) or slugify(unquote(one.terms[0][1])) or "topic"

    def taken(slug: str) -> object:
        holders = (
            select(one.topic_id).where(one.locale == locale, one.slug == slug) for one in (TopicLabel, TopicAlias)
        )
        return any(db.session.scalar(held) is not None for held in holders)

    return numbered(start, taken)
