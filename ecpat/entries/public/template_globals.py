"""What templates can say of entries without an import."""

from __future__ import annotations

from flask import Flask

from ...core.i18n import current_locale
from ...files import pictures
from ...topics import service as topics
from .. import richtext
from ..kind import all_kinds, get_kind
from . import addresses, structured_data
from .presentation import body_of, colour_of, dated, description_of, moment_of, topics_of


def install(app: Flask) -> None:
    """Give an application's templates what they say of entries."""
    app.jinja_env.globals.update(
        body_of=body_of,
        breadcrumbs=structured_data.breadcrumbs,
        caption=lambda edition: get_kind(edition.kind).caption(edition),
        colour_of=colour_of,
        dated=dated,
        description_of=description_of,
        document_url=addresses.document_url,
        edition_url=addresses.edition_url,
        kind_of=get_kind,
        kinds=all_kinds,
        moment_of=moment_of,
        pictures=pictures,
        share_url=addresses.share_url,
        reading_minutes=richtext.reading_minutes,
        topics_of=topics_of,
        topics_with=topics.with_ids,
        words_of=lambda topic: topic.labels[current_locale()],
    )
