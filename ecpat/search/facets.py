"""What a search can be narrowed by, with how many works each choice leaves."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import pgettext

from .. import locales
from ..core.i18n import language_name
from ..entries.kind import all_kinds
from ..topics import service as topics
from ..web import urls
from .types import Request, Results


@dataclass(frozen=True)
class Option:
    """A value that narrows a search, how many works it leaves, and where it leads."""

    words: str
    count: int
    path: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """What a search can be narrowed by."""

    label: str
    options: list[Option]
    anything: str
    chosen: bool


def facets_of(locale: str, asked: Request, results: Results, query: urls.Query) -> list[Facet]:
    """Return the facets of a search; a topic that the language has no word for is left out."""
    labels = {topic.key: topic.labels[locale] for topic in topics.every() if locale in topic.labels}
    year = str(asked.year or "")
    years = (value for value, _count in results.facets.get("year", ()))
    named: dict[str, tuple[str, dict[str, tuple[str, str]], str]] = {
        "kind": (_("Section"), {kind.name: (str(kind.label), kind.name) for kind in all_kinds()}, asked.kind),
        "topic": (_("Topic"), {key: (label.label, label.slug) for key, label in labels.items()}, asked.topic),
        "year": (_("Year"), {value: (value, value) for value in (*years, year)}, year),
        "language": (
            pgettext("label", "Exists in"),
            {code: (language_name(code), code) for code in locales.LOCALES},
            asked.language,
        ),
        "document": (_("Document"), {"1": (_("With a PDF"), "1")}, "1" if asked.document else ""),
    }

    def path(name: str, value: str) -> str:
        return urls.url_of("search", **{**query, "page": "", name: value})

    facets = []
    for name, (label, words, chosen) in named.items():
        counts = dict(results.facets.get(name, ()))
        if chosen:
            counts.setdefault(chosen, 0)  # what leaves nothing is still said, and can be dropped
        options = [
            Option(words[value][0], count, path(name, words[value][1]), value == chosen)
            for value, count in counts.items()
            if value in words
        ]
        if options:
            facets.append(Facet(label, options, path(name, ""), bool(chosen)))
    return facets
