"""What readers do not see yet, or no more: working copies, ends, and why something is gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...core.database import db
from ...entries import updates
from ...entries.kind import get_kind
from ...entries.models import GONE_LENGTH, Edition, Entry
from ...entries.words import Words, clean_line
from ...files.models import Asset
from ...topics.models import Topic
from .assets import Assets
from .folder import moment


def set_ends(edition: Edition, head: Mapping[str, Any]) -> None:
    """Let an edition end when it did, and say why it is gone."""
    at = moment(head.get("withdraw_at"))
    if at and edition.published_at and at > edition.published_at:
        edition.withdraw_at = at
    edition.gone_note = clean_line(str(head.get("gone_note") or ""), edition.locale)[:GONE_LENGTH]


def copy_words(edition: Edition, words: Words, head: Mapping[str, Any], assets: Assets) -> None:
    """Keep what was saved of something live and readers do not see yet."""
    copy = head["copy"]
    document = db.session.get(Asset, assets.numbers.get(str(copy.get("document")), 0))
    updates.keep_words(edition, words, slug=str(copy.get("slug") or ""), document=document)
    edition.update_at = moment(head.get("update_at")) if edition.has_copy else None


def copy_facts(entry: Entry, copy: Mapping[str, Any], assets: Assets, topics: Mapping[str, Topic]) -> None:
    """Keep the facts that were saved of something live and that readers do not see yet."""
    columns = {field.name: field.from_json(copy.get(field.name)) for field in get_kind(entry.kind).facts}
    columns |= {
        "image_id": assets.numbers.get(str(copy.get("image"))),
        "date_precision": copy.get("date_precision", "day"),
    }
    held = [topics[name] for name in copy.get("topics", ()) if name in topics]
    updates.keep_facts(entry, columns, held)
