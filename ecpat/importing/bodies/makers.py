"""What a shortcode becomes: pictures, galleries, what is played, and the words that builders keep in attributes."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from . import Text

_BUILT = ("vc_", "et_pb_", "fusion_", "av_", "cs_", "mk_", "kc_", "us_", "tatsu_", "nectar_")
_BREAK = "<div></div>"  # what parts two paragraphs wherever it stands
_FILM = re.compile(r"(?:^|_|-)(?:embedyt|youtube|vimeo|dailymotion|ted|wpvideo|video|soundcloud)(?=$|_|-)")
_WATCHED = {
    "youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/",
    "dailymotion": "https://www.dailymotion.com/video/", "ted": "https://www.ted.com/talks/",
}  # fmt: skip
_PLAYED = ("src", "mp3", "m4a", "ogg", "wav", "mp4", "webm", "ogv", "m4v", "url", "link", "id", "0")
_LEADING = ("url", "link", "href", "src", "file", "pdf")
_ADDRESS = re.compile(r"(?:https?:/)?/\S+")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)(?:\?.*)?", re.IGNORECASE)
_TITLED = re.compile(r"toggle|accordion|tab|spoiler")  # what has a title that readers see
# Known by their names alone, and made by what is there no more.
_GONE = frozenset({"playlist", "contact-form", "sitemap", "archives", "googlemaps", "slideshare", "wpforms"})
_LAYOUT = re.compile(r"row|column|section|space|divider|separator|inner|text|line_break|raw_js|hr$|clear")


@dataclass
class Code:
    """A shortcode: its attributes, those without name under their place, and what stands within it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    inner: str = ""


def known(name: str) -> bool:
    """Tell whether a name is one of a shortcode, whatever stands beside it."""
    return name in _MAKERS or name in _GONE or name.startswith(_BUILT) or name in _WATCHED


def decoded(name: str, value: str) -> str:
    """Return an attribute as it was typed: builders write quotation marks and brackets in ways of their own."""
    if name.startswith("et_pb_"):
        return value.replace("%22", '"').replace("%91", "[").replace("%93", "]")
    if name.startswith("vc_"):
        return value.replace("``", '"').replace("`{`", "[").replace("`}`", "]")
    return value


def made(code: Code, text: Text) -> str:
    """Return what stands in the place of a shortcode; what is not known is noted, and its words stay."""
    if maker := _MAKERS.get(code.name):
        return maker(code, text)
    if _FILM.search(code.name) and (address := _film(code)):
        return _embedded(address, code.attributes.get("title", ""))
    if code.name.startswith(_BUILT):
        return _built(code, text)
    text.note("shortcode", code.name)
    return _unknown(code)


def spoken(code: Code) -> str:
    """Return the words of a shortcode: those within it, and those that a builder keeps in its attributes."""
    if code.name in ("embed", "audio", "video", "playlist", "gallery", "vc_raw_js"):
        return ""
    if _FILM.search(code.name) and _film(code):
        return ""
    inner = _raw(code) if code.name == "vc_raw_html" else code.inner
    said = [code.attributes[name] for name in _said_by(code)]
    return f" {' '.join(said)} {inner} " if said or known(code.name) else inner  # “[dropcap]L[/dropcap]e” is a word


def _unknown(code: Code) -> str:
    """Return the words of a shortcode that no one knows, and where it leads."""
    said, inner = "".join(escape(code.attributes[name], quote=False) for name in _said_by(code)), code.inner
    named = (code.attributes.get(name, "") for name in _LEADING)
    address = next((one for one in named if _ADDRESS.fullmatch(one)), "")
    if _TITLED.search(code.name) or not address or "<" in inner:
        return f"<h3>{said}</h3>{inner}" if said else inner
    if inner.strip() or said:
        return f'<a href="{escape(address)}">{inner if inner.strip() else said}</a>'
    if _PICTURE.search(address):
        return f'<img src="{escape(address)}" alt="{escape(code.attributes.get("alt", ""))}">'
    return _embedded(address, "")


def _said_by(code: Code) -> list[str]:
    """Return the names of a shortcode's attributes that are words for readers."""
    if code.name in ("caption", "wp_caption"):
        return ["caption"] if "caption" in code.attributes else []
    if not code.name.startswith(_BUILT):
        named = ("title",) if _TITLED.search(code.name) else () if code.inner.strip() else ("text", "title", "label")
        leads = _TITLED.search(code.name) or any(code.attributes.get(one) for one in _LEADING)
        return [name for name in named if code.attributes.get(name)][:1] if leads else []
    wanted = (
        "text", "title", "heading", "subhead", "button_text", "button_one_text", "button_two_text", "author", "name",
        "position",
    )  # fmt: skip
    silent = ("row", "column", "section", "column_text", "text_separator_none", "single_image", "image")
    if code.name.removeprefix("vc_").removeprefix("et_pb_").removeprefix("fusion_") in silent:
        return []
    return [name for name in wanted if code.attributes.get(name)]


