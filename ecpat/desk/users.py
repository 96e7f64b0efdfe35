"""The people of the desk, looked after by administrators."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import func, select
from werkzeug.exceptions import BadRequest
from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from ..accounts import audit, service
from ..accounts.models import ROLES, Person, normal_email
from ..accounts.reauthentication import fresh
from ..accounts.sessions import SignIn
from ..core.database import db
from ..core.i18n import current_locale
from ..web.feature import MAIN, Link, Route
from ..web.pagination import counted
from . import access, layout, mail
from .account import ProfileForm
from .roles import ROLE_HINTS, ROLE_WORDS


def _roles() -> dict[str, str]:
    return {role: str(words) for role, words in ROLE_WORDS.items()}


class InviteForm(ProfileForm):
    """Who is to come, and what they may do."""

    email = StringField(
        _l("E-mail address"),
        [DataRequired(_l("Please type an e-mail address.")), Length(max=255, message=_l("This is too long."))],
        render_kw={"type": "email", "autocomplete": "off"},
    )
    role = SelectField(_l("Role"), choices=_roles, default=ROLES[0], invalid_choice_message=_l("Please choose one."))

    def validate_email(self, field: StringField) -> None:
        """Refuse what is no address, or another person's."""
        try:
            field.data = normal_email(field.data)
        except ValueError:
            raise ValidationError(_("This is no e-mail address.")) from None
        if service.find(field.data):
            raise ValidationError(_("Somebody at the desk has this address already."))


class RoleForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What a person may do."""

    role = SelectField(_l("Role"), choices=_roles, invalid_choice_message=_l("Please choose one."))


def people() -> Response:
    """Show who is at the desk, and who was."""
    last = select(SignIn.person_id, func.max(SignIn.seen_at)).group_by(SignIn.person_id)
    seen = {number: moment for number, moment in db.session.execute(last)}  # noqa: C416 — rows are no pairs to mypy
    rows = db.session.scalars(
        select(Person).where(Person.erased_at.is_(None)).order_by(Person.active.desc(), func.lower(Person.name))
    ).all()
    return layout.render("desk/people.html", rows=rows, seen=seen, mails=mail.latest(rows))


@fresh
def invite() -> Response:
    """Add a person and give them a link at which they choose their password."""
    form = InviteForm(locale=current_locale())
    if form.validate_on_submit():
        person = service.add(form.email.data, form.name.data, form.role.data, form.locale.data, by=access.person())
        return _link(person)
    return layout.render("desk/invite.html", 422 if form.errors else 200, form=form, hints=ROLE_HINTS)


@fresh
def person(number: int) -> Response:
    """Show one person, and give them another role."""
    found = _found(number)
    form = RoleForm(obj=found)
    if form.validate_on_submit():
        return _do(
            found, lambda: service.give_role(found, form.role.data, by=access.person()), _("The role was changed.")
        )
    sent = mail.latest([found]).get(found.id)
    return layout.render(
        "desk/person.html", 422 if form.errors else 200, one=found, form=form, hints=ROLE_HINTS, mail=sent
    )


@fresh
def change_person(number: int) -> Response:
    """Do one of the things to a person that need a second look."""
    found, by = _found(number), access.person()
    match request.form.get("do"):
        case "link":
            return _link(found)
        case "show":
            return _link(found, by_mail=False)
        case "deactivate":
            return _do(
                found, lambda: service.deactivate(found, by=by), _("The account is closed: nobody comes in by it.")
            )
        case "activate":
            return _do(found, lambda: service.activate(found, by=by), _("The account is open again."))
        case "reset":
            done = _("Their second factors are gone: the password alone lets them in now.")
            return _do(found, lambda: service.reset_second_factor(found, by=by), done)
        case _:
            raise BadRequest


@fresh
def erase(number: int) -> Response:
    """Ask once more, then take everything personal of somebody away."""
    found = _found(number)
    if request.method == "GET":
        return layout.render("desk/erase.html", one=found)
    if request.form.get("sure") != "yes":
        return layout.render("desk/erase.html", 422, one=found, fault=_("Tick the box where you are sure."))
    return _do(found, lambda: service.erase(found, by=access.person()), _("What was personal is erased."))


def _found(number: int) -> Person:
    found = db.session.get(Person, number)
    if found is None or found.erased_at:
        abort(404)
    return found


def _do(found: Person, action: Callable[[], None], done: str) -> Response:
    """Do something to a person and say that it was done, or why it was not."""
    try:
        action()
    except service.LastAdministratorError:
        db.session.rollback()
        flash(_("There must be one administrator at least: give somebody else that role first."), "error")
    else:
        db.session.commit()
        flash(done)
    if not access.signed_in():
        return redirect(url_for("security.login"))  # type: ignore[return-value]
    if found.erased_at or not access.person().may(ROLES[-1]):
        return redirect(url_for("desk.people" if found.erased_at else "desk.overview"))  # type: ignore[return-value]
    return redirect(url_for("desk.person", number=found.id))  # type: ignore[return-value]


def _link(found: Person, by_mail: bool = True) -> Response:
    """Send a person a link at which they choose a password, or show it once, to be handed over."""
    audit.record(access.person(), "person.link", f"person:{found.id}")
    sent = by_mail and mail.send(found, "invitation", by=access.person())
    db.session.commit()
    if sent:
        flash(_("A link is on its way to %(email)s. It works for one day.", email=found.email))
        return redirect(url_for("desk.person", number=found.id))  # type: ignore[return-value]
    return layout.render("desk/link.html", one=found, link=mail.link(found), switch=[])


def count_unsent() -> int:
    """Return how many mails did not arrive that the person who asks had sent; only administrators can send them."""
    person = access.person()
    return db.session.scalar(counted(mail.failed_of(person))) or 0 if person.may("administrator") else 0


ROUTES = (
    Route("people", "{people}", people, "administrator", link=Link(MAIN, 60, _l("People"))),
    Route("invite", "{people}/{invite}", invite, "administrator", ("GET", "POST")),
    Route("person", "{people}/<id:number>", person, "administrator", ("GET", "POST")),
    Route("change_person", "{people}/<id:number>/{change}", change_person, "administrator", ("POST",)),
    Route("erase", "{people}/<id:number>/{erase}", erase, "administrator", ("GET", "POST")),
)
