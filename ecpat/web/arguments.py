"""The arguments of a page: declared with its route, and read from an address here alone.

What a page is kept under and what its view is given come from the same function, so that neither can know more than
the other: nobody can have a page kept for others that the address they share does not ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from string import printable
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from flask import Flask
from werkzeug import routing
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.wsgi import get_path_info

from .feature import hooks, roots

Environ = dict[str, Any]

ASKED = "ecpat.query"  # in a WSGI environment: the query string as it was sent, for who leads to another address
PAGE = "page"  # the number of a list’s page
DRAFT = "draft"  # the key of a file’s copy that is not public


class Rule(routing.Rule):
    """A route that says which arguments of the query string its view reads: no others ever reach it.

    One that is `limited` costs so much that its page is never kept, and that an address may ask so often only.
    """

    def __init__(
        self, string: str, *options: Any, query: Iterable[str] = (), limited: bool = False, **more: Any
    ) -> None:
        super().__init__(string, *options, **more)
        self.query, self.limited = frozenset(query), limited

    def get_empty_kwargs(self) -> dict[str, Any]:
        """Return what a copy is made with."""
        return {**super().get_empty_kwargs(), "query": self.query, "limited": self.limited}


def is_limited(rule: routing.Rule | None) -> bool:
    """Tell whether what answers is limited in how often it is asked."""
    return isinstance(rule, Rule) and rule.limited


@dataclass(frozen=True)
class FormerSite:
    """What a feature knows of the addresses of a former site: the arguments that told its pages apart."""

    arguments: tuple[str, ...]


class Routes:
    """Finds what answers a path before the application is asked."""

    def __init__(self, app: Flask) -> None:
        self._app, self._urls = app, app.url_map.bind("")

    def of(self, path: str) -> tuple[routing.Rule | None, frozenset[str]]:
        """Return the rule of a path and the arguments that it reads.

        Of a path that leads to another, such as one without its slash, that one’s. An address that has no page, and
        so no rule, may be one of a former site.
        """
        try:
            rule, _values = self._urls.match(path, "GET", return_rule=True)
        except RequestRedirect as redirect:
            return self.of(unquote(urlsplit(redirect.new_url).path))
        except NotFound:
            return None, frozenset(name for former in hooks(FormerSite, self._app) for name in former.arguments)
        except HTTPException:
            return None, frozenset()
        return rule, rule.query if isinstance(rule, Rule) else frozenset()


def path_of(environ: Environ) -> str:
    """Return the path of a request as Flask has it: it overlooks how many slashes it begins with."""
    return "/" + get_path_info(environ).lstrip("/")


def read(query: str, names: Collection[str]) -> str:
    """Return a query string with the arguments of these names, in the one form in which they are written.

    Of several values the first counts, as for Werkzeug; an empty one is none; what is no UTF-8 is U+FFFD.
    """
    if not query or not names:
        return ""
    given: dict[str, str] = {}
    for name, value in parse_qsl(query.encode("latin-1").decode(errors="replace"), keep_blank_values=True):
        if name in names:
            given.setdefault(name, _plain(value) if name == PAGE else value)
    return urlencode(sorted((name, value) for name, value in given.items() if value))


def _plain(number: str) -> str:
    """Return a page’s number as it would be written; the first page has none."""
    if not (number.isascii() and number.isdigit()):
        return number
    number = number.lstrip("0") or "0"
    return "" if number == "1" else number


def install(app: Flask) -> None:
    """Let views see no more of an address than what it may be kept under; but the desk’s, of which nothing is kept.

    Their host name has no capitals. They stand at the root of the host, as BASE_URL says: some servers would let
    SCRIPT_NAME, with which every link begins, be sent by a reader.
    """
    routes, inner, desk = Routes(app), app.wsgi_app, roots()

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        path, query = path_of(environ), environ.get("QUERY_STRING", "")
        seen = {**environ, "SCRIPT_NAME": "", ASKED: query}
        if path.startswith(desk):
            seen["QUERY_STRING"] = quote(query.encode("latin-1"), safe=printable)  # Werkzeug reads no bytes but UTF-8
        elif query:
            seen["QUERY_STRING"] = read(query, routes.of(path)[1])
        if "HTTP_HOST" in environ:
            seen["HTTP_HOST"] = environ["HTTP_HOST"].lower()
        return inner(seen, start_response)

    app.wsgi_app = answer  # type: ignore[method-assign]
