"""Draft, scheduled, live: what the buttons of a language do, within the save that they send or before it."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import abort
from flask_babel import lazy_gettext as _l

from ... import locales
from ...accounts.models import Person
from ...core import clock
from .. import service
from ..models import Edition, Entry
from . import rights
from .entry_form import EntryForm

STATES = {"live": _l("Live"), "soon": _l("Scheduled"), "draft": _l("Not live yet"), "none": _l("Missing")}
SAVE = "save"  # the action that leaves every state as it is
PUBLISH, SCHEDULE, REDATE, UNPUBLISH = "publish", "schedule", "redate", "unpublish"


def state_of(edition: Edition | None) -> str:
    """Return how far a language is: none, draft, soon (scheduled) or live."""
    if edition is None:
        return "none"
    if edition.published_at is None:
        return "draft"
    return "soon" if edition.published_at > clock.now() else "live"


def take_off(entry_id: int, locale: str, person: Person, why: str = "") -> None:
    """Make an entry's language a draft again, whatever its words are; what is a draft stays one.

    `why` is what readers are told at its address from then on.

    Raises Forbidden for who may not publish, BadRequest where there is no such language.
    """
    entry = rights.opened(person, entry_id)
    if not person.may(rights.PUBLISHES):
        abort(403)
    if locale not in entry.editions:
        abort(400)
    if entry.editions[locale].published_at is not None:
        service.unpublish(entry.editions[locale], why=why, by=person)


def turn(action: str, entry: Entry, form: EntryForm, person: Person) -> None:
    """Do what a button such as “publish:fr” says; a moment that will not do becomes a fault of its field.

    Raises Forbidden for who may not publish, BadRequest for what is no action.
    """
    word, _, locale = action.partition(":")
    if word in ("", SAVE):
        return
    if word not in (PUBLISH, SCHEDULE, REDATE) or locale not in locales.LOCALES:
        abort(400)
    if not person.may(rights.PUBLISHES):
        abort(403)
    edition = entry.editions.get(locale)
    if edition is None:
        form.fault(f"{locale}-title", _l("There is nothing to publish in this language yet: give it a title."))
        return
    if word == PUBLISH:
        if state_of(edition) != "live":
            service.publish(edition, by=person)
    elif (moment := _moment(form, locale, ahead=word == SCHEDULE)) is not None:
        service.publish(edition, moment, by=person)


def _moment(form: EntryForm, locale: str, *, ahead: bool) -> datetime | None:
    """Return the moment that a language's form has, which is to be ahead, or not; None with a fault where not so."""
    bound = form.parts[locale]["moment"]
    if bound.process_errors:
        fault = bound.process_errors[0]
    elif bound.data is None:
        fault = _l("Choose a day and an hour.")
    elif ahead and bound.data <= clock.now():
        fault = _l("This moment has passed. Choose one ahead, or publish now.")
    elif not ahead and bound.data > clock.now():
        fault = _l("This moment is ahead. To take the page away until then, unpublish it first.")
    else:
        return cast("datetime", bound.data)
    form.fault(bound.name, fault)
    return None
