"""The results page and the suggestions while typing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import structlog
from flask import Response, abort, current_app, jsonify, request
from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import defer, selectinload

from .. import locales
from ..core import frequent_counts
from ..core.database import db, is_away
from ..core.i18n import current_locale
from ..entries import queries
from ..entries.kind import all_kinds
from ..entries.models import Edition, Entry
from ..entries.public import addresses, cards
from ..topics import service as topics
from ..web import rendering, urls
from ..web.arguments import PAGE
from ..web.errors import AGAIN
from ..web.middleware import rate_limit
from ..web.pagination import page_number
from ..web.places import HELP, Place
from . import places, service
from .facets import facets_of
from .insight import Search
from .text import crisis, dictionary
from .text import suggestions as suggesting
from .types import Hit, Request, Results, Suggestion

log = structlog.get_logger()
LONGEST_QUERY = 200  # characters; more is no search
ARGUMENTS = ("q", "kind", "topic", "year", "language", "document", "sort", PAGE)
SUGGESTED = ("q",)


def search(locale: str) -> Response:
    """Show what was found, one hit a work, with its passage."""
    asked = _read(locale)
    results = service.find(asked) if asked.text else None
    help_first = bool(asked.text) and crisis.needs_help(asked.text)
    found = {entry.id: entry for entry in _entries(results.hits)} if results else {}
    topic = next((topic for topic in topics.every() if topic.key == asked.topic), None)
    query = {
        "q": asked.text, "kind": asked.kind, "year": asked.year or "", "language": asked.language,
        "document": "1" if asked.document else "", "sort": "date" if asked.sort == "date" else "",
    }  # fmt: skip
    last = max(1, -(-results.total // asked.size)) if results else 1
    if asked.page > last and not (results and not results.ready):
        abort(404)
    own = {**dict.fromkeys(locales.LOCALES, query), **addresses.topic_queries(topic, query)}
    versions = urls.paged(urls.versions_of("search", own), asked.page)
    simple = asked == Request(asked.text, locale, size=asked.size)
    shown = simple and not help_first and (results is None or _is_a_word_of_ours(asked.text, results))
    if shown and results:  # and if they show it, then as the page to search on
        bare = {**versions.addresses, locale: urls.url_of("search")}
        versions = replace(versions, addresses=bare, real=frozenset())
    robots: dict[str, Any] = {} if shown else {"robots": "noindex"}
    meant = results.corrected if results and results.foreign else asked.text
    first = HELP if help_first and " " in asked.text else ""
    leading, about = places.named(meant, locale, first) if simple and asked.text else ((), ())
    if results and results.corrected and not leading:
        leading = places.named(results.corrected, locale)[0]
    if results and results.hits and not help_first:  # the help lines end the page anyway
        about = tuple(place for place in about if place.key != HELP)
    answer = rendering.render(
        "search/search.html", versions, asked=asked, results=results, leading=leading, about=about,
        help_first=help_first, entries=found, last=last, topic=topic, topics=topics.every(), query=own[locale],
        sections={place.key: _sections(locale, place) for place in leading},
        file_of=_file_of, facets=facets_of(locale, asked, results, own[locale]) if results else [], **robots,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"  # what someone looked for stays nowhere
    if results and simple and not help_first:
        _count(locale, asked.text, results)
    return answer


def warm_up() -> None:
    """Read what the first search of a process would wait for, and search in each language for its topics."""
    dictionary.common()
    crisis.needs_help("xqzwv")  # which no phrase has: what mistyped words are held against is made ready too
    for locale in locales.LOCALES:
        suggesting.is_title("", locale)
        service.warm_up(locale)
        labels = [topic.labels[locale].label for topic in topics.every() if locale in topic.labels]
        for label in labels:
            service.find(Request(label, locale))
        path = urls.url_of("search", locale, q=next(iter(labels), locale))
        with current_app.test_request_context(path, base_url=request.host_url):
            search(locale)


def _is_a_word_of_ours(text: str, results: Results) -> bool:
    """Tell whether search engines may show a search: for one word of our texts, and one that we use ourselves.

    Whatever else is typed is somebody else's text, under our name: they would link to it.
    """
    ours = results.ready and results.total and not (results.unknown or results.corrected or results.preferred)
    return bool(ours) and text.isalpha() and len(results.terms) == 1


def _count(locale: str, text: str, results: Results) -> None:
    """Count a search where INSIGHT is on and readers can be told apart."""
    reader = rate_limit.network(request.remote_addr or "")
    if current_app.config["INSIGHT"] and reader and results.ready:
        search = Search(locale, text, results.unknown, missed=not results.total, phrases=crisis.current())
        frequent_counts.counts(Search).count(reader, search)


def _sections(locale: str, place: Place) -> list[tuple[str, int, str]]:
    """Return (label, number, path) of the lists of what a place speaks of, where it is a topic's page."""
    topic = next((topic for topic in topics.every() if f"topic:{topic.key}" == place.key), None)
    if topic is None:
        return []
    counts = dict(service.facets(Request("", locale, topic=topic.key, language=locale)).get("kind", ()))
    slug = topic.labels[locale].slug
    return [
        (str(kind.label), counts[kind.name], urls.url_of(f"{kind.name}.list", topic=slug))
        for kind in all_kinds()
        if kind.in_menu and kind.name in counts
    ]


