"""What HTML a body may hold, and what can be read out of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape, unescape

import nh3

from ...core import typography
from ...core.characters import fit
from . import blocks, markup, plaintext

_ATTRIBUTES = {
    "*": {"lang"},
    "a": {"href"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start", "type"},
    "abbr": {"title"},
    "img": {"src", "alt"},
    "figure": {"class"},
    "p": {"class"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "entry", "help", "asset"}
_BRACKETS = str.maketrans("<>", "‹›")  # nothing in a text may look like a tag
_OWN = re.compile(r"asset:[0-9]{1,18}")  # the only pictures: our own files, by id
_INTERNAL = re.compile(r"\s*(?:entry|help|asset):", re.IGNORECASE)
_KNOWN_TARGET = re.compile(r"entry:[0-9]{1,18}(?:#[^\s\"<>]*)?|help:|asset:[0-9]{1,18}")  # as the editor has them


def _filtered(element: str, attribute: str, value: str) -> str | None:
    """Leave out what an attribute may not say: pictures from elsewhere, odd languages."""
    if attribute in ("alt", "title"):
        return value.translate(_BRACKETS)
    if attribute == "class":
        return value if value in blocks.CLASSES[element] else None
    if attribute == "src":
        return value if _OWN.fullmatch(value) else None
    if attribute == "href" and _INTERNAL.match(value):
        scheme, _, rest = value.strip().partition(":")
        target = f"{scheme.lower()}:{rest}"
        return target if _KNOWN_TARGET.fullmatch(target) else None
    if attribute == "lang":
        return value if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value) else None
    if attribute in ("colspan", "rowspan", "start"):
        return value if re.fullmatch(r"[0-9]{1,3}", value) else None
    if attribute == "type":
        return value if re.fullmatch(r"[aAiI]", value) else None
    return value


_cleaner = nh3.Cleaner(
    tags=set(markup.TAGS),
    attributes=_ATTRIBUTES,
    url_schemes=_SCHEMES,
    attribute_filter=_filtered,
    link_rel=None,
    clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "title"},
)
_REFERENCE = re.compile(r'(<a(?: [^<>]*)?) href="(?:entry:([0-9]{1,18})|help:)(#[^"<>]*)?"')
_FILE = re.compile(r'(<a(?: [^<>]*)?) href="asset:([0-9]{1,18})"')
_PICTURE = re.compile(r'<img(?=[^<>]* src="asset:([0-9]{1,18})")(?:[^<>]* alt="([^"<>]*)")?[^<>]*>')
_ALTERNATIVE = re.compile(r'(<img[^<>]*?) alt="[^"<>]*"')
_CAPTIONED = re.compile(
    r'(<img(?=[^<>]* src="asset:([0-9]{1,18})")[^<>]*>\s*<figcaption(?: [^<>]*)?>)(.*?)(?=</figcaption>)', re.DOTALL
)
_SOURCELESS = re.compile(r'<img(?![^<>]* src="asset:)[^<>]*>')
_GONE = re.compile(r'<a(?: [^<>]*)? data-gone=""[^<>]*>|</a>')
_TOKEN = re.compile(r"(<[^<>]*>|&#?\w+;)")
_LANGUAGE = re.compile(r' lang="([^"]*)"')
_VOID = ("<br", "<img")
_INLINE_END = re.compile(r"</(?:a|strong|em|s|span|cite|abbr|sup|sub)>$")
_STAND_IN = "\ufdd0"  # for the word in the element before: no character of any text
_BLOCK_END = re.compile(
    r"</(?:p|h2|h3|li|td|th|caption|dt|dd|figcaption|blockquote)>|<br>|<(?:[uo]l|dl|table|blockquote)(?= |>)[^<>]*>"
)
_TAG = re.compile(r"<[^<>]*>")
_WORDED = re.compile(r"<(?:a|abbr|img) [^<>]*>")
_VALUE = re.compile(r' (alt|title|href)="([^"]*)"')
_ENDLESS = re.compile(r"&#x?[0-9a-f]{9,};?", re.IGNORECASE)  # Python reads no number of more than 4,300 digits
_EMPTY = re.compile(r"<(p|h2|h3)(?: class=\"[a-z]+\")?>(?:\s++|<br>)*</\1>")
_KNOWN = re.compile(
    rf"</?(?:{'|'.join(sorted(markup.TAGS))}|h[1-6]|div|pre|font|center|ins|del|strike|col|html|body|[biu])(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ROUNDS = 4  # the parser may move what stands where it may not; then the result is read once more
WORDS_PER_MINUTE = 200
FIRST_WORDS = 160  # characters that a search engine shows of a page
MOST = 1_000  # pictures of a text, and entries that it links to


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
    clean = _cleaner.clean(markup.tidy(fit(html)))
    clean = fit(clean.replace("&nbsp;", "\u00a0"))  # what was written as a number
    return _EMPTY.sub("", _SOURCELESS.sub("", clean)).strip(" \t\r\n\f")


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
    text = _unescaped(_TAG.sub("", _BLOCK_END.sub("\n", html)))
    return "\n".join(" ".join(line.split(" ")) for line in map(str.strip, text.splitlines()) if line)


def _unescaped(text: str) -> str:
    return unescape(_ENDLESS.sub("\ufffd", text))


def reading_minutes(html: str) -> int:
    """Return how many minutes a text takes to read at 200 words a minute, at least one."""
    words = _TAG.sub("", _BLOCK_END.sub("\n", html)).split()
    return max(1, round(len(words) / WORDS_PER_MINUTE))


def first_words(html: str) -> str:
    """Return how a text of sanitised HTML begins, cut between two words."""
    text = plain(html).replace("\n", " ")
    if len(text) <= FIRST_WORDS:
        return text
    cut = text[:FIRST_WORDS]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:") + "…"


def for_language(html: str, caption: Callable[[int], str]) -> str:
    """Return sanitised HTML to be translated, its pictures with what is said of them in the other language.

    An alternative text that is written here is of the first language: it goes, the file's own stands for it, and the
    gate asks for that where there is none. A caption stays to be translated, unless `caption` has that of a file.
    """

    def captioned(match: re.Match[str]) -> str:
        own = caption(int(match[2]))
        return f"{match[1]}{escape(own, quote=False) if own else match[3]}"

    return _CAPTIONED.sub(captioned, _ALTERNATIVE.sub(r"\1", html))


def references(html: str) -> set[int]:
    """Return the ids of the entries that sanitised HTML links to: of the first MOST of them."""
    return _first(int(found[2]) for found in _REFERENCE.finditer(html) if found[2])


def pictures(html: str) -> set[int]:
    """Return the ids of the files that sanitised HTML shows: of the first MOST of them."""
    return _first(int(found[1]) for found in _PICTURE.finditer(html))


def recordings(html: str) -> set[int]:
    """Return the ids of the videos and sound that sanitised HTML links to: of the first MOST of them."""
    return _first(int(found[2]) for found in _FILE.finditer(html))


def files(html: str) -> set[int]:
    """Return the ids of all files that sanitised HTML shows."""
    return pictures(html) | recordings(html)


def _first(ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for one in ids:
        if len(found) == MOST:
            break
        found.add(one)
    return found


def values(html: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the value of the attributes that are words or addresses in sanitised HTML."""
    for tag in _WORDED.finditer(html):
        yield from ((name, _unescaped(value)) for name, value in _VALUE.findall(tag[0]))


