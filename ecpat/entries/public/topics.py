"""Topics: all of them, and all that speaks of one, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flask import Response, abort, redirect, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as WerkzeugResponse

from ...core.database import db
from ...topics import service
from ...topics.models import Topic, TopicAlias
from ...web import rendering, urls
from ...web.pagination import page_number
from ...web.places import Place, elsewhere
from .. import lists
from . import addresses
from .pagination import Paging, about_topic


def topics(locale: str) -> Response:
    """Show every topic that the language has a word for."""
    found = [topic for topic in service.every() if locale in topic.labels]
    return rendering.render("entries/topics.html", urls.versions_of("topics"), topics=found)


def topic(locale: str, slug: str) -> WerkzeugResponse:
    """Show all that is live about a topic: what comes next, then the newest."""
    topic = service.of_slug(locale, slug)
    if topic is None:
        return _moved(locale, slug)
    found, number = lists.live(locale).where(lists.all_about(topic.id)), page_number(request.args)
    paging = Paging.of(found, None, number, ("topic", topic.id, locale), partial(about_topic, locale, topic.id))
    return rendering.render(
        "entries/topic.html",
        urls.paged(addresses.versions_of_topic("topic", topic), number),
        topic=topic,
        words=topic.labels[locale],
        paging=paging,
    )


def _moved(locale: str, slug: str) -> WerkzeugResponse:
    """Lead from a topic's address in another language, or one that it had, to its own in this one."""
    topic = former(locale, slug) or abort(404)
    return redirect(urls.url_of("topic", slug=topic.labels[locale].slug, **request.args), 301)


def former(locale: str, slug: str) -> Topic | None:
    """Return the topic whose address this is in another language, or was in any; one that this language has."""
    for topic in service.every():
        if locale in topic.labels and slug in {label.slug for label in topic.labels.values()}:
            return topic
    own_first = select(TopicAlias.topic_id).where(TopicAlias.slug == slug).order_by(TopicAlias.locale != locale)
    found = service.by_id().get(db.session.scalar(own_first.limit(1)) or 0)
    return found if found and locale in found.labels else None


def places(locale: str) -> Iterator[Place]:
    """Let search find the list of topics, and each of them."""
    yield Place(
        "topics", _("Section"), _("Topics"), urls.url_of("topics", locale), others=elsewhere("topics", locale)
    )  # fmt: skip
    for topic in service.every():
        if label := topic.labels.get(locale):
            paths = {other: urls.url_of("topic", other, slug=words.slug) for other, words in topic.labels.items()}
            path = paths.pop(locale)
            yield Place(
                f"topic:{topic.key}", _("Topic"), label.label, path, label.description, (), topic.colour, paths
            )  # fmt: skip
