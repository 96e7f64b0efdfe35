"""Help lines: a wrong number is the worst text of the site, so a changed one is looked at twice."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response as WerkzeugResponse

from .. import locales
from ..accounts import audit
from ..core.database import db
from ..core.dates import today
from ..core.slugs import free_key, slugify
from ..core.typography import spaced
from ..desk import access, layout
from ..web.feature import MAIN, Link, Route
from .forms import SITUATIONS, HelpLineForm
from .guide.service import ends_with_alone
from .models import GROUPS, HelpLine, HelpLineWords
from .service import unchecked_lines

WORDS = ("name", "label", "description", "ways", "languages", "cost")


def helplines() -> Response:
    """Show every help line, by situation, with what is wrong with each."""
    found = db.session.scalars(
        select(HelpLine).options(selectinload(HelpLine.words)).order_by(HelpLine.position, HelpLine.id)
    ).all()
    unchecked = {row.id for row in db.session.scalars(unchecked_lines(today()))}
    groups = {group: [one for one in found if one.situation == group] for group in GROUPS}
    return layout.render("helplines/desk/helplines.html", groups=groups, unchecked=unchecked, situations=SITUATIONS)


def helpline(line_id: int) -> WerkzeugResponse:
    """Show the form of a help line, and save it; a changed number is asked about first."""
    one = db.session.get(HelpLine, line_id) or abort(404)
    form = HelpLineForm(data=_values(one))
    moved = _("Somebody changed this help line meanwhile. Compare, then save again.")
    if not form.holds(_values(one), moved) or "again" in request.form:
        return _form(form, one)
    if form.number.data != one.number and form.confirmed.data != f"{one.number}>{form.number.data}":
        form.confirmed.data = f"{one.number}>{form.number.data}"
        return layout.render("helplines/desk/helpline_number.html", form=form, line=one)
    _keep(form, one)
    return layout.done(_("The help line is saved and on the site."), "desk.helplines")


def new_helpline() -> WerkzeugResponse:
    """Show an empty form, and add the help line."""
    last = db.session.scalar(select(func.max(HelpLine.position)))
    form = HelpLineForm(data={"position": min(999, (last or 0) + 1), "situation": "talk"})
    if not form.validate_on_submit():
        return _form(form, None)
    names = (form[locale].form.name.data for locale in locales.LOCALES)
    one = HelpLine(key=free_key(HelpLine.key, slugify(next(filter(None, names))) or "line"))
    db.session.add(one)
    _keep(form, one)
    return layout.done(_("The help line is added and on the site."), "desk.helplines")


def helpline_checked(line_id: int) -> WerkzeugResponse:
    """Keep that somebody checked a help line today."""
    one = db.session.get(HelpLine, line_id) or abort(404)
    one.checked_on = today()
    audit.record(access.person(), "helpline.checked", f"helpline:{one.id}", number=one.number)
    db.session.commit()
    return layout.done(_("Thank you: it counts as checked today."), "desk.helplines")


def delete_helpline(line_id: int) -> WerkzeugResponse:
    """Ask, then delete a help line; not the only one of an end of “A child is worrying me”."""
    one = db.session.get(HelpLine, line_id) or abort(404)
    needed = ends_with_alone(one)
    if request.method == "GET" or needed:
        status = 422 if request.method == "POST" else 200
        return layout.render("helplines/desk/helpline_delete.html", status, line=one, needed=needed)
    names = {locale: words.name for locale, words in one.words.items()}
    audit.record(access.person(), "helpline.deleted", f"helpline:{one.id}", number=one.number, **names)
    db.session.delete(one)
    db.session.commit()
    return layout.done(_("The help line is deleted."), "desk.helplines")


def _values(one: HelpLine) -> dict[str, Any]:
    names = ("situation", "number", "url", "hours", "position", "in_bar", "in_panel", "checked_on")
    words = {locale: {name: getattr(found, name) for name in WORDS} for locale, found in one.words.items()}
    return {**{name: getattr(one, name) for name in names}, **words}


def _form(form: Any, one: HelpLine | None) -> Response:
    return layout.render("helplines/desk/helpline.html", 422 if form.errors else 200, form=form, line=one)


def _keep(form: Any, one: HelpLine) -> None:
    """Write the form into the help line, and the action into the audit: with the number before and after."""
    before = one.number or ""
    one.situation, one.number, one.url = form.situation.data, form.number.data, form.url.data
    one.hours, one.in_bar, one.in_panel = form.hours.data, form.in_bar.data, form.in_panel.data
    one.checked_on, one.position = form.checked_on.data, form.position.data or 0
    for locale in locales.LOCALES:
        words = {name: spaced(text, locale) for name, text in form[locale].data.items()}
        if words["name"]:
            one.words[locale] = HelpLineWords(locale=locale, **words)
        else:
            one.words.pop(locale, None)
    db.session.flush()
    numbers = {"before": before, "after": one.number} if before != one.number else {}
    audit.record(access.person(), "helpline.saved", f"helpline:{one.id}", **numbers)
    db.session.commit()


ROUTES = (
    Route("helplines", "{help-lines}", helplines, "editor", link=Link(MAIN, 40, _l("Help lines"))),
    Route("new_helpline", "{help-lines}/{add}", new_helpline, "editor", ("GET", "POST")),
    Route("helpline", "{help-lines}/<id:line_id>", helpline, "editor", ("GET", "POST")),
    Route(
        "helpline_checked",
        "{help-lines}/<id:line_id>/{checked}",
        helpline_checked,
        "editor",
        ("POST",),
    ),
    Route(
        "delete_helpline",
        "{help-lines}/<id:line_id>/{delete}",
        delete_helpline,
        "editor",
        ("GET", "POST"),
    ),
)
