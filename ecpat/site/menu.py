"""The menu: as an editor made it, else the sections, the topics and who we are."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from ..entries.kind import all_kinds
from ..entries.public import addresses
from ..topics import service as topics
from ..web import snapshot, urls
from . import frame


@dataclass(frozen=True)
class Place:
    """A place in the menu: what it is called, where it leads, and what that is."""

    label: str
    path: str
    target: str


def places(locale: str) -> list[Place]:
    """Return the menu of a language, without what is not live in it; made once per generation."""
    return snapshot.kept(("menu", locale), lambda: _made(locale))


def _made(locale: str) -> list[Place]:
    items = [item for item in frame.menu_items() if locale in item.words]
    if not items:
        return usual(locale)
    found = ((item.words[locale].label, address(locale, item.target), item.target) for item in items)
    return [Place(label, path, target) for label, path, target in found if path]


def usual(locale: str) -> list[Place]:
    """Return the menu that a site has where nobody changed it."""
    kinds = [
        Place(str(kind.label), urls.url_of(f"{kind.name}.list", locale), f"kind:{kind.name}")
        for kind in all_kinds()
        if kind.in_menu
    ]
    found = [*kinds, Place(_("Topics"), urls.url_of("topics", locale), "topics")]
    if about := frame.pages().get((locale, "about")):
        found.append(Place(_("About us"), addresses.edition_url(about), f"entry:{about.entry_id}"))
    return found


def address(locale: str, target: str) -> str:
    """Return where a target is in a language; nothing where it is not there."""
    name, _colon, rest = target.partition(":")
    if name == "kind":
        known = any(kind.name == rest and kind.word for kind in all_kinds())
        return urls.url_of(f"{rest}.list", locale) if known else ""
    if name in ("topics", "help"):
        return urls.url_of(name, locale)
    if name == "topic":
        topic = topics.by_id().get(int(rest)) if rest.isdigit() else None
        label = topic.labels.get(locale) if topic else None
        return urls.url_of("topic", locale, slug=label.slug) if label else ""
    if name == "entry" and rest.isdigit():
        kind, slug = frame.menu_addresses().get((locale, int(rest)), ("", ""))
        return urls.url_of(f"{kind}.show", locale, slug=slug) if slug else ""
    return target if target.startswith("https://") else ""
