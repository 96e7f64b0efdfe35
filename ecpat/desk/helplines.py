"""Help lines: a wrong number is the worst text of the site, so a changed one is looked at twice."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import BooleanField, Form, HiddenField, StringField, ValidationError
from wtforms.validators import NumberRange, Optional

from .. import clock, locales
from ..content import upkeep
from ..content.helplines import GROUPS, HelpLine, HelpLineWords
from ..content.slugs import numbered, slugify
from ..content.typography import spaced
from ..extensions import db
from ..i18n import gettext as _
from ..i18n import lazy_gettext as _l
from ..i18n import local, mark
from ..people import audit
from . import access, view
from .inputs import Choice, Day, SealedForm, Whole, at_most, in_every_language, line, seal, secure
from .routes import Route

mark("url", "help-lines")
mark("url", "add")
mark("url", "delete")
mark("url", "checked")

SITUATIONS = {
    "now": _l("Someone is in danger now"),
    "talk": _l("Talk to someone"),
    "report": _l("Report what you have seen"),
    "worried": _l("Worried about your own thoughts"),
}
_NUMBER = re.compile(r"\+?[0-9]+( [0-9]+)*")


class WordsForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A help line's words in one language."""

    name = StringField(_l("Full name"), [at_most(120)], filters=[line])
    label = StringField(_l("Short name"), [at_most(120)], filters=[line])
    description = StringField(_l("Whom it is for, in a sentence"), [at_most(400)], filters=[line])


