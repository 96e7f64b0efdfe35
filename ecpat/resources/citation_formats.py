"""References to resources as reference managers read them: BibTeX, RIS, CSL-JSON, and `citation_*` metadata."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from babel import Locale
from flask import Response

from ..core.characters import fit
from ..entries.kind import Kind, names_in
from ..entries.models import Edition
from ..entries.public import addresses
from ..entries.public.pages import live_edition
from ..web import caching, urls
from .kind import resource_of

#: Of each sort of document: its type in BibTeX, in RIS, and in CSL.
TYPES = {
    "report": ("techreport", "RPRT", "report"),
    "study": ("techreport", "RPRT", "report"),
    "paper": ("techreport", "RPRT", "report"),
    "brochure": ("booklet", "PAMP", "pamphlet"),
    "leaflet": ("booklet", "PAMP", "pamphlet"),
    "modules": ("misc", "GEN", "document"),
    "campaign": ("misc", "ELEC", "webpage"),
}
_TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{character: f"\\{character}" for character in "&%$#_"},
})  # fmt: skip


@dataclass(frozen=True)
class Reference:
    """What is said of a document to whoever looks for it."""

    key: str
    document_type: str
    title: str
    authors: list[str]  #: as they are written: organisations and people
    publisher: str
    series: str
    year: int | None
    address: str
    pdf: str
    language: str


def reference_to(edition: Edition) -> Reference:
    """Return what is to be said of an edition's document."""
    resource, details = resource_of(edition), edition.details
    return Reference(
        f"ecpat-{edition.slug}",
        resource.document_type,
        edition.title,
        names_in(details.get("authors", "")),
        details.get("publisher", ""),
        details.get("series", ""),
        resource.year,
        urls.absolute(addresses.edition_url(edition)),
        urls.absolute(addresses.document_url(edition)) if edition.pdf else "",
        edition.locale,
    )


def bibtex(cited: Reference) -> str:
    """Return an entry of BibTeX; names and title in braces of their own stay as they are written."""
    kind = TYPES[cited.document_type][0]
    publisher = cited.publisher or (", ".join(cited.authors) if kind == "techreport" else "")
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in cited.authors),
        "title": f"{{{_tex(cited.title)}}}",
        "institution" if kind == "techreport" else "publisher": _tex(publisher),
        "series": _tex(cited.series),
        "year": str(cited.year or ""),
        "url": cited.address,
        "langid": str(Locale(cited.language).english_name).lower(),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{kind}{{{cited.key},\n" + ",\n".join(lines) + "\n}\n"


def ris(cited: Reference) -> str:
    """Return a record of RIS."""
    lines = [
        ("TY", TYPES[cited.document_type][1]),
        *(("AU", name) for name in cited.authors),
        ("TI", cited.title), ("T3", cited.series), ("PB", cited.publisher), ("PY", str(cited.year or "")),
        ("LA", cited.language), ("UR", cited.address), ("L1", cited.pdf), ("ID", cited.key),
    ]  # fmt: skip
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def csl(cited: Reference) -> str:
    """Return an item of CSL-JSON."""
    item = {
        "id": cited.key,
        "type": TYPES[cited.document_type][2],
        "title": cited.title,
        "author": [{"literal": name} for name in cited.authors],
        "collection-title": cited.series,
        "publisher": cited.publisher,
        "issued": {"date-parts": [[cited.year]]} if cited.year else None,
        "URL": cited.address,
        "language": cited.language,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=1)


@dataclass(frozen=True)
class Format:
    """A format of references: what it is called, its media type, and how one is written in it."""

    name: str
    media_type: str
    write: Callable[[Reference], str]


FORMATS = {
    "bib": Format("BibTeX", "application/x-bibtex", bibtex),
    "ris": Format("RIS", "application/x-research-info-systems", ris),
    "json": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", csl),
}


def send(kind: Kind, locale: str, slug: str, ending: str) -> Response:
    """Send a reference to a resource in a format."""
    edition = live_edition(kind, locale, slug)
    form = FORMATS[ending]
    answer = Response(fit(form.write(reference_to(edition))), content_type=f"{form.media_type}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}.{ending}"'
    answer.headers["Content-Language"] = locale
    return caching.tag(answer, edition.entry.cache_tag)


def metadata(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield the names and contents of the metadata by which reference managers and scholars' indexes know a page."""
    cited = reference_to(edition)
    report = TYPES[cited.document_type][0] == "techreport"
    pairs = [
        ("title", cited.title), *(("author", name) for name in cited.authors),
        ("publication_date", str(cited.year or "")),
        ("technical_report_institution" if report else "publisher", cited.publisher),
        ("series_title", cited.series), ("language", cited.language), ("public_url", cited.address),
        ("pdf_url", cited.pdf),
    ]  # fmt: skip
    yield from ((f"citation_{name}", content) for name, content in pairs if content)


def _tex(text: str) -> str:
    return text.translate(_TEX)
