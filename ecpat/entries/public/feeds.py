"""Atom feeds (RFC 4287): per kind, per topic, per language."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Response, abort, redirect
from flask_babel import gettext as _
from sqlalchemy import Select
from werkzeug.wrappers import Response as WerkzeugResponse

from ...core.database import db
from ...texts import service as texts
from ...topics import service as topics
from ...web import rendering, urls
from .. import lists
from ..kind import Kind, all_kinds
from ..models import Edition
from . import cards, presentation
from .topics import former

LENGTH = 20


def of_kind(kind: Kind, locale: str) -> Response:
    """Send what was last published of a kind in a language."""
    title = f"{texts.text(locale, 'name')} – {kind.label}"
    return _answer(_of_kind(kind, locale), title, urls.url_of(f"{kind.name}.feed"), urls.url_of(f"{kind.name}.list"))


def of_topic(locale: str, slug: str) -> WerkzeugResponse:
    """Send what was last published in a language about a topic."""
    topic = topics.of_slug(locale, slug)
    if topic is None:
        moved = former(locale, slug) or abort(404)
        return redirect(urls.url_of("topic_feed", slug=moved.labels[locale].slug), 301)
    title = f"{texts.text(locale, 'name')} – {topic.labels[locale].label}"
    found = lists.fed(_live(locale).where(lists.about(topic.id)))
    return _answer(found, title, urls.url_of("topic_feed", slug=slug), urls.url_of("topic", slug=slug))


def of_language(locale: str) -> Response:
    """Send what was last published in a language."""
    title = _("%(name)s – all that is new", name=texts.text(locale, "name"))
    return _answer(_of_language(locale), title, urls.url_of("feed"), urls.url_of("home"))


@cache
def _of_kind(kind: Kind, locale: str) -> Select[Any]:
    return lists.fed(lists.live(locale, kind))


@cache
def _of_language(locale: str) -> Select[Any]:
    return lists.fed(_live(locale))


def _live(locale: str) -> Select[int]:
    return lists.live(locale).where(Edition.kind.in_([kind.name for kind in all_kinds() if kind.has_feed]))


def _answer(found: Select[Any], title: str, own: str, page: str) -> Response:
    editions = db.session.connection().execute(found, {"size": LENGTH}).all()
    updated = max((edition.modified_at for edition in editions), default=None)
    bodies = presentation.bodies_of(editions, absolute=True)
    topics = cards.topic_ids(db.session, [edition.entry_id for edition in editions])
    values = {"editions": editions, "bodies": bodies, "topics": topics, "updated": updated}
    return rendering.xml("entries/feed.xml", "application/atom+xml", title=title, own=own, page=page, **values)
