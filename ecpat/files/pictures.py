"""Files as pictures on a page: in several widths and formats, as covers of PDFs, with their words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import structlog
from flask import url_for
from markupsafe import Markup, escape
from werkzeug.exceptions import ServiceUnavailable

from . import drawing, images, preview_keys
from .models import Asset, AssetWords
from .storage import Storage
from .storage_access import STORAGE

log = structlog.get_logger()
NO_WORDS = AssetWords(alt="", caption="", credit="")
MIDDLE = images.WIDTHS[1]  # for browsers that cannot choose


@dataclass(frozen=True)
class Picture:
    """A picture in several widths and formats, with its words in the reader's language."""

    sources: tuple[
        tuple[str, str], ...
    ]  #: (media type, srcset), the lightest first; the last one every browser reads
    src: str
    width: int
    height: int
    words: AssetWords
    alt: str
    focus: str  #: the classes that keep the focal point in sight where the picture is cropped

    def html(self, sizes: str, *, lazy: bool = False, cropped: bool = False) -> Markup:
        """Return the element; `sizes` says how wide it is shown (HTML's attribute); cropped, it fills its frame."""
        *others, (_type, fallback) = self.sources
        lighter = (f'<source type="{kind}" srcset="{escape(them)}" sizes="{sizes}">' for kind, them in others)
        fitted = f' class="cropped {self.focus}"' if cropped else ""
        later = ' loading="lazy" decoding="async"' if lazy else ""
        return Markup(  # noqa: S704 — what is not ours is escaped
            f'<picture>{"".join(lighter)}<img src="{escape(self.src)}" srcset="{escape(fallback)}" sizes="{sizes}" '
            f'width="{self.width}" height="{self.height}" alt="{escape(self.alt)}"{fitted}{later}></picture>'
        )


def storage() -> Storage:
    """Return where this site's files are kept."""
    return STORAGE.current()


def unreachable(error: OSError) -> NoReturn:
    """Answer that a file cannot be had now, and note why."""
    log.warning("file_unreachable", reason=error)
    raise ServiceUnavailable(retry_after=30) from error


def of_asset(
    asset: Asset, words: AssetWords = NO_WORDS, alt: str = "", address: Callable[[str], str] = str
) -> Picture | None:
    """Return a file as a picture, `alt` in place of its own alternative text; None where it is withheld or gone.

    `address` makes of a path what the page needs, such as an absolute address.
    """
    if asset.withheld or not asset.media_type.startswith("image/") or not (asset.width and asset.height):
        return None
    if not storage().has(asset.digest):
        return None
    widths = widths_of(asset)
    before, after = address(url_of(asset.digest, 0, "jpg")).split("/0.jpg")  # the router is slow: asked once for all
    shown = min(widths, key=lambda width: abs(width - MIDDLE))
    return Picture(
        tuple(
            (media_type, ", ".join(f"{before}/{width}.{form}{after} {width}w" for width in widths))
            for form, media_type in images.FORMATS.items()
        ),
        f"{before}/{shown}.jpg{after}",
        widths[-1],
        max(1, round(asset.height * widths[-1] / asset.width)),
        words,
        "" if asset.decorative else alt or words.alt,
        f"x{round(asset.focal_x / 10)} y{round(asset.focal_y / 10)}",
    )


def widths_of(asset: Asset) -> list[int]:
    """Return the widths that a picture is sent in, in pixels, the smallest first: never wider than it is."""
    return drawing.widths(asset.width or 0)


def url_of(digest: str, width: int, form: str) -> str:
    """Return the path of a picture in a width and a format."""
    return url_for("image", digest=digest, width=width, form=form, draft=preview_keys.key())


def cover_of(document: Asset) -> Markup | None:
    """Return the first page of a PDF as a picture; None where it is not there, or none can be drawn."""
    if not (document.width and document.height) or not _has_cover(document):
        return None
    src, width = url_for("cover", digest=document.digest, draft=preview_keys.key()), drawing.COVER_WIDTH
    height = round(width * document.height / document.width)
    return Markup(  # noqa: S704 — what is not ours is escaped
        f'<img class="cover" src="{escape(src)}" width="{width}" height="{height}" '
        'alt="" loading="lazy" decoding="async">'
    )


def _has_cover(document: Asset) -> bool:
    """Tell whether a PDF is there and its first page can be expected to be drawn."""
    return storage().has(document.digest) and not cannot_be_drawn(document)


def cannot_be_drawn(asset: Asset) -> bool:
    """Tell whether drawing a file, or some of it, has failed, as far as this machine knows."""
    names = drawing.wanted(asset.media_type, asset.width)
    return any(storage().renditions.here(asset.digest, drawing.failure(name)) for name in names)
