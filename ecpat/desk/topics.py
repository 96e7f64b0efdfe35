"""Topics: what they are called in each language, their colour and order; an old address goes on leading there."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request
from sqlalchemy import delete, func, select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response as WerkzeugResponse

from .. import locales
from ..content.models import EntryTopic
from ..content.slugs import free_key
from ..content.topics import Topic, TopicAlias, TopicLabel
from ..content.typography import spaced
from ..extensions import db
from ..i18n import gettext as _
from ..i18n import mark
from ..people import audit
from . import access, view
from .routes import Route
from .topic_form import COLOUR_NAMES, TopicForm

mark("url", "topics")
mark("url", "add")
mark("url", "delete")


def topics() -> Response:
    """Show every topic, and how many entries speak of it."""
    found = db.session.scalars(
        select(Topic).options(selectinload(Topic.labels)).order_by(Topic.position, Topic.id)
    ).all()
    uses = db.session.execute(select(EntryTopic.topic_id, func.count()).group_by(EntryTopic.topic_id))
    counts = {topic_id: count for topic_id, count in uses}  # noqa: C416 — rows, no pairs for mypy
    return view.render("topics.html", topics=found, counts=counts, colours=COLOUR_NAMES)


def topic(topic_id: int) -> WerkzeugResponse:
    """Show the form of a topic, and save it."""
    one = db.session.get(Topic, topic_id) or abort(404)
    form = TopicForm(data=_values(one))
    form.topic_id = one.id
    if not form.holds(_values(one), _("Somebody changed this topic meanwhile. Compare, then save again.")):
        return _form(form, one)
    _keep(form, one)
    return view.done(_("The topic is saved. Its old addresses lead to it."), "desk.topics")


def new_topic() -> WerkzeugResponse:
    """Show an empty form, and add the topic."""
    last = db.session.scalar(select(func.max(Topic.position)))
    form = TopicForm(data={"position": min(999, (last or 0) + 1)})
    if not form.validate_on_submit():
        return _form(form, None)
    slugs = (form[locale].form.slug.data for locale in reversed(locales.LOCALES))
    one = Topic(key=free_key(Topic.key, next(filter(None, slugs))))
    db.session.add(one)
    _keep(form, one)
    return view.done(_("The topic is added."), "desk.topics")


def delete_topic(topic_id: int) -> WerkzeugResponse:
    """Ask, then delete a topic that nothing speaks of."""
    one = db.session.get(Topic, topic_id) or abort(404)
    uses = db.session.scalar(select(func.count()).where(EntryTopic.topic_id == one.id)) or 0
    if request.method == "GET" or uses:
        return view.render("topic_delete.html", 422 if request.method == "POST" else 200, topic=one, uses=uses)
    labels = {locale: label.label for locale, label in one.labels.items()}
    audit.record(access.person(), "topic.deleted", f"topic:{one.id}", **labels)
    db.session.delete(one)
    db.session.commit()
    return view.done(_("The topic is deleted."), "desk.topics")


def _values(one: Topic) -> dict[str, Any]:
    words = {
        locale: {name: getattr(found, name) for name in ("label", "slug", "description")}
        for locale, found in one.labels.items()
    }
    return {"colour": one.colour, "position": one.position, **words}


def _form(form: Any, one: Topic | None) -> Response:
    return view.render("topic.html", 422 if form.errors else 200, form=form, topic=one)


def _keep(form: Any, one: Topic) -> None:
    """Write the form into the topic; an address that it loses becomes one that leads to it."""
    one.colour, one.position = form.colour.data, form.position.data or 0
    db.session.flush()
    for locale in locales.LOCALES:
        words = {name: spaced(text, locale) for name, text in form[locale].data.items()}
        label = one.labels.get(locale)
        if label is not None and label.slug != words["slug"]:
            db.session.merge(TopicAlias(locale=locale, slug=label.slug, topic_id=one.id))
        if not words["label"]:
            one.labels.pop(locale, None)
            continue
        if label is None:
            one.labels[locale] = TopicLabel(locale=locale, **words)
        for name, text in words.items():
            setattr(one.labels[locale], name, text)
        db.session.execute(delete(TopicAlias).where(TopicAlias.locale == locale, TopicAlias.slug == words["slug"]))
    audit.record(access.person(), "topic.saved", f"topic:{one.id}")
    db.session.commit()


ROUTES = (
    Route("topics", "{topics}", topics, "editor"),
    Route("new_topic", "{topics}/{add}", new_topic, "editor", ("GET", "POST")),
    Route("topic", "{topics}/<int(max=2147483647):topic_id>", topic, "editor", ("GET", "POST")),
    Route(
        "delete_topic", "{topics}/<int(max=2147483647):topic_id>/{delete}", delete_topic, "editor", ("GET", "POST")
    ),
)
