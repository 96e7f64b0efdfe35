"""What templates can say of entries without an import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...files import kites
from ...topics import service as topics
from .. import change_notes, notes, richtext
from ..kind import all_kinds, get_kind
from ..richtext import blocks, headings
from . import addresses, pictures, structured_data
from .presentation import body_of, colour_of, dated, description_of, moment_of, topics_of

GLOBALS: Mapping[str, Any] = {
    "body_of": body_of,
    "breadcrumbs": structured_data.breadcrumbs,
    "caption": lambda edition: get_kind(edition.kind).caption(edition),
    "changes_of": lambda edition: change_notes.told(edition.changes),
    "colour_of": colour_of,
    "contents_of": lambda edition: headings.contents(edition.body),
    "dated": dated,
    "description_of": description_of,
    "document_url": addresses.document_url,
    "edition_url": addresses.edition_url,
    "has_blocks": blocks.any_in,
    "kind_of": get_kind,
    "kinds": all_kinds,
    "kites": kites,
    "moment_of": moment_of,
    "notes_of": notes.notes_of,
    "pictures": pictures,
    "share_url": addresses.share_url,
    "reading_minutes": richtext.reading_minutes,
    "topics_of": topics_of,
    "topics_with": topics.with_ids,
}
