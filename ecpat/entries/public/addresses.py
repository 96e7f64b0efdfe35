"""The addresses of entries: where an edition is, and where the language switch of its page leads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ... import locales
from ...core.database import db
from ...core.i18n import current_locale
from ...topics.models import Topic
from ...web.urls import Query, Versions, url_of, versions_of
from .. import queries
from ..models import Edition, Entry


def edition_url(edition: Edition | Any) -> str:
    """Return the path of an edition's page; a row with its kind, locale and slug will do."""
    return url_of(f"{edition.kind}.show", edition.locale, slug="-")[:-1] + edition.slug  # its slug ends it


def document_url(edition: Edition) -> str:
    """Return the path of an edition's document; it stays when the file is replaced."""
    return f"{edition_url(edition)}.pdf"


def share_url(edition: Edition) -> str:
    """Return the path of an edition's share image."""
    return f"{edition_url(edition)}.png"


def versions_of_entry(entry: Entry) -> Versions:
    """Return the versions of an entry's page: where an edition is missing, the honest page that says so."""
    live = {locale: edition for locale, edition in entry.editions.items() if edition.live}
    fallback = next(live[locale] for locale in locales.LOCALES if locale in live)
    addresses = {
        locale: url_of(f"{entry.kind}.show", locale, slug=live.get(locale, fallback).slug)
        for locale in locales.LOCALES
    }
    return Versions(addresses, frozenset(live))


def versions_of_topic(endpoint: str, topic: Topic) -> Versions:
    """Return the versions of a topic's page, in the languages that have a word for it."""
    slugs = {locale: {"slug": label.slug} for locale, label in topic.labels.items()}
    return versions_of(endpoint, slugs, missing="topics")


def topic_queries(topic: Topic | None, query: Query) -> dict[str, Query]:
    """Return a list's query arguments in each language that has a word for the topic, named as it names it."""
    if topic is None:
        return dict.fromkeys(locales.LOCALES, query)
    return {locale: {**query, "topic": label.slug} for locale, label in topic.labels.items()}


def paths_of(references: Iterable[int]) -> dict[int, str]:
    """Return the path of each entry that a text links to, in the reader's language where it exists, else another."""
    ids = set(references)
    if not ids:
        return {}
    here = current_locale()
    order = {locale: place for place, locale in enumerate([here, *locales.LOCALES])}
    order[here] = -1
    found = db.session.execute(queries.addresses_of(ids)).all()
    paths: dict[int, str] = {}
    for row in sorted(found, key=lambda row: order.get(row.locale, len(order))):
        paths.setdefault(row.entry_id, url_of(f"{row.kind}.show", here, slug=row.slug))
    return paths
