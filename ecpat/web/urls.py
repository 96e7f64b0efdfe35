"""Addresses: the one place that knows where a thing is, in which languages, and where the switch leads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, request, url_for
from flask_babel import force_locale
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError

from .. import locales
from ..core.i18n import current_locale
from ..core.services import Service

Query = Mapping[str, Any]


def url_of(endpoint: str, locale: str | None = None, **values: Any) -> str:
    """Return the path of a page in a language (the reader's unless another is named); empty values are left out."""
    kept = tuple((name, value) for name, value in values.items() if value not in ("", None))
    return _PATHS.current()(request.script_root, f"{locale or current_locale()}.{endpoint}", kept)


def _builder(_app: Flask) -> Callable[[str, str, tuple[tuple[str, Any], ...]], str]:
    """Return what builds an application's paths and remembers those asked for most."""
    return lru_cache(2048)(lambda root, endpoint, values: url_for(endpoint, **dict(values)))


_PATHS = Service(_builder)


def reachable(endpoint: str, **values: Any) -> bool:
    """Tell whether no other page stands where a page would be, such as the list of news or a year of it."""
    adapter = current_app.url_map.bind("")
    for locale in locales.LOCALES:
        own = f"{locale}.{endpoint}"
        try:
            if adapter.match(adapter.build(own, values))[0] != own:
                return False
        except BuildError:
            continue  # a page that this application does not have
        except HTTPException:
            return False
    return True


def absolute(path: str) -> str:
    """Return the whole address of a path: under BASE_URL where set, else where the request came to."""
    return (current_app.config["BASE_URL"] or request.host_url.rstrip("/")) + path


def site_host() -> str:
    """Return the host that names the site, whichever one was asked: BASE_URL's, else the first that is allowed."""
    own, allowed = urlsplit(current_app.config["BASE_URL"]).hostname, current_app.config["TRUSTED_HOSTS"]
    return own or str(allowed[0]).lstrip(".")


@contextmanager
def own_request(locale: str) -> Iterator[None]:
    """Let addresses and words be made as for a request in a language, where there is none: in a mail, in a file."""
    host = current_app.config["TRUSTED_HOSTS"][0].lstrip(".")  # any that is the site's: `absolute` names BASE_URL
    with current_app.test_request_context(f"/{locale}/", base_url=f"http://{host}"), force_locale(locale):
        yield


@dataclass(frozen=True)
class Versions:
    """One thing in every language: where the switch leads, and which of these pages really exist."""

    addresses: Mapping[str, str]  #: a path for every language of the site
    real: frozenset[str] = field(default=frozenset(locales.LOCALES))  #: the languages to be told to machines
    default: str = ""  #: x-default, where it is none of the pages

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """Return (hreflang, path) of every page that exists, x-default last; none where there is but one page."""
        found = [(locale, path) for locale, path in self.addresses.items() if locale in self.real]
        if not found:
            return []
        return [*found, ("x-default", self.default or found[0][1])]

    @property
    def others(self) -> list[tuple[str, str]]:
        """Return (locale, path) for the switch: every language but the reader's."""
        here = current_locale()
        return [(locale, path) for locale, path in self.addresses.items() if locale != here]


def versions_of(
    endpoint: str, values: Mapping[str, Query] | None = None, *, missing: str = "home", default: str = ""
) -> Versions:
    """Return the versions of a page, with values of its own in each language.

    Without values every language has it; with them, a language that is not among them is led to `missing`.
    """
    own: Mapping[str, Query] = {locale: {} for locale in locales.LOCALES} if values is None else values
    return Versions(
        {
            locale: url_of(endpoint, locale, **own[locale]) if locale in own else url_of(missing, locale)
            for locale in locales.LOCALES
        },
        frozenset(own),
        default,
    )


def paged(versions: Versions, number: int) -> Versions:
    """Return the versions of a list's page: past the first, its number is of the reader's language alone.

    Another language has other pages and perhaps fewer, so the switch leads to its first.
    """
    if number == 1:
        return versions
    here = current_locale()
    path = versions.addresses[here]
    own = f"{path}{'&' if '?' in path else '?'}page={number}"
    return Versions({**versions.addresses, here: own}, frozenset())
