"""Your account: name, language, where you are signed in, and everything that is kept about you."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from .. import locales
from ..accounts import audit, sessions
from ..accounts.audit import Audit
from ..accounts.models import Person
from ..core import clock
from ..core.database import db
from ..core.i18n import own_name
from ..core.mail import OutgoingMail
from ..web.feature import Route
from ..web.forms import ids
from . import access, layout
from .sign_in import sessions as desk_sessions


class ProfileForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What a person is called, in which language mails to them are, and of what they wish to have mail."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Please type a name.")), Length(max=120, message=_l("This is too long."))],
        filters=[lambda typed: " ".join(typed.split()) if typed else typed],
        render_kw={"autocomplete": "name"},
    )
    locale = SelectField(
        _l("Language of mails"), choices=lambda: [(code, own_name(code)) for code in locales.LOCALES]
    )
    review_mail = BooleanField(
        _l("A mail when a review waits for me or mine is answered, and when somebody comments on what concerns me")
    )


def account() -> Response:
    """Show a person what is theirs, and keep their name, language and wishes."""
    person = access.person()
    form = ProfileForm(obj=person)
    if form.validate_on_submit():
        form.populate_obj(person)
        audit.record(person, "person.saved", f"person:{person.id}")
        db.session.commit()
        flash(_("Your account was saved."))
        return redirect(url_for("desk.account"))  # type: ignore[return-value]
    here = desk_sessions.token()
    rows = [(one, desk_sessions.words(one.device), sessions.is_current(one, here)) for one in sessions.of(person)]
    return layout.render("desk/account.html", 422 if form.errors else 200, form=form, browsers=rows)


def end_browsers() -> Response:
    """Sign out one browser of the person's, or all but this one."""
    person = access.person()
    chosen = request.form.get("browser", "")
    if chosen == "others":
        count = sessions.end_all(person, but=desk_sessions.token())
        flash(_("You are signed out everywhere else."))
    else:
        count = sum(sessions.end(person, number) for number in ids([chosen]))
        if not count:
            abort(404)
        flash(_("This browser was signed out."))
    audit.record(person, "browsers.ended", f"person:{person.id}", count=count)
    db.session.commit()
    return redirect(url_for("desk.account"))  # type: ignore[return-value]


def my_data() -> Response:
    """Send a person everything that is kept about them, as JSON."""
    text = json.dumps(about(access.person()), ensure_ascii=False, indent=2, default=str)
    answer = Response(text + "\n", mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="ecpat-{clock.now():%Y-%m-%d}.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def about(person: Person) -> dict[str, Any]:
    """Return what is kept about a person, but for secrets: that they exist is told."""
    actions = db.session.scalars(select(Audit).where(Audit.person_id == person.id).order_by(Audit.id))
    return {
        "person": {
            name: getattr(person, name)
            for name in ("id", "name", "email", "role", "locale", "review_mail", "active", "created_at")
        },
        "password": "kept as an Argon2id hash" if person.password else None,
        "code_app": "its secret is kept, encrypted" if person.tf_totp_secret else None,
        "recovery_codes_left": len(person.mf_recovery_codes or ()),
        "passkeys": [
            {"name": key.name, "added": key.create_datetime, "used": key.lastuse_datetime} for key in person.webauthn
        ],
        "browsers": [
            {"device": one.device, "began": one.began_at, "seen": one.seen_at, "ended": one.ended_at}
            for one in db.session.scalars(
                select(sessions.SignIn).where(sessions.SignIn.person_id == person.id).order_by(sessions.SignIn.id)
            )
        ],
        "mails": [
            {"about": one.template, "asked": one.created_at, "sent": one.sent_at, "failed": one.failed_at}
            for one in db.session.scalars(
                select(OutgoingMail).where(OutgoingMail.person_id == person.id).order_by(OutgoingMail.id)
            )
        ],
        "actions": [{"at": row.at, "action": row.action, "subject": row.subject} for row in actions],
    }


ROUTES = (
    Route("account", "{account}", account, methods=("GET", "POST")),
    Route("end_browsers", "{account}/{browsers}", end_browsers, methods=("POST",)),
    Route("my_data", "{account}/{my-data}.json", my_data),
)
