"""News: what happened, and who told it first."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..core.i18n import mark
from ..entries import fields, notes
from ..entries.kind import Kind, names_in, register
from ..entries.models import Edition, Entry


class News(Entry):
    """A news article's facts: where its source can be read."""

    __tablename__ = "news"
    __mapper_args__ = {"polymorphic_identity": "news"}  # noqa: RUF012 — SQLAlchemy's form

    id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    source_url: Mapped[str] = mapped_column(String(500), default="")


def _describe(edition: Edition) -> dict[str, Any]:
    properties: dict[str, Any] = {"@type": "NewsArticle"}
    if source := edition.details.get("source_name"):
        address = edition.entry.source_url  # type: ignore[attr-defined]  # the entry of news is a News
        properties["isBasedOn"] = {"@type": "CreativeWork", "name": source} | ({"url": address} if address else {})
    return properties


NEWS = register(
    Kind(
        name="news",
        model=News,
        position=10,
        label=_l("News"),
        one=_l("News article"),
        new=_l("New article"),
        every=_l("All the news"),
        intro=_l("What we do, what we learn, and what changes for children."),
        names=(_l("Latest news"), _l("What is new")),
        word=mark("url", "news"),
        when=Edition.published_at,
        facts=(fields.Url(News.source_url, _l("Address of the source")),),
        written=notes.year_of,
        details=(
            fields.Names("authors", _l("Authors")),
            fields.Line("source_name", _l("Name of the source"), hint=_l("Who told it first")),
            notes.CONTENT_NOTE,
            notes.AGE,
            notes.AGE_NOTE,
        ),
        has_archive=True,
        describe=_describe,
        context=lambda edition: {"byline": names_in(edition.details.get("authors", ""))},
    )
)