def resolve(
    html: str,
    address: Callable[[int | None], str | None],
    picture: Callable[[int, str], str] = lambda asset_id, alt: "",
    file: Callable[[int], str | None] = lambda asset_id: None,
) -> str:
    """Replace internal references by addresses: `address(entry_id)`, or `address(None)` for the help page.

    A reference without address (its entry is gone) keeps its words and loses its link. `picture` gives the HTML of
    a file by its id and the alternative text written here, if any; nothing for one that is gone. `file` gives the
    address of a file that is linked to.
    """
    html = _PICTURE.sub(lambda match: picture(int(match[1]), _unescaped(match[2] or "")), html)

    def replace(match: re.Match[str]) -> str:
        found = address(int(match[2]) if match[2] else None)
        return f'{match[1]} href="{escape(found)}{match[3] or ""}"' if found else f'{match[1]} data-gone=""'

    def lead(match: re.Match[str]) -> str:
        found = file(int(match[2]))
        return f'{match[1]} href="{escape(found)}"' if found else f'{match[1]} data-gone=""'

    gone = False  # whether the link that is open leads nowhere

    def unlink(match: re.Match[str]) -> str:
        nonlocal gone
        was_gone, gone = gone, match[0] != "</a>"
        return "" if gone or was_gone else match[0]

    return _GONE.sub(unlink, _FILE.sub(lead, _REFERENCE.sub(replace, html)))
