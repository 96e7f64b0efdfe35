"""How a page is rendered, and what every template can use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask import Flask, Response, g, make_response, render_template
from jinja2 import Template
from markupsafe import Markup

from .. import clock, i18n, locales
from ..content import changes, registry, richtext
from ..content.models import Edition, Entry
from ..content.site import Site, current_site
from ..content.topics import Topic
from ..delivery.assets import asset_url
from . import links, menu, pictures
from .links import Versions


def site() -> Site:
    """Return the site as this request first saw it."""
    if "site" not in g:
        g.site = current_site()
    return g.site  # type: ignore[no-any-return]  # kept by the line above


def render(
    template: str | list[str | Template], versions: Versions | None, http_status: int = 200, **context: Any
) -> Response:
    """Return a page: its template, the languages it exists in, and what it shows."""
    response = make_response(render_template(template, versions=versions, **context), http_status)
    response.headers["Content-Language"] = i18n.current_locale()
    return response


def fragment(template: str) -> Markup:
    """Return a part that is the same on all pages of a language, rendered once per generation."""
    key = ("fragment", template, i18n.current_locale())
    return changes.cache().get(site().generation, key, lambda: Markup(render_template(template)))  # noqa: S704 — a template


def topics_of(entry: Entry) -> list[Topic]:
    """Return an entry's topics that the reader's language has a word for, the first one first."""
    known, locale = site().topic_by_id, i18n.current_locale()
    found = [known[link.topic_id] for link in entry.topic_links if link.topic_id in known]
    return [topic for topic in found if locale in topic.labels]


def colour_of(entry: Entry) -> str:
    """Return the colour of an entry's first topic."""
    known = site().topic_by_id
    return next((known[link.topic_id].colour for link in entry.topic_links if link.topic_id in known), "indigo")


def moment_of(edition: Edition) -> datetime | None:
    """Return the moment that dates an edition in the lists of its kind."""
    when = registry.get_kind(edition.kind).when
    return getattr(edition if when.class_ is Edition else edition.entry, when.key)  # type: ignore[no-any-return]


def bodies_of(editions: Iterable[Edition], absolute: bool = False) -> dict[int, Markup]:
    """Return editions' bodies by id, their links and pictures resolved; they were sanitised when they were saved."""
    editions = list(editions)
    paths = links.resolver(set().union(*(richtext.references(edition.body) for edition in editions)))

    def address(entry_id: int | None) -> str | None:
        path = links.url_of("help") if entry_id is None else paths.get(entry_id)
        return links.absolute(path) if path and absolute else path

    picture = pictures.in_bodies((edition.body for edition in editions), links.absolute if absolute else str)
    return {edition.id: Markup(richtext.resolve(edition.body, address, picture)) for edition in editions}  # noqa: S704


def body_of(edition: Edition) -> Markup:
    """Return an edition's body, its internal links resolved."""
    return bodies_of([edition])[edition.id]


def install(app: Flask) -> None:
    """Give the templates their words: functions that need no import there."""
    app.jinja_env.globals.update(
        asset=asset_url,
        body_of=body_of,
        caption=lambda edition: registry.get_kind(edition.kind).caption(edition),
        colour_of=colour_of,
        kind_of=registry.get_kind,
        kinds=registry.all_kinds,
        links=links,
        locales=locales.LOCALES,
        fragment=fragment,
        first_of=lambda year, month: date(year, month, 1),
        menu=menu.places,
        moment_of=moment_of,
        now=clock.now,
        pairs=lambda values: [(value, value) for value in values],
        pgettext=i18n.pgettext,
        pictures=pictures,
        reading_minutes=richtext.reading_minutes,
        topics_of=topics_of,
        **{name: getattr(i18n, name) for name in dir(i18n) if name.startswith("format_")},
        language_name=i18n.language_name,
        local=i18n.local,
        own_name=i18n.own_name,
        url=links.url_of,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(lambda: {"site": site(), "locale": i18n.current_locale()})
