"""The addresses of the public site: a blueprint a language, within it one a kind."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Flask
from werkzeug.routing import BaseConverter

from .. import locales
from ..content.registry import all_kinds
from ..i18n import mark
from . import errors, feeds, files, helplines, home, links, machines, search, sections, structured, topics, view

FEED, HELP, SEARCH = mark("url", "feed"), mark("url", "help"), mark("url", "search")
SUGGESTIONS, TOPICS = mark("url", "suggestions"), mark("url", "topics")


class SlugConverter(BaseConverter):
    """A part of a path without dots: what follows a dot says which file is meant."""

    regex = r"[^/.]+"


def install(app: Flask) -> None:
    """Give an application its public pages."""
    app.url_map.converters["slug"] = SlugConverter
    view.install(app)
    errors.install(app)
    app.jinja_env.globals["breadcrumbs"] = structured.breadcrumbs
    for locale in locales.LOCALES:
        app.register_blueprint(_language(locale))
    rules: dict[str, Callable[..., Any]] = {
        "/": home.door,
        "/sitemap.xml": machines.sitemap,
        "/sitemap-<int:part>.xml": machines.sitemap_part,
        "/robots.txt": machines.robots,
        "/favicon.ico": machines.favicon,
        "/media/<digest>/<int:width>.<any(avif, webp, jpg):form>": files.image,
        "/media/<digest>/cover.webp": files.cover,
    }
    for rule, function in rules.items():
        app.add_url_rule(rule, function.__name__, function)


def _language(locale: str) -> Blueprint:
    word = partial(links.word, locale)
    blueprint = Blueprint(locale, __name__, url_prefix=f"/{locale}")
    for endpoint, rule, function in (
        ("home", "/", home.home),
        ("help", f"/{word(HELP)}/", helplines.help_page),
        ("search", f"/{word(SEARCH)}/", search.search),
        ("suggestions", f"/{word(SEARCH)}/{word(SUGGESTIONS)}.json", search.suggestions),
        ("topics", f"/{word(TOPICS)}/", topics.topics),
        ("topic", f"/{word(TOPICS)}/<slug:slug>/", topics.topic),
        ("topic_feed", f"/{word(TOPICS)}/<slug:slug>.atom", feeds.of_topic),
        ("feed", f"/{word(FEED)}.atom", feeds.of_language),
        ("share", "/share.png", home.share_image),
        ("manifest", "/manifest.json", machines.manifest),
        ("opensearch", "/opensearch.xml", machines.opensearch),
    ):
        blueprint.add_url_rule(rule, endpoint, function, defaults={"locale": locale})
    for kind in all_kinds():
        blueprint.register_blueprint(sections.section(kind, locale))
    return blueprint
