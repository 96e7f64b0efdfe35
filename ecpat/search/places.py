"""What search finds beside entries: topics, lists, the help page, and what a higher floor registers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from .. import locales
from ..entries.kind import all_kinds
from ..helplines import service as helplines
from ..topics import service as topics
from ..web import snapshot, urls
from .text.analysis import analyser

MOST = 2  # places at once
HELP = "help"  # the key of the help page


@dataclass(frozen=True)
class Place:
    """A page that is no entry, in one language."""

    key: str  #: the same in every language
    what: str  #: what it is, as “Topic”
    title: str
    path: str
    text: str = ""  #: what it says of itself
    names: tuple[str, ...] = ()  #: what else it is called
    colour: str = "indigo"
    others: Mapping[str, str] = field(default_factory=dict)  #: its path in the other languages


Provider = Callable[[str], Iterable[Place]]
Names = frozenset[frozenset[str]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Let search find what a function returns for a language; it is asked once a generation, in that language."""
    _providers.append(provider)
    return provider


def named(text: str, locale: str, first: str = "") -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Return the places that a text names, in whatever language, and those that only speak of it.

    `first` is the key of a place that leads whatever was typed.
    """
    here = {place.key: place for place, _names, _stems in _known(locale)}
    leading = {first: here[first]} if first in here else {}
    speaking_of: dict[str, Place] = {}
    for known in sorted(locales.LOCALES, key=lambda one: one != locale):
        typed = _stems(text, known)
        for place, names, stems in _known(known):
            if typed and typed in names and place.key in here:
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
    with speaking(locale):
        for place in (place for provider in _providers for place in provider(locale)):
            names = frozenset(_stems(name, locale) for name in (place.title, *place.names))
            yield place, names, _stems(" ".join((place.title, place.text, *place.names)), locale)


@register
def _topics(locale: str) -> Iterator[Place]:
    for topic in topics.every():
        if label := topic.labels.get(locale):
            others = {
                other: urls.url_of("topic", other, slug=words.slug)
                for other, words in topic.labels.items()
                if other != locale
            }
            path = urls.url_of("topic", locale, slug=label.slug)
            yield Place(
                f"topic:{topic.key}", _("Topic"), label.label, path, label.description, (), topic.colour, others
            )


@register
def _lists(locale: str) -> Iterator[Place]:
    for kind in all_kinds():
        if kind.word:
            yield Place(
                f"list:{kind.name}", _("Section"), str(kind.label), urls.url_of(f"{kind.name}.list", locale),
                str(kind.intro), (str(kind.every),), others=elsewhere(f"{kind.name}.list", locale),
            )  # fmt: skip
    yield Place(
        "topics", _("Section"), _("Topics"), urls.url_of("topics", locale),
        others=elsewhere("topics", locale),
    )  # fmt: skip


@register
def _help(locale: str) -> Iterator[Place]:
    lines = [(line.words[locale], line.number) for line in helplines.lines(locale)]
    names = tuple(filter(None, (name for words, number in lines for name in (words.name, words.label, number))))
    yield Place(
        HELP, _("Help"), _("All the help lines"), urls.url_of("help", locale),
        _("For yourself, for a child you know, for a worry. By day and by night."),
        (_("Help"), _("Need help?"), _("Help lines"), _("Telephone numbers"), *names),
        others=elsewhere("help", locale),
    )  # fmt: skip


def elsewhere(endpoint: str, locale: str) -> dict[str, str]:
    """Return the paths of a page in the other languages."""
    return {other: urls.url_of(endpoint, other) for other in locales.LOCALES if other != locale}
