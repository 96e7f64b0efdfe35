"""Training events: when, where, for whom, and whether one can still register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Response, abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import pgettext
from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..core import clock
from ..core.changes import MOMENT
from ..core.i18n import format_day, language_name, mark
from ..entries import fields, lists, notes
from ..entries.kind import Kind, names_in, register
from ..entries.models import Edition, Entry
from ..entries.public import addresses, calendar, pages, pagination, presentation
from ..web import urls
from .span import Span

STATUSES = {
    "open": _l("Registration is open"),
    "full": _l("Full"),
    "closed": _l("Registration is closed"),
    "past": _l("Past event"),
}
KEPT = timedelta(days=365)  # how long a past event stays in the calendar that people subscribe to
_ATTENDANCE = {
    True: "https://schema.org/OnlineEventAttendanceMode",
    False: "https://schema.org/OfflineEventAttendanceMode",
}


class Training(Entry):
    """A training event's facts; one without `starts_at` comes from an archive that lacks its date."""

    __tablename__ = "training"
    __table_args__ = (
        CheckConstraint("ends_at >= starts_at", name="ends_after_start"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="span_whole"),
        CheckConstraint("places > 0", name="places_positive"),
    )
    __mapper_args__ = {"polymorphic_identity": "training"}  # noqa: RUF012 — SQLAlchemy's form

    id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    starts_at: Mapped[datetime | None] = mapped_column(index=True, info=MOMENT)
    ends_at: Mapped[datetime | None] = mapped_column(index=True, info=MOMENT)
    online: Mapped[bool] = mapped_column(default=False)
    languages: Mapped[str] = mapped_column(String(40), default="")
    registration_url: Mapped[str] = mapped_column(String(500), default="")
    registration_closes_at: Mapped[datetime | None] = mapped_column(info=MOMENT)
    full: Mapped[bool] = mapped_column(default=False)
    places: Mapped[int | None]

    @property
    def status(self) -> str:
        """Return whether one can register now: open, full, closed or past."""
        moment = clock.now()
        if self.ends_at is None or self.ends_at < moment:
            return "past"
        if self.full:
            return "full"
        last = self.registration_closes_at or self.starts_at
        return "closed" if last is not None and last < moment else "open"


def _training(edition: Edition) -> Training:
    assert isinstance(edition.entry, Training)
    return edition.entry


def span_of(training: Training) -> Span | None:
    """Return from when to when a training lasts, where that is known to the day."""
    if training.starts_at is None or training.ends_at is None or training.date_precision != "day":
        return None
    return Span.of(training.starts_at, training.ends_at)


def when(training: Training) -> str:
    """Return when a training takes place, as far as it is known; of the past, days are enough."""
    if span := span_of(training):
        return span.words(hours=training.status != "past", zone=training.online)
    known = training.starts_at and format_day(training.starts_at, training.date_precision)
    return known or str(_("The date is not known"))


def _languages(training: Training) -> list[str]:
    return [language_name(code) for code in training.languages.split(",") if code]


def _place(edition: Edition) -> str:
    return pgettext("place", "Online") if _training(edition).online else edition.details.get("place", "")


def _describe(edition: Edition) -> dict[str, Any]:
    training = _training(edition)
    place = _place(edition)
    properties: dict[str, Any] = {
        "@type": "EducationEvent",
        **dict.fromkeys(("headline", "publisher", "datePublished", "dateModified")),  # an event has none of these
        "inLanguage": [code for code in training.languages.split(",") if code],
    }
    if place:
        properties["eventAttendanceMode"] = _ATTENDANCE[training.online]
        properties["location"] = (
            {"@type": "VirtualLocation", "url": urls.absolute(addresses.edition_url(edition))}
            if training.online
            else {"@type": "Place", "name": place, "address": place}
        )
    if organiser := edition.details.get("organiser"):
        properties["organizer"] = {"@type": "Organization", "name": organiser}
    if span := span_of(training):
        start, end = span.dates(hours=training.status != "past")
        properties |= {"startDate": start.isoformat(), "endDate": end and end.isoformat()}
    elif known := presentation.dated(edition):
        properties["startDate"] = known.machine
    return properties


def _context(edition: Edition) -> dict[str, Any]:
    training = _training(edition)
    return {
        "span": when(training),
        "status": training.status,
        "status_label": STATUSES[training.status],
        "languages": _languages(training),
        "partners": names_in(edition.details.get("partners", "")),
        "has_calendar": span_of(training) is not None,
    }


def _caption(edition: Edition) -> str:
    training = _training(edition)
    parts = [
        _place(edition),
        *(pgettext("delivered in", "in %(language)s", language=name) for name in _languages(training)),
    ]
    if training.status in ("full", "closed"):
        parts.append(str(STATUSES[training.status]))
    return "\u00a0· ".join(part for part in parts if part)


def event_calendar(kind: Kind, locale: str, slug: str) -> Response:
    """Send an event as a calendar of its own; 404 where its hours are not known."""
    event = _event(pages.live_edition(kind, locale, slug)) or abort(404)
    return calendar.answer([event], f"{slug}.ics")


def upcoming_calendar(kind: Kind, locale: str) -> Response:
    """Send the calendar that people subscribe to: what lies ahead, and what was in the last year."""
    found = lists.listed(kind, locale, clauses=[Training.ends_at >= clock.now() - KEPT])
    events = map(_event, pagination.soonest(found, kind, None))
    return calendar.answer([event for event in events if event], f"{kind.name}.ics")


def _event(edition: Edition) -> calendar.Event | None:
    span = span_of(_training(edition))
    return None if span is None else calendar.Event(edition, *span.dates(), _place(edition))


def _check(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    begins, ends = facts.get("starts_at"), facts.get("ends_at")
    if (begins is None) != (ends is None):
        return {"ends_at" if begins else "starts_at": _l("Say when it begins and when it ends, or neither.")}
    if begins and ends and ends < begins:
        return {"ends_at": _l("It cannot end before it begins.")}
    places = facts.get("places")
    return {} if places is None or places > 0 else {"places": _l("At least one place, or nothing.")}


TRAINING = register(
    Kind(
        name="training",
        model=Training,
        position=30,
        label=_l("Training"),
        one=_l("Training event"),
        new=_l("New training event"),
        every=_l("The whole calendar"),
        intro=_l(
            "For guardians, lawyers, police officers, interpreters and the teams who meet child victims of exploitation."  # noqa: E501 — one message
        ),
        names=(_l("Agenda"), _l("Calendar"), _l("Upcoming training"), _l("Register for a training")),
        word=mark("url", "training"),
        when=Training.starts_at,
        upcoming=lambda moment: Training.ends_at >= moment,
        facts=(
            fields.Moment(Training.starts_at, _l("Begins")),
            fields.Moment(Training.ends_at, _l("Ends")),
            fields.Check(Training.online, _l("Online")),
            fields.Languages(Training.languages, _l("Delivered in")),
            fields.Url(Training.registration_url, _l("Address for registration"), wanted=True),
            fields.Moment(Training.registration_closes_at, _l("Registration closes")),
            fields.Number(Training.places, _l("Places"), wanted=True),
            fields.Check(Training.full, _l("Full")),
        ),
        details=(
            fields.Line("place", _l("Place")),
            fields.Line("audience", _l("For whom")),
            fields.Line("organiser", _l("Organiser")),
            fields.Names("partners", _l("Partners")),
            fields.Line("price", _l("Price")),
            notes.CONTENT_NOTE,
        ),
        again={"full": False, "registration_url": ""},
        check=_check,
        describe=_describe,
        context=_context,
        caption=_caption,
    )
)
