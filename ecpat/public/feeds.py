"""Atom feeds (RFC 4287): per kind, per topic, per language."""

from __future__ import annotations

from flask import Response, abort, make_response, redirect, render_template
from werkzeug.wrappers import Response as WerkzeugResponse

from ..content import queries
from ..content.models import Edition
from ..content.registry import Kind, all_kinds
from ..extensions import db
from ..i18n import gettext as _
from . import links, topics, view
from .paging import front, newest

LENGTH = 20


def of_kind(kind: Kind, locale: str) -> Response:
    """Send a kind's newest editions in a language."""
    title = f"{view.site().text(locale, 'name')} – {kind.label}"
    editions = front(locale, kind, LENGTH, with_bodies=True)
    return _answer(editions, title, links.url_of(f"{kind.name}.feed"), links.url_of(f"{kind.name}.list"))


def of_topic(locale: str, slug: str) -> WerkzeugResponse:
    """Send the newest editions in a language about a topic."""
    topic = view.site().topic_of_slug(locale, slug)
    if topic is None:
        former = topics.former(locale, slug) or abort(404)
        return redirect(links.url_of("topic_feed", slug=former.labels[locale].slug), 301)
    title = f"{view.site().text(locale, 'name')} – {topic.labels[locale].label}"
    found = queries.live(locale).where(Edition.kind.in_(_kinds()), queries.about(topic.id))
    editions = newest(found, None, LENGTH, with_bodies=True)
    return _answer(editions, title, links.url_of("topic_feed", slug=slug), links.url_of("topic", slug=slug))


def of_language(locale: str) -> Response:
    """Send everything new in a language."""
    title = _("%(name)s – all that is new", name=view.site().text(locale, "name"))
    editions = list(db.session.scalars(queries.fed(locale, _kinds()), {"size": LENGTH}).unique())
    return _answer(editions, title, links.url_of("feed"), links.url_of("home"))


def _kinds() -> tuple[str, ...]:
    return tuple(kind.name for kind in all_kinds() if kind.has_feed)


def _answer(editions: list[Edition], title: str, own: str, page: str) -> Response:
    updated = max((edition.updated_at for edition in editions), default=None)
    bodies = view.bodies_of(editions, absolute=True)
    values = {"editions": editions, "bodies": bodies, "title": title, "own": own, "page": page, "updated": updated}
    answer = make_response(render_template("feed.xml", **values))
    answer.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return answer
