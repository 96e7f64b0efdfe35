"""What a page is kept under: however it is asked for, the same page has the same name, and nobody makes names up."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache

from flask import Flask
from werkzeug.sansio.utils import host_is_trusted

from ..arguments import Environ, Routes, is_limited, read

LONGEST_QUERY = 400  # characters; a longer one is no page of a list, and takes long to read
Key = tuple[str, str, str, str]  # scheme, host, path, query


def arguments(app: Flask) -> Callable[[str], Collection[str] | None]:
    """Return what tells which arguments make pages of their own at a path; None where nothing is to be kept."""
    routes = Routes(app)

    def of_path(path: str) -> Collection[str] | None:
        rule, names = routes.of(path)
        # Searches are never kept, and do not wait for one another.
        return None if is_limited(rule) else names

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
        name, port = _split(environ.get("HTTP_HOST", ""))
        if name is None:
            return None
        if port and not self._any_port:
            if port != environ.get("SERVER_PORT"):
                return None  # its addresses name a port that is made up, or a proxy's that does not say so
            name = f"{name}:{port}"
        query = environ.get("QUERY_STRING", "")
        if len(query) > LONGEST_QUERY:
            return None
        if query:
            names = self._arguments(path)
            if names is None:
                return None
            query = read(query, names)
        return environ.get("wsgi.url_scheme", "http"), name, path, query


@lru_cache(maxsize=256)
def _split(host: str) -> tuple[str | None, str]:
    """Return the name and the port of a Host header; no name where it is not written as one."""
    if host and not host_is_trusted(host):
        return None, ""
    name, _colon, port = host.lower().partition(":")
    return name, port
