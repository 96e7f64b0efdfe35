"""Topics: what entries speak of, with one label in each language."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, attribute_keyed_dict, mapped_column, relationship

from .. import locales
from ..core.database import Base
from ..core.generation import Content

COLOURS = ("indigo", "sea", "ochre", "plum", "moss", "clay")


class Topic(Content, Base):
    """A topic; its colour is one of the face's six papers."""

    __tablename__ = "topic"
    __table_args__ = (CheckConstraint(f"colour IN {COLOURS}", name="colour_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    colour: Mapped[str] = mapped_column(String(10))
    position: Mapped[int] = mapped_column(default=0)
    labels: Mapped[dict[str, TopicLabel]] = relationship(
        primaryjoin=lambda: and_(Topic.id == TopicLabel.topic_id, TopicLabel.locale.in_(locales.LOCALES)),
        collection_class=attribute_keyed_dict("locale"),
        cascade="all, delete-orphan",
        passive_deletes=True,
    )


class EntryTopic(Content, Base):
    """That an entry speaks of a topic; the first one colours it."""

    __tablename__ = "entry_topic"
    __table_args__ = (Index(None, "topic_id", "entry_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    topic: Mapped[Topic] = relationship()


class TopicLabel(Content, Base):
    """A topic's words in one language."""

    __tablename__ = "topic_label"
    __table_args__ = (UniqueConstraint("locale", "slug"),)

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    slug: Mapped[str] = mapped_column(String(100))
    label: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(String(400), default="")


class TopicAlias(Content, Base):
    """An address that a topic had in a language: it leads to the one that it has now."""

    __tablename__ = "topic_alias"

    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    slug: Mapped[str] = mapped_column(String(100), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), index=True)
