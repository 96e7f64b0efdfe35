"""What every page shows (topics, help lines, the organisation's texts): read once per generation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ..core import generation as changes
from ..core.database import db
from ..entries import queries
from ..entries.models import ROLES, Edition
from ..helplines.models import HelpLine
from ..texts.models import SiteText
from ..topics.models import Topic
from .menu_models import MenuItem, entries_of


@dataclass(frozen=True)
class Site:
    """A picture of the site at one generation; its rows are detached and read-only."""

    generation: int
    topics: tuple[Topic, ...]
    help_lines: tuple[HelpLine, ...]
    texts: Mapping[tuple[str, str], str]
    pages: Mapping[tuple[str, str], Edition]  #: live editions under (locale, role)
    menu: tuple[MenuItem, ...] = ()  #: as an editor changed it
    #: what its places lead to: (kind, slug) under (locale, entry's id)
    menu_pages: Mapping[tuple[str, int], tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def topic_by_id(self) -> Mapping[int, Topic]:
        """Return the topics under their ids."""
        return {topic.id: topic for topic in self.topics}

    def topic_of_slug(self, locale: str, slug: str) -> Topic | None:
        """Return the topic that has this address in a language."""
        for topic in self.topics:
            label = topic.labels.get(locale)
            if label is not None and label.slug == slug:
                return topic
        return None

    def topic_choices(self, locale: str) -> list[tuple[str, str]]:
        """Return (address, label) of the topics that a language has a word for."""
        return [
            (topic.labels[locale].slug, topic.labels[locale].label) for topic in self.topics if locale in topic.labels
        ]

    def text(self, locale: str, key: str) -> str:
        """Return one of the organisation's texts; empty where it has not been written."""
        return self.texts.get((locale, key), "")

    def furniture(self, locale: str) -> tuple[Edition, ...]:
        """Return the pages that have a role, in the footer's order."""
        return tuple(self.pages[locale, role] for role in ROLES if (locale, role) in self.pages)

    def lines(self, locale: str) -> tuple[HelpLine, ...]:
        """Return the help lines that are described in a language."""
        return tuple(line for line in self.help_lines if locale in line.words)


def current_site(generation: int | None = None) -> Site:
    """Return the site at a generation that has just been asked for, else at the database's."""
    generation = changes.current() if generation is None else generation
    return changes.cache().get(generation, "site", lambda: _read(generation))


def last_site() -> Site | None:
    """Return the site as this process saw it last, without asking the database; None where it never did."""
    found = changes.cache().last("site")
    return found if isinstance(found, Site) else None


def _read(generation: int) -> Site:
    with Session(db.session.get_bind()) as session:  # its own: these rows outlive the request
        topics = session.scalars(queries.topic_rows()).all()
        lines = session.scalars(
            select(HelpLine).options(selectinload(HelpLine.words)).order_by(HelpLine.position, HelpLine.id)
        ).all()
        texts = session.scalars(select(SiteText)).all()
        pages = session.scalars(queries.with_role()).all()
        menu = session.scalars(
            select(MenuItem).options(selectinload(MenuItem.words)).order_by(MenuItem.position, MenuItem.id)
        ).all()
        wanted = entries_of(menu)
        reached = session.execute(queries.addresses_of(wanted)).all() if wanted else []
    return Site(
        generation,
        tuple(topics),
        tuple(lines),
        {(text.locale, text.key): text.value for text in texts},
        {(page.locale, page.entry.role or ""): page for page in pages},
        tuple(menu),
        {(row.locale, row.entry_id): (row.kind, row.slug) for row in reached},
    )
