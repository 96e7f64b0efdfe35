"""Videos of texts: a drawn still that says who will know of it, and the player once a reader asks for it.

The player is on an answer of its own (`?video=1`), which alone lets that one site be framed.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import count
from typing import NamedTuple

from flask import render_template
from markupsafe import Markup

from ...files import kites
from .. import richtext
from ..models import Edition
from ..richtext import blocks

_LINK = re.compile(r'<a [^<>]*href="([^"]*)"[^<>]*>(.*?)</a>', re.DOTALL)


class Host(NamedTuple):
    """A site that videos are at."""

    name: str
    known_to: str  #: who learns that a page was opened
    address: re.Pattern[str]  #: of a video's page, with the parts of `player`
    origin: str  #: what may be framed
    player: str
    referrer: str = "no-referrer"  #: what a player is told of the page that shows it


class Player(NamedTuple):
    """A video of a text as a host plays it."""

    host: Host
    address: str  #: of its page, for those who read on paper
    src: str


HOSTS = (
    Host(
        "YouTube",
        "YouTube (Google)",
        re.compile(
            r"https?://(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:watch\?(?:[^#]*&)?v=|embed/|shorts/|live/)|youtu\.be/)"
            r"(?P<id>[\w-]{11})(?![\w-]).*"
        ),
        "https://www.youtube-nocookie.com",
        "https://www.youtube-nocookie.com/embed/{id}",
        "strict-origin",  # without the site's name it plays nothing since 2025
    ),
    Host(
        "Vimeo",
        "Vimeo",
        re.compile(r"https?://(?:www\.|player\.)?vimeo\.com/(?:video/)?(?P<id>\d{1,12})(?![\w-]).*"),
        "https://player.vimeo.com",
        "https://player.vimeo.com/video/{id}?dnt=1",
    ),
    Host(
        "Euronews",
        "Euronews",
        re.compile(r"https?://(?:\w+\.)?euronews\.com/embed/(?P<id>\d{1,12})(?![\w-]).*"),
        "https://www.euronews.com",
        "https://www.euronews.com/embed/{id}",
    ),
)


def player_of(address: str) -> Player | None:
    """Return what plays the video at an address; None for what is no video that we know how to show."""
    for host in HOSTS:
        if found := host.address.fullmatch(address):
            return Player(host, address, host.player.format(**found.groupdict()))
    return None


def players(body: str) -> list[Player]:
    """Return the videos of a sanitised body that can be shown, in their order."""
    found = (_read(block) for block in blocks.of(body, "video"))
    return [video[0] for video in found if video]


def shown(html: str, edition: Edition, colour: str, loaded: int = 0) -> str:
    """Return the HTML of a text with a still in the place of each video, or the player of the one that is loaded."""
    number = count(1)

    def still(block: blocks.Block) -> str | None:
        if (video := _read(block)) is None:
            return None
        player, title = video
        place = next(number)
        kite = kites.svg(f"{edition.entry.kite_seed}-{place}", colour, 640, 360)
        caption = Markup(block.caption)  # noqa: S704 — of the text itself
        return render_template(
            "components/video.html", player=player, title=title, caption=caption, place=place, kite=kite,
            playing=place == loaded,
        )  # fmt: skip

    return blocks.replace(html, "video", still)


def _read(block: blocks.Block) -> tuple[Player, str] | None:
    link = _LINK.search(block.paragraphs[0]) if block.paragraphs else None
    player = player_of(unescape(link[1])) if link else None
    return (player, richtext.plain(link[2]) or player.host.name) if link and player else None
