"""Words of the glossary explained where a text first says them: a link into a fold below the paragraph, no script."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup

from ...terms import public as glossary
from ...terms.public import Word
from ...web import snapshot, urls

_TAG = r"<(?P<closes>/?)(?P<name>[a-z0-9]+)[^<>]*>"
_NOT_IN = frozenset({"a", "h2", "h3", "blockquote", "cite", "figure", "table", "abbr", "dt", "details"})
_FOLDED_BELOW = frozenset({"p", "ul", "ol", "dl"})  # elements at the top after which the folds stand
_VOID = frozenset({"br", "img", "source", "track"})
_LINK = Markup('<a class="term" href="#def-{concept}">{said}</a>')
_FOLD = Markup(
    '<details class="define"><summary>{question}</summary><p id="def-{concept}">{text}</p>'
    '<p><a class="tap" href="{glossary}#word-{concept}">{more}</a></p></details>'
)


class Terms(NamedTuple):
    """The words that texts of a language explain, and what finds them and the tags around them."""

    find: re.Pattern[str]
    words: Mapping[str, Word]


def explained(html: str, locale: str) -> str:
    """Return the HTML of a text in which the first use of each word leads to what it means, folded."""
    terms = snapshot.kept(("definitions", locale), lambda: _terms(locale))
    if terms is None:
        return html
    parts: list[str] = []
    at = 0  # where what is in `parts` ends
    open_elements: list[str] = []
    told: set[str] = set()
    waiting: list[Word] = []
    for found in terms.find.finditer(html):
        if found["name"]:
            _follow(found, open_elements)
            if waiting and not open_elements:
                parts += [html[at : found.end()], *(_fold(word, locale) for word in waiting)]
                at = found.end()
                waiting.clear()
        elif open_elements and open_elements[0] in _FOLDED_BELOW and _NOT_IN.isdisjoint(open_elements):
            word = terms.words[_key(found[0])]
            if word.concept not in told:
                link = _LINK.format(concept=word.concept, said=Markup(found[0]))  # noqa: S704 — of the text itself
                parts += [html[at : found.start()], link]
                at = found.end()
                told.add(word.concept)
                waiting.append(word)
    return "".join((*parts, html[at:]))


def _follow(tag: re.Match[str], open_elements: list[str]) -> None:
    """Keep which elements are open after a tag of well-formed HTML; a phrase of another language is a link's like."""
    if tag["name"] in _VOID:
        return
    if tag["closes"]:
        open_elements.pop()
    else:
        open_elements.append("abbr" if " lang=" in tag[0] else tag["name"])


def _fold(word: Word, locale: str) -> Markup:
    """Return what a word means, folded: made once, since the same few words stand in most texts."""

    def made() -> Markup:
        return _FOLD.format(
            question=_("%(word)s: what does this mean?", word=f"{word.word[:1].upper()}{word.word[1:]}"),
            concept=word.concept,
            text=word.text,
            glossary=urls.url_of("glossary", locale),
            more=_("“%(word)s” in the glossary", word=word.word),
        )

    return snapshot.kept(("fold", locale, word.concept), made)


def _terms(locale: str) -> Terms | None:
    words = {_key(one.word): one for one in glossary.words(locale) if one.in_texts}
    if not words:
        return None
    in_order = sorted(words, key=lambda word: (word[0], -len(word)))  # of a letter the longest first
    by_letter = [(letter, list(own)) for letter, own in groupby(in_order, itemgetter(0))]
    found = [_after(case, own) for letter, own in by_letter for case in (letter, letter.upper())]
    return Terms(re.compile("|".join((_TAG, *found))), words)


def _after(letter: str, keys: Sequence[str]) -> str:
    """Return the pattern of the words that begin with a letter. It comes first: `re` then skips to such letters."""
    either = "|".join(_pattern(key)[len(re.escape(letter)) :] for key in keys)
    return rf"{re.escape(letter)}(?<!\w.)(?i:{either})(?!\w)"


def _pattern(key: str) -> str:
    """Return the pattern of a word: any of its parts may have an “s” more, any space and apostrophe is as good."""
    parts = (re.escape(part).replace("’", "['’]") + "s?" for part in key.split())
    return r"\s+".join(parts)


@lru_cache(4096)  # a text says the same few words again and again
def _key(said: str) -> str:
    """Return what two ways to write a word have in common."""
    return " ".join(part.removesuffix("s") for part in said.casefold().replace("'", "’").split())
