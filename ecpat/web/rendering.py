"""How a page is rendered, and what every template can use."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template
from flask_babel import format_number
from jinja2.environment import TemplateModule
from markupsafe import Markup

from .. import locales
from ..core import clock, i18n
from ..core.characters import fit
from ..core.services import Service
from . import snapshot, urls
from .assets import asset_url
from .urls import Versions


def render(template: str, versions: Versions | None, http_status: int = 200, **context: Any) -> Response:
    """Return a page: its template, the languages it exists in, and what it shows."""
    response = make_response(render_template(template, versions=versions, **context), http_status)
    response.headers["Content-Language"] = i18n.current_locale()
    return response


def xml(template: str, media_type: str, **context: Any) -> Response:
    """Return a document in XML, well-formed whatever characters its texts have."""
    return Response(fit(render_template(template, **context)), content_type=f"{media_type}; charset=utf-8")


def fragment(template: str, locale: str, **values: Hashable) -> Markup:
    """Return a part that is the same on all pages of a language with these values, rendered once per generation.

    The language is the page's own, handed on since its page knows it: to ask for it costs as much as all else here.
    """
    key = ("fragment", template, locale, *values.items())
    return snapshot.kept(key, lambda: Markup(render_template(template, **values)))  # noqa: S704 — a template


def component(name: str) -> TemplateModule:
    """Return the macros of a component, as `import` does, which compares all globals on every page (30 µs)."""
    return current_app.jinja_env.get_template(f"components/{name}.html").module


TEMPLATES = Service[frozenset[str]](lambda app: frozenset(app.jinja_env.list_templates()))


def has_template(name: str) -> bool:
    """Tell whether there is a template of a name."""
    return name in TEMPLATES.current()


def install(app: Flask) -> None:
    """Give the templates their words: functions that need no import there."""
    words = app.jinja_env.globals
    words.update(
        asset=asset_url,
        absolute=urls.absolute,
        component=component,
        locales=locales.LOCALES,
        fragment=fragment,
        first_of=lambda year, month: date(year, month, 1),
        now=clock.now,
        pairs=lambda values: [(value, value) for value in values],
        format_day=i18n.format_day,
        format_hour=i18n.format_hour,
        format_hours=i18n.format_hours,
        format_month=i18n.format_month,
        format_number=format_number,
        format_length=i18n.format_length,
        format_size=i18n.format_size,
        format_weekday=i18n.format_weekday,
        format_short=i18n.format_short,
        format_within_year=i18n.format_within_year,
        language_name=i18n.language_name,
        local=i18n.local,
        own_name=i18n.own_name,
        url=urls.url_of,
    )
    words["_"] = words["gettext"]  # Jinja’s `_` looks for it at each call: twice the time for dozens on a page
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(lambda: {"locale": i18n.current_locale()})
