"""The application on a telephone that shows codes: set up on one page, which keeps its secret until a code fits."""

from __future__ import annotations

from flask import Response, current_app, flash, redirect, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security.signals import tf_profile_changed
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired

from ...accounts import mfa
from ...accounts.reauthentication import fresh
from ...accounts.security import SECURITY
from ...core.database import db
from .. import access, layout
from . import security_events

_NEW = "new_code_app"  # the secret on its way, encrypted, in the session
_WINDOW = 30  # seconds to either side


class CodeAppForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The first code that the application shows."""

    code = StringField(
        _l("Code of six digits"),
        [DataRequired(_l("Please type the code."))],
        filters=[lambda typed: "".join(typed.split()) if typed else typed],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


@fresh
def set_up() -> Response:
    """Show a new secret; keep it for the person once they have typed a code made of it."""
    security, person = SECURITY.current(), access.person()
    codes = security.totp_factory
    secret = session.setdefault(_NEW, codes.generate_totp_secret())
    form = CodeAppForm()
    if form.validate_on_submit():
        if codes.verify_totp(form.code.data, secret, person, _WINDOW):
            session.pop(_NEW)
            security.datastore.tf_set(person, "authenticator", secret)
            tf_profile_changed.send(current_app._get_current_object(), user=person)  # type: ignore[attr-defined]
            db.session.commit()
            flash(_("From now on you are asked for a code of the application when you sign in."))
            return redirect(url_for("security.mf_recovery_codes" if not person.mf_recovery_codes else "desk.account"))  # type: ignore[return-value]
        form.code.errors = [_("This code does not fit. Wait for the next one and type it.")]
    path, size = mfa.picture(codes.get_totp_uri(person.email, secret))
    return layout.render(
        "desk/code_app.html", 422 if form.errors else 200, form=form, path=path, size=size,
        secret=codes.get_totp_pretty_key(secret),
    )  # fmt: skip


@fresh
def remove() -> Response:
    """Take the application away: the password alone lets in again, unless there is a passkey."""
    person = access.person()
    if person.tf_primary_method:
        SECURITY.current().datastore.tf_reset(person)
        person.totp_counter = None
        if not person.webauthn:
            person.mf_recovery_codes = None
        security_events.tell(person, "second_factor.removed")
        db.session.commit()
        flash(_("The application for codes was removed."))
    return redirect(url_for("desk.account"))  # type: ignore[return-value]
