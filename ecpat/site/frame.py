"""What stands around every page: the organisation's texts, its help lines, topics, menu and footer."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, selectinload

from ..entries import queries
from ..entries.models import ROLES
from ..helplines.service import lines
from ..texts.service import text
from ..topics import service as topics
from ..topics.models import Topic
from ..web import snapshot
from .menu_models import MenuItem, entries_of

Linked = Row[str | None, int, str, str, str, str]  # what links say of an edition: `queries.with_role`


def pages() -> Mapping[tuple[str, str], Linked]:
    """Return what links say of the live editions of pages that have a role, under (locale, role)."""

    def read(session: Session) -> Mapping[tuple[str, str], Linked]:
        return {(page.locale, page.role): page for page in session.execute(queries.with_role())}

    return snapshot.read("pages with a role", read)


def footer_pages(locale: str) -> tuple[Linked, ...]:
    """Return the pages that have a role, in the footer's order."""
    found = pages()
    return tuple(found[locale, role] for role in ROLES if (locale, role) in found)


def menu_items() -> tuple[MenuItem, ...]:
    """Return the menu as an editor changed it; nothing where nobody did."""
    found = select(MenuItem).options(selectinload(MenuItem.words)).order_by(MenuItem.position, MenuItem.id)
    return snapshot.read("menu items", lambda session: tuple(session.scalars(found)))


def menu_addresses() -> Mapping[tuple[str, int], tuple[str, str]]:
    """Return the (kind, slug) of what the menu's places lead to, under (locale, entry's id)."""

    def read(session: Session) -> Mapping[tuple[str, int], tuple[str, str]]:
        wanted = entries_of(menu_items())
        rows = session.execute(queries.addresses_of(wanted)).all() if wanted else []
        return {(row.locale, row.entry_id): (row.kind, row.slug) for row in rows}

    return snapshot.read("menu addresses", read)


class Site:
    """What templates call `site`."""

    text = staticmethod(text)
    lines = staticmethod(lines)
    footer_pages = staticmethod(footer_pages)
    topic_choices = staticmethod(topics.choices)

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Return every topic, in their order."""
        return topics.every()

    @property
    def pages(self) -> Mapping[tuple[str, str], Linked]:
        """Return what links say of the live editions of pages that have a role, under (locale, role)."""
        return pages()
