"""Pages: about, contact and the other plain texts at the root of the site."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ..entries import notes
from ..entries.kind import Kind, register
from ..entries.models import Edition, Entry


class Page(Entry):
    """A page has no facts of its own, and so no table."""

    __mapper_args__ = {"polymorphic_identity": "pages"}  # noqa: RUF012 — SQLAlchemy's form


PAGES = register(
    Kind(
        name="pages",
        model=Page,
        position=90,
        label=_l("Pages"),
        one=_l("Page"),
        new=_l("New page"),
        every=_l("All pages"),
        intro="",
        word="",
        when=Edition.published_at,
        details=(notes.CONTENT_NOTE,),
        in_menu=False,
        has_feed=False,
        review=12,
        share_type="website",
        describe=lambda edition: {"@type": "WebPage", "datePublished": None},  # it says when it was updated
    )
)
