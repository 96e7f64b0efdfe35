"""What search finds beside entries: the pages that features name in their `Places`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import force_locale

from .. import locales
from ..web import snapshot
from ..web.feature import hooks
from ..web.places import Place, Places
from .text.analysis import analyser
from .text.thesaurus import thesaurus

MOST = 2  # places at once
AND = {"fr": " et ", "en": " and ", "nl": " en "}  # between two things that one page is about

Names = frozenset[frozenset[str] | str]  # sets of stems, and the words of titles as one


@dataclass(frozen=True)
class _Known:
    """A place and what it is known by in one language."""

    place: Place
    title: Names  #: what it is called, in any order of words or written as one
    names: Names  #: what else it is called
    stems: frozenset[str]  #: of all that it says of itself


def named(text: str, locale: str, first: str = "") -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Return the places that a text names, in whatever language, and those that only speak of it.

    `first` is the key of a place that leads whatever was typed. What is called so comes before what is so called too.
    """
    here = {known.place.key: known.place for known in _known(locale)}
    called = [here[first]] if first in here else []
    called_too, speaking_of = list[Place](), list[Place]()
    same = list(thesaurus().same(text))
    for language in sorted(locales.LOCALES, key=lambda one: one != locale):
        typed = _stems(text, language)
        terms = (text, *(term.text for term in same if term.locale == language))
        names = frozenset(name for term in terms for name in _names(term, language))
        for known in _known(language):
            if (place := here.get(known.place.key)) is None:
                continue
            if not names.isdisjoint(known.title):
                called.append(place)
            elif not names.isdisjoint(known.names):
                called_too.append(place)
            elif typed and typed <= known.stems:
                speaking_of.append(place)
    leading = {place.key: place for place in (*called, *called_too)}
    rest = {place.key: place for place in speaking_of if place.key not in leading}
    return tuple(leading.values())[:MOST], tuple(rest.values())[: max(0, MOST - len(leading))]


def _names(text: str, locale: str) -> Iterator[frozenset[str] | str]:
    """Yield what a text is compared by: its words in any order, and all of them as one."""
    if stems := _stems(text, locale):
        yield stems
        yield "".join(analyser(locale).words(text))


def _stems(text: str, locale: str) -> frozenset[str]:
    """Return what texts are compared by: stems, or all words where there are only small ones."""
    return frozenset(token.stem for token in analyser(locale).tokens(text)) or frozenset(analyser(locale).words(text))


def _known(locale: str) -> list[_Known]:
    return snapshot.kept(("places", locale), lambda: list(_read(locale)))


def _read(locale: str) -> Iterator[_Known]:
    with force_locale(locale):
        for place in (place for hook in hooks(Places) for place in hook.provider(locale)):
            title, text = (place.title, place.text) if place.by_title else ("", "")
            names = (*place.names, *title.split(AND.get(locale, "\n")))
            yield _Known(
                place,
                frozenset(_names(title, locale)),
                frozenset(_stems(name, locale) for name in names if name),
                _stems(" ".join((title, text, *names)), locale) if place.by_title else frozenset(),
            )
