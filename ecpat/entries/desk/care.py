"""Who looks after an entry and when it is to be looked at again: asked for one entry, and by kind in the settings."""

from __future__ import annotations

from typing import Any

from flask import abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms.validators import InputRequired, NumberRange, Optional

from ...accounts import audit
from ...accounts.models import Person
from ...core.database import db
from ...core.i18n import format_day
from ...desk import access, layout, transactions
from ...web.feature import SETTINGS, Link, Route
from ...web.forms import Choice, Day, SealedForm, Whole
from .. import care
from ..care import LONGEST, ReviewInterval
from ..kind import all_kinds
from ..models import Entry
from . import rights, titles
from .list import filters


class CareForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Who looks after an entry, and from which day it is to be looked at again."""

    owner = Choice(_l("Looked after by"), choices=lambda: _people())
    review_on = Day(_l("To look at again on"), [Optional()])


def _people() -> list[tuple[str, str]]:
    return [("", _("Nobody")), *((str(one.id), one.name) for one in filters.people())]


def of_entry(entry_id: int) -> WerkzeugResponse:
    """Ask who looks after an entry and when it is looked at again, keep it, or note that it was looked at."""
    person = access.person()
    entry = rights.opened(person, entry_id)
    confirms, chooses = rights.may_confirm(person, entry), rights.may_choose_care(person, entry)
    asked = request.form.get("do") == "confirm"
    if request.method == "POST" and not (confirms if asked else chooses):
        abort(403)
    if request.method == "POST" and asked:
        on = transactions.write(lambda: care.confirm(rights.opened(person, entry_id), by=person))
        said = _("Noted: it is right. It is looked at again on %(day)s.", day=format_day(on))
        return layout.done(said, "desk.entry", entry_id=entry_id)
    owner, chosen = care.owner(entry), care.chosen_days([entry]).get(entry_id)
    form = CareForm(data={"owner": str(owner.id) if owner else "", "review_on": chosen})
    if form.validate_on_submit():
        transactions.write(lambda: _keep(entry_id, form, person))
        return layout.done(_("Saved."), "desk.entry", entry_id=entry_id)
    title, language = titles.of(entry)
    months = care.intervals()[entry.kind]
    return layout.render(
        "entries/desk/care.html", 422 if form.errors else 200, form=form, entry=entry, title=title, language=language,
        months=months, day=care.review_days([entry])[entry_id], owner=owner, confirms=confirms, chooses=chooses,
    )  # fmt: skip


def _keep(entry_id: int, form: CareForm, person: Person) -> None:
    owner = db.session.get(Person, int(form.owner.data)) if form.owner.data else None
    care.save(rights.opened(person, entry_id), owner, form.review_on.data, by=person)


def intervals() -> WerkzeugResponse:
    """Ask after how many months the entries of each kind are looked at again."""
    rules = [InputRequired(_l("Type a whole number.")), NumberRange(0, LONGEST, _l("Type a number from 0 to 120."))]
    fields = {kind.name: Whole(kind.label, rules) for kind in all_kinds()}
    present = dict(care.intervals())
    form = type("IntervalsForm", (SealedForm,), fields)(data=present)
    if not form.holds(present, _("Somebody changed these numbers meanwhile. Compare, then save again.")):
        return layout.render("entries/desk/intervals.html", 422 if form.errors else 200, form=form, kinds=all_kinds())
    for name in fields:
        db.session.merge(ReviewInterval(kind=name, months=form[name].data))
    audit.record(access.person(), "intervals.saved", "site")
    db.session.commit()
    return layout.done(_("Saved."), "desk.intervals")


def shown(entry: Entry | None) -> dict[str, Any]:
    """Return who looks after an entry and when it is looked at again, for its form."""
    if entry is None:
        return {}
    chooses = rights.may_choose_care(access.person(), entry)
    return {"owner": care.owner(entry), "day": care.review_days([entry])[entry.id], "chooses": chooses}


LINK = Link(
    SETTINGS, 48, _l("Looking at texts again"), _l("After how many months pages, resources and the others are due.")
)
ROUTES = (
    Route("care", "{entries}/<id:entry_id>/{care}", of_entry, "writer", ("GET", "POST")),
    Route("intervals", "{settings}/{looking-again}", intervals, "editor", ("GET", "POST"), link=LINK),
)
