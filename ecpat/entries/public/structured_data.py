"""What machines read of a page: schema.org as JSON-LD.

The policy allows no inline script; JSON-LD is data, which browsers do not run and the policy does not stop.
"""

from __future__ import annotations

from typing import Any

from ...core.i18n import current_locale, local
from ...texts import service as texts
from ...web import urls
from ...web.assets import asset_url
from .. import richtext
from ..kind import Kind
from ..models import Edition
from . import addresses, presentation, recordings

Thing = dict[str, Any]


def organisation() -> Thing:
    """Return the organisation."""
    text, locale = texts.text, current_locale()
    thing: Thing = {
        "@type": "NGO",
        "@id": urls.absolute("/#organisation"),
        "name": text(locale, "name"),
        "url": urls.absolute(urls.url_of("home")),
        "logo": urls.absolute(asset_url("icons/icon-512.png")),
        "slogan": text(locale, "motto"),
        "address": text(locale, "address"),
        "email": text(locale, "email"),
    }
    return {name: value for name, value in thing.items() if value}


def breadcrumbs(crumbs: list[tuple[str, str]]) -> Thing:
    """Return the way to a page: (name, path) from the home page on."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": str(name), "item": urls.absolute(path)}
            for place, (name, path) in enumerate(crumbs, 1)
        ],
    }


def of_edition(kind: Kind, edition: Edition) -> Thing:
    """Return an edition as its kind describes it; what the kind sets to None is left out."""
    address = urls.absolute(addresses.edition_url(edition))
    assert edition.published_at is not None
    precision, published = edition.entry.date_precision, local(edition.published_at)
    known = presentation.dated(edition)
    thing: Thing = {
        "@type": "Article",
        "@id": address,
        "url": address,
        "name": edition.title,
        "headline": edition.title,
        "description": presentation.description_of(edition),
        "inLanguage": edition.locale,
        "image": urls.absolute(addresses.share_url(edition)),
        "publisher": {"@type": "NGO", "name": texts.text(edition.locale, "name")},
        "datePublished": published.isoformat(timespec="seconds") if precision == "day" else known and known.machine,
        "dateModified": local(edition.modified_at).isoformat(timespec="seconds"),
        "about": [topic.labels[edition.locale].label for topic in presentation.topics_of(edition)],
        **_recordings(edition),
        **kind.describe(edition),
    }
    return {name: value for name, value in thing.items() if value not in ("", [], None)}


def _recordings(edition: Edition) -> Thing:
    """Return the videos and sound that an edition's text shows, as far as they are known."""
    found: dict[str, list[Thing]] = {"video": [], "audio": []}
    for one in recordings.of_body(edition.body):
        thing: Thing = {
            "@type": "VideoObject" if one.is_video else "AudioObject",
            "name": one.title,
            "description": richtext.plain(one.caption) or one.title,
            "contentUrl": urls.absolute(one.address),
            "encodingFormat": one.asset.media_type,
            "duration": f"PT{one.asset.seconds}S" if one.asset.seconds else "",
            "contentSize": str(one.asset.size),
            "uploadDate": local(one.asset.created_at).isoformat(timespec="seconds"),
            "thumbnailUrl": urls.absolute(addresses.share_url(edition)) if one.is_video else "",
        }
        found["video" if one.is_video else "audio"].append({name: value for name, value in thing.items() if value})
    return {name: things for name, things in found.items() if things}


def website() -> Thing:
    """Return the site and how it is searched."""
    search = urls.absolute(urls.url_of("search"))
    return {
        "@type": "WebSite",
        "url": urls.absolute(urls.url_of("home")),
        "name": texts.text(current_locale(), "name"),
        "inLanguage": current_locale(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }
