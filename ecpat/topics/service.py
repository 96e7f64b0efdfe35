"""Topics as readers' pages know them: read once per generation, detached and read-only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from ..core.characters import folded
from ..web import snapshot
from .models import Topic


def rows() -> Select[Topic]:
    """Select every topic with its labels, in their order."""
    return select(Topic).options(selectinload(Topic.labels)).order_by(Topic.position, Topic.id)


def every() -> tuple[Topic, ...]:
    """Return every topic, in their order."""
    return snapshot.read("topics", lambda session: tuple(session.scalars(rows())))


def by_id() -> Mapping[int, Topic]:
    """Return the topics under their ids."""
    return snapshot.kept("topics by id", lambda: {topic.id: topic for topic in every()})


def of_slug(locale: str, slug: str) -> Topic | None:
    """Return the topic that has this address in a language."""
    labelled = (topic for topic in every() if locale in topic.labels)
    return next((topic for topic in labelled if topic.labels[locale].slug == slug), None)


def choices(locale: str) -> list[tuple[str, str]]:
    """Return (address, label) of the topics that a language has a word for."""
    return [(topic.labels[locale].slug, topic.labels[locale].label) for topic in every() if locale in topic.labels]


def labels(locale: str) -> list[tuple[int, str]]:
    """Return (id, label) of every topic, in a language or else in one that it has, by their labels."""
    found = ((topic.id, topic.labels.get(locale) or next(iter(topic.labels.values()), None)) for topic in every())
    return sorted(((topic_id, label.label) for topic_id, label in found if label), key=lambda row: folded(row[1]))


def with_ids(ids: Iterable[int], locale: str) -> list[Topic]:
    """Return the topics of these ids that a language has a word for, in the order of the ids."""
    known = by_id()
    found = [known[topic_id] for topic_id in ids if topic_id in known]
    return [topic for topic in found if locale in topic.labels]


def colour_of(ids: Iterable[int]) -> str:
    """Return the colour of the first of these topics that is known."""
    known = by_id()
    return next((known[topic_id].colour for topic_id in ids if topic_id in known), "indigo")
