"""What the fields of an entry's form are called, and what their values mean in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ...core import dates
from ...core.database import db
from ...core.errors import ContentError
from ...core.i18n import current_locale, format_day, format_hour, language_name
from ...desk import access, forms
from ...files.models import Asset
from ...topics import service
from ..kind import Kind
from . import fields, rights

WORDS = {
    "title": _l("Title"),
    "slug": _l("Address"),
    "summary": _l("Summary"),
    "body": _l("Text"),
    "document": _l("PDF"),
}
PRECISIONS = {
    "day": _l("To the day"),
    "month": _l("To the month"),
    "year": _l("To the year"),
    "none": _l("Not known"),
}
IMAGE, PRECISION = _l("Picture"), _l("The date is known")


def labels(kind: Kind, part: str) -> dict[str, Any]:
    """Return the labels of a part's fields."""
    if part == fields.COMMON:
        topics = {f"topic-{place}": topic_label(place) for place in range(1, fields.TOPICS + 1)}
        facts = {f"fact-{fact.name}": fact.label for fact in kind.facts}
        return {**facts, **topics, "image": IMAGE, "date_precision": PRECISION}
    details = {f"{part}-detail-{fact.name}": fact.label for fact in kind.details}
    return {**{f"{part}-{name}": label for name, label in WORDS.items()}, **details}


def topic_label(place: int) -> Any:
    """Return what the choice of a topic is called: the first gives the colour."""
    return _("Topic") if place == 1 else _("Topic %(place)s", place=place)


def topics() -> list[tuple[int, str]]:
    """Return (id, label) of the topics, in a language that has a word for each."""
    here = current_locale()
    every = service.every()
    return [(one.id, (one.labels.get(here) or next(iter(one.labels.values()))).label) for one in every if one.labels]


def said(kind: Kind, name: str, value: str) -> str:
    """Return a field's value as people say it."""
    if not value:
        return ""
    if name == "date_precision":
        return str(PRECISIONS.get(value, value))
    if name.startswith("topic-"):
        return {str(topic_id): label for topic_id, label in topics()}.get(value) or str(_("a deleted topic"))
    if name == "image" or name.endswith("-document"):
        named = select(Asset.name).where(Asset.id.in_(forms.ids([value])), rights.readable(access.person(), Asset))
        return db.session.scalar(named) or value
    fact = next((fact for fact in kind.facts if f"fact-{fact.name}" == name), None)
    if fact is None:
        return value
    if fact.form == "choice" and fact.options:
        return str(fact.options().get(value, value))
    if fact.form == "check":
        return str(_("Yes"))
    if fact.form == "languages":
        return ", ".join(language_name(code) for code in value.split(",") if code)
    if fact.form == "moment":
        try:
            moment = dates.read(name, value)
        except ContentError:
            return value
        return f"{format_day(moment)}, {format_hour(moment)}" if moment else ""
    return value
