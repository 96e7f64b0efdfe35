"""What a feature of the site is, and its pages: each is declared once, with all that others need to know of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from click import Command
from flask import Flask

from .. import locales
from ..core.i18n import mark, url_word
from ..core.services import Service

T = TypeVar("T")
Label = Any  # a text that is translated when it is shown

ANYONE = ""  # the role of those who have not signed in
DESK = mark("url", "desk")
_WORD = re.compile(r"\{([a-z-]+)\}")


@dataclass(frozen=True)
class Link:
    """How a menu of the desk leads to a page: its place, what it is called there, what can be done on it."""

    menu: str  #: MAIN or SETTINGS
    place: int
    label: Label
    hint: Label = ""


MAIN, SETTINGS = "main", "settings"


@dataclass(frozen=True)
class Route:
    """A page: where it is, what answers, who may ask. `{words}` in its path are said as each language says them.

    `tools/url_words.py` finds those words here for the catalogues.
    """

    endpoint: str
    path: str  #: without a slash before it; `<slug:slug>` and the like as in Flask
    view: Callable[..., Any]
    role: str = "writer"  #: at the desk: the least that a person needs; ANYONE needs no session
    methods: tuple[str, ...] = ("GET",)
    query: tuple[
        str, ...
    ] = ()  #: of readers' pages: the arguments that make pages of their own; others reach no view
    limited: bool = False  #: so costly that an address may ask so often only; such a page is never kept
    values: Mapping[str, Any] = field(default_factory=dict)  #: of readers' pages: what the view is given beside
    in_sitemap: bool = False
    link: Link | None = None  #: of the desk's pages: how a menu leads there


@dataclass(frozen=True)
class Feature:
    """What one folder adds to the site; `app.py` lists them all."""

    name: str
    public: tuple[Route, ...] = ()  #: readers' pages, there in every language
    root: tuple[Route, ...] = ()  #: addresses that have no language, such as /robots.txt
    desk: tuple[Route, ...] = ()  #: pages below the desk's address, there in every language
    blueprint: str = "desk"  #: of its pages at the desk
    commands: tuple[Command, ...] = ()  #: of `flask ecpat`
    template_globals: Mapping[str, Any] = field(default_factory=dict)
    hooks: tuple[
        object, ...
    ] = ()  #: what it gives to others, each of a class that they define and ask for by `hooks`
    setup: Callable[[Flask], None] | None = None  #: what remains to be done with an application


INSTALLED = Service[tuple[Feature, ...]]()


def hooks(kind: type[T], app: Flask | None = None) -> tuple[T, ...]:
    """Return what the features of an application (the running one, unless another is named) give of one class."""
    features = INSTALLED.of(app) if app else INSTALLED.current()
    return tuple(hook for feature in features for hook in feature.hooks if isinstance(hook, kind))


def links(menu: str) -> list[tuple[str, Link, str]]:
    """Return (endpoint, link, least role) of the pages that a menu of the desk leads to, in their order."""
    found = [
        (f"{feature.blueprint}.{route.endpoint}", route.link, route.role)
        for feature in INSTALLED.current()
        for route in feature.desk
        if route.link and route.link.menu == menu
    ]
    return sorted(found, key=lambda entry: entry[1].place)


def path_in(locale: str, path: str) -> str:
    """Return a path with its words as a language says them."""
    return _WORD.sub(lambda match: url_word(locale, match[1]), path)


def root(locale: str) -> str:
    """Return the path of the desk in a language, with a slash at its end."""
    return f"/{locale}/{url_word(locale, DESK)}/"


def roots() -> tuple[str, ...]:
    """Return the path of the desk in every language."""
    return tuple(root(locale) for locale in locales.LOCALES)
