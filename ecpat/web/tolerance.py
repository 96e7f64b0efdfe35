"""Addresses as people copy them: in capitals, with a full stop or a slash too many, in words of another language."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_letters, digits, punctuation
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from flask import current_app, request
from flask_babel import force_locale
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from .. import locales
from . import urls
from .arguments import ASKED

_COPIED = "/.,;:!?…)]}>»”’\"'*\u00a0\u202f "  # what stands behind an address in a text


def meant() -> str | None:
    """Return the address of the page that the request's, which has none, must mean; None where there is no such page.

    Its query is kept as it was typed.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    found = next((path for path in map(answering, _paths(request.path)) if path and path != request.path), None)
    query = quote(request.environ.get(ASKED, "").encode("latin-1"), safe=ascii_letters + digits + punctuation)
    return f"{found}?{query}" if found and query else found


def _paths(path: str) -> Iterator[str]:
    """Yield the paths of public pages that a path may mean, by its form alone: with its language's words first."""
    locale, _slash, rest = path.strip("/ ").lower().partition("/")
    if locale not in locales.LOCALES:
        return
    adapter, rest = current_app.url_map.bind(""), rest.rstrip(_COPIED)
    for other in sorted(locales.LOCALES, key=lambda code: code != locale):
        endpoint, values = _matched(adapter, f"/{other}/{rest}")
        language, _dot, page = endpoint.partition(".")
        if language == other:
            given = {name: value for name, value in values.items() if name not in ("kind", "locale")}
            own = urls.url_of(page, locale, **given)
            if own != path:
                yield own


def _matched(adapter: MapAdapter, path: str) -> tuple[str, dict[str, Any]]:
    """Return what answers a path, and the values in it; of a path that leads to another, the other's."""
    try:
        endpoint, values = adapter.match(path, "GET")
    except RequestRedirect as redirect:
        return _matched(adapter, unquote(urlsplit(redirect.new_url).path))
    except HTTPException:
        return "", {}
    return str(endpoint), dict(values)


def answering(path: str) -> str | None:
    """Return a path if there is a page, where it leads if that is another, else None.

    A page of the desk is taken to be there: who asks may not be who may see it.
    """
    try:
        endpoint, values = current_app.url_map.bind("").match(path, "GET")
        if values.keys() <= {"kind", "locale"} or endpoint.startswith(("desk.", "security.")):
            return path
        with force_locale(values.get("locale", locales.LOCALES[0])):
            view = current_app.ensure_sync(current_app.view_functions[endpoint])
            answer = current_app.make_response(view(**values))
    except RequestRedirect as redirect:
        return urlsplit(redirect.new_url).path
    except HTTPException:
        return None
    answer.close()
    return urlsplit(answer.location).path if answer.location else path
