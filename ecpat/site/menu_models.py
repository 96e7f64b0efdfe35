"""The menu, where an editor has changed it; without rows it is made from the kinds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, attribute_keyed_dict, mapped_column, relationship

from ..core.database import Base, db
from ..core.generation import Content
from ..topics.merge import replaced
from ..topics.models import Topic


class MenuItem(Content, Base):
    """A place in the menu; `target` is “kind:news”, “topics”, “topic:3”, “help”, “entry:12” or an https address."""

    __tablename__ = "menu_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    target: Mapped[str] = mapped_column(String(300))
    words: Mapped[dict[str, MenuItemWords]] = relationship(
        collection_class=attribute_keyed_dict("locale"), cascade="all, delete-orphan", passive_deletes=True
    )


class MenuItemWords(Content, Base):
    """A menu item's label in one language; a language without one does not show it."""

    __tablename__ = "menu_item_words"

    menu_item_id: Mapped[int] = mapped_column(ForeignKey("menu_item.id", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    label: Mapped[str] = mapped_column(String(60))


def entries_of(items: Iterable[MenuItem]) -> list[int]:
    """Return the ids of the entries that places in the menu lead to."""
    named = (item.target.partition(":") for item in items)
    return [int(number) for name, _, number in named if name == "entry" and number.isdigit()]


@replaced.connect
def _replace_topic(topic: Topic, *, by_topic: Topic, **_more: Any) -> int:
    """Let the places that lead to a topic lead to the one that takes its place; no entry changes by that."""
    for item in db.session.scalars(select(MenuItem).where(MenuItem.target == f"topic:{topic.id}")):
        item.target = f"topic:{by_topic.id}"
    return 0
