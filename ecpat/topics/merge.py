"""A topic into another: what spoke of it speaks of that one, and its addresses and places in the menu lead there."""

from __future__ import annotations

from typing import Any

from blinker import signal
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, delete, func, select, update

from ..accounts import audit
from ..accounts.models import Person
from ..core.database import db
from ..core.errors import ContentError
from .models import EntryTopic, Topic, TopicAlias

#: Sent within the transaction with the topic, `by_topic` (the other) and `by` (the person): who refers to topics lets
#: the other take its place, and returns in how many entries.
replaced = signal("topic-replaced")
NEEDED = _l("Choose the topic that takes its place.")


def uses(topic_id: int) -> Select[int]:
    """Select how many entries speak of a topic, those in the bin counted in."""
    return select(func.count()).select_from(EntryTopic).where(EntryTopic.topic_id == topic_id)


def remove(topic_id: int, *, by: Person | None = None) -> None:
    """Delete a topic, if it is still there; raises ContentError on "into" where entries speak of it."""
    topic = _locked(topic_id).get(topic_id)
    if topic is None:
        return
    names = _names(topic)
    spoken_of = select(EntryTopic).where(EntryTopic.topic_id == Topic.id).exists()
    gone = db.session.execute(delete(Topic).where(Topic.id == topic_id, ~spoken_of))
    if not gone.rowcount:  # type: ignore[attr-defined]  # of a DELETE
        raise ContentError("into", NEEDED)
    audit.record(by, "topic.deleted", f"topic:{topic_id}", **names)


def merge(topic_id: int, into_id: int, *, by: Person | None = None) -> None:
    """Let another topic take the place of one, if that is still there, and delete it.

    Every entry gets a revision, so that who has it open is told. Raises ContentError on "into" where there is no such
    other topic.
    """
    topics = _locked(topic_id, into_id)
    topic, other = topics.get(topic_id), topics.get(into_id)
    if topic is None:
        return
    if other is None or other is topic:
        raise ContentError("into", NEEDED)
    # Written first: from here on no other writer of a database that locks as a whole gives an entry this topic.
    db.session.execute(update(TopicAlias).where(TopicAlias.topic_id == topic_id).values(topic_id=into_id))
    for locale, label in topic.labels.items():
        db.session.merge(TopicAlias(locale=locale, slug=label.slug, topic_id=into_id))
    db.session.flush()
    count = sum(done for _receiver, done in replaced.send(topic, by_topic=other, by=by))
    audit.record(by, "topic.merged", f"topic:{topic_id}", into=f"topic:{into_id}", count=count, **_names(topic))
    db.session.delete(topic)
    db.session.flush()


def _locked(*ids: int) -> dict[int, Topic]:
    """Read topics by id; where a database locks rows, nobody gives them to an entry until this is committed."""
    found = select(Topic).where(Topic.id.in_(ids)).order_by(Topic.id).with_for_update()
    return {topic.id: topic for topic in db.session.scalars(found)}


def _names(topic: Topic) -> dict[str, Any]:
    return {locale: label.label for locale, label in topic.labels.items()}
