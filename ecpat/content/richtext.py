"""What HTML a body may hold, and what can be read out of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

import nh3

from . import markup, plaintext, typography

_ATTRIBUTES = {
    "*": {"lang"},
    "a": {"href"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
    "abbr": {"title"},
    "img": {"src", "alt"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "entry", "help", "asset"}
_BRACKETS = str.maketrans("<>", "‹›")  # nothing in a text may look like a tag
_OWN = re.compile(r"asset:[0-9]{1,18}")  # the only pictures: our own files, by id


def _filtered(element: str, attribute: str, value: str) -> str | None:
    """Leave out what an attribute may not say: pictures from elsewhere, files as links, odd languages."""
    if attribute in ("alt", "title"):
        return value.translate(_BRACKETS)
    if attribute == "src":
        return value if _OWN.fullmatch(value) else None
    if attribute == "href" and value.startswith("asset:"):
        return None
    if attribute == "lang":
        return value if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value) else None
    if attribute in ("colspan", "rowspan", "start"):
        return value if re.fullmatch(r"[0-9]{1,3}", value) else None
    return value


_cleaner = nh3.Cleaner(
    tags=set(markup.TAGS),
    attributes=_ATTRIBUTES,
    url_schemes=_SCHEMES,
    attribute_filter=_filtered,
    link_rel=None,
    clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "title"},
)
_REFERENCE = re.compile(r'href="(entry:(\d+)|help:)"')
_PICTURE = re.compile(r'<img(?=[^>]* src="asset:(\d+)")(?:[^>]* alt="([^"]*)")?[^>]*>')
_SOURCELESS = re.compile(r"<img(?![^>]* src=)[^>]*>")
_TOKEN = re.compile(r"(<[^>]*>|&#?\w+;)")
_LANGUAGE = re.compile(r' lang="([^"]*)"')
_VOID = ("<br", "<img")
_INLINE_END = re.compile(r"</(?:a|strong|em|span|cite|abbr|sup|sub)>$")
_STAND_IN = "\ufdd0"  # for the word in the element before: no character of any text
_BLOCK_END = re.compile(r"</(?:p|h2|h3|li|td|th|caption|dt|dd|figcaption|blockquote)>|<br>")
_TAG = re.compile(r"<[^>]*>")
_UNKEPT = re.compile(r"[\x00\ud800-\udfff]")
_EMPTY = re.compile(r"<(p|h2|h3)>(?:\s|<br>)*+</\1>")
_KNOWN = re.compile(rf"</?(?:{'|'.join(sorted(markup.TAGS))}|h[1-6]|div|[bi])(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ROUNDS = 4  # the parser may move what stands where it may not; then the result is read once more
WORDS_PER_MINUTE = 200


def sanitise(html: str) -> str:
    """Return only what a body may hold of some HTML, whatever it was; again, it changes nothing.

    Raises nothing, and takes time in proportion to the length.
    """
    before, clean = html, _once(html)
    for _ in range(_ROUNDS):
        if clean == before:
            return clean
        before, clean = clean, _once(clean)
    return clean if clean == before else _once(plaintext.to_html(plain(clean)))  # it will not settle: its words


def _once(html: str) -> str:
    clean = _cleaner.clean(markup.tidy(_UNKEPT.sub("", html)))
    return _EMPTY.sub("", _SOURCELESS.sub("", clean.replace("&nbsp;", "\u00a0"))).strip(" \t\r\n\f")


def from_typed(text: str) -> str:
    """Return what somebody wrote into a plain field as HTML: as it is if it has tags of a body, else read as a text.

    Such a text has blank lines between paragraphs, `## ` before headings, `- ` or `1. ` before items, `> ` before
    quotations.
    """
    return text if _KNOWN.search(text) else plaintext.to_html(text)


def spaced(html: str, locale: str) -> str:
    """Return sanitised HTML with the spaces and apostrophes of its language, foreign phrases as they are."""
    parts: list[str] = []
    languages = [locale]
    for part in _TOKEN.split(html):
        if part.startswith("</"):
            languages = languages[:-1] or [locale]
        elif part.startswith("<") and not part.startswith(_VOID):
            language = _LANGUAGE.search(part)
            languages.append(language[1] if language else languages[-1])
        elif part and not part.startswith(("<", "&")) and languages[-1] == locale:
            before = _INLINE_END.search(parts[-1]) if parts else None
            part = typography.spaced(f"{_STAND_IN}{part}", locale)[1:] if before else typography.spaced(part, locale)
        parts.append(part)
    return "".join(parts)


def plain(html: str) -> str:
    """Return the words of sanitised HTML, one line a block."""
    text = unescape(_TAG.sub("", _BLOCK_END.sub("\n", html)))
    return "\n".join(" ".join(line.split(" ")) for line in map(str.strip, text.splitlines()) if line)


def reading_minutes(html: str) -> int:
    """Return how many minutes a text takes to read at 200 words a minute, at least one."""
    words = _TAG.sub("", _BLOCK_END.sub("\n", html)).split()
    return max(1, round(len(words) / WORDS_PER_MINUTE))


def references(html: str) -> set[int]:
    """Return the ids of the entries that sanitised HTML links to."""
    return {int(number) for _, number in _REFERENCE.findall(html) if number}


def pictures(html: str) -> set[int]:
    """Return the ids of the files that sanitised HTML shows."""
    return {int(match[1]) for match in _PICTURE.finditer(html)}


def resolve(
    html: str,
    address: Callable[[int | None], str | None],
    picture: Callable[[int, str], str] = lambda asset_id, alt: "",
) -> str:
    """Replace internal references by addresses: `address(entry_id)`, or `address(None)` for the help page.

    A reference without address (its entry is gone) keeps its words and loses its link. `picture` gives the HTML of
    a file by its id and the alternative text written here, if any; nothing for one that is gone.
    """
    html = _PICTURE.sub(lambda match: picture(int(match[1]), unescape(match[2] or "")), html)

    def replace(match: re.Match[str]) -> str:
        found = address(int(match[2]) if match[2] else None)
        return f'href="{escape(found)}"' if found else 'data-gone=""'

    return re.sub(r'<a data-gone=""([^>]*)>(.*?)</a>', r"\2", _REFERENCE.sub(replace, html), flags=re.DOTALL)