def _built(code: Code, text: Text) -> str:
    """Return what a builder's shortcode says: its words, parted from what is around it."""
    if code.name == "vc_raw_html":
        return f"{_BREAK}{_raw(code)}{_BREAK}"
    said = "".join(_heading(code, name) for name in _said_by(code)) + _pictures(code, text)
    if not said and not code.inner.strip() and not _LAYOUT.search(code.name):
        text.note("shortcode", code.name)
    return f"{_BREAK}{said}{'' if code.name == 'vc_raw_js' else code.inner}{_BREAK}"


def _raw(code: Code) -> str:
    """Return HTML that WPBakery keeps as the base64 of what is percent-encoded."""
    try:
        return unquote(b64decode(re.sub(r"<[^<>]*>|\s", "", code.inner), validate=True).decode())
    except (Error, UnicodeDecodeError):
        return code.inner


def _heading(code: Code, name: str) -> str:
    words, address = escape(code.attributes[name], quote=False), _address(code, name)
    button = "button" in code.name or "btn" in code.name or name.startswith("button_")
    if address and button:
        return f'<p><a href="{escape(address)}">{words}</a></p>'
    return f"<h3>{words}</h3>" if name in ("text", "title", "heading") else f"<p>{words}</p>"


def _address(code: Code, name: str) -> str:
    """Return where a builder's button leads; WPBakery writes `url:https%3A%2F%2F…|title:…`."""
    names = (name.replace("_text", "_url"), "button_url", "button_link", "link", "url")
    link = next((code.attributes[one] for one in names if one != name and code.attributes.get(one)), "")
    if link.startswith("url:"):
        link = unquote(link[4:].partition("|")[0])
    return link


def _pictures(code: Code, text: Text) -> str:
    """Return the pictures that a builder's shortcode names, by their numbers or addresses."""
    several = next(
        (code.attributes[one] for one in ("images", "gallery_ids", "image_ids") if one in code.attributes), ""
    )
    if several:
        return _gallery(Code("gallery", {"ids": several}), text)
    source = code.attributes.get("image") or code.attributes.get("image_url") or ""
    source = source or (code.attributes.get("src", "") if "image" in code.name else "")
    if source.isdigit():
        return f'<p><img class="wp-image-{source}"></p>'
    if not _ADDRESS.fullmatch(source):
        return ""
    return f'<p><img src="{escape(source)}" alt="{escape(code.attributes.get("alt", ""))}"></p>'


def _caption(code: Code, _text: Text) -> str:
    """Return a picture with what is said below it."""
    shown = re.match(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", code.inner, re.DOTALL | re.IGNORECASE)
    picture, said = (shown[1], shown[2]) if shown else (code.inner, "")
    said = (said.strip() or escape(code.attributes.get("caption", ""), quote=False)).replace("\n", " ")
    return _figure(picture, said)


def _gallery(code: Code, text: Text) -> str:
    pictures = text.around.gallery(code.attributes.get("ids") or code.attributes.get("include") or "")
    if not pictures:
        text.note("gallery")
    text.added += [said for _number, said in pictures]
    return "".join(_figure(f'<img class="wp-image-{number}">', escape(said)) for number, said in pictures)


def _figure(picture: str, said: str) -> str:
    caption = f"<figcaption>{said}</figcaption>" if said else ""
    return f"<figure>{picture}{caption}</figure>"


def _embed(code: Code, _text: Text) -> str:
    return _embedded(
        unescape(code.inner.strip() or code.attributes.get("src", "") or code.attributes.get("0", "")), ""
    )


def _media(code: Code, _text: Text) -> str:
    return _embedded(_film(code) or code.inner.strip(), "")


def _film(code: Code) -> str:
    """Return the address of what a shortcode plays: named whole, or by its number in a place that its name tells."""
    found = next((code.attributes[one] for one in _PLAYED if code.attributes.get(one)), "") or code.inner
    found = unescape(found).strip().lstrip("=:").partition("|")[0]
    if found.startswith(("http://", "https://", "//", "/")):
        return re.sub(r"&[wh]=\d+", "", found)
    before = next((_WATCHED[place] for place in _WATCHED if place in code.name), "")
    return f"{before}{found}" if before and re.fullmatch(r"[\w-]{1,40}", found) else ""


def _embedded(address: str, title: str) -> str:
    said = f' title="{escape(title)}"' if title else ""
    return f'\n\n<embed src="{escape(address)}"{said}>\n\n'


_MAKERS: dict[str, Callable[[Code, Text], str]] = {
    "caption": _caption, "wp_caption": _caption, "gallery": _gallery, "embed": _embed, "audio": _media,
    "video": _media,
}  # fmt: skip
