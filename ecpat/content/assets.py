"""Uploaded files and what is known of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, attribute_keyed_dict, mapped_column, relationship

from ..extensions import Base
from . import clock
from .changes import Content


class Asset(Content, Base):
    """A file kept under the SHA-256 of its bytes; sizes in bytes and pixels, a PDF's length in pages."""

    __tablename__ = "asset"
    __table_args__ = (
        CheckConstraint("size >= 0", name="size_positive"),
        CheckConstraint("length(digest) = 64", name="digest_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    page_count: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())

    words: Mapped[dict[str, AssetWords]] = relationship(
        collection_class=attribute_keyed_dict("locale"), cascade="all, delete-orphan", passive_deletes=True
    )
    pages: Mapped[list[AssetPage]] = relationship(
        order_by="AssetPage.number", cascade="all, delete-orphan", passive_deletes=True
    )


class AssetWords(Content, Base):
    """What is said of a picture in one language."""

    __tablename__ = "asset_words"

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    alt: Mapped[str] = mapped_column(String(400), default="")
    caption: Mapped[str] = mapped_column(String(400), default="")
    credit: Mapped[str] = mapped_column(String(200), default="")


class AssetPage(Content, Base):
    """The text of one page of a PDF, pages counted from 1."""

    __tablename__ = "asset_page"

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