class _HelpLineForm(SealedForm):
    """A help line; `confirmed` is the number that was looked at twice."""

    situation = Choice(_l("For which situation"), choices=lambda: list(SITUATIONS.items()))
    number = StringField(
        _l("Telephone number"),
        [at_most(30)],
        filters=[lambda text: re.sub(r"[ ./()\u00a0\u202f\u2011-]+", " ", line(text)).strip()],
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )
    url = StringField(_l("Web address"), [at_most(300), secure], filters=[line], render_kw={"inputmode": "url"})
    position = Whole(
        _l("Place in the list"),
        [Optional(), NumberRange(0, 999, _l("Type a number from 0 to 999."))],
        default=0,
    )
    in_bar = BooleanField(_l("In the bar at the top of every page"))
    in_panel = BooleanField(_l("In the panel beside texts"))
    checked_on = Day(_l("Last checked on"), [Optional()])
    confirmed = HiddenField(filters=[lambda text: line(text)])

    def validate_number(self, field: Any) -> None:
        """Refuse what no telephone can dial."""
        if field.data and not (_NUMBER.fullmatch(field.data) and 2 <= sum(map(str.isdigit, field.data)) <= 15):
            raise ValidationError(_("Type 2 to 15 digits, with spaces between groups: 0800 30 030"))

    def validate_checked_on(self, field: Any) -> None:
        """Refuse a day that has not come."""
        if field.data and field.data > _today():
            raise ValidationError(_("This day has not come yet."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a name in one language at least, and for something to call or to open."""
        valid = bool(super().validate(extra_validators))
        said = [locale for locale in locales.LOCALES if any(self[locale].data.values())]
        for locale in said or locales.LOCALES[:1]:
            if not self[locale].form.name.data:
                self[locale].form.name.errors = [_("A name is needed in this language.")]
                valid = False
        if not self.number.data and not self.url.data:
            self.number.errors = [*self.number.errors, _("Give a number or a web address.")]
            valid = False
        return valid


HelpLineForm = in_every_language(_HelpLineForm, WordsForm)


def _today() -> date:
    return local(clock.now()).date()


def helplines() -> Response:
    """Show every help line, by situation, with what is wrong with each."""
    found = db.session.scalars(
        select(HelpLine).options(selectinload(HelpLine.words)).order_by(HelpLine.position, HelpLine.id)
    ).all()
    unchecked = {row.id for row in db.session.scalars(upkeep.unchecked_lines(_today()))}
    groups = {group: [one for one in found if one.situation == group] for group in GROUPS}
    return view.render("helplines.html", groups=groups, unchecked=unchecked, situations=SITUATIONS)


def helpline(line_id: int) -> WerkzeugResponse:
    """Show the form of a help line, and save it; a changed number is asked about first."""
    one = db.session.get(HelpLine, line_id) or abort(404)
    form = HelpLineForm(data=_values(one))
    present = seal(_values(one))
    if request.method == "GET":
        form.seen.data = present
        return _form(form, one)
    valid = form.validate()
    if form.moved(present):
        form.form_errors.append(_("Somebody changed this help line meanwhile. Compare, then save again."))
        return _form(form, one, 422)
    if not valid:
        return _form(form, one, 422)
    if "again" in request.form:
        return _form(form, one)
    if form.number.data != one.number and form.confirmed.data != f"{one.number}>{form.number.data}":
        form.confirmed.data = f"{one.number}>{form.number.data}"
        return view.render("helpline_number.html", form=form, line=one)
    _keep(form, one)
    return _done(_("The help line is saved and on the site."))


def new_helpline() -> WerkzeugResponse:
    """Show an empty form, and add the help line."""
    last = db.session.scalar(select(func.max(HelpLine.position)))
    form = HelpLineForm(data={"position": min(999, (last or 0) + 1), "situation": "talk"})
    if request.method == "GET":
        return _form(form, None)
    if not form.validate():
        return _form(form, None, 422)
    names = (form[locale].form.name.data for locale in locales.LOCALES)
    one = HelpLine(key=_free_key(next(filter(None, names))))
    db.session.add(one)
    _keep(form, one)
    return _done(_("The help line is added and on the site."))


def helpline_checked(line_id: int) -> WerkzeugResponse:
    """Keep that somebody checked a help line today."""
    one = db.session.get(HelpLine, line_id) or abort(404)
    one.checked_on = _today()
    audit.record(access.person(), "helpline.checked", f"helpline:{one.id}", number=one.number)
    db.session.commit()
    return _done(_("Thank you: it counts as checked today."))


def delete_helpline(line_id: int) -> WerkzeugResponse:
    """Ask, then delete a help line."""
    one = db.session.get(HelpLine, line_id) or abort(404)
    if request.method == "GET":
        return view.render("helpline_delete.html", line=one)
    names = {locale: words.name for locale, words in one.words.items()}
    audit.record(access.person(), "helpline.deleted", f"helpline:{one.id}", number=one.number, **names)
    db.session.delete(one)
    db.session.commit()
    return _done(_("The help line is deleted."))


def _values(one: HelpLine) -> dict[str, Any]:
    names = ("situation", "number", "url", "position", "in_bar", "in_panel", "checked_on")
    words = {
        locale: {name: getattr(found, name) for name in ("name", "label", "description")}
        for locale, found in one.words.items()
    }
    return {**{name: getattr(one, name) for name in names}, **words}


def _form(form: Any, one: HelpLine | None, status: int = 200) -> Response:
    return view.render("helpline.html", status, form=form, line=one)


def _keep(form: Any, one: HelpLine) -> None:
    """Write the form into the help line, and the deed into the audit: with the number before and after."""
    before = one.number or ""
    for name in ("situation", "number", "url", "in_bar", "in_panel", "checked_on"):
        setattr(one, name, form[name].data)
    one.position = form.position.data or 0
    for locale in locales.LOCALES:
        words = {name: spaced(text, locale) for name, text in form[locale].data.items()}
        if not words["name"]:
            one.words.pop(locale, None)
        elif locale in one.words:
            for name, text in words.items():
                setattr(one.words[locale], name, text)
        else:
            one.words[locale] = HelpLineWords(locale=locale, **words)
    db.session.flush()
    numbers = {"before": before, "after": one.number} if before != one.number else {}
    audit.record(access.person(), "helpline.saved", f"helpline:{one.id}", **numbers)
    db.session.commit()


def _free_key(name: str) -> str:
    start = slugify(name)[:34].strip("-") or "line"
    return numbered(start, lambda key: db.session.scalar(select(HelpLine.id).where(HelpLine.key == key)))


def _done(message: str) -> WerkzeugResponse:
    flash(message)
    return redirect(url_for("desk.helplines"), 303)


ROUTES = (
    Route("helplines", "{help-lines}", helplines, "editor"),
    Route("new_helpline", "{help-lines}/{add}", new_helpline, "editor", ("GET", "POST")),
    Route("helpline", "{help-lines}/<int(max=2147483647):line_id>", helpline, "editor", ("GET", "POST")),
    Route(
        "helpline_checked",
        "{help-lines}/<int(max=2147483647):line_id>/{checked}",
        helpline_checked,
        "editor",
        ("POST",),
    ),
    Route(
        "delete_helpline",
        "{help-lines}/<int(max=2147483647):line_id>/{delete}",
        delete_helpline,
        "editor",
        ("GET", "POST"),
    ),
)
