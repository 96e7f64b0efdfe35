"""Resources: reports, studies and brochures, most of them as PDFs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, String, and_
from sqlalchemy.orm import Mapped, mapped_column

from ..core.i18n import format_day, language_name, mark
from ..entries import fields, notes, queries
from ..entries.kind import Filter, Kind, names_in, register
from ..entries.models import Edition, Entry
from ..entries.public import addresses
from ..files import usage
from ..locales import LOCALES
from ..web import urls

DOCUMENT_TYPES = {
    "report": _l("Report"),
    "study": _l("Study"),
    "paper": _l("Research paper"),
    "brochure": _l("Brochure"),
    "leaflet": _l("Leaflet"),
    "modules": _l("Training modules"),
    "campaign": _l("Campaign page"),
}


class Resource(Entry):
    """A resource's facts: what sort of document, of which year, and where the original is."""

    __tablename__ = "resource"
    __table_args__ = (
        CheckConstraint(f"document_type IN {tuple(DOCUMENT_TYPES)}", name="document_type_known"),
        CheckConstraint("year BETWEEN 1900 AND 2200", name="year_plausible"),
    )
    __mapper_args__ = {"polymorphic_identity": "resources"}  # noqa: RUF012 — SQLAlchemy's form

    id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    document_type: Mapped[str] = mapped_column(String(20))
    year: Mapped[int | None] = mapped_column(index=True)
    external_url: Mapped[str] = mapped_column(String(500), default="")


def resource_of(edition: Edition) -> Resource:
    """Return the resource that an edition is of."""
    assert isinstance(edition.entry, Resource)
    return edition.entry


def citation(edition: Edition) -> Markup:
    """Return a reference to the document, ready to copy: authors, title, series, publisher, year."""
    resource = resource_of(edition)
    names, publisher = names_in(edition.details.get("authors", "")), edition.details.get("publisher", "")
    authors = (
        ", ".join([*names[:-2], _("%(one)s and %(other)s", one=names[-2], other=names[-1])])
        if names[1:]
        else ", ".join(names)
    )
    parts = [authors, Markup("<cite>{}</cite>").format(edition.title), edition.details.get("series", "")]
    if publisher not in names:
        parts.append(publisher)
    parts.append(str(resource.year) if resource.year else _("no date"))
    return Markup(", ").join(part for part in parts if part) + "."


def _describe(edition: Edition) -> dict[str, Any]:
    resource = resource_of(edition)
    properties: dict[str, Any] = {
        "@type": "Report" if resource.document_type in ("report", "study", "paper") else "DigitalDocument",
        "author": [{"@type": "Organization", "name": name} for name in names_in(edition.details.get("authors", ""))],
    }
    if publisher := edition.details.get("publisher"):
        properties["publisher"] = {"@type": "Organization", "name": publisher}
    if resource.year:
        properties["copyrightYear"] = resource.year
    if (pdf := edition.pdf) is not None:
        properties["encoding"] = {
            "@type": "MediaObject",
            "encodingFormat": pdf.media_type,
            "contentUrl": urls.absolute(addresses.document_url(edition)),
            "contentSize": str(pdf.size),
        }
    return properties


def _context(edition: Edition) -> dict[str, Any]:
    live = [edition.entry.editions[locale] for locale in LOCALES if locale in edition.entry.editions]
    live = [other for other in live if other.live]
    return {
        "files": sorted((other for other in live if other.pdf), key=lambda other: other is not edition),
        "document_type": DOCUMENT_TYPES[resource_of(edition).document_type],
        "citation": citation(edition),
        "authors": names_in(edition.details.get("authors", "")),
        "languages": [language_name(other.locale) for other in live],
        "put_online": format_day(edition.published_at, edition.entry.date_precision) if edition.published_at else "",
    }


def _check(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    year = facts.get("year")
    return {} if year is None or 1900 <= year <= 2200 else {"year": _l("A year has four digits, such as 2015.")}


def _in_language(locale: str) -> Any:
    has_pdf = Edition.document.has(and_(*usage.available()))
    return Resource.editions.any(and_(Edition.locale == locale, queries.is_live(), has_pdf))


RESOURCES = register(
    Kind(
        name="resources",
        model=Resource,
        position=20,
        label=_l("Resources"),
        one=_l("Resource"),
        new=_l("New resource"),
        every=_l("The whole library"),
        intro=_l("Reports, studies and brochures: most can be read page by page and searched to the last line."),
        names=(_l("Publications"), _l("Documents"), _l("Reports and studies"), _l("Library")),
        word=mark("url", "resources"),
        when=Edition.published_at,
        year=Resource.year,
        shape="grid",
        has_document=True,
        review=24,
        facts=(
            fields.Choice(Resource.document_type, _l("Kind of document"), DOCUMENT_TYPES, required=True),
            fields.Number(Resource.year, _l("Year"), hint=_l("Of the document; empty where it is not known")),
            fields.Url(Resource.external_url, _l("Address of the original"), hint=_l("On the publisher’s site")),
        ),
        details=(
            fields.Names("authors", _l("Authors")),
            fields.Line("publisher", _l("Publisher")),
            fields.Line("series", _l("Series")),
            notes.CONTENT_NOTE,
            notes.AGE,
            notes.AGE_NOTE,
        ),
        written=lambda edition: resource_of(edition).year or notes.year_of(edition),
        check=_check,
        filters=(
            Filter(
                "type",
                _l("Kind of document"),
                _l("All kinds"),
                lambda: DOCUMENT_TYPES,
                lambda value: Resource.document_type == value,
            ),
            Filter(
                "document",
                _l("PDF in"),
                _l("Any language"),
                lambda: {locale: language_name(locale) for locale in LOCALES},
                _in_language,
            ),
        ),
        describe=_describe,
        context=_context,
        caption=lambda edition: DOCUMENT_TYPES[resource_of(edition).document_type],
    )
)
