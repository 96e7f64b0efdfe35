"""Entry and Edition, and the addresses editions ever had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    case,
    false,
    select,
)
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, attribute_keyed_dict, mapped_column, relationship

from .. import locales
from ..core import changes, clock
from ..core.changes import MOMENT
from ..core.database import Base
from ..core.generation import Content
from ..core.slugs import SLUG_LENGTH
from ..files.models import Asset, AssetPage, AssetWords
from ..topics.models import EntryTopic, Topic
from .aliases import Alias as Alias
from .change_notes import ChangeNote
from .revisions import FactsRevision as FactsRevision
from .revisions import Revision as Revision
from .uses import AssetUse as AssetUse
from .uses import Reference as Reference

PRECISIONS = ("day", "month", "year", "none")
ROLES = ("about", "contact", "report", "accessibility", "privacy", "cookies", "legal")  # in the footer's order
TITLE_LENGTH, SUMMARY_LENGTH, READERS_WORDS_LENGTH, GONE_LENGTH = 200, 400, 400, 400
#: What the lists of the desk look at, in one index: rows with their bodies are not read for it.
OF_LISTS = ("entry_id", "locale", "kind", "published_at", "withdraw_at", "updated_at", "has_copy")


class Entry(Content, Base):
    """The thing, without language: its kind, its facts, its bin, the role it may have in the site's footer.

    `saves` counts how often its facts were saved; `version` lets no write overwrite another unseen. While `has_copy`,
    its last revision is a working copy of its facts that readers do not see yet.
    """

    __tablename__ = "entry"
    __table_args__: tuple[Any, ...] = (
        UniqueConstraint("id", "kind"),
        CheckConstraint(f"date_precision IN {PRECISIONS}", name="date_precision_known"),
        CheckConstraint(f"role IN {ROLES}", name="role_known"),
        Index(None, "deleted_at"),
        Index(None, "has_copy"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    deleted_at: Mapped[datetime | None]
    date_precision: Mapped[str] = mapped_column(String(5), default="day")
    role: Mapped[str | None] = mapped_column(String(20), unique=True)
    kite_seed: Mapped[str] = mapped_column(String(SLUG_LENGTH), default="")
    image_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id", ondelete="SET NULL"), index=True)
    saves: Mapped[int] = mapped_column(default=0, server_default="0")
    has_copy: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__: dict[str, Any] = {  # noqa: RUF012 — SQLAlchemy's form
        "polymorphic_on": "kind", "polymorphic_identity": "", "version_id_col": version,
    }  # fmt: skip

    editions: Mapped[dict[str, Edition]] = relationship(
        back_populates="entry",
        primaryjoin="Entry.id == foreign(Edition.entry_id)",  # by id alone: found in the session without a query
        collection_class=attribute_keyed_dict("locale"),
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    image: Mapped[Asset | None] = relationship(foreign_keys=[image_id])
    topic_links: Mapped[list[EntryTopic]] = relationship(
        order_by="EntryTopic.position",
        collection_class=ordering_list("position"),
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    revisions: Mapped[list[FactsRevision]] = relationship(
        order_by="FactsRevision.id", cascade="all, delete-orphan", passive_deletes=True
    )
    topics: AssociationProxy[list[Topic]] = association_proxy(
        "topic_links", "topic", creator=lambda topic: EntryTopic(topic=topic)
    )

    read_topic_ids = cast("tuple[int, ...] | None", None)  # as readers' pages read them: numbers without rows

    def write(self, facts: Mapping[str, Any]) -> None:
        """Keep facts, by the names of their columns."""
        for name, value in facts.items():
            setattr(self, name, value)

    @property
    def topic_ids(self) -> tuple[int, ...]:
        """Return the ids of its topics, the first one first."""
        if self.read_topic_ids is not None:
            return self.read_topic_ids
        return tuple(link.topic_id for link in self.topic_links)

    @property
    def subject(self) -> str:
        """Return what the audit calls it."""
        return f"entry:{self.id}"

    @property
    def cache_tag(self) -> str:
        """Return by what a CDN is told to let go of all that was made from it."""
        return f"entry-{self.id}"


class Edition(Content, Base):
    """An entry in one language: draft without `published_at`, scheduled before it, live from then to `withdraw_at`.

    Where it was taken off the site, `gone_note` says why at its address; `version` lets no write overwrite another.
    `saves` counts its revisions; the last is, while `has_copy`, a working copy that readers see at `update_at`.
    """

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("entry_id", "locale"),
        UniqueConstraint("kind", "locale", "slug"),
        ForeignKeyConstraint(
            ["entry_id", "kind"], ["entry.id", "entry.kind"], name="fk_edition_entry_kind", ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["kind", "slug", "entry_id"],
            ["alias.kind", "alias.slug", "alias.entry_id"],
            name="fk_edition_alias",
            deferrable=True,
            initially="DEFERRED",
        ),
        CheckConstraint("title <> ''", name="title_given"),
        CheckConstraint("slug <> ''", name="slug_given"),
        CheckConstraint("withdraw_at > published_at", name="withdrawn_after_published"),
        CheckConstraint("update_at IS NULL OR has_copy", name="update_has_copy"),
        Index(None, "locale", "kind", "published_at", "entry_id", "withdraw_at"),
        Index(None, "locale", "published_at", "entry_id", "withdraw_at"),
        Index(None, "published_at"),
        Index(None, "withdraw_at"),
        Index("ix_edition_of_lists", *OF_LISTS),
        Index(None, "has_copy"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    locale: Mapped[str] = mapped_column(String(12))
    slug: Mapped[str] = mapped_column(String(SLUG_LENGTH))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    summary: Mapped[str] = mapped_column(String(SUMMARY_LENGTH), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    readers_words: Mapped[str] = mapped_column(String(READERS_WORDS_LENGTH), default="", server_default="")
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    changes: Mapped[list[ChangeNote]] = mapped_column(JSON, default=list, server_default="[]")
    published_at: Mapped[datetime | None] = mapped_column(info=MOMENT)
    withdraw_at: Mapped[datetime | None] = mapped_column(info=MOMENT)
    has_copy: Mapped[bool] = mapped_column(default=False, server_default=false())
    update_at: Mapped[datetime | None] = mapped_column(info=MOMENT)
    gone_note: Mapped[str] = mapped_column(String(GONE_LENGTH), default="", server_default="")
    updated_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    saves: Mapped[int] = mapped_column(default=0)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id", ondelete="SET NULL"), index=True)
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — SQLAlchemy's form

    entry: Mapped[Entry] = relationship(
        back_populates="editions", primaryjoin="Entry.id == foreign(Edition.entry_id)"
    )
    document: Mapped[Asset | None] = relationship(foreign_keys=[document_id])
    references: Mapped[list[Reference]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    asset_uses: Mapped[list[AssetUse]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    revisions: Mapped[list[Revision]] = relationship(
        order_by="Revision.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @hybrid_property
    def modified_at(self) -> datetime:
        """Return when readers' page last changed: at the last save, or when it went live after that."""
        return max(self.updated_at, self.published_at or self.updated_at)

    @modified_at.inplace.expression
    @classmethod
    def _modified_at(cls) -> ColumnElement[datetime]:
        return case((cls.published_at > cls.updated_at, cls.published_at), else_=cls.updated_at).label("modified_at")

    previewed = False  # while a page is made that shows it as if it were live

    @property
    def pdf(self) -> Asset | None:
        """Return its document, unless that is withheld."""
        return None if self.document is None or self.document.withheld else self.document

    @property
    def live(self) -> bool:
        """Tell whether readers may see this edition now."""
        due = self.published_at is not None and self.published_at <= clock.now() and not self.withdrawn
        return self.previewed or (due and self.locale in locales.LOCALES and self.entry.deleted_at is None)

    @property
    def withdrawn(self) -> bool:
        """Tell whether its end date has come."""
        return self.withdraw_at is not None and self.withdraw_at <= clock.now()

    @property
    def changed(self) -> bool:
        """Tell whether changes to what readers see wait to be published: of its words, or of its entry's facts."""
        return self.live and (self.has_copy or self.entry.has_copy)


changes.concerns(Entry, lambda entry, _connection: (entry.id,))
changes.concerns(Asset, lambda asset, connection: _showing(asset.id, connection))
changes.concerns(AssetPage, lambda page, connection: _showing(page.asset_id, connection))
changes.concerns(AssetWords, lambda words, connection: _showing(words.asset_id, connection))
changes.concerns(Topic, lambda topic, connection: _speaking_of(topic.id, connection))


def _showing(asset_id: int, connection: Connection) -> Iterable[int]:
    """Return the ids of the entries that have a file as their document or in a text: its words are searched."""
    showing = (Edition.document_id == asset_id) | Edition.asset_uses.any(AssetUse.asset_id == asset_id)
    return connection.scalars(select(Edition.__table__.c.entry_id).where(showing))


def _speaking_of(topic_id: int, connection: Connection) -> Iterable[int]:
    return connection.scalars(select(EntryTopic.__table__.c.entry_id).where(EntryTopic.topic_id == topic_id))
