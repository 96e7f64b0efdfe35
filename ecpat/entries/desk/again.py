"""An entry again: a copy of it, or an event at other times, each an entry of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import SelectField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Optional

from ...core.dates import today
from ...desk import access, layout, transactions
from ...web.feature import Route
from ...web.forms import Day, lines
from ..kind import get_kind
from . import duplicates, rights, titles

STEPS = {
    "": _l("Once"),
    "week": _l("Every week, until"),
    "fortnight": _l("Every two weeks, until"),
    "month": _l("Every month, until"),
}


class SessionsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """On which days an event takes place again."""

    first = Day(_l("Day"), [DataRequired(_l("Choose a day."))])
    step = SelectField(_l("How often"), choices=lambda: list(STEPS.items()), invalid_choice_message=_l("Choose one."))
    last = Day(_l("Until"), [Optional()])
    more = TextAreaField(_l("Other days"), [Optional()], render_kw={"rows": 3, "placeholder": "2027-03-18"})

    def validate_step(self, field: SelectField) -> None:
        """Let a series end, after it begins."""
        first, last = self.first.data, self.last.data
        if field.data and (last is None or (first and last < first)):
            raise ValidationError(_("Choose until when: a day after the first."))

    def validate_more(self, field: TextAreaField) -> None:
        """Let every line be a day."""
        try:
            _days(field.data)
        except ValueError:
            raise ValidationError(_("Type one day on each line, such as 2027-03-18.")) from None

    def days(self) -> list[date]:
        """Return all the days, each once, the earliest first."""
        series = duplicates.days(self.first.data, self.step.data, self.last.data or self.first.data)
        found = series if self.step.data else [self.first.data]
        return sorted({*found, *_days(self.more.data)})[: duplicates.MOST]


def _days(text: str | None) -> list[date]:
    """Return the days that lines say; raises ValueError for what is none."""
    return [date.fromisoformat(line) for line in lines(text)]


def again(entry_id: int) -> WerkzeugResponse:
    """Ask how an entry is to be made again, or do it: a copy, or an event on other days."""
    person = access.person()
    entry = rights.opened(person, entry_id)
    kind = get_kind(entry.kind)
    dated = kind.upcoming is not None and getattr(entry, kind.when.key) is not None
    form = SessionsForm()
    if request.method == "POST" and request.form.get("do") == "copy":
        copy = transactions.write(lambda: duplicates.duplicate(rights.opened(person, entry_id), person).id)
        return layout.done(
            _("This is the copy, a draft. The other entry stays as it is."), "desk.entry", entry_id=copy
        )
    if request.method == "POST" and not dated:
        abort(400)
    if form.validate_on_submit():
        return _added(transactions.write(lambda: _add(entry_id, form.days())), entry.kind)
    title, language = titles.of(entry)
    return layout.render(
        "entries/desk/again.html", 422 if form.errors else 200, form=form, entry=entry, dated=dated, title=title,
        language=language, today=today(),
    )  # fmt: skip


def _add(entry_id: int, days: list[date]) -> list[int]:
    person = access.person()
    entry = rights.opened(person, entry_id)
    return [duplicates.duplicate(entry, person, duplicates.at(day, entry)).id for day in days]


def _added(made: list[int], kind: str) -> WerkzeugResponse:
    message = ngettext(
        "%(num)d session was added, a draft: look at it, then publish it.",
        "%(num)d sessions were added, each a draft: look at them, then publish them.",
        len(made),
    )
    flash(message)
    values: dict[str, Any] = {"entry_id": made[0]} if len(made) == 1 else {"kind": kind, "state": "draft"}
    return redirect(url_for("desk.entry" if len(made) == 1 else "desk.entries", **values), 303)


ROUTES = (Route("again", "{entries}/<id:entry_id>/{again}", again, "writer", ("GET", "POST")),)
