"""The words of an item as an edition has them: title, excerpt, body, address."""

from __future__ import annotations

import re
from urllib.parse import unquote

from flask_babel import gettext as _

from ...core.language_guess import primary
from ...core.slugs import PATTERN, SLUG_LENGTH, slugify
from ...entries import richtext
from ...entries.models import SUMMARY_LENGTH, TITLE_LENGTH
from ...entries.words import Words, clean_line, written
from ..bodies import converted, differing, shortcodes
from ..report import Report
from .facts import details_of, plain, recurs, undated
from .plan import Group, Part
from .resolving import Resolver

_SPAN = re.compile(r"(<span(?: [^<>]*)?>|</span>)")
_LANG = re.compile(r' lang="([^"]*)"')
_BINNED = re.compile(r"__trashed(?:-\d+)?$")
_FIRST = 80  # characters of a title that is made of the first words


def words_of(group: Group, part: Part, body: str, resolver: Resolver, report: Report) -> Words:
    """Return an item's words, cleaned, and note what is otherwise; raises ContentError for what cannot be kept."""
    item, notes = part.item, list[tuple[str, str]]()
    html, text = converted(body, resolver.around(part, notes))
    summary = plain(shortcodes.without(item.excerpt))
    words = written(
        part.locale,
        title="-",
        summary=shortened(summary, SUMMARY_LENGTH),
        body=f"<div>{html}</div>" if html.strip() else "",
        details=details_of(group.kind, part, resolver.survey),
    )
    words["body"] = plainer(words["body"], part.locale)
    said = richtext.plain(words["body"])
    title = plain(item.title)
    words["title"] = clean_line(shortened(title or _first(said) or _unnamed(part), TITLE_LENGTH), part.locale)
    if len(title) > TITLE_LENGTH:
        report.changed(part.key, title, "title-long", title)
    if group.kind.name == "training" and undated(item):
        report.changed(part.key, words["title"], "event-undated", item.metas.get("_EventStartDate", ""))
    if recurs(item):
        report.changed(part.key, words["title"], "recurs")
    if not title:
        report.changed(part.key, words["title"], "untitled")
    if len(summary) > SUMMARY_LENGTH:
        report.changed(part.key, words["title"], "summary-long", summary)
    if differing_words := differing(body, said, text):
        report.changed(part.key, words["title"], "words", " ".join(differing_words[:40]))
    for why, detail in dict.fromkeys((*text.notes, *notes)):
        report.changed(part.key, words["title"], why, detail)
    return words


def plainer(body: str, locale: str) -> str:
    """Return a sanitised body without the spans that say nothing: programs leave one around each piece of a text."""
    kept, parts = list[bool](), list[str]()
    for piece in _SPAN.split(body):
        if piece == "</span>":
            parts += [piece] if kept.pop() else []
        elif piece.startswith("<span"):
            spoken = _LANG.search(piece)
            kept.append(spoken is not None and primary(spoken[1]) != locale)
            parts += [piece] if kept[-1] else []
        else:
            parts.append(piece)
    return "".join(parts)


def shortened(text: str, limit: int) -> str:
    """Return a text that is no longer than so many characters, cut between two words."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:") + "…"


def _first(said: str) -> str:
    return shortened(said.partition("\n")[0], _FIRST)


def _unnamed(part: Part) -> str:
    slug = unquote(part.item.slug).replace("-", " ").strip()
    return slug or f"{_('Untitled')} {part.item.id}"


def slug_of(part: Part, title: str) -> str:
    """Return the address that an item had, where it may be one here, else one made of its letters or its title."""
    slug = _BINNED.sub("", part.item.slug)
    if len(slug) <= SLUG_LENGTH and PATTERN.fullmatch(slug):
        return slug
    return slugify(unquote(slug).replace("-", " ")) or slugify(title) or f"{part.locale}-{part.item.id}"
