"""Signing in: Flask-Security under the desk's own addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask
from flask_login.utils import _user_context_processor
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore
from flask_security.views import login, logout
from flask_wtf.csrf import CSRFProtect

from ..extensions import db
from ..i18n import lazy_gettext as _l
from ..i18n import mark
from ..people.models import Passkey, Person
from . import view
from .routes import ANYONE, Route

mark("url", "sign-in")
mark("url", "sign-out")

_SETTINGS: dict[str, Any] = {
    "PASSWORD_LENGTH_MIN": 12,
    "POST_LOGIN_VIEW": "desk.overview",
    "POST_LOGOUT_VIEW": "security.login",
    "RETURN_GENERIC_RESPONSES": True,
    "JOIN_USER_ROLES": False,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "FRESHNESS": timedelta(hours=1),
    "MSG_GENERIC_AUTHN_FAILED": (_l("The address or the password is wrong."), "error"),
    "LOGIN_USER_TEMPLATE": "sign_in.html",
}

ROUTES = (
    Route("login", "{sign-in}", login, ANYONE, ("GET", "POST")),
    Route("logout", "{sign-out}", logout, ANYONE, ("POST",)),
)

csrf = CSRFProtect()


class NoRoles(RoleMixin):
    """Stands for the model of roles that Flask-Security asks for: ours is a column of the person."""


def install(app: Flask) -> Blueprint:
    """Set up Flask-Security on an application and return the blueprint that its addresses belong to."""
    app.config.update({f"SECURITY_{name}": value for name, value in _SETTINGS.items()})
    app.config["SECURITY_PASSWORD_SALT"] = app.config["SECRET_KEY"]
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # as long as the session
    csrf.init_app(app)
    security = Security(render_template=_render)
    security.init_app(app, SQLAlchemyUserDatastore(db, Person, NoRoles, Passkey), register_blueprint=False)
    # These would look for a person on every page of every reader; the desk asks where it needs to know.
    app.before_request_funcs[None].remove(security.principal._on_before_request)
    app.after_request_funcs[None].remove(security.login_manager._update_remember_cookie)
    app.template_context_processors[None].remove(_user_context_processor)
    return Blueprint("security", __name__)


def _render(template: str, **context: Any) -> Any:
    return view.render(template, **context)
