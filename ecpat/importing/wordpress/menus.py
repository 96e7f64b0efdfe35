"""The menu: its places of the first level, those of two languages that lead to the same as one."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from ... import locales
from ...core.database import db
from ...site.menu_models import MenuItem, MenuItemWords
from ..journal import Journal
from ..report import Report
from .facts import plain
from .items import Item
from .plan import Plan
from .resolving import Resolver
from .topics import Name

_MAIN = ("main", "principal", "primary", "header", "menu")
LABEL = 60  # characters


@dataclass
class _Place:
    target: str
    words: dict[str, str] = field(default_factory=dict)


def write(plan: Plan, resolver: Resolver, journal: Journal, report: Report) -> None:
    """Take the menu, unless the site has one of its own; the caller commits."""
    places = _places_by_menu(plan)
    if not places:
        return
    if any(journal.number(f"menu:{number}") for number in range(len(places) + 1)):
        return
    if db.session.scalar(select(MenuItem.id).limit(1)) is not None:
        for name in places:
            report.left_out(f"menu:{name}", name, "menu")
        return
    chosen = _chosen(plan, resolver, places)
    for name in places.keys() - chosen.values():
        report.left_out(f"menu:{name}", name, "menu-other")
    merged: dict[str, _Place] = {}
    for locale, name in chosen.items():
        for key, item in places[name]:
            title = plain(item.title)
            if item.metas.get("_menu_item_menu_item_parent", "0") not in ("", "0"):
                report.left_out(key, title, "menu-below")
                continue
            target, label = _target(item, resolver)
            if not target or not (title or label.get(locale)):
                report.left_out(key, title, "menu-place", item.metas.get("_menu_item_url", ""))
                continue
            merged.setdefault(target, _Place(target)).words[locale] = (title or label[locale])[:LABEL]
    for position, place in enumerate(merged.values()):
        row = MenuItem(position=position, target=place.target)
        row.words = {locale: MenuItemWords(locale=locale, label=words) for locale, words in place.words.items()}
        db.session.add(row)
        db.session.flush()
        journal.note(f"menu:{position}", f"menu:{row.id}", target=place.target, words=place.words)
        report.taken(f"menu:{position}", next(iter(place.words.values())), f"menu:{row.id}")


def _places_by_menu(plan: Plan) -> dict[str, list[tuple[str, Item]]]:
    found: dict[str, list[tuple[str, Item]]] = {}
    for key, item in plan.survey.of_type("nav_menu_item"):
        if item.status == "publish":
            name = next((label.slug for label in item.labels if label.domain == "nav_menu"), "")
            found.setdefault(name, []).append((key, item))
    for places in found.values():
        places.sort(key=lambda one: (one[1].order, one[1].id))
    return found


def _chosen(plan: Plan, resolver: Resolver, places: dict[str, list[tuple[str, Item]]]) -> dict[str, str]:
    """Return each language's menu: the one that the map names, else one called the main one, else the longest."""
    wanted = plan.choices.menu
    if wanted is not None and wanted not in places:
        return {}
    by_locale: dict[str, list[str]] = {}
    for name, items in places.items():
        by_locale.setdefault(_locale_of(plan, resolver, items), []).append(name)
    chosen = {}
    for locale in locales.LOCALES:
        names = by_locale.get(locale, [])
        if wanted is not None and wanted in names:
            chosen[locale] = wanted
        elif names:
            chosen[locale] = min(names, key=lambda name: (not _is_main(name), -len(places[name]), name))
    return chosen


def _is_main(name: str) -> bool:
    return any(word in name.lower() for word in _MAIN) and "foot" not in name.lower() and "pied" not in name.lower()


def _locale_of(plan: Plan, resolver: Resolver, items: list[tuple[str, Item]]) -> str:
    """Return the language that most places of a menu are in."""
    parts, counted = plan.parts(), dict.fromkeys(locales.LOCALES, 0)
    for _key, item in items:
        target = f"post:{item.metas.get('_menu_item_object_id', '')}"
        if target in parts:
            counted[parts[target][1].locale] += 1
    usual = plan.languages.usual
    best = max(counted, key=lambda locale: (counted[locale], locale == usual))
    return best if counted[best] or usual not in locales.LOCALES else usual


def _target(item: Item, resolver: Resolver) -> tuple[str, dict[str, str]]:
    """Return what a place leads to, and what that is called in each language."""
    metas = item.metas
    kind, number = metas.get("_menu_item_type", ""), metas.get("_menu_item_object_id", "")
    if kind == "post_type":
        entry = resolver.entry_of(f"post:{number}")
        said = resolver.survey.items.get(f"post:{number}")
        title = plain(said.title)[:LABEL] if said else ""
        return (f"entry:{entry}" if entry else ""), dict.fromkeys(locales.LOCALES, title)
    if kind == "taxonomy":
        terms = resolver.survey.terms.values()
        return _topic(next(((one.taxonomy, one.slug) for one in terms if str(one.id) == number), ("", "")), resolver)
    address = metas.get("_menu_item_url", "").strip()
    found = resolver.former.find(address) if address else ("", "")
    if found is None:
        return (address if address.startswith("https://") and len(address) <= 300 else ""), {}
    if found[0].startswith("term:"):
        _term, taxonomy, slug = found[0].split(":", 2)
        return _topic((taxonomy, slug), resolver)
    entry = resolver.entry_of(found[0]) if found[0] else None
    return (f"entry:{entry}" if entry else ""), {}


def _topic(name: Name, resolver: Resolver) -> tuple[str, dict[str, str]]:
    """Return what a place leads to that names a category or a tag, and what that is called."""
    topic = resolver.topics.get(name)
    labels = {locale: label[:LABEL] for locale, (label, _slug) in topic.labels.items()} if topic else {}
    return (f"topic:{topic.id}" if topic else ""), labels
