"""The menu: as an editor made it, else the sections, the topics and who we are."""

from __future__ import annotations

from dataclasses import dataclass

from ..core import generation
from ..core.i18n import gettext as _
from ..entries.kind import all_kinds
from ..web import urls
from .frame import Site


@dataclass(frozen=True)
class Place:
    """A place in the menu: what it is called, where it leads, and what that is."""

    label: str
    path: str
    target: str


def places(site: Site, locale: str) -> list[Place]:
    """Return the menu of a language, without what is not live in it; made once per generation."""
    return generation.cache().get(site.generation, ("menu", locale), lambda: _made(site, locale))


def _made(site: Site, locale: str) -> list[Place]:
    made = [item for item in site.menu if locale in item.words]
    if not made:
        return usual(site, locale)
    found = ((item.words[locale].label, address(site, locale, item.target), item.target) for item in made)
    return [Place(label, path, target) for label, path, target in found if path]


def usual(site: Site, locale: str) -> list[Place]:
    """Return the menu that a site has where nobody changed it."""
    kinds = [
        Place(str(kind.label), urls.url_of(f"{kind.name}.list", locale), f"kind:{kind.name}")
        for kind in all_kinds()
        if kind.in_menu
    ]
    found = [*kinds, Place(_("Topics"), urls.url_of("topics", locale), "topics")]
    if about := site.pages.get((locale, "about")):
        found.append(Place(_("About us"), urls.edition_url(about), f"entry:{about.entry_id}"))
    return found


def address(site: Site, locale: str, target: str) -> str:
    """Return where a target is in a language; nothing where it is not there."""
    name, _colon, rest = target.partition(":")
    if name == "kind":
        known = any(kind.name == rest and kind.word for kind in all_kinds())
        return urls.url_of(f"{rest}.list", locale) if known else ""
    if name in ("topics", "help"):
        return urls.url_of(name, locale)
    if name == "topic":
        topic = site.topic_by_id.get(int(rest)) if rest.isdigit() else None
        label = topic.labels.get(locale) if topic else None
        return urls.url_of("topic", locale, slug=label.slug) if label else ""
    if name == "entry" and rest.isdigit():
        kind, slug = site.menu_pages.get((locale, int(rest)), ("", ""))
        return urls.url_of(f"{kind}.show", locale, slug=slug) if slug else ""
    return target if target.startswith("https://") else ""
