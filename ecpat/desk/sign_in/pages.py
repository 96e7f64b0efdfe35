"""Signing in: Flask-Security under the desk's own addresses, with our templates, texts and limits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, Response, make_response, redirect, request, session, url_for
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore, uia_email_mapper, views, webauthn
from flask_security.recovery_codes import mf_recovery, mf_recovery_codes
from flask_security.tf_plugin import tf_clean_session, tf_select
from flask_wtf.csrf import CSRFProtect

from ...accounts import audit, mfa, sessions
from ...accounts.models import Passkey, Person
from ...accounts.passwords import ARGON2, LEAST, Passwords
from ...accounts.security import SECURITY
from ...core import clock
from ...core.database import db
from ...core.secrets import derived
from ...web.feature import ANYONE, Route
from .. import access, layout
from . import authenticator, forms, messages, security_events
from . import sessions as desk_sessions

_SETTINGS: dict[str, Any] = {
    "API_ENABLED_METHODS": ["session"],
    "CHANGEABLE": True,
    "RECOVERABLE": True,
    "TWO_FACTOR": True,
    "WEBAUTHN": True,
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": 10,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,  # seconds to either side
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "TOTP_ISSUER": "ECPAT",
    "WAN_RP_NAME": "ECPAT",
    "WAN_ALLOW_USER_HINTS": False,  # nothing is told of an account before somebody has shown to be its person
    "WAN_SIGNIN_WITHIN": timedelta(minutes=5),
    "PASSWORD_LENGTH_MIN": LEAST,
    "PASSWORD_NORMALIZE_FORM": "NFKC",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_HASH_PASSLIB_OPTIONS": ARGON2,
    "HASHING_SCHEMES": ["hex_sha256"],
    "DEPRECATED_HASHING_SCHEMES": [],
    "USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": uia_email_mapper, "case_insensitive": False}}],
    "SEND_PASSWORD_RESET_EMAIL": False,  # ours are sent by `events`, in the person's language
    "SEND_PASSWORD_RESET_NOTICE_EMAIL": False,
    "SEND_PASSWORD_CHANGE_EMAIL": False,
    "RESET_PASSWORD_WITHIN": timedelta(days=1),
    "POST_LOGIN_VIEW": "desk.overview",
    "POST_LOGOUT_VIEW": "security.login",
    "POST_CHANGE_VIEW": "desk.account",
    "POST_VERIFY_VIEW": "desk.account",
    "TWO_FACTOR_POST_SETUP_VIEW": "desk.account",
    "WAN_POST_REGISTER_VIEW": "desk.account",
    "RETURN_GENERIC_RESPONSES": True,
    "DATETIME_FACTORY": lambda: clock.now(),
    "JOIN_USER_ROLES": False,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "FRESHNESS": timedelta(minutes=30),
    "FRESHNESS_GRACE_PERIOD": timedelta(minutes=15),
    "LOGIN_USER_TEMPLATE": "desk/sign_in.html",
    "VERIFY_TEMPLATE": "desk/confirm.html",
    "FORGOT_PASSWORD_TEMPLATE": "desk/forgotten_password.html",
    "RESET_PASSWORD_TEMPLATE": "desk/new_password.html",
    "CHANGE_PASSWORD_TEMPLATE": "desk/change_password.html",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "desk/sign_in_code.html",
    "TWO_FACTOR_SELECT_TEMPLATE": "desk/sign_in_choice.html",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "desk/sign_in_recovery.html",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "desk/recovery_codes.html",
    "WAN_REGISTER_TEMPLATE": "desk/passkeys.html",
    "WAN_SIGNIN_TEMPLATE": "desk/sign_in_passkey.html",
    "WAN_VERIFY_TEMPLATE": "desk/confirm_passkey.html",
}

csrf = CSRFProtect()


class NoRoles(RoleMixin):
    """Stands for the model of roles that Flask-Security asks for: ours is a column of the person."""


def install(app: Flask) -> Blueprint:
    """Set up Flask-Security on an application and return the blueprint that its addresses belong to."""
    key = app.config["SECRET_KEY"]
    app.config.update({f"SECURITY_{name}": value for name, value in _SETTINGS.items()} | messages.settings())
    app.config["SECURITY_PASSWORD_SALT"] = derived(key, "passwords").hex()
    app.config["SECURITY_TOTP_SECRETS"] = {"1": derived(key, "second factors").hex()}
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # as long as the session
    csrf.init_app(app)
    security = SECURITY.put(
        app,
        Security(
            render_template=_render,
            mail_util_cls=forms.Addresses,
            password_util_cls=Passwords,
            totp_cls=mfa.Codes,
            mf_recovery_codes_util_cls=mfa.RecoveryCodes,
            webauthn_util_cls=mfa.Passkeys,
            **forms.forms(),  # type: ignore[arg-type]  # forms by their names
        ),
    )
    security.init_app(app, SQLAlchemyUserDatastore(db, Person, NoRoles, Passkey), register_blueprint=False)
    security.want_json(lambda request: False)  # its pages are for people
    security.reauthn_handler(_confirm)
    desk_sessions.install(app, security.login_manager)
    security_events.install(app)
    blueprint = Blueprint("security", __name__)
    blueprint.before_request(_hurry)
    return blueprint


def sign_out() -> Response:
    """End this browser's part of the session, and let the browser forget what it kept of the desk."""
    if access.signed_in():
        sessions.end_token(desk_sessions.token())
        audit.record(access.person(), "sign_in.ended", f"person:{access.person().id}")
        db.session.commit()
    answer = make_response(views.logout())
    session.clear()
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def without_telephone() -> Response:
    """Say what somebody can do who has not got their second factor at hand."""
    return layout.render("desk/without_telephone.html")


