"""How a page of the desk is rendered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as WerkzeugResponse

from .. import locales
from ..core.i18n import current_locale
from ..web.feature import MAIN, links
from . import access, mail
from .audit import actions
from .roles import ROLE_WORDS

GLOBALS: Mapping[str, Any] = {
    "desk_menu": partial(links, MAIN),
    "insecure": access.insecure,
    "lacks_second_factor": access.lacks_second_factor,
    "mail_is_on": mail.is_on,
    "name_of": actions.name_of,
    "role_words": ROLE_WORDS,
}  #: what the desk’s templates can say


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


def leading(message: str, path: str, label: str) -> Markup:
    """Return a message that ends with a link to what it speaks of."""
    return Markup('{} <a href="{}">{}</a>').format(message, path, label)


def done(message: str, endpoint: str, **values: Any) -> WerkzeugResponse:
    """Say what was done on a page that is asked for anew (303), so that loading it again does nothing twice."""
    flash(message)
    return redirect(url_for(endpoint, **values), 303)


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