def _file_of(entry: Entry, asset_id: int | None) -> Edition | None:
    """Return the live edition whose document a passage was found in."""
    found = (one for one in entry.editions.values() if one.pdf and one.document_id == asset_id and one.live)
    return next(found, None) if asset_id is not None else None


def _read(locale: str) -> Request:
    """Read a search from the address; an unknown filter value is no page, an unknown word is just not found."""
    arguments, topic_key, year = request.args, "", 0
    if slug := arguments.get("topic", ""):
        topic_key = (topics.of_slug(locale, slug) or abort(404)).key
    if text := arguments.get("year", ""):
        year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else abort(404)
    known = {
        "kind": {kind.name for kind in all_kinds()}, "language": set(locales.LOCALES), "sort": {"date", "relevance"},
        "document": {"1"},
    }  # fmt: skip
    chosen = {name: arguments.get(name, "") for name in known}
    if any(value and value not in known[name] for name, value in chosen.items()):
        abort(404)
    return Request(
        text=" ".join(arguments.get("q", "")[:LONGEST_QUERY].replace("\x00", " ").split()),
        locale=locale,
        kind=chosen["kind"],
        topic=topic_key,
        year=year,
        language=chosen["language"],
        document=bool(chosen["document"]),
        sort=chosen["sort"] or "relevance",
        page=page_number(arguments),
        size=current_app.config["SEARCH_SIZE"],
    )


@cache
def _found() -> Select[Entry]:
    """Select the entries `:ids` with what results show: passages stand for their texts, which are not read."""
    entry = queries.any_entry()
    document = selectinload(Edition.document).load_only(*queries.SHOWN_OF_FILES)
    shown = selectinload(entry.editions).options(defer(Edition.body), defer(Edition.changes), document)
    return select(entry).where(entry.id.in_(bindparam("ids"))).options(shown)


def _entries(hits: tuple[Hit, ...]) -> list[Entry]:
    found = list(db.session.scalars(_found(), {"ids": [hit.entry_id for hit in hits]})) if hits else []
    cards.add_topics(db.session, found)
    return found


def _paths(found: Sequence[Suggestion]) -> list[str]:
    """Return where each suggestion leads: to what it names, a topic or an entry, else to the search for it."""
    named = addresses.paths_of(one.entry_id for one in found if one.entry_id is not None)
    slugs = {
        topic.key: topic.labels[here].slug for topic in topics.every() if (here := current_locale()) in topic.labels
    }

    def path(one: Suggestion) -> str:
        if one.topic in slugs:
            return urls.url_of("topic", slug=slugs[one.topic])
        return named.get(one.entry_id or 0) or urls.url_of("search", q=one.text)

    return [path(one) for one in found]


def suggestions(locale: str) -> Response:
    """Send what a reader may be about to type, as OpenSearch suggestions: [typed, [words], [], [addresses]]."""
    typed = request.args.get("q", "")[:LONGEST_QUERY]
    status, paths = 200, list[str]()
    try:
        found = service.suggest(typed, locale) if len(typed.strip()) >= 2 else ()
        paths = _paths(found)
    except SQLAlchemyError as error:
        if not is_away(error):
            raise
        log.warning("database_unreachable", which="database", reason=error)
        found, status = (), 503
    texts = [suggestion.text for suggestion in found]
    answer = jsonify([typed, texts, [""] * len(texts), paths])
    if status == 503:
        answer.status_code, answer.headers["Retry-After"] = status, str(AGAIN)
    answer.headers["Content-Type"] = "application/x-suggestions+json; charset=utf-8"
    answer.headers["Cache-Control"] = "no-store"
    return answer
