"""What leads the home page: chosen from an entry's page, seen and taken down in the settings."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import ValidationError
from wtforms.validators import Optional

from ...core.database import db
from ...core.dates import today
from ...desk import access, layout, transactions
from ...web.feature import SETTINGS, Link, Route
from ...web.forms import Day
from .. import home_lead
from ..models import Entry
from . import rights, titles


class LeadForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Until when an entry leads."""

    until = Day(_l("Until the end of this day"), [Optional()])

    def validate_until(self, field: Any) -> None:
        """Refuse a day that is past."""
        if field.data and field.data < today():
            raise ValidationError(_("This day is past."))


def of_entry(entry_id: int) -> WerkzeugResponse:
    """Ask until when an entry leads the home page, and let it lead, or no longer."""
    person = access.person()
    entry = rights.opened(person, entry_id)
    present = home_lead.current()
    leads = present is not None and present.entry_id == entry_id
    if request.form.get("do") == "release":
        transactions.write(lambda: home_lead.release(rights.opened(person, entry_id), by=person))
        return layout.done(_("The home page chooses by itself again."), "desk.home_lead")
    if not home_lead.may_lead(entry):
        abort(404)
    form = LeadForm(data={"until": present.until if present and leads else None})
    if form.validate_on_submit():
        until = form.until.data
        transactions.write(lambda: home_lead.pin(rights.opened(person, entry_id), until, by=person))
        return layout.done(_("The home page begins with it."), "desk.home_lead")
    title, language = titles.of(entry)
    other = db.session.get(Entry, present.entry_id) if present and not leads else None
    return layout.render(
        "entries/desk/home_lead_of.html", 422 if form.errors else 200, form=form, entry=entry, title=title,
        language=language, leads=leads, other=titles.of(other) if other else None,
    )  # fmt: skip


def present() -> Response:
    """Show what leads the home page."""
    lead = home_lead.current()
    entry = db.session.get(Entry, lead.entry_id) if lead else None
    return layout.render(
        "entries/desk/home_lead.html", lead=lead, entry=entry, title=titles.of(entry) if entry else None
    )


def shown(entry: Entry | None) -> dict[str, Any]:
    """Return whether an entry can lead the home page, and what leads it now, if that is this entry."""
    if entry is None or not home_lead.may_lead(entry):
        return {}
    lead = home_lead.current()
    return {"possible": True, "lead": lead if lead and lead.entry_id == entry.id else None}


LINK = Link(
    SETTINGS, 24, _l("Lead of the home page"), _l("With which entry the home page begins, and until when.")
)  # fmt: skip
ROUTES = (
    Route("home_lead", "{settings}/{home-lead}", present, rights.PUBLISHES, link=LINK),
    Route("lead", "{entries}/<id:entry_id>/{home-lead}", of_entry, rights.PUBLISHES, ("GET", "POST")),
)
