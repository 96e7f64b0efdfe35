"""What HTML a body may hold, and what can be read out of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

import nh3

_TAGS = {
    "p", "h2", "h3", "ul", "ol", "li", "a", "strong", "em", "sup", "sub", "br", "span", "cite", "abbr",
    "blockquote", "table", "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "dl", "dt", "dd",
}  # fmt: skip
_ATTRIBUTES = {"*": {"lang"}, "a": {"href"}, "th": {"scope"}, "ol": {"start"}, "abbr": {"title"}}
_SCHEMES = {"http", "https", "mailto", "tel", "entry", "help"}
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes=_SCHEMES,
    link_rel=None,
    clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "title"},
)
_REFERENCE = re.compile(r'href="(entry:(\d+)|help:)"')
_BLOCK_END = re.compile(r"</(?:p|h2|h3|li|td|th|caption|dt|dd|figcaption|blockquote)>|<br>")
_TAG = re.compile(r"<[^>]*>")
WORDS_PER_MINUTE = 200


def sanitise(html: str) -> str:
    """Return only what a body may hold of some HTML, whatever it was."""
    return _cleaner.clean(html.replace("\x00", "")).strip()


def plain(html: str) -> str:
    """Return the words of sanitised HTML, one line a block."""
    text = unescape(_TAG.sub("", _BLOCK_END.sub("\n", html)))
    return "\n".join(" ".join(line.split(" ")) for line in map(str.strip, text.splitlines()) if line)


def reading_minutes(html: str) -> int:
    """Return how many minutes a text takes to read at 200 words a minute, at least one."""
    return max(1, round(len(plain(html).split()) / WORDS_PER_MINUTE))


def references(html: str) -> set[int]:
    """Return the ids of the entries that sanitised HTML links to."""
    return {int(number) for _, number in _REFERENCE.findall(html) if number}


def resolve(html: str, address: Callable[[int | None], str | None]) -> str:
    """Replace internal references by addresses: `address(entry_id)`, or `address(None)` for the help page.

    A reference without address (its entry is gone) keeps its words and loses its link.
    """

    def replace(match: re.Match[str]) -> str:
        found = address(int(match[2]) if match[2] else None)
        return f'href="{escape(found)}"' if found else 'data-gone=""'

    return re.sub(r'<a data-gone=""([^>]*)>(.*?)</a>', r"\2", _REFERENCE.sub(replace, html), flags=re.DOTALL)
