"""What a page is kept under: however it is asked for, the same page has the same name, and nobody makes names up."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from ..content.registry import all_kinds
from .limits import LIMITED

Environ = dict[str, Any]
Key = tuple[str, str, str, str]  # scheme, host, path, query

LONGEST_QUERY = 400  # characters; a longer one is no page of a list
ARGUMENTS = ("page", "topic", "year")  # the query arguments that every list knows
PAGED, PAGED_PAGES = frozenset(("page",)), ("topic", "year", "month")  # and what other pages in parts know


def arguments(app: Flask) -> Callable[[str], frozenset[str] | None]:
    """Return what tells which query arguments make pages of their own at a path; None where all do, none to keep."""
    urls = app.url_map.bind("")
    lists = {kind.name: frozenset((*ARGUMENTS, *(choice.name for choice in kind.filters))) for kind in all_kinds()}

    def of_path(path: str) -> frozenset[str] | None:
        try:
            endpoint, _values = urls.match(path)
        except (HTTPException, RequestRedirect):
            return frozenset()
        _locale, _dot, rest = str(endpoint).partition(".")
        name, _dot, page = rest.rpartition(".")
        if page in LIMITED:  # searches are never kept, and do not wait for one another
            return None
        return lists[name] if page == "list" and name in lists else PAGED if page in PAGED_PAGES else frozenset()

    return of_path


class Keys:
    """Names pages.

    Only the query arguments that `arguments` tells of a path make pages of their own; any other is ignored. Where it
    tells None, what has arguments is not kept. With `any_port` pages do not depend on the port of the host that was
    asked.
    """

    def __init__(self, arguments: Callable[[str], Collection[str] | None], any_port: bool = False) -> None:
        self._arguments, self._any_port = arguments, any_port

    def of(self, environ: Environ, path: str) -> Key | None:
        """Return what a page is kept under; None for what is not to be kept."""
        host = environ.get("HTTP_HOST", "").lower()
        name, _colon, port = host.partition(":")
        if self._any_port:
            host = name
        elif port and port != environ.get("SERVER_PORT"):
            return None  # its addresses name a port that is made up, or a proxy's that does not say so
        query = environ.get("QUERY_STRING", "")
        if len(query) > LONGEST_QUERY:
            return None
        given = parse_qsl(query, encoding="utf-8", errors="replace", max_num_fields=None) if query else ()
        if query:
            wanted = self._arguments(path) if given else ()
            if wanted is None:
                return None
            known = {name: _plain(name, value) for name, value in reversed(given) if name in wanted}
            query = urlencode(sorted((name, value) for name, value in known.items() if value))
        return environ.get("wsgi.url_scheme", "http"), host, path, query


def _plain(name: str, value: str) -> str:
    """Return an argument as it would be written: the first page is no page’s number."""
    if name == "page" and value.isascii() and value.isdigit():
        value = value.lstrip("0") or "0"
        return "" if value == "1" else value
    return value
