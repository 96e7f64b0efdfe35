"""Draft, scheduled, live, withdrawn: what the buttons of a form do, within the save that they send or before it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import cast

from flask import abort
from flask_babel import lazy_gettext as _l

from .... import locales
from ....accounts.models import Person
from ....core import clock
from ... import gate, service, updates
from ...models import Edition, Entry
from ...reviews import service as review_service
from .. import rights
from .entry_form import EntryForm

SAVE, ASK = "save", "ask"  # actions that leave every state as it is
PUBLISH, SCHEDULE, REDATE, END, UNPUBLISH = "publish", "schedule", "redate", "end", "unpublish"
WORDS = {
    "live": _l("Live"),
    "changed": _l("Live, changes waiting"),
    "soon": _l("Scheduled"),
    "draft": _l("Not live yet"),
    "gone": _l("Withdrawn"),
    "none": _l("Missing"),
}


def state_of(edition: Edition | None) -> str:
    """Return how far a language is: none, draft, soon (scheduled), live, changed (live, changes waiting) or gone."""
    if edition is None:
        return "none"
    if edition.published_at is None:
        return "draft"
    if edition.withdrawn:
        return "gone"
    if edition.published_at > clock.now():
        return "soon"
    return "changed" if edition.has_copy or edition.entry.has_copy else "live"


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


def turn(
    action: str, also: Collection[str], entry: Entry, form: EntryForm, person: Person, reason: str = ""
) -> list[gate.Verdict]:
    """Do what a button says, such as “publish:fr”, or “publish” for the languages that are ticked.

    Returns what stops it at the gate: then nothing is done. A moment that will not do becomes a fault of its field.
    Raises Forbidden for who may not publish, BadRequest for what is no action.
    """
    word, _, locale = action.partition(":")
    if action in ("", SAVE, ASK):
        return []
    if word not in (PUBLISH, SCHEDULE, REDATE, END) or locale not in (*locales.LOCALES, *[""] * (word == PUBLISH)):
        abort(400)
    if not person.may(rights.PUBLISHES):
        abort(403)
    wanted = [locale] if locale else [one for one in locales.LOCALES if one in also and one in entry.editions]
    if not wanted or wanted[0] not in entry.editions:
        name = wanted[0] if wanted else locales.LOCALES[0]
        form.fault(f"{name}-title", _l("There is nothing to publish in this language yet: give it a title."))
        return []
    editions = [entry.editions[one] for one in wanted]
    if stopped := gate.admit([one for one in editions if _shows(word, one)], reason, by=person):
        return stopped
    for edition in editions:
        _turn(word, edition, form, person)
    if word in (PUBLISH, SCHEDULE):
        review_service.published(entry, by=person)
    return []


def _turn(word: str, edition: Edition, form: EntryForm, person: Person) -> None:
    if word == PUBLISH:
        publish(edition, person)
    elif word == END:
        _end(edition, form, person)
    elif word == SCHEDULE and edition.live:
        _schedule_update(edition, form, person)
    elif (moment := _moment(form, f"{edition.locale}-moment", ahead=word == SCHEDULE)) is not None:
        service.publish(edition, moment, by=person)


def _shows(word: str, edition: Edition) -> bool:
    """Tell whether an action lets readers see something that they do not see now."""
    if word == END:
        return edition.withdrawn
    return not edition.live or (word != REDATE and edition.changed)


def unseen(entry: Entry) -> list[Edition]:
    """Return the editions that readers do not see, or not as they were saved last."""
    return [edition for edition in entry.editions.values() if not edition.live or edition.changed]


def publish(edition: Edition, person: Person) -> None:
    """Let readers see an edition as it was saved last; what they see already stays as it is."""
    if not edition.live:
        service.publish(edition, by=person)
    if edition.changed:
        updates.publish(edition, by=person)


def _schedule_update(edition: Edition, form: EntryForm, person: Person) -> None:
    name = f"{edition.locale}-update"
    if not edition.has_copy:
        form.fault(name, _l("The site shows exactly this text: there is nothing to schedule."))
    elif (moment := _moment(form, name, ahead=True)) is not None:
        updates.publish(edition, moment, by=person)


def _end(edition: Edition, form: EntryForm, person: Person) -> None:
    """Set the end date that the form has; an empty field takes it away."""
    bound = form[f"{edition.locale}-until"]
    if bound.data is None and not bound.process_errors:
        service.end(edition, None, by=person)
    elif (moment := _moment(form, bound.name, ahead=True)) is not None:
        if edition.published_at is not None and moment <= edition.published_at:
            form.fault(bound.name, _l("It has to come after the moment at which it goes live."))
        else:
            service.end(edition, moment, by=person)


def _moment(form: EntryForm, name: str, *, ahead: bool) -> datetime | None:
    """Return the moment that a field of a form has, which is to be ahead, or not; None with a fault where not so."""
    bound = form[name]
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
