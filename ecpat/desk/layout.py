"""How a page of the desk is rendered."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as WerkzeugResponse

from .. import locales
from ..core.i18n import current_locale
from ..entries.desk import states
from . import access, audit_actions, mail
from .roles import ROLE_WORDS

MENU = (
    ("desk.entries", _l("Entries"), "writer"),
    ("desk.files", _l("Files"), "writer"),
    ("desk.topics", _l("Topics"), "editor"),
    ("desk.helplines", _l("Help lines"), "editor"),
    ("desk.settings", _l("Settings"), "editor"),
    ("desk.people", _l("People"), "administrator"),
)


def render(template: str, http_status: int = 200, **context: Any) -> Response:
    """Return a page of the desk; nothing of it is kept by browsers or between."""
    context.setdefault("switch", other_languages())
    shown = render_template(template, me=access.person() if access.signed_in() else None, versions=None, **context)
    response = make_response(shown, http_status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = current_locale()
    # Within the site a form says where it comes from: Flask-WTF asks for that over TLS.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def done(message: str, endpoint: str, **values: Any) -> WerkzeugResponse:
    """Say what was done on a page that is asked for anew (303), so that loading it again does nothing twice."""
    flash(message)
    return redirect(url_for(endpoint, **values), 303)


def install(app: Flask) -> None:
    """Give the desk's templates their menu, (endpoint, label, least role), and what people and states are called."""
    app.jinja_env.globals.update(
        desk_menu=lambda: MENU,
        insecure=access.insecure,
        lacks_second_factor=access.lacks_second_factor,
        mail_is_on=mail.is_on,
        name_of=audit_actions.name_of,
        role_words=ROLE_WORDS,
        state_of=states.state_of,
    )


def other_languages(endpoint: str = "") -> list[tuple[str, str]]:
    """Return (locale, path) of this page in the other languages, or of another of the desk's pages."""
    if not endpoint and request.endpoint is None:
        return []
    values = {} if endpoint else request.view_args or {}
    # Apart from the values, where a word such as “_anchor” would mean something to `url_for`.
    query = "" if endpoint else urlencode(list(request.args.items(multi=True)))
    return [
        (locale, url_for(endpoint or str(request.endpoint), locale=locale, **values) + (query and f"?{query}"))
        for locale in locales.LOCALES
        if locale != current_locale()
    ]
