"""A kind's public area: its list, its archive, its pages and their files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, abort, redirect, request, send_file
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Row
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as WerkzeugResponse

from ...core import clock, slugs
from ...core.database import db
from ...core.i18n import current_locale
from ...files import public
from ...topics import service as topics
from ...topics.models import Topic
from ...web import caching, rendering, urls
from ...web.arguments import PAGE
from ...web.errors import WithdrawnError
from ...web.feature import Route
from ...web.forms import ids
from ...web.middleware import security_headers
from ...web.pagination import page_number
from ...web.places import Place, elsewhere
from ...web.reads import READS, Read, say
from .. import copies, lists, queries, richtext
from ..kind import Kind, all_kinds
from ..models import Edition, Entry
from . import addresses, archive, cards, feeds, presentation, share_images, structured_data, videos
from .latest import UPCOMING, related, upcoming
from .pagination import Paging, latest, past, soonest

RELATED, NEWEST_HERE = 3, 4
VIDEO = "video"  # the argument that names the video of a page that is loaded
PDF_KEPT = 300  # seconds: another file may take its place at the same address
FROM_START = "bytes=0-"


@dataclass(frozen=True)
class Choice:
    """What a list is narrowed to."""

    topic: Topic | None
    year: int | None
    clauses: list[ColumnElement[bool]]
    query: dict[str, str]  #: the arguments given, in the reader's language


def _choice(kind: Kind, locale: str, arguments: MultiDict[str, str], years: Collection[int]) -> Choice:
    """Read a list's filters; an unknown topic, year or value is no page."""
    topic, year, clauses, query = None, None, [], {}
    if slug := arguments.get("topic", ""):
        topic = topics.of_slug(locale, slug) or abort(404)
        query["topic"] = slug
    if text := arguments.get("year", ""):
        year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
        if year not in years:
            abort(404)
        query["year"] = text
    for choice in kind.filters:
        if value := arguments.get(choice.name, ""):
            if value not in choice.options():
                abort(404)
            clauses.append(choice.where(value))
            query[choice.name] = value
    return Choice(topic, year, clauses, query)


def index(kind: Kind, locale: str) -> Response:
    """Show a kind's list: what lies ahead first, then the rest, newest first."""
    years = archive.years_of(kind, locale)
    choice = _choice(kind, locale, request.args, years)
    found = lists.listed(
        kind, locale, topic_id=choice.topic.id if choice.topic else None, year=choice.year, clauses=choice.clauses
    )
    number, coming = page_number(request.args), tuple[Edition, ...]()
    if kind.upcoming is not None:
        if number == 1:
            lie_ahead = found.where(kind.upcoming(clock.now()))
            coming = tuple(soonest(lie_ahead, kind, UPCOMING)) if choice.query else upcoming(kind, locale)
        found = found.where(lists.behind(kind))
    key = (kind.name, locale, tuple(sorted(choice.query.items())))
    if choice.query:
        paging = Paging.of(found, kind, number, key)
    else:
        everything = partial(latest if kind.upcoming is None else past, locale, kind)
        paging = Paging.of(found, kind, number, key, everything, lists.how_many(locale, kind))
    own = addresses.topic_queries(choice.topic, choice.query)
    if choice.year is not None:
        own = {other: query for other, query in own.items() if choice.year in archive.years_of(kind, other)}
    versions = urls.versions_of(f"{kind.name}.list", own, missing=f"{kind.name}.list")
    return rendering.render(
        presentation.template_of(kind, "list.html"),
        urls.paged(versions, number),
        kind=kind, editions=paging.rows, upcoming=coming, paging=paging, choice=choice, years=years,
    )  # fmt: skip


def owner(kind: Kind, slug: str) -> Entry:
    """Return the entry that an address belongs to, in whatever language, while readers see it.

    404 where they do not, as if it had never been; 410 where it was deleted for good, an editor has said why it is
    gone, or its end date has come.
    """
    if not slugs.PATTERN.fullmatch(slug):
        abort(404)
    entry = db.session.scalars(queries.whole(kind), {"slug": slug}).unique().one_or_none()
    if entry is None:
        abort(410 if db.session.scalar(queries.owner(kind, slug)) else 404)
    if not any(edition.live for edition in entry.editions.values()):
        edition = entry.editions.get(current_locale())
        if edition is not None and edition.gone_note and entry.deleted_at is None:
            raise WithdrawnError(edition.gone_note)
        ended = entry.deleted_at is None and any(edition.withdrawn for edition in entry.editions.values())
        abort(410 if ended else 404)
    cards.add_topics(db.session, [entry])
    return entry


def live_edition(kind: Kind, locale: str, slug: str) -> Edition:
    """Return the live edition that has this very address; 404 or 410 where there is none."""
    edition = owner(kind, slug).editions.get(locale)
    if edition is None or not edition.live or edition.slug != slug:
        abort(404)
    return edition


def show(kind: Kind, locale: str, slug: str) -> WerkzeugResponse:
    """Show an entry in a language; where it has moved, lead there; where it is not told in it, say so."""
    entry = owner(kind, slug)
    versions = addresses.versions_of_entry(entry)
    edition = entry.editions.get(locale)
    if edition is None or not edition.live:
        return _missing(kind, entry, locale, slug, versions)
    if edition.slug != slug:
        coming = any(copies.words_of(one)["slug"] == slug for one in entry.editions.values() if one.has_copy)
        return redirect(addresses.edition_url(edition), 302 if coming else 301)
    if VIDEO in request.args:
        return with_video(kind, edition, versions, request.args[VIDEO])
    say(request.environ, Read(entry.id, locale))
    return page_of(kind, edition, versions, structured=structured_data.of_edition(kind, edition))


