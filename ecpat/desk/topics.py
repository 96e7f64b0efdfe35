"""Topics: what they are called in each language, their colour and order; an old address goes on leading there."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from sqlalchemy import delete, func, select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import Form, StringField
from wtforms.validators import NumberRange, Optional

from .. import locales
from ..content.models import EntryTopic
from ..content.slugs import PATTERN, numbered, slugify
from ..content.topics import COLOURS, Topic, TopicAlias, TopicLabel
from ..content.typography import spaced
from ..extensions import db
from ..i18n import gettext as _
from ..i18n import lazy_gettext as _l
from ..i18n import mark
from ..people import audit
from . import access, view
from .inputs import Choice, SealedForm, Whole, at_most, in_every_language, line, seal
from .routes import Route

mark("url", "topics")
mark("url", "add")
mark("url", "delete")

COLOUR_NAMES = {
    "indigo": _l("Indigo"),
    "sea": _l("Sea green"),
    "ochre": _l("Ochre"),
    "plum": _l("Plum"),
    "moss": _l("Moss green"),
    "clay": _l("Clay"),
}


class WordsForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A topic's words in one language."""

    label = StringField(_l("Name"), [at_most(120)], filters=[line])
    slug = StringField(_l("Address"), [at_most(100)], filters=[line])
    description = StringField(_l("In a sentence"), [at_most(400)], filters=[line])


class _TopicForm(SealedForm):
    """A topic."""

    colour = Choice(_l("Colour"), choices=lambda: [(one, COLOUR_NAMES[one]) for one in COLOURS])
    position = Whole(
        _l("Place in the list"),
        [Optional(), NumberRange(0, 999, _l("Type a number from 0 to 999."))],
        default=0,
    )
    topic_id = 0  #: of the one that is changed

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a name in one language at least, and for addresses that are free."""
        valid = bool(super().validate(extra_validators))
        said = [locale for locale in locales.LOCALES if any(self[locale].data.values())]
        for locale in said or locales.LOCALES[:1]:
            words = self[locale].form
            if not words.label.data:
                words.label.errors = [_("A name is needed in this language.")]
                valid = False
                continue
            words.slug.data = words.slug.data or slugify(words.label.data)
            if fault := self._fault(locale, words.slug.data):
                words.slug.errors = [fault]
                valid = False
        return valid

    def _fault(self, locale: str, slug: str) -> str:
        if not PATTERN.fullmatch(slug):
            return str(_("An address has only the letters a to z, digits and hyphens."))
        for model in (TopicLabel, TopicAlias):
            holder = db.session.scalar(select(model.topic_id).where(model.locale == locale, model.slug == slug))
            if holder not in (None, self.topic_id):
                return str(_("This address is or was another topic’s."))
        return ""


TopicForm = in_every_language(_TopicForm, WordsForm)


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
    present = seal(_values(one))
    if request.method == "GET":
        form.seen.data = present
        return _form(form, one)
    valid = form.validate()
    if form.moved(present):
        form.form_errors.append(_("Somebody changed this topic meanwhile. Compare, then save again."))
        return _form(form, one, 422)
    if not valid:
        return _form(form, one, 422)
    _keep(form, one)
    return _done(_("The topic is saved. Its old addresses lead to it."))


def new_topic() -> WerkzeugResponse:
    """Show an empty form, and add the topic."""
    last = db.session.scalar(select(func.max(Topic.position)))
    form = TopicForm(data={"position": min(999, (last or 0) + 1)})
    if request.method == "GET":
        return _form(form, None)
    if not form.validate():
        return _form(form, None, 422)
    slugs = (form[locale].form.slug.data for locale in reversed(locales.LOCALES))
    one = Topic(key=_free_key(next(filter(None, slugs))))
    db.session.add(one)
    _keep(form, one)
    return _done(_("The topic is added."))


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
    return _done(_("The topic is deleted."))


def _values(one: Topic) -> dict[str, Any]:
    words = {
        locale: {name: getattr(found, name) for name in ("label", "slug", "description")}
        for locale, found in one.labels.items()
    }
    return {"colour": one.colour, "position": one.position, **words}


def _form(form: Any, one: Topic | None, status: int = 200) -> Response:
    return view.render("topic.html", status, form=form, topic=one)


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


def _free_key(slug: str) -> str:
    start = slug[:34].strip("-")
    return numbered(start, lambda key: db.session.scalar(select(Topic.id).where(Topic.key == key)))


def _done(message: str) -> WerkzeugResponse:
    flash(message)
    return redirect(url_for("desk.topics"), 303)


ROUTES = (
    Route("topics", "{topics}", topics, "editor"),
    Route("new_topic", "{topics}/{add}", new_topic, "editor", ("GET", "POST")),
    Route("topic", "{topics}/<int(max=2147483647):topic_id>", topic, "editor", ("GET", "POST")),
    Route(
        "delete_topic", "{topics}/<int(max=2147483647):topic_id>/{delete}", delete_topic, "editor", ("GET", "POST")
    ),
)