def _confirm(_within: timedelta, _grace: timedelta) -> Any:
    """Ask who somebody is, once more, and lead back to where they were; from a form, to their account."""
    back = request.full_path.rstrip("?") if request.method == "GET" else url_for("desk.account")
    return redirect(url_for("security.verify", next=back))


def _hurry() -> Any:
    """Lead who is signed in past the sign-in's steps; forget a password typed too long ago for the second factor."""
    if (request.endpoint or "").removeprefix("security.") in _STEPS and access.signed_in():
        return redirect(url_for("desk.overview"))
    if "tf_user_id" in session and clock.now().timestamp() - session.get("halfway", 0) > forms.HALFWAY:
        tf_clean_session()  # type: ignore[no-untyped-call]
    return None


def _render(template: str, **context: Any) -> Any:
    """Return a page of Flask-Security's views by a template of ours; 422 where what was sent is wrong."""
    shown = [form for name, form in context.items() if name.endswith("_form") and form is not None]
    wrong = request.method == "POST" and any(form.errors for form in shown)
    return layout.render(template, 422 if wrong else 200, **context)


_BOTH = ("GET", "POST")
# Steps on the way in; Flask-Security would sign somebody out who comes to one of them later.
_STEPS = ("two_factor_token_validation", "tf_select", "mf_recovery", "wan_signin", "wan_signin_response")
ROUTES = (
    Route("login", "{sign-in}", views.login, ANYONE, _BOTH),
    Route("logout", "{sign-out}", sign_out, ANYONE, ("POST",)),
    Route("two_factor_token_validation", "{sign-in}/{code}", views.two_factor_token_validation, ANYONE, _BOTH),
    Route("tf_select", "{sign-in}/{choice}", tf_select, ANYONE, _BOTH),
    Route("mf_recovery", "{sign-in}/{recovery-code}", mf_recovery, ANYONE, _BOTH),
    Route("two_factor_rescue", "{sign-in}/{without-telephone}", without_telephone, ANYONE),
    Route("wan_signin", "{sign-in}/{passkey}", webauthn.webauthn_signin, ANYONE, _BOTH),
    Route("wan_signin_response", "{sign-in}/{passkey}/<token>", webauthn.webauthn_signin_response, ANYONE, ("POST",)),
    Route("forgot_password", "{forgotten-password}", views.forgot_password, ANYONE, _BOTH),
    Route("reset_password", "{new-password}/<token>", views.reset_password, ANYONE, _BOTH),
    Route("verify", "{confirm}", views.verify, "writer", _BOTH),
    Route("wan_verify", "{confirm}/{passkey}", webauthn.webauthn_verify, "writer", _BOTH),
    Route(
        "wan_verify_response", "{confirm}/{passkey}/<token>", webauthn.webauthn_verify_response, "writer", ("POST",)
    ),
    Route("change_password", "{account}/{password}", views.change_password, "writer", _BOTH),
    Route("two_factor_setup", "{account}/{code-app}", authenticator.set_up, "writer", _BOTH),
    Route("two_factor_remove", "{account}/{code-app}/{remove}", authenticator.remove, "writer", ("POST",)),
    Route("mf_recovery_codes", "{account}/{recovery-codes}", mf_recovery_codes, "writer", _BOTH),
    Route("wan_register", "{account}/{passkeys}", webauthn.webauthn_register, "writer", _BOTH),
    Route(
        "wan_register_response",
        "{account}/{passkeys}/<token>",
        webauthn.webauthn_register_response,
        "writer",
        ("POST",),
    ),
    Route("wan_delete", "{account}/{passkeys}/{remove}", webauthn.webauthn_delete, "writer", ("POST",)),
)
