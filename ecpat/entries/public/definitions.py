"""Words of the glossary explained where a text first says them: a link into a fold below the paragraph, no script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup

from ...terms import public as glossary
from ...terms.public import Word
from ...web import snapshot, urls

_PIECE = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"</?([a-z0-9]+)")
_NOT_IN = frozenset({"a", "h2", "h3", "blockquote", "cite", "figure", "table", "abbr", "dt", "details"})
_FOLDED_BELOW = frozenset({"p", "ul", "ol", "dl"})  # elements at the top after which the folds stand
_VOID = frozenset({"br", "img", "source", "track"})
_LINK = Markup('<a class="term" href="#def-{concept}">{said}</a>')
_FOLD = Markup(
    '<details class="define"><summary>{question}</summary><p id="def-{concept}">{text}</p>'
    '<p><a class="tap" href="{glossary}#word-{concept}">{more}</a></p></details>'
)


class Terms(NamedTuple):
    """The words that texts of a language explain, and what finds them."""

    find: re.Pattern[str]
    words: Mapping[str, Word]


def explained(html: str, locale: str) -> str:
    """Return the HTML of a text in which the first use of each word leads to what it means, folded."""
    terms = snapshot.kept(("definitions", locale), lambda: _terms(locale))
    if terms is None or not terms.find.search(html):
        return html
    parts: list[str] = []
    open_elements: list[str] = []
    told: set[str] = set()
    waiting: list[Word] = []

    def link(found: re.Match[str]) -> str:
        word = terms.words[_key(found[0])]
        if word.concept in told:
            return found[0]
        told.add(word.concept)
        waiting.append(word)
        return _LINK.format(concept=word.concept, said=Markup(found[0]))  # noqa: S704 — of the text itself

    for part in _PIECE.split(html):
        if part.startswith("<"):
            parts.append(part)
            _follow(part, open_elements)
            if not open_elements and waiting:
                parts.extend(_fold(word, locale) for word in waiting)
                waiting.clear()
        elif part and open_elements and open_elements[0] in _FOLDED_BELOW and _NOT_IN.isdisjoint(open_elements):
            parts.append(terms.find.sub(link, part))
        else:
            parts.append(part)
    return "".join(parts)


def _follow(tag: str, open_elements: list[str]) -> None:
    """Keep which elements are open after a tag of well-formed HTML; a phrase of another language is a link's like."""
    found = _NAME.match(tag)
    if found is None or found[1] in _VOID:
        return
    if tag.startswith("</"):
        open_elements.pop()
    else:
        open_elements.append("abbr" if " lang=" in tag else found[1])


def _fold(word: Word, locale: str) -> Markup:
    return _FOLD.format(
        question=_("%(word)s: what does this mean?", word=f"{word.word[:1].upper()}{word.word[1:]}"),
        concept=word.concept,
        text=word.text,
        glossary=urls.url_of("glossary", locale),
        more=_("“%(word)s” in the glossary", word=word.word),
    )


def _terms(locale: str) -> Terms | None:
    words = {_key(one.word): one for one in glossary.words(locale) if one.in_texts}
    if not words:
        return None
    either = "|".join(map(_pattern, sorted(words, key=len, reverse=True)))
    first = "".join(sorted({re.escape(letter) for word in words for letter in (word[0], word[0].upper())}))
    return Terms(re.compile(rf"(?=[{first}])(?<!\w)(?:{either})(?!\w)", re.IGNORECASE), words)


def _pattern(key: str) -> str:
    """Return the pattern of a word: any of its parts may have an “s” more, any space and apostrophe is as good."""
    parts = (re.escape(part).replace("’", "['’]") + "s?" for part in key.split())
    return r"\s+".join(parts)


@lru_cache(4096)  # a text says the same few words again and again
def _key(said: str) -> str:
    """Return what two ways to write a word have in common."""
    return " ".join(part.removesuffix("s") for part in said.casefold().replace("'", "’").split())
