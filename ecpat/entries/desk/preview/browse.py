"""The site as readers see it, under the desk's own path: each page with a bar that leads to where it is written."""

from __future__ import annotations

import re

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from werkzeug.test import Client
from werkzeug.wrappers import Response as WerkzeugResponse

from .... import locales
from ....core.i18n import current_locale
from ....web.feature import Route, roots
from ..list import pasted_address

_BODY = re.compile(r"<body[^>]*>")
_LINK = re.compile(r'(<(?:a|form)\b[^>]*? (?:href|action)=")(/[^"]*)"')


def browse(path: str = "") -> WerkzeugResponse:
    """Show a page of readers as they are sent it, links leading on under the desk; what is no page is itself."""
    target = f"/{path or f'{current_locale()}/'}"
    if not _is_page(target):
        abort(404)
    if _locale_of(target) != current_locale():
        return redirect(_under(target))
    query = request.query_string.decode("ascii", "replace")
    client = Client(current_app.wsgi_app, WerkzeugResponse, use_cookies=False)
    own = {"REMOTE_ADDR": request.remote_addr or ""}
    answer = client.get(target, base_url=request.host_url, query_string=query, environ_overrides=own)
    if 300 <= answer.status_code < 400:
        return redirect(_under(answer.headers["Location"].removeprefix(request.host_url.rstrip("/"))))
    if answer.mimetype != "text/html":
        return redirect(f"{target}?{query}" if query else target)
    bar = render_template("entries/desk/browse.html", target=target, edit=pasted_address.led_to(target))
    page = _LINK.sub(lambda link: f'{link[1]}{_under(link[2])}"', answer.get_data(as_text=True))
    shown = Response(_BODY.sub(lambda body: body[0] + bar, page, count=1), answer.status_code)
    shown.headers["Content-Language"] = answer.headers.get("Content-Language", current_locale())
    for name in ("Content-Security-Policy", "Cross-Origin-Embedder-Policy"):  # they let videos play
        shown.headers[name] = answer.headers[name]
    shown.headers["Cache-Control"] = "no-store"
    shown.headers["X-Robots-Tag"] = "noindex, nofollow"
    return shown


def _is_page(path: str) -> bool:
    """Tell whether a path is of readers' pages: in a language, and not the desk's."""
    return path.startswith(tuple(f"/{locale}/" for locale in locales.LOCALES)) and not path.startswith(roots())


def _locale_of(path: str) -> str:
    return path.split("/")[1]


def _under(address: str) -> str:
    """Return the address of a page under the desk of its language; any other as it is."""
    if not _is_page(address):
        return address
    path, mark, more = address.partition("?")
    path, hash_, anchor = path.partition("#") if not mark else (path, "", "")
    return f"{url_for('desk.browse_page', locale=_locale_of(path), path=path[1:])}{mark}{more}{hash_}{anchor}"


ROUTES = (
    Route("browse", "{browse}/", browse),
    Route("browse_page", "{browse}/<path:path>", browse),
)
