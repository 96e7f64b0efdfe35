"""Shortcodes: `[caption]…[/caption]` and their like, as WordPress and its builders write them.

A word in brackets (“[sic]”) is no shortcode: one that is not known is taken for one only where it has attributes, an
end, or a name that no word has. Read in one pass, in proportion to the length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from . import Text

_CODE = re.compile(r"\[(\[?)(/?)([a-zA-Z][\w-]{0,60})((?:[\s/=][^\[\]]*+)?)\](\]?)")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|'([^']*)'|([^\s"']+)""")
_BUILT = ("vc_", "et_pb_", "fusion_", "av_", "cs_", "mk_", "kc_", "us_", "tatsu_", "nectar_")
_BREAK = "<div></div>"  # what parts two paragraphs wherever it stands
DEEPEST = 60


@dataclass
class Code:
    """A shortcode: its attributes, those without name under their place, and what stands within it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    inner: str = ""


Sink = Callable[[Code], str]  # what makes of a shortcode what stands in its place


def _tokens(text: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Yield what stands between shortcodes, and each of them."""
    place = 0
    for found in _CODE.finditer(text):
        yield text[place : found.start()], found
        place = found.end()
    yield text[place:], None


def walk(text: str, make: Sink) -> str:
    """Return a text with what is made of its shortcodes in their place; those in double brackets are words."""
    ends = {match[3].lower() for match in _CODE.finditer(text) if match[2]}
    stack: list[tuple[Code, list[str], str]] = [(Code(""), [], "")]
    literal = ""  # the name whose end closes a shortcode that is written to be read
    for words, found in _tokens(text):
        stack[-1][1].append(words)
        if found is None:
            break
        before, slash, name, rest, after = found.groups()
        lowered, written = name.lower(), found[0]
        if literal:
            closes = slash and lowered == literal and after
            stack[-1][1].append(written[:-1] if closes else written)
            literal = "" if closes else literal
        elif before and after:
            stack[-1][1].append(written[1:-1])
        elif before and not slash and f"[/{name}]]" in text[found.end() : found.end() + 5_000]:
            stack[-1][1].append(written[1:])
            literal = lowered
        elif slash:
            _close(stack, lowered, written, before, after, make)
        elif not _is_code(lowered, rest, ends):
            stack[-1][1].append(written)
        else:
            code = Code(lowered, _attributes(rest.rstrip().removesuffix("/")))
            stack[-1][1].append(before)
            if lowered in ends and not rest.rstrip().endswith("/") and len(stack) < DEEPEST:
                stack.append((code, [], written))
                stack[-1][1].append(after)
            else:
                stack[-1][1].append(make(code) + after)
    while len(stack) > 1:  # never ended: alone, with what follows it outside
        code, parts, _ = stack.pop()
        stack[-1][1].append(make(code) + "".join(parts))
    return "".join(stack[0][1])


def _close(
    stack: list[tuple[Code, list[str], str]], name: str, written: str, before: str, after: str, make: Sink
) -> None:
    """End the shortcode of a name, and those within it that were never ended."""
    if not any(code.name == name for code, _, _ in stack[1:]):
        stack[-1][1].append(written if not _known(name) else before + after)
        return
    while stack[-1][0].name != name:
        code, parts, _ = stack.pop()
        stack[-1][1].append(make(code) + "".join(parts))
    code, parts, _ = stack.pop()
    code.inner = "".join(parts) + before
    stack[-1][1].append(make(code) + after)


def _known(name: str) -> bool:
    return name in _MAKERS or name.startswith(_BUILT)


def _is_code(name: str, rest: str, ends: set[str]) -> bool:
    """Tell a shortcode from a word in brackets."""
    named = "=" in rest and _ATTRIBUTE.search(rest) is not None
    return _known(name) or name in ends or "_" in name or ("-" in name and bool(rest.strip())) or named


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        name, *values = match.groups()
        value = unescape(next((one for one in values if one is not None), ""))
        found.setdefault(name.lower() if name else str(len(found)), value)
    return found


def without(text: str) -> str:
    """Return a text without its shortcodes: what stands within them stays, as far as it is words."""
    return walk(text, lambda code: f" {_spoken(code)} ")


