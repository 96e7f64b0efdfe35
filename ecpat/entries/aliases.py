"""The addresses that an edition has and had: each belongs to one entry for ever."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ..core import slugs
from ..core.database import db
from ..core.errors import ContentError
from ..core.slugs import SLUG_LENGTH
from .models import Alias, Entry


def claim(entry: Entry, wanted: str, present: str, title: str) -> str:
    """Return the address an edition gets and make sure that it belongs to its entry."""
    if wanted:
        if len(wanted) > SLUG_LENGTH or not slugs.PATTERN.fullmatch(wanted):
            raise ContentError("slug", _l("An address has only the letters a to z, digits and hyphens."))
        if not _free(entry, wanted):
            raise ContentError(
                "slug", _l("This address is taken. Free is: %(slug)s", slug=_nearest_free(entry, wanted))
            )
        slug = wanted
    else:
        slug = present or _nearest_free(entry, slugs.slugify(title) or f"{entry.kind}-{entry.id}")
    if db.session.get(Alias, (entry.kind, slug)) is None:
        db.session.add(Alias(kind=entry.kind, slug=slug, entry_id=entry.id))
        db.session.flush()
    return slug


def _free(entry: Entry, slug: str) -> bool:
    held = db.session.execute(
        select(Alias.entry_id).where(Alias.kind == entry.kind, Alias.slug == slug)
    ).one_or_none()
    return held is None or held.entry_id == entry.id


def _nearest_free(entry: Entry, slug: str) -> str:
    number, free = 2, slug
    while not _free(entry, free):
        free = f"{slug[: SLUG_LENGTH - 5].rstrip('-')}-{number}"
        number += 1
    return free
