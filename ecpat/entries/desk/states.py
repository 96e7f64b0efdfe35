"""Draft, scheduled, live: what the buttons of a language do, within the save that they send or before it."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_babel import lazy_gettext as _l

from ... import locales
from ...accounts.models import Person
from ...core import clock, dates
from ...core.errors import ContentError
from .. import service
from ..models import Edition, Entry
from . import rights

SAVE = "save"  # the deed that leaves every state as it is
PUBLISH, SCHEDULE, REDATE, UNPUBLISH = "publish", "schedule", "redate", "unpublish"


def state_of(edition: Edition | None) -> str:
    """Return how far a language is: none, draft, soon (scheduled) or live."""
    if edition is None:
        return "none"
    if edition.published_at is None:
        return "draft"
    return "soon" if edition.published_at > clock.now() else "live"


def take_off(entry_id: int, locale: str, person: Person) -> None:
    """Make an entry's language a draft again, whatever its words are; what is a draft stays one.

    Raises Forbidden for who may not publish, BadRequest where there is no such language.
    """
    entry = rights.opened(person, entry_id)
    if not person.may(rights.PUBLISHES):
        abort(403)
    if locale not in entry.editions:
        abort(400)
    if entry.editions[locale].published_at is not None:
        service.unpublish(entry.editions[locale], by=person)


def turn(deed: str, entry: Entry, fields: dict[str, str], faults: dict[str, Any], person: Person) -> None:
    """Do what a button such as “publish:fr” says; a moment that will not do becomes a fault of its field.

    Raises Forbidden for who may not publish, BadRequest for what is no deed.
    """
    word, _, locale = deed.partition(":")
    if word in ("", SAVE):
        return
    if word not in (PUBLISH, SCHEDULE, REDATE) or locale not in locales.LOCALES:
        abort(400)
    if not person.may(rights.PUBLISHES):
        abort(403)
    edition = entry.editions.get(locale)
    if edition is None:
        faults[f"{locale}-title"] = _l("There is nothing to publish in this language yet: give it a title.")
        return
    if word == PUBLISH:
        if state_of(edition) != "live":
            service.publish(edition, by=person)
    else:
        try:
            service.publish(edition, dates.needed(f"{locale}-moment", fields, ahead=word == SCHEDULE), by=person)
        except ContentError as error:
            faults[error.field] = error.message
