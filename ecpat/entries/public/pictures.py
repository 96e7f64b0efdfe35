"""Pictures of entries: their photograph or drawing, their kite, their cover, those in their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask_babel import gettext as _
from markupsafe import Markup

from ...core.database import db
from ...core.i18n import current_locale
from ...files import kites, pictures
from .. import queries, richtext
from ..models import Edition, Entry

_IN_TEXT = "(min-width: 40rem) 36rem, 100vw"


def kite(entry: Entry, colour: str, width: int, height: int) -> Markup:
    """Return an entry's kite, the same in every language."""
    return kites.svg(entry.kite_seed, colour, width, height)


def picture(entry: Entry) -> pictures.Picture | None:
    """Return an entry's picture; None where it has none, or one that is withheld or gone."""
    return (
        None
        if entry.image is None
        else pictures.of_asset(entry.image, entry.image.words.get(current_locale(), pictures.NO_WORDS))
    )


def thumb(entry: Entry, colour: str, width: int, height: int, sizes: str) -> Markup:
    """Return what stands for an entry in a frame of that shape: its picture, cropped, or its kite.

    It says nothing to those who do not see it: the entry's title stands beside it.
    """
    found = None if entry.image is None else pictures.of_asset(entry.image)
    return (
        kite(entry, colour, width, height)
        if found is None
        else found.html(sizes, lazy=width < pictures.MIDDLE, cropped=True)
    )


def in_bodies(bodies: Iterable[str], address: Callable[[str], str] = str) -> Callable[[int, str], str]:
    """Return what gives the HTML of the pictures that bodies show, by id and the text written there; one query."""
    wanted = set().union(*(richtext.pictures(body) for body in bodies))
    found = {asset.id: asset for asset in db.session.scalars(queries.assets(wanted)).unique()} if wanted else {}
    locale = current_locale()

    def html(asset_id: int, alt: str) -> str:
        asset = found.get(asset_id)
        words = asset.words.get(locale, pictures.NO_WORDS) if asset else pictures.NO_WORDS
        shown = pictures.of_asset(asset, words, alt, address) if asset else None
        if shown is None:
            return ""
        credit = _("Picture: %(credit)s", credit=words.credit) if words.credit else ""
        return str(shown.html(_IN_TEXT, lazy=True) + (Markup("<small>{}</small>").format(credit) if credit else ""))

    return html


def cover(edition: Edition, colour: str) -> Markup:
    """Return a resource's cover: page 1 of its PDF in this language, else a drawn one."""
    drawn = pictures.cover_of(edition.pdf) if edition.pdf is not None else None
    return drawn or kites.cover_svg(edition.entry.kite_seed, colour, kites.cover_lines(edition.title))