def _spoken(code: Code) -> str:
    """Return the words of a shortcode: those within it, and those that a builder keeps in its attributes."""
    if code.name in ("embed", "audio", "video", "playlist", "gallery", "vc_video", "et_pb_video"):
        return ""
    said = " ".join(code.attributes[name] for name in _said_by(code))
    return f"{said} {code.inner}"


def replaced(text: str, context: Text) -> str:
    """Return a text with its shortcodes made into HTML; what is not known is noted, and its words stay."""
    if "[" not in text:
        return text

    def make(code: Code) -> str:
        if maker := _MAKERS.get(code.name):
            return maker(code, context)
        if code.name.startswith(_BUILT):
            return _built(code)
        context.note("shortcode", code.name)
        return code.inner

    return walk(text, make)


def _said_by(code: Code) -> list[str]:
    """Return the names of a shortcode's attributes that are words for readers."""
    if code.name in ("caption", "wp_caption"):
        return ["caption"] if "caption" in code.attributes else []
    if not code.name.startswith(_BUILT):
        return []
    wanted = ("text", "title", "heading", "subhead", "button_text", "author", "name", "position")
    silent = ("row", "column", "section", "column_text", "text_separator_none", "single_image", "image")
    if code.name.removeprefix("vc_").removeprefix("et_pb_").removeprefix("fusion_") in silent:
        return []
    return [name for name in wanted if code.attributes.get(name)]


def _built(code: Code) -> str:
    """Return what a builder's shortcode says: its words, parted from what is around it."""
    said = "".join(_heading(code, name) for name in _said_by(code))
    return f"{_BREAK}{said}{_picture(code)}{code.inner}{_BREAK}"


def _heading(code: Code, name: str) -> str:
    words, address = escape(code.attributes[name], quote=False), _address(code)
    if address and name in ("title", "button_text", "text") and ("button" in code.name or "btn" in code.name):
        return f'<p><a href="{escape(address)}">{words}</a></p>'
    return f"<h3>{words}</h3>" if name in ("text", "title", "heading") else f"<p>{words}</p>"


def _address(code: Code) -> str:
    """Return where a builder's button leads; WPBakery writes `url:https%3A%2F%2F…|title:…`."""
    link = code.attributes.get("button_url") or code.attributes.get("link") or code.attributes.get("url") or ""
    if link.startswith("url:"):
        link = unquote(link[4:].partition("|")[0])
    return link


def _picture(code: Code) -> str:
    if "image" not in code.name:
        return ""
    number, source = code.attributes.get("image", ""), code.attributes.get("src", "")
    if number.isdigit():
        return f'<p><img class="wp-image-{number}"></p>'
    return f'<p><img src="{escape(source)}" alt="{escape(code.attributes.get("alt", ""))}"></p>' if source else ""


def _caption(code: Code, context: Text) -> str:
    """Return a picture with what is said below it."""
    shown = re.match(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", code.inner, re.DOTALL | re.IGNORECASE)
    picture, said = (shown[1], shown[2]) if shown else (code.inner, "")
    said = (said.strip() or escape(code.attributes.get("caption", ""), quote=False)).replace("\n", " ")
    caption = f"<figcaption>{said}</figcaption>" if said else ""
    return f"<figure>{picture}{caption}</figure>"


def _gallery(code: Code, context: Text) -> str:
    ids = context.around.gallery(code.attributes.get("ids") or code.attributes.get("include") or "")
    if not ids:
        context.note("gallery")
    return "".join(f'<figure><img src="asset:{number}"></figure>' for number in ids)


def _embed(code: Code, _context: Text) -> str:
    address = code.inner.strip() or code.attributes.get("src", "") or code.attributes.get("0", "")
    return f'\n\n<embed src="{escape(unescape(address))}">\n\n'


def _played(code: Code, _context: Text) -> str:
    kinds = ("src", "mp3", "m4a", "ogg", "wav", "mp4", "webm", "ogv", "m4v", "link")
    address = next((code.attributes[one] for one in kinds if code.attributes.get(one)), code.inner.strip())
    return f'\n\n<embed src="{escape(address)}">\n\n'


_MAKERS: dict[str, Callable[[Code, Text], str]] = {
    "caption": _caption, "wp_caption": _caption, "gallery": _gallery, "embed": _embed, "audio": _played,
    "video": _played, "vc_video": _played, "et_pb_video": _played,
}  # fmt: skip