def with_video(kind: Kind, edition: Edition, versions: urls.Versions, asked: str, **more: Any) -> Response:
    """Show an entry with one of its videos loaded, on an answer that nobody keeps; 404 where there is none."""
    players = videos.players(edition.body)
    number = next(iter(ids([asked])), 0)
    if not 1 <= number <= len(players):
        abort(404)
    page = page_of(kind, edition, versions, video=number, robots="noindex", **more)
    return security_headers.may_frame(page, players[number - 1].host.origin)


def page_of(kind: Kind, edition: Edition, versions: urls.Versions, **more: Any) -> Response:
    """Return the page of an edition, as its kind shows it."""
    entry = edition.entry
    page = rendering.render(
        presentation.template_of(kind, "show.html"),
        versions,
        kind=kind, edition=edition, entry=entry,
        related=related(edition, kind, RELATED),
        pointing=_pointing(entry, edition.locale),
        **kind.context(edition),
        **more,
    )  # fmt: skip
    return security_headers.may_play(page) if richtext.recordings(edition.body) else page


def _pointing(entry: Entry, locale: str) -> Sequence[Row[str, str, str, str]]:
    """Return the editions of a language that link to an entry; without the session, whose part would cost most."""
    found = queries.pointing(locale, RELATED)
    return db.session.connection().execute(found, {"entry_id": entry.id}).all()


def _missing(kind: Kind, entry: Entry, locale: str, slug: str, versions: urls.Versions) -> WerkzeugResponse:
    """Say in the reader's language that a thing is told in another only."""
    if versions.addresses[locale] != urls.url_of(f"{kind.name}.show", locale, slug=slug):
        return redirect(versions.addresses[locale], 301)
    live = [edition for edition in entry.editions.values() if edition.live]
    here = latest(locale, kind, NEWEST_HERE)
    return rendering.render(
        "entries/missing.html", versions,
        kind=kind, entry=entry, live=live, newest=here, robots="noindex",
    )  # fmt: skip


def document(kind: Kind, locale: str, slug: str) -> Response:
    """Send an edition's document; the file may change, its address stays."""
    edition = live_edition(kind, locale, slug)
    pdf = edition.pdf or abort(404)
    answer = send_file(public.original(pdf.digest), pdf.media_type, download_name=f"{slug}.pdf", etag=pdf.digest)
    answer.headers["Cache-Control"] = caching.cache_control(PDF_KEPT, pdf.consent_until)
    answer.headers["Content-Language"] = locale
    if request.headers.get("Range", FROM_START).startswith(FROM_START):  # else a part of what was counted
        READS.current().count(request.environ, Read(edition.entry_id, locale, document=True))
    return caching.tag(answer, pdf.cache_tag, edition.entry.cache_tag)


def share_image(kind: Kind, locale: str, slug: str) -> Response:
    """Send an edition's share image, drawn once for its words and colours."""
    edition = live_edition(kind, locale, slug)
    return caching.tag(share_images.send(share_images.of_edition(edition)), edition.entry.cache_tag)


def routes_of(kind: Kind) -> tuple[Route, ...]:
    """Return the pages that a kind has: its entries, and what it asks for of a list, a feed and an archive."""
    name, area, year = kind.name, f"{{{kind.word}}}/" if kind.word else "", "<digits(fixed_digits=4):year>/"
    own = {"kind": kind}
    filters = (PAGE, "topic", "year", *(choice.name for choice in kind.filters))
    routes = [
        Route(f"{name}.show", f"{area}<slug:slug>", show, values=own, query=(VIDEO,)),
        Route(f"{name}.document", f"{area}<slug:slug>.pdf", document, values=own),
        Route(f"{name}.share", f"{area}<slug:slug>.png", share_image, values=own),
    ]
    if kind.word:
        routes.append(Route(f"{name}.list", area, index, values=own, query=filters, in_sitemap=True))
    if kind.has_feed:
        routes.append(Route(f"{name}.feed", f"{area}{{feed}}.atom", feeds.of_kind, values=own))
    if kind.has_archive:
        month = f"{year}<digits(fixed_digits=2):month>/"
        routes += [
            Route(f"{name}.overview", f"{area}{{archive}}/", archive.overview, values=own),
            Route(f"{name}.year", f"{area}{year}", archive.year, values=own, query=(PAGE,)),
            Route(f"{name}.month", f"{area}{month}", archive.month, values=own, query=(PAGE,)),
        ]
    return tuple(routes)


def places(locale: str) -> Iterator[Place]:
    """Let search find the list of each kind."""
    for kind in all_kinds():
        if kind.word:
            endpoint = f"{kind.name}.list"
            yield Place(
                f"list:{kind.name}", _("Section"), str(kind.label), urls.url_of(endpoint, locale), str(kind.intro),
                (str(kind.every), *map(str, kind.names)), others=elsewhere(endpoint, locale),
            )  # fmt: skip
