"""What browsers and search engines ask for: sitemap, robots, manifest, search description, icons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import Response, abort, current_app, make_response, redirect, render_template
from sqlalchemy import func, select
from werkzeug.wrappers import Response as WerkzeugResponse

from ..core.database import db
from ..entries import queries
from ..entries.models import Entry
from ..entries.public import addresses
from ..locales import LOCALES
from ..topics import service as topics
from ..web import rendering, urls
from ..web.assets import asset_url
from ..web.feature import INSTALLED

PART = 1_000  # entries in one part of the sitemap, by their ids, so that a part costs the same on any site

Page = tuple[urls.Versions, Mapping[str, datetime]]


def _answer(template: str, media_type: str, **values: object) -> Response:
    answer = make_response(render_template(template, **values))
    answer.headers["Content-Type"] = f"{media_type}; charset=utf-8"
    return answer


def sitemap() -> Response:
    """Send the sitemap: one file, or past 1,000 entries an index of parts."""
    parts = _parts()
    if parts > 1:
        return rendering.xml("site/sitemap_index.xml", "application/xml", parts=range(1, parts + 1))
    return sitemap_part(1)


def sitemap_part(part: int) -> Response:
    """Send a part of the sitemap, every address with its alternates."""
    if not 1 <= part <= _parts():
        abort(404)
    rows = db.session.execute(queries.addresses((part - 1) * PART + 1, part * PART))
    entries = [_entry(list(group)) for _id, group in groupby(rows, key=lambda row: row.entry_id)]
    pages = [*(_fixed() if part == 1 else ()), *entries]
    return rendering.xml("site/sitemap.xml", "application/xml", pages=pages)


def _parts() -> int:
    return max(1, -(-(db.session.scalar(select(func.max(Entry.id))) or 0) // PART))


def _entry(rows: list[Any]) -> Page:
    """Return the addresses of one entry's live editions and when each was changed."""
    paths = {
        row.locale: addresses.edition_url(row) for row in sorted(rows, key=lambda row: LOCALES.index(row.locale))
    }
    return urls.Versions(paths, frozenset(paths)), {row.locale: row.modified_at for row in rows}


def _fixed() -> list[Page]:
    pages = [route for feature in INSTALLED.current() for route in feature.public if route.in_sitemap]
    versions = [urls.versions_of(page.endpoint, default="" if page.path else "/") for page in pages]
    versions += [addresses.versions_of_topic("topic", topic) for topic in topics.every()]
    return [(one, {}) for one in versions]


def robots() -> Response:
    """Send robots.txt: everything but suggestions, or nothing where INDEXING is off; pages speak for themselves."""
    return _answer("site/robots.txt", "text/plain", indexing=current_app.config["INDEXING"])


def manifest(locale: str) -> Response:
    """Send the web app manifest of a language."""
    return _answer("site/manifest.json", "application/manifest+json")


def opensearch(locale: str) -> Response:
    """Send the OpenSearch description of a language."""
    return rendering.xml("search/opensearch.xml", "application/opensearchdescription+xml")


def favicon() -> WerkzeugResponse:
    """Lead to the icon for browsers that ask for it by its old name."""
    return redirect(asset_url("icons/favicon.ico"), 302)
