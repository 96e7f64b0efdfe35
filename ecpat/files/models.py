"""Uploaded files and what is known of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, attribute_keyed_dict, mapped_column, relationship, validates

from ..core import clock
from ..core.changes import LAST_DAY
from ..core.characters import folded
from ..core.database import Base
from ..core.dates import today
from ..core.generation import Content

CONSENTS = ("", "written", "public", "press")  #: on what basis people may be shown; "": nobody is


class Asset(Content, Base):
    """A file kept under the SHA-256 of its bytes; sizes in bytes and pixels, a PDF's length in pages.

    The focal point is what stays in sight where a picture is cropped, in percent from the start and the top.
    `consent_until` is the last day, in Brussels, on which the people shown agree to it, if they set one.
    """

    __tablename__ = "asset"
    __table_args__ = (
        CheckConstraint("size >= 0", name="size_positive"),
        CheckConstraint("length(digest) = 64", name="digest_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(120))
    found_by: Mapped[str] = mapped_column(Text, default="", server_default="")  #: the name, folded
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    page_count: Mapped[int | None]
    seconds: Mapped[int | None]  #: how long a recording is, where it says so
    tagged: Mapped[bool | None]  #: whether a PDF says of its parts what they are (PDF/UA)
    language: Mapped[str] = mapped_column(String(12), default="", server_default="")  #: of a PDF's text
    decorative: Mapped[bool] = mapped_column(default=False, server_default=false())
    focal_x: Mapped[int] = mapped_column(
        CheckConstraint("focal_x BETWEEN 0 AND 100", name="focal_x_inside"), default=50, server_default="50"
    )
    focal_y: Mapped[int] = mapped_column(
        CheckConstraint("focal_y BETWEEN 0 AND 100", name="focal_y_inside"), default=50, server_default="50"
    )
    consent: Mapped[str] = mapped_column(
        String(10), CheckConstraint(f"consent IN {CONSENTS}", name="consent_known"), default="", server_default=""
    )
    consent_until: Mapped[date | None] = mapped_column(info=LAST_DAY)
    deleted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())

    words: Mapped[dict[str, AssetWords]] = relationship(
        collection_class=attribute_keyed_dict("locale"), cascade="all, delete-orphan", passive_deletes=True
    )
    pages: Mapped[list[AssetPage]] = relationship(
        order_by="AssetPage.number", cascade="all, delete-orphan", passive_deletes=True
    )
    versions: Mapped[list[AssetVersion]] = relationship(
        order_by="AssetVersion.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @validates("name")
    def _named(self, _key: str, name: str) -> str:
        self.found_by = folded(name)
        return name

    @property
    def withheld(self) -> bool:
        """Tell whether no page may show it: it is in the bin, or consent to it has ended."""
        return self.deleted_at is not None or (self.consent_until is not None and self.consent_until < today())

    @property
    def cache_tag(self) -> str:
        """Return by what a CDN is told to let go of all that was made from it."""
        return f"file-{self.digest[:16]}"


class AssetWords(Content, Base):
    """What is said of a picture in one language; of a recording, its captions (WebVTT) and all that is said in it."""

    __tablename__ = "asset_words"

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    alt: Mapped[str] = mapped_column(String(400), default="")
    caption: Mapped[str] = mapped_column(String(400), default="")
    credit: Mapped[str] = mapped_column(String(200), default="")
    captions: Mapped[str] = mapped_column(Text, default="", server_default="")
    transcript: Mapped[str] = mapped_column(Text, default="", server_default="")
    found_by: Mapped[str] = mapped_column(Text, default="", server_default="")  #: all of it, folded

    @validates("alt", "caption", "credit")
    def _said(self, key: str, text: str) -> str:
        said = {"alt": self.alt, "caption": self.caption, "credit": self.credit, key: text}
        self.found_by = folded(" ".join(filter(None, said.values())))
        return text


class AssetPage(Content, Base):
    """The text of one page of a PDF, pages counted from 1."""

    __tablename__ = "asset_page"

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class AssetVersion(Base):
    """A file as it was before another took its place."""

    __tablename__ = "asset_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    page_count: Mapped[int | None]
    replaced_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
