"""Links, pictures and what is played in a text: each leads to what there is of it now."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from . import Text

_TAG = re.compile(
    r"<(/?)(a|img|iframe|video|audio|source|embed|object|param)\b((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*)>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>=/]++)(?:\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'<>]++))?""")
_NUMBERED = re.compile(r"\bwp-image-(\d{1,18})\b")
_EMBEDDED = re.compile(r'(<div class="wp-block-embed__wrapper">)\s*(https?://[^\s<>"]+)\s*(?=</div>)')
_OURS = re.compile(r"\s*(?:entry|help|asset):", re.IGNORECASE)  # what only a text of this site may write
_SIGN = re.compile(r"\b(?:emoji|wp-smiley)\b")  # a picture in the place of a character
_VIDEOS = {
    "youtube.com": "YouTube", "youtube-nocookie.com": "YouTube", "youtu.be": "YouTube", "vimeo.com": "Vimeo",
    "player.vimeo.com": "Vimeo", "dailymotion.com": "Dailymotion", "dai.ly": "Dailymotion", "ted.com": "TED",
    "tiktok.com": "TikTok", "wordpress.tv": "WordPress.tv",
}  # fmt: skip


def replaced(html: str, text: Text) -> str:
    """Return HTML whose links and pictures are of this site where they were of the former, and nothing plays."""
    html = _EMBEDDED.sub(lambda found: f'{found[1]}<embed src="{found[2]}" data-bare="">', html)
    parts, place, open_links, skip_until = list[str](), 0, list[bool](), ""
    for found in _TAG.finditer(html):
        ending, name = bool(found[1]), found[2].lower()
        if skip_until:
            if ending and name == skip_until:
                skip_until, place = "", found.end()
            elif name in ("source", "embed", "param") and not parts[-1]:
                parts[-1] = _inside(name, attributes_of(found[3]), text)
            continue
        parts.append(html[place : found.start()])
        place = found.end()
        if name == "a":
            parts.append(_link_end(open_links) if ending else _link(attributes_of(found[3]), open_links, text))
        elif ending or name in ("source", "param"):
            continue
        elif name == "img":
            parts.append(_picture(attributes_of(found[3]), text))
        else:
            attributes = attributes_of(found[3])
            attributes["tag"] = name
            inside = name in ("audio", "video", "object") and not attributes.keys() & {"src", "data"}
            parts.append("" if inside else _played(attributes, text))  # a source within it says which
            if name != "embed":
                skip_until = name
    if not skip_until:
        parts.append(html[place:])
    return "".join(parts)


def attributes_of(text: str) -> dict[str, str]:
    """Return the attributes of a tag, their entities read."""
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), unescape(value[1:-1] if value[:1] in ('"', "'") else value))
    return found


def _link(attributes: dict[str, str], open_links: list[bool], text: Text) -> str:
    address = attributes.get("href", "").strip()
    target = text.around.link(address) if address and not _OURS.match(address) else ""
    kept = address if target is None else target
    open_links.append(bool(kept))
    return f'<a href="{escape(kept)}">' if kept else ""


def _link_end(open_links: list[bool]) -> str:
    return "</a>" if open_links and open_links.pop() else ""


def _picture(attributes: dict[str, str], text: Text) -> str:
    source = attributes.get("data-src") or attributes.get("data-lazy-src") or attributes.get("src", "")
    if _SIGN.search(attributes.get("class", "")):
        return escape(attributes.get("alt", ""), quote=False)
    numbered = _NUMBERED.search(attributes.get("class", ""))
    number = text.around.picture(source, int(numbered[1]) if numbered else 0)
    if number is None:
        text.note("picture-lost", source[:300] or (numbered[0] if numbered else ""))
        return ""
    alt = attributes.get("alt", "").strip()[:400]
    return f'<img src="asset:{number}" alt="{escape(alt)}">' if alt else f'<img src="asset:{number}">'


def _inside(name: str, attributes: dict[str, str], text: Text) -> str:
    """Return a link in the place of what is played, where an element within says what that is."""
    if name == "param":
        if attributes.get("name", "").lower() not in ("movie", "src") or not attributes.get("value"):
            return ""
        attributes["src"] = attributes["value"]
    return _played(attributes, text)


def _played(attributes: dict[str, str], text: Text) -> str:
    """Return a link in the place of what is played or shown from elsewhere, named by its title."""
    address = attributes.get("src") or attributes.get("data-src") or attributes.get("data") or ""
    if address.startswith("//"):
        address = f"https:{address}"
    bare = "data-bare" in attributes
    if not address.startswith(("http://", "https://")):
        text.note("media-lost", address[:300])
        return ""
    target = text.around.link(address)
    if target and attributes.get("tag") == "object":
        return ""  # a PDF that is shown within a text, which links to it beside
    if target == "":
        text.note("media-lost", address[:300])
        if bare:
            text.dropped.append(address)
        return ""
    place = video_place(address)
    said = attributes.get("title", "").strip() or (text.around.title(address) if target else "")
    said = said or (text.around.say_video(place) if place else "")
    said = said or (address if bare else _file_name(address) or urlsplit(address).hostname or address)
    text.added.append(said)
    if bare:
        text.dropped.append(address)
    if not target or target.startswith("http"):
        text.note("video" if place else "embedded", address[:300])
    return f'<p><a href="{escape(target or watched(address))}">{escape(said, quote=False)}</a></p>'


def _file_name(address: str) -> str:
    """Return the name of a file that an address leads to; nothing for one of a page."""
    name = unquote(urlsplit(address).path.rpartition("/")[2])
    return name if re.fullmatch(r"[^<>]{1,100}\.\w{2,4}", name) else ""


def video_place(address: str) -> str:
    """Return the name of the place where a video is; nothing where an address is none of a video."""
    host = (urlsplit(address).hostname or "").removeprefix("www.").removeprefix("m.")
    return _VIDEOS.get(host, "")


def watched(address: str) -> str:
    """Return the address at which people watch what a page embeds."""
    parts = urlsplit(address)
    host, number = (parts.hostname or "").removeprefix("www."), parts.path.rpartition("/")[2]
    if host in ("youtube.com", "youtube-nocookie.com") and parts.path.startswith("/embed/") and number:
        listed = parse_qs(parts.query).get("list")
        if number == "videoseries" and listed:
            return f"https://www.youtube.com/playlist?list={listed[0]}"
        return f"https://www.youtube.com/watch?v={number}"
    if host == "youtube.com" and parts.path.startswith("/v/"):
        return f"https://www.youtube.com/watch?v={number.partition('&')[0]}"
    if host == "player.vimeo.com" and number.isdigit():
        return f"https://vimeo.com/{number}"
    if host == "dailymotion.com" and "/embed/video/" in parts.path:
        return f"https://www.dailymotion.com/video/{number}"
    return address
