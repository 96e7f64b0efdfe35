"""The glossary: what the words of the field mean, and why they are the ones to use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from string import ascii_uppercase

from flask import Response
from flask_babel import gettext as _

from .. import locales
from ..core.slugs import slugify
from ..web import rendering, snapshot, urls
from ..web.places import Place, elsewhere
from . import service


@dataclass(frozen=True)
class Word:
    """A word of the glossary in one language."""

    concept: str
    word: str
    text: str
    reason: str
    source: str
    also: tuple[str, ...]
    discouraged: tuple[str, ...]
    in_texts: bool = True  #: whether texts explain it
    others: dict[str, str] = field(default_factory=dict)  #: the word in the other languages

    @property
    def letter(self) -> str:
        """Return the letter that it stands under, without accents."""
        return slugify(self.word)[:1].upper() or "#"


def glossary(locale: str) -> Response:
    """Show the words of a language, by their letters."""
    letters = {letter: list(found) for letter, found in groupby(words(locale), key=lambda one: one.letter)}
    alphabet = sorted({*ascii_uppercase, *letters})
    return rendering.render("terms/glossary.html", urls.versions_of("glossary"), letters=letters, alphabet=alphabet)


def words(locale: str) -> list[Word]:
    """Return the words that have a meaning in a language, in the order of its alphabet."""
    return snapshot.kept(("glossary", locale), lambda: _words(locale))


def places(locale: str) -> Iterator[Place]:
    """Let search find the glossary."""
    yield Place(
        "glossary", _("Words"), _("Glossary"), urls.url_of("glossary", locale),
        _("What the words of the field mean, and which to avoid."),
        (_("Vocabulary"), _("Definitions"), _("Words and their meaning")), others=elsewhere("glossary", locale),
    )  # fmt: skip
    for word in words(locale):
        said = (word.word, *word.also, *word.discouraged)
        names = tuple(f"{label} {name}" for name in said for label in (_("Definition"), _("Meaning")))
        path = f"{urls.url_of('glossary', locale)}#word-{word.concept}"
        yield Place(f"word:{word.concept}", _("Glossary"), word.word, path, word.text, names, by_title=False)


def _words(locale: str) -> list[Word]:
    texts: dict[tuple[str, str, str], list[str]] = {}
    for term in service.every():
        texts.setdefault((term.concept, term.locale, term.use), []).append(term.text)
    found = [
        Word(
            one.concept, texts[one.concept, locale, "preferred"][0], one.text, one.reason, one.source,
            tuple(texts.get((one.concept, locale, "also"), ())),
            tuple(texts.get((one.concept, locale, "discouraged"), ())),
            one.in_texts,
            {
                other: texts[one.concept, other, "preferred"][0]
                for other in locales.LOCALES
                if other != locale and (one.concept, other, "preferred") in texts
            },
        )
        for one in service.definitions()
        if one.locale == locale and (one.concept, locale, "preferred") in texts
    ]  # fmt: skip
    return sorted(found, key=lambda one: slugify(one.word))
