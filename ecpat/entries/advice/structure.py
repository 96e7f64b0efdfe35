"""Lengths, headings and links that make a text harder to find one's way in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from .reading import Block, Text
from .remark import Remark, short

TITLE, SUMMARY = 70, 200  # characters
_EMPTY_LINKS = {
    "fr": {
        "ici", "cliquez ici", "cliquer ici", "clique ici", "en savoir plus", "lire la suite", "la suite",
        "plus d’infos", "plus d’informations", "voir plus", "plus", "lien", "ce lien", "le lien", "suivez ce lien",
    },
    "en": {
        "here", "click here", "click", "read more", "learn more", "find out more", "more", "more info", "see more",
        "more information", "link", "this link", "follow this link",
    },
    "nl": {
        "hier", "klik hier", "lees meer", "meer lezen", "lees verder", "verder lezen", "meer", "meer info",
        "bekijk meer", "meer informatie", "link", "deze link", "volg deze link",
    },
}  # fmt: skip
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


def of_lengths(title: str, summary: str) -> Iterator[Remark]:
    """Remark on a title or a summary that search engines and lists would cut."""
    if len(title.strip()) > TITLE:
        yield Remark(
            "length",
            short(title),
            _l("This title has %(count)d characters. Lists and search engines cut what is long.", count=len(title)),
            _l("Aim at fewer than %(limit)d.", limit=TITLE),
        )
    if len(summary.strip()) > SUMMARY:
        yield Remark(
            "length",
            short(summary),
            _l("This summary has %(count)d characters.", count=len(summary)),
            _l("Aim at fewer than %(limit)d.", limit=SUMMARY),
        )


def of_headings(text: Text) -> Iterator[Remark]:
    """Remark on a subheading without a heading above it, and on bold lines that act as headings."""
    above = False
    for block in text.blocks:
        words = block.text.strip()
        if block.name == "h3" and not above:
            yield Remark(
                "heading",
                short(words),
                _l("This subheading has no heading above it. Readers who listen go from heading to heading."),
                _l("Make it a heading."),
            )
            above = True
        above = above or block.name == "h2"
        if block.name == "p" and 2 < len(words) <= 80 and words[-1] not in ".!?…:;,»”" and _bold(block):
            yield Remark(
                "heading",
                words,
                _l("This line looks like a heading, but only to those who see it."),
                _l("Make it a heading rather than bold."),
            )


def of_links(text: Text, locale: str) -> Iterator[Remark]:
    """Remark on links whose words do not say where they lead."""
    links: dict[int, list[str]] = {}
    for block in text.blocks:
        for run in block.runs:
            if run.link:
                links.setdefault(run.link, []).append(run.text)
    for words in map("".join, links.values()):
        said = " ".join(words.replace("'", "’").lower().split()).strip(" .…:;!?>→»«“”()")
        if said in _EMPTY_LINKS.get(locale, ()):
            yield Remark(
                "link",
                words.strip(),
                _l("Out of its sentence, this link does not say where it leads; many readers hear links one by one."),
                _l("Put the link on the words that name the page."),
            )
        elif _ADDRESS.fullmatch(said):
            yield Remark(
                "link",
                short(words),
                _l("This link shows its address: hard to read, and spelt out when it is read aloud."),
                _l("Put the link on the words that name the page."),
            )


def _bold(block: Block) -> bool:
    return all("strong" in run.tags for run in block.runs if run.text.strip()) and not any(
        "li" in run.tags or "td" in run.tags or "blockquote" in run.tags for run in block.runs
    )
