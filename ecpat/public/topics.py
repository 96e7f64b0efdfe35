"""Topics: all of them, and all that speaks of one, whatever its kind."""

from __future__ import annotations

from flask import Response, abort, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from ..content import queries
from . import links, view
from .paging import Paging, page_number


def topics(locale: str) -> Response:
    """Show every topic that the language has a word for."""
    found = [topic for topic in view.site().topics if locale in topic.labels]
    return view.render("topics.html", links.versions_of("topics"), topics=found)


def topic(locale: str, slug: str) -> WerkzeugResponse:
    """Show all that is live about a topic, newest first."""
    topic = view.site().topic_of_slug(locale, slug)
    if topic is None:
        return _moved(locale, slug)
    found, number = queries.live(locale).where(queries.about(topic.id)), page_number(request.args)
    paging = Paging.of(found, None, number, ("topic", topic.id, locale))
    return view.render(
        "topic.html",
        links.paged(links.versions_of_topic("topic", topic), number),
        topic=topic,
        words=topic.labels[locale],
        paging=paging,
    )


def _moved(locale: str, slug: str) -> WerkzeugResponse:
    """Lead from a topic's address in another language to its own in this one."""
    for topic in view.site().topics:
        if locale in topic.labels and slug in {label.slug for label in topic.labels.values()}:
            return redirect(links.url_of("topic", slug=topic.labels[locale].slug), 301)
    return abort(404)
