"""What browsers and search engines ask for: sitemap, robots, manifest, search description, icons."""

from __future__ import annotations

from flask import Response, abort, current_app, make_response, redirect, render_template
from sqlalchemy import func, select
from werkzeug.wrappers import Response as WerkzeugResponse

from .. import locales
from ..content import queries
from ..content.models import Edition
from ..content.registry import all_kinds
from ..delivery.assets import asset_url
from ..extensions import db
from . import links, view

PART = 10_000  # addresses in one part of the sitemap


def _answer(template: str, media_type: str, **values: object) -> Response:
    answer = make_response(render_template(template, **values))
    answer.headers["Content-Type"] = f"{media_type}; charset=utf-8"
    return answer


def sitemap() -> Response:
    """Send the sitemap: one file, or past 10,000 addresses an index of parts."""
    parts = -(-_total() // PART)
    if parts > 1:
        return _answer("sitemap_index.xml", "application/xml", parts=range(1, parts + 1))
    return sitemap_part(1)


def sitemap_part(part: int) -> Response:
    """Send a part of the sitemap, every address with its alternates."""
    ids = select(Edition.entry_id).join(Edition.entry).where(*queries.shown()).distinct().order_by(Edition.entry_id)
    per_part = PART // len(locales.LOCALES)
    chosen = ids.limit(per_part).offset((part - 1) * per_part)
    wanted = list(db.session.scalars(chosen))
    if part > 1 and not wanted:
        abort(404)
    entries = db.session.scalars(queries.addresses(wanted)).all()
    pages = [
        *(_fixed() if part == 1 else ()),
        *((links.versions_of_entry(entry), entry) for entry in entries),
    ]
    return _answer("sitemap.xml", "application/xml", pages=pages)


def _total() -> int:
    entries = select(func.count(Edition.entry_id.distinct())).join(Edition.entry).where(*queries.shown())
    return (db.session.scalar(entries) or 0) * len(locales.LOCALES)


def _fixed() -> list[tuple[links.Versions, None]]:
    versions = [
        links.versions_of("home", default="/"),
        links.versions_of("help"),
        links.versions_of("topics"),
    ]
    versions += [links.versions_of(f"{kind.name}.list") for kind in all_kinds() if kind.word]
    versions += [links.versions_of_topic("topic", topic) for topic in view.site().topics]
    return [(one, None) for one in versions]


def robots() -> Response:
    """Send robots.txt: everything but searches, or nothing where INDEXING is off."""
    return _answer("robots.txt", "text/plain", indexing=current_app.config["INDEXING"])


def manifest(locale: str) -> Response:
    """Send the web app manifest of a language."""
    return _answer("manifest.json", "application/manifest+json")


def opensearch(locale: str) -> Response:
    """Send the OpenSearch description of a language."""
    return _answer("opensearch.xml", "application/opensearchdescription+xml")


def favicon() -> WerkzeugResponse:
    """Lead to the icon for browsers that ask for it by its old name."""
    return redirect(asset_url("icons/favicon.ico"), 302)
