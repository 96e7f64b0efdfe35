"""Topics: named, ordered, and deleted once another has taken the place of one that entries speak of."""

from __future__ import annotations

from typing import Any

from flask import Response, abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from werkzeug.wrappers import Response as WerkzeugResponse

from .. import locales
from ..accounts import audit
from ..core.database import db
from ..core.errors import ContentError
from ..core.i18n import current_locale, language_name
from ..core.slugs import free_key
from ..core.typography import spaced
from ..desk import access, layout, transactions
from ..web.feature import MAIN, Link, Route
from . import merge, service
from .forms import COLOUR_NAMES, DeletionForm, TopicForm
from .models import EntryTopic, Topic, TopicAlias, TopicLabel


def topics() -> Response:
    """Show every topic, and how many entries speak of it."""
    found = db.session.scalars(service.rows()).all()
    uses = db.session.execute(select(EntryTopic.topic_id, func.count()).group_by(EntryTopic.topic_id))
    counts = {topic_id: count for topic_id, count in uses}  # noqa: C416 — rows, no pairs for mypy
    return layout.render("topics/desk/topics.html", topics=found, counts=counts, colours=COLOUR_NAMES)


def topic(topic_id: int) -> WerkzeugResponse:
    """Show the form of a topic, and save it."""
    one = db.session.get(Topic, topic_id) or abort(404)
    form = TopicForm(data=_values(one))
    form.topic_id = one.id
    if not form.holds(_values(one), _("Somebody changed this topic meanwhile. Compare, then save again.")):
        return _form(form, one)
    _keep(form, one)
    return layout.done(_("The topic is saved. Its old addresses lead to it."), "desk.topics")


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
    return layout.done(_("The topic is added."), "desk.topics")


def delete_topic(topic_id: int) -> WerkzeugResponse:
    """Ask, then delete a topic; where entries speak of it, another takes its place."""
    one = db.session.get(Topic, topic_id) or abort(404)
    uses, form, person = db.session.scalar(merge.uses(topic_id)) or 0, DeletionForm(), access.person()
    form.into.choices = [("", _("Choose a topic")), *_others(one)]
    if form.is_submitted() and (not uses or form.validate()):

        def work() -> None:
            if uses:
                merge.merge(topic_id, int(form.into.data), by=person)
            else:
                merge.remove(topic_id, by=person)

        try:
            transactions.write(work)
        except ContentError as fault:  # meanwhile the other topic went, or an entry was given this one
            form.into.errors = [fault.message]
            one = db.session.get(Topic, topic_id) or abort(404)
            uses = db.session.scalar(merge.uses(topic_id)) or 0
        else:
            message = _("The topic is deleted: another has taken its place.") if uses else _("The topic is deleted.")
            return layout.done(message, "desk.topics")
    return layout.render(
        "topics/desk/topic_delete.html", 422 if form.errors else 200, topic=one, uses=uses, form=form
    )


def _others(one: Topic) -> list[tuple[str, str]]:
    """Return (id, name) of the other topics; a name says which languages have none for it."""
    found = []
    for topic in db.session.scalars(service.rows().where(Topic.id != one.id, Topic.labels.any())):
        name = (topic.labels.get(current_locale()) or next(iter(topic.labels.values()))).label
        lacking = ", ".join(language_name(locale) for locale in one.labels if locale not in topic.labels)
        text = _("%(name)s (not yet in %(languages)s)", name=name, languages=lacking) if lacking else name
        found.append((str(topic.id), text))
    return found


def _values(one: Topic) -> dict[str, Any]:
    words = {
        locale: {name: getattr(found, name) for name in ("label", "slug", "description")}
        for locale, found in one.labels.items()
    }
    return {"colour": one.colour, "position": one.position, **words}


def _form(form: Any, one: Topic | None) -> Response:
    return layout.render("topics/desk/topic.html", 422 if form.errors else 200, form=form, topic=one)


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
        else:
            label.label, label.slug, label.description = words["label"], words["slug"], words["description"]
        db.session.execute(delete(TopicAlias).where(TopicAlias.locale == locale, TopicAlias.slug == words["slug"]))
    audit.record(access.person(), "topic.saved", f"topic:{one.id}")
    db.session.commit()


ROUTES = (
    Route("topics", "{topics}", topics, "editor", link=Link(MAIN, 30, _l("Topics"))),
    Route("new_topic", "{topics}/{add}", new_topic, "editor", ("GET", "POST")),
    Route("topic", "{topics}/<id:topic_id>", topic, "editor", ("GET", "POST")),
    Route("delete_topic", "{topics}/<id:topic_id>/{delete}", delete_topic, "editor", ("GET", "POST")),
)
