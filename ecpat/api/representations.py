"""What is said of things as JSON: no more than readers' pages say."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import force_locale

from ..entries.kind import get_kind
from ..entries.models import Edition, Entry
from ..entries.public import addresses, presentation, structured_data
from ..topics import service as topics
from ..topics.models import Topic
from ..web import urls

Thing = dict[str, Any]


def link(endpoint: str, **values: Any) -> str:
    """Return the whole address of one of the API's own pages."""
    return urls.absolute(url_for(endpoint, **values))


def of_topic(topic: Topic) -> Thing:
    """Return a topic: its key, and its words in each language."""
    labels = {
        locale: {
            "label": label.label,
            "description": label.description,
            "url": urls.absolute(urls.url_of("topic", locale, slug=label.slug)),
        }
        for locale, label in topic.labels.items()
    }
    return {"key": topic.key, "labels": labels}


def of_listed(edition: Edition) -> Thing:
    """Return what the list says of an edition."""
    return {
        "id": edition.entry_id,
        "kind": edition.kind,
        "topics": _topic_keys(edition.entry),
        "entry": link("api.entry", entry_id=edition.entry_id),
        **_edition(edition),
    }


def of_entry(entry: Entry, live: list[Edition]) -> Thing:
    """Return an entry with its live editions, each with its text."""
    return {
        "id": entry.id,
        "kind": entry.kind,
        "topics": _topic_keys(entry),
        "editions": [{**_edition(edition), **_text(edition)} for edition in live],
    }


def _edition(edition: Edition) -> Thing:
    known = presentation.dated(edition)
    return {
        "language": edition.locale,
        "title": edition.title,
        "summary": edition.summary,
        "url": urls.absolute(addresses.edition_url(edition)),
        "date": known.machine if known else None,
        "modified": edition.modified_at.isoformat(timespec="seconds"),
    }


def _text(edition: Edition) -> Thing:
    """Return the text of an edition, its document, and what its page says of it by schema.org."""
    pdf = edition.pdf
    with force_locale(edition.locale):  # its links lead to pages of its own language
        return {
            "body": str(presentation.bodies_of([edition], absolute=True)[edition.id]),
            "document": None if pdf is None else {
                "url": urls.absolute(addresses.document_url(edition)),
                "media_type": pdf.media_type,
                "size": pdf.size,
                "pages": pdf.page_count,
            },
            "changes": edition.changes,
            "structured_data": {
                "@context": "https://schema.org",
                **structured_data.of_edition(get_kind(edition.kind), edition),
            },
        }  # fmt: skip


def _topic_keys(entry: Entry) -> list[str]:
    known = topics.by_id()
    return [known[topic_id].key for topic_id in entry.topic_ids if topic_id in known]
