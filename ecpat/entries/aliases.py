"""The addresses that an edition has and had: each belongs to one entry for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from ..core import slugs
from ..core.database import Base, db
from ..core.errors import ContentError
from ..core.generation import Content
from ..core.slugs import SLUG_LENGTH
from ..web import urls

if TYPE_CHECKING:
    from .models import Entry


class Alias(Content, Base):
    """An address that an edition has or ever had: it belongs to one entry for ever, and outlives it.

    Unique per kind over all languages, so that a page's address under another language's prefix can only
    mean the same thing.
    """

    __tablename__ = "alias"
    __table_args__ = (UniqueConstraint("kind", "slug", "entry_id"),)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    slug: Mapped[str] = mapped_column(String(SLUG_LENGTH), primary_key=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id", ondelete="SET NULL"), index=True)


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
    if held is None:
        return urls.reachable(f"{entry.kind}.show", slug=slug)
    return bool(held.entry_id == entry.id)


def _nearest_free(entry: Entry, slug: str) -> str:
    number, free = 2, slug
    while not _free(entry, free):
        free = f"{slug[: SLUG_LENGTH - 5].rstrip('-')}-{number}"
        number += 1
    return free
