"""How a page is rendered, and what every template can use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from flask import Flask, Response, current_app, g, has_request_context, make_response, render_template, request
from markupsafe import Markup
from sqlalchemy import Row

from .. import locales
from ..core import clock, generation, i18n
from ..entries import kind as registry
from ..entries import richtext
from ..entries.kind import Kind
from ..entries.models import Edition, Entry
from ..files import pictures
from ..site import menu
from ..site.frame import Site, current_site
from ..topics.models import Topic
from . import urls
from .assets import asset_url
from .urls import Versions

_WRITTEN = {"day": 10, "month": 7, "year": 4}  # characters of 2014-07-30, as far as a date is known


class Dated(NamedTuple):
    """A date as far as it is known: for machines, its year, and the rest for people."""

    machine: str
    year: str
    rest: str


def site() -> Site:
    """Return the site as this request first saw it."""
    if "site" not in g:
        g.site = current_site(request.environ.get(generation.KNOWN) if has_request_context() else None)
    return g.site  # type: ignore[no-any-return]  # kept by the line above


def template_of(kind: Kind, name: str) -> str:
    """Return the template of that name that is a kind's own, else the one that all kinds share."""
    own = f"{kind.name}/{name}"
    return own if own in current_app.extensions["templates"] else f"content/{name}"


def render(template: str, versions: Versions | None, http_status: int = 200, **context: Any) -> Response:
    """Return a page: its template, the languages it exists in, and what it shows."""
    response = make_response(render_template(template, versions=versions, **context), http_status)
    response.headers["Content-Language"] = i18n.current_locale()
    return response


def fragment(template: str) -> Markup:
    """Return a part that is the same on all pages of a language, rendered once per generation."""
    key = ("fragment", template, i18n.current_locale())
    return generation.cache().get(site().generation, key, lambda: Markup(render_template(template)))  # noqa: S704 — a template


def topics_of(entry: Entry) -> list[Topic]:
    """Return an entry's topics that the reader's language has a word for, the first one first."""
    return topics_with(entry.topic_ids)


def topics_with(ids: Iterable[int]) -> list[Topic]:
    """Return the topics of these ids that the reader's language has a word for."""
    known, locale = site().topic_by_id, i18n.current_locale()
    found = [known[topic_id] for topic_id in ids if topic_id in known]
    return [topic for topic in found if locale in topic.labels]


def colour_of(entry: Entry) -> str:
    """Return the colour of an entry's first topic."""
    known = site().topic_by_id
    return next((known[topic_id].colour for topic_id in entry.topic_ids if topic_id in known), "indigo")


def moment_of(edition: Edition) -> datetime | None:
    """Return the moment that dates an edition in the lists of its kind."""
    when = registry.get_kind(edition.kind).when
    return getattr(edition if when.class_ is Edition else edition.entry, when.key)  # type: ignore[no-any-return]


def dated(edition: Edition) -> Dated | None:
    """Return what a list says of an edition's date; None where it is not known."""
    moment, precision = moment_of(edition), edition.entry.date_precision
    if moment is None or precision == "none":
        return None
    moment = i18n.local(moment)
    machine = moment.date().isoformat()[: _WRITTEN[precision]]
    return Dated(machine, str(moment.year), i18n.format_within_year(moment, precision))


def bodies_of(editions: Iterable[Edition | Row[Any]], absolute: bool = False) -> dict[int, Markup]:
    """Return editions' bodies by id, their links and pictures resolved; they were sanitised when they were saved."""
    editions = list(editions)
    paths = urls.resolver(set().union(*(richtext.references(edition.body) for edition in editions)))

    def address(entry_id: int | None) -> str | None:
        path = urls.url_of("help") if entry_id is None else paths.get(entry_id)
        return urls.absolute(path) if path and absolute else path

    picture = pictures.in_bodies((edition.body for edition in editions), urls.absolute if absolute else str)
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
        dated=dated,
        kind_of=registry.get_kind,
        kinds=registry.all_kinds,
        links=urls,
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
        topics_with=topics_with,
        **{name: getattr(i18n, name) for name in dir(i18n) if name.startswith("format_")},
        language_name=i18n.language_name,
        local=i18n.local,
        own_name=i18n.own_name,
        url=urls.url_of,
        words_of=lambda topic: topic.labels[i18n.current_locale()],
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["templates"] = frozenset(app.jinja_env.list_templates())
    app.context_processor(lambda: {"site": site(), "locale": i18n.current_locale()})
