"""Pictures of entries: their photograph or drawing, their kite, their cover, their share image."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Response, current_app, send_file, url_for
from markupsafe import Markup

from ..content.assets import AssetWords
from ..content.models import Edition, Entry
from ..i18n import current_locale
from ..media import images, kites, share
from ..media.storage import Storage
from . import drafts

COVER_WIDTH = 420  # pixels
NO_WORDS = AssetWords(alt="", caption="", credit="")


@dataclass(frozen=True)
class Picture:
    """A picture in several widths, with its words in the reader's language."""

    src: str
    srcset: str
    width: int
    height: int
    words: AssetWords


def storage() -> Storage:
    """Return where this site's files are kept."""
    return Storage(Path(current_app.instance_path) / "media")


def kite(entry: Entry, colour: str, width: int, height: int) -> Markup:
    """Return an entry's kite, the same in every language."""
    return kites.svg(entry.kite_seed, colour, width, height)


def picture(entry: Entry) -> Picture | None:
    """Return an entry's picture; None where it has none or its file is gone."""
    asset = entry.image
    if asset is None or not asset.width or not asset.height or not storage().path(asset.digest).exists():
        return None
    widths = [width for width in images.WIDTHS if width < asset.width] + [min(asset.width, images.WIDTHS[-1])]
    key = drafts.key(asset.digest)
    urls = {width: url_for("image", digest=asset.digest, width=width, draft=key) for width in dict.fromkeys(widths)}
    widest = max(urls)
    return Picture(
        urls[widest],
        ", ".join(f"{address} {width}w" for width, address in urls.items()),
        widest,
        round(asset.height * widest / asset.width),
        asset.words.get(current_locale(), NO_WORDS),
    )


def cover(edition: Edition, colour: str) -> Markup:
    """Return a resource's cover: page 1 of its PDF in this language, else a drawn one."""
    document = edition.document
    if document is None or not (document.width and document.height) or not storage().path(document.digest).exists():
        return kites.cover_svg(edition.entry.kite_seed, colour, kites.cover_lines(edition.title))
    return Markup(
        '<img class="cover" src="{}" width="{}" height="{}" alt="" loading="lazy" decoding="async">'
    ).format(
        url_for("cover", digest=document.digest, draft=drafts.key(document.digest)),
        COVER_WIDTH,
        round(COVER_WIDTH * document.height / document.width),
    )


def share_image(title: str, name: str, seed: str, colour: str) -> Response:
    """Send the share image of a title, drawn once for these words and colours."""
    words = (title, name, seed, colour)
    path = storage().keep(f"share-{share.digest(*words)}.png", lambda: share.draw(*words))
    answer = send_file(path, "image/png")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


def share_url(edition: Edition) -> str:
    """Return the path of an edition's share image."""
    return url_for(f"{edition.locale}.{edition.kind}.share", slug=edition.slug)
