"""What search finds beside entries: the pages that features name in their `Places`."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import force_locale

from .. import locales
from ..web import snapshot
from ..web.feature import hooks
from ..web.places import Place, Places
from .text.analysis import analyser
from .text.thesaurus import thesaurus

MOST = 2  # places at once

Names = frozenset[frozenset[str]]


def named(text: str, locale: str, first: str = "") -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Return the places that a text names, in whatever language, and those that only speak of it.

    `first` is the key of a place that leads whatever was typed.
    """
    here = {place.key: place for place, _names, _stems in _known(locale)}
    leading = {first: here[first]} if first in here else {}
    speaking_of: dict[str, Place] = {}
    instead = list(thesaurus().instead(text))
    for known in sorted(locales.LOCALES, key=lambda one: one != locale):
        typed = _stems(text, known)
        called = {typed, *(_stems(term.text, known) for term in instead if term.locale == known)} - {frozenset[str]()}
        for place, names, stems in _known(known):
            if not called.isdisjoint(names) and place.key in here:
                leading.setdefault(place.key, here[place.key])
            elif typed and typed <= stems and place.key in here:
                speaking_of.setdefault(place.key, here[place.key])
    rest = [place for key, place in speaking_of.items() if key not in leading]
    return tuple(leading.values())[:MOST], tuple(rest)[: MOST - len(leading)] if len(leading) < MOST else ()


def _stems(text: str, locale: str) -> frozenset[str]:
    """Return what texts are compared by: stems, or all words where there are only small ones."""
    return frozenset(token.stem for token in analyser(locale).tokens(text)) or frozenset(analyser(locale).words(text))


def _known(locale: str) -> list[tuple[Place, Names, frozenset[str]]]:
    return snapshot.kept(("places", locale), lambda: list(_read(locale)))


def _read(locale: str) -> Iterator[tuple[Place, Names, frozenset[str]]]:
    with force_locale(locale):
        for place in (place for hook in hooks(Places) for place in hook.provider(locale)):
            names = frozenset(_stems(name, locale) for name in (place.title, *place.names))
            yield place, names, _stems(" ".join((place.title, place.text, *place.names)), locale)
