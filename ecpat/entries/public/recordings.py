"""Videos and sound of ours in texts: the browser's own player, with captions and all that is said beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from flask import render_template, url_for
from markupsafe import Markup

from ... import locales
from ...core.database import db
from ...core.i18n import current_locale, format_length, language_name
from ...files import preview_keys
from ...files.models import Asset
from ...files.pictures import NO_WORDS, storage
from ...files.recordings import ENDINGS
from .. import queries, richtext
from ..richtext import blocks

_LINK = re.compile(r'<a [^<>]*href="asset:([0-9]{1,18})"[^<>]*>(.*?)</a>', re.DOTALL)


class Recording(NamedTuple):
    """A video or sound as a text names it."""

    asset: Asset
    title: str
    caption: Markup

    @property
    def is_video(self) -> bool:
        """Tell whether there is anything to be seen."""
        return self.asset.media_type.startswith("video/")

    @property
    def address(self) -> str:
        """Return the path of its file."""
        return address_of(self.asset)

    @property
    def form(self) -> str:
        """Return what its form is called, and how long it is, where that is known."""
        form = ENDINGS[self.asset.media_type].upper()
        return f"{form}, {format_length(self.asset.seconds)}" if self.asset.seconds else form

    @property
    def captions(self) -> list[tuple[str, str, str]]:
        """Return (language, its name, path) of its captions, those of the page's language first."""
        here, words = current_locale(), self.asset.words
        found = [locale for locale in locales.LOCALES if locale in words and words[locale].captions]
        return [
            (locale, language_name(locale), _url("captions", self.asset, language=locale))
            for locale in sorted(found, key=lambda locale: locale != here)
        ]

    @property
    def transcript(self) -> list[str]:
        """Return the lines of all that is said in it, in the page's language."""
        text = self.asset.words.get(current_locale(), NO_WORDS).transcript or ""
        return [line.strip() for line in text.splitlines() if line.strip()]

    def still(self, colour: str) -> str:
        """Return the path of what stands for it before it is played."""
        return _url("still", self.asset, colour=colour)


def address_of(asset: Asset) -> str:
    """Return the path of a recording's file."""
    return _url("recording", asset, ending=ENDINGS[asset.media_type])


def of_body(body: str) -> list[Recording]:
    """Return the recordings that a sanitised body shows, in their order; what is withheld or gone is left out."""
    found = _assets([body])
    named = (_read(block, found) for block in blocks.of(body, "video"))
    return [recording for recording in named if isinstance(recording, Recording)]


def shown(body: str, colour: str) -> str:
    """Return a sanitised body with a player in the place of each recording; what is withheld or gone is left out."""
    found = _assets([body])

    def player(block: blocks.Block) -> str | None:
        recording = _read(block, found)
        if not isinstance(recording, Recording):
            return recording
        return render_template("components/recording.html", one=recording, still=recording.still(colour))

    return blocks.replace(body, "video", player) if found or richtext.recordings(body) else body


def in_bodies(bodies: Iterable[str], address: Callable[[str], str] = str) -> Callable[[int], str | None]:
    """Return what gives the address of the recordings that bodies link to, by id; one query."""
    found = {number: address(address_of(asset)) for number, asset in _assets(bodies).items()}
    return found.get


def _read(block: blocks.Block, found: dict[int, Asset]) -> Recording | str | None:
    """Return the recording that a block shows; nothing at all for one that is gone, None for what is no recording."""
    link = _LINK.search(block.paragraphs[0]) if block.paragraphs else None
    if link is None:
        return None
    asset = found.get(int(link[1]))
    caption = Markup(block.caption)  # noqa: S704 — of the text itself
    return Recording(asset, richtext.plain(link[2]) or asset.name, caption) if asset else ""


def _assets(bodies: Iterable[str]) -> dict[int, Asset]:
    """Return the recordings that bodies name and that can be played, by id."""
    wanted = set().union(*map(richtext.recordings, bodies))
    rows = db.session.scalars(queries.assets(wanted)).unique() if wanted else ()
    return {
        asset.id: asset
        for asset in rows
        if asset.media_type in ENDINGS and not asset.withheld and storage().has(asset.digest)
    }


def _url(endpoint: str, asset: Asset, **values: Any) -> str:
    return url_for(endpoint, digest=asset.digest, draft=preview_keys.key(), **values)
