"""The addresses of the public site: a blueprint a language, within it one a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from flask import Blueprint, Flask
from werkzeug.routing import BaseConverter, IntegerConverter

from .. import locales
from ..core.i18n import mark
from ..entries.kind import all_kinds
from ..entries.public import feeds, pages, template_globals, topics
from ..files import preview_keys, public
from ..helplines import public as helplines
from ..search import public as search
from ..site import frame, home, menu, redirects, seo
from . import errors, rendering, urls
from .arguments import PAGE

FEED, HELP, SEARCH = mark("url", "feed"), mark("url", "help"), mark("url", "search")
SUGGESTIONS, TOPICS = mark("url", "suggestions"), mark("url", "topics")


class SlugConverter(BaseConverter):
    """A part of a path without dots: what follows a dot says which file is meant."""

    regex = r"[^/.]+"


class NumberConverter(IntegerConverter):
    """A number as it is written: digits of other scripts or needless zeros would be more addresses of one page."""

    regex = "[1-9][0-9]*"


class DigitsConverter(IntegerConverter):
    """So many digits, as those of a year or a month."""

    regex = "[0-9]+"


def install(app: Flask) -> None:
    """Give an application its public pages."""
    app.url_map.converters.update(slug=SlugConverter, number=NumberConverter, digits=DigitsConverter)
    rendering.install(app)
    errors.install(app)
    template_globals.install(app)
    app.jinja_env.globals["menu"] = menu.places
    app.context_processor(lambda: {"site": frame.Site()})
    for locale in locales.LOCALES:
        app.register_blueprint(_language(locale))
    rules: tuple[tuple[str, Callable[..., Any], Iterable[str]], ...] = (
        ("/", home.door, redirects.OLD_ARGUMENTS),
        ("/sitemap.xml", seo.sitemap, ()),
        ("/sitemap-<number:part>.xml", seo.sitemap_part, ()),
        ("/robots.txt", seo.robots, ()),
        ("/favicon.ico", seo.favicon, ()),
        ("/media/<digest>/<number:width>.<any(avif, webp, jpg):form>", public.image, (preview_keys.KEY,)),
        ("/media/<digest>/cover.webp", public.cover, (preview_keys.KEY,)),
    )
    for rule, function, arguments in rules:
        app.add_url_rule(rule, function.__name__, function, query=arguments)


def _language(locale: str) -> Blueprint:
    word = partial(urls.word, locale)
    blueprint = Blueprint(locale, __name__, url_prefix=f"/{locale}")
    routes: tuple[tuple[str, str, Callable[..., Any], Iterable[str]], ...] = (
        ("home", "/", home.home, ()),
        ("help", f"/{word(HELP)}/", helplines.help_page, ()),
        ("search", f"/{word(SEARCH)}/", search.search, search.ARGUMENTS),
        ("suggestions", f"/{word(SEARCH)}/{word(SUGGESTIONS)}.json", search.suggestions, search.SUGGESTED),
        ("topics", f"/{word(TOPICS)}/", topics.topics, ()),
        ("topic", f"/{word(TOPICS)}/<slug:slug>/", topics.topic, (PAGE,)),
        ("topic_feed", f"/{word(TOPICS)}/<slug:slug>.atom", feeds.of_topic, ()),
        ("feed", f"/{word(FEED)}.atom", feeds.of_language, ()),
        ("share", "/share.png", home.share_image, ()),
        ("manifest", "/manifest.json", seo.manifest, ()),
        ("opensearch", "/opensearch.xml", seo.opensearch, ()),
    )
    for endpoint, rule, function, arguments in routes:
        blueprint.add_url_rule(rule, endpoint, function, defaults={"locale": locale}, query=arguments)
    for kind in all_kinds():
        blueprint.register_blueprint(pages.section(kind, locale))
    return blueprint
