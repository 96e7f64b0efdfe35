"""What an export of WordPress is made of: its site, its terms, its items."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Label:
    """That an item has a term: its taxonomy, its slug, its name."""

    domain: str
    slug: str
    name: str


@dataclass
class Term:
    """A category, a tag, a language, a menu or a group of translations."""

    id: int = 0
    taxonomy: str = ""
    slug: str = ""
    name: str = ""
    description: str = ""
    parent: str = ""
    metas: dict[str, str] = field(default_factory=dict)


@dataclass
class Item:
    """A post, page, attachment, event or menu's place, as it was exported."""

    line: int = 0
    id: int = 0
    type: str = ""
    status: str = ""
    title: str = ""
    link: str = ""
    guid: str = ""
    slug: str = ""
    creator: str = ""
    date: str = ""
    date_gmt: str = ""
    modified: str = ""
    modified_gmt: str = ""
    password: str = ""
    parent: int = 0
    order: int = 0
    excerpt: str = ""
    body: str = ""
    attachment_url: str = ""
    labels: list[Label] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, list[str]] = field(default_factory=dict)  #: custom fields that may be there several times
    comments: int = 0

    def several(self, name: str) -> list[str]:
        """Return the values of a custom field that may be there several times, none empty."""
        return [value for value in self.repeated.get(name, ()) if value]


@dataclass
class Channel:
    """What an export says of its site."""

    version: str = ""
    title: str = ""
    link: str = ""
    site: str = ""
    language: str = ""
    authors: dict[str, str] = field(default_factory=dict)  #: names under their logins
    author_numbers: set[int] = field(default_factory=set)
