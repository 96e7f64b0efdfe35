"""The API's pages: read-only, without a key, and from any other site's pages too."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from .. import locales
from ..core.database import db
from ..entries import lists
from ..entries import queries as entry_queries
from ..entries.public import cards
from ..topics import service as topics
from ..web import caching
from ..web.arguments import PAGE
from . import arguments, description, queries
from .representations import link, of_entry, of_listed, of_topic


def index() -> Response:
    """Say where everything is."""
    places = {"description": "api.description", "entries": "api.entries", "topics": "api.topics"}
    return _answer({name: link(endpoint) for name, endpoint in places.items()})


def openapi() -> Response:
    """Describe the API as OpenAPI does."""
    return _answer(description.document())


def every_topic() -> Response:
    """List the topics."""
    return _answer({"items": [of_topic(topic) for topic in topics.every()]})


def entries() -> Response:
    """List the editions that are asked for, those changed last first."""
    try:
        asked = arguments.read(request.args)
    except arguments.WrongArgumentError as wrong:
        return _problem(400, str(wrong))
    found = queries.asked_for(asked)
    total = db.session.scalar(lists.counted(found)) or 0
    last = max(1, -(-total // queries.PER_PAGE))
    if asked.page > last:
        return _problem(404, f"There are {last} pages.")
    items = [of_listed(edition) for edition in cards.read(db.session, queries.page(found, asked.page))]
    given = {name: value for name, value in request.args.items() if name != PAGE}
    near = {"previous": asked.page - 1, "next": asked.page + 1}
    links = {
        name: link("api.entries", **given, page=number) if 1 <= number <= last else None
        for name, number in near.items()
    }
    return _answer({"total": total, "page": asked.page, "pages": last, **links, "items": items})


def entry(entry_id: int) -> Response:
    """Send an entry with its live editions."""
    found = db.session.scalars(entry_queries.entries(), {"ids": [entry_id]}).one_or_none()
    editions = found.editions if found is not None else {}
    live = [editions[locale] for locale in locales.LOCALES if locale in editions and editions[locale].live]
    if found is None or not live:
        return _problem(404, "There is no public entry of this number.")
    cards.add_topics(db.session, [found])
    return caching.tag(_answer(of_entry(found, live)), found.cache_tag)


def _answer(value: Any, status: int = 200) -> Response:
    answer = jsonify(value)
    answer.status_code = status
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _problem(status: int, detail: str) -> Response:
    """Say what is wrong, as RFC 9457 has it."""
    title = {400: "Bad Request", 404: "Not Found"}[status]
    answer = _answer({"status": status, "title": title, "detail": detail}, status)
    answer.content_type = "application/problem+json"
    return answer
