"""Words that the thesaurus advises against, where a text says them in its own name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from .reading import Block, Text
from .remark import Remark, around

_HIDDEN = "\ufffc"  # stands for a character that is somebody else's
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"")
_WORD = re.compile(r"\w+")
_PLURALS = ("es", "s", "x")  # how a term may end in a text
_EXEMPT = frozenset({"cite", "blockquote"})

_COMMERCE = _l("It makes abuse sound like trade, or like a choice. A child cannot agree to being exploited.")
_PORNOGRAPHY = _l("It suggests adults who agree. Here a child is abused, and the picture shows a crime.")
_LABEL = _l("It names a child by what was done to that child.")
_OFFENCE = _l("It hides that this is a crime against a child, or makes it sound harmless.")
_OFFENDER = _l("It is a medical diagnosis: not everyone who abuses a child has it, and it does not name the crime.")
_FAULT = _l("It sounds as if the child had done something wrong.")
_PAST = _l("It sounds as if it were over. For those who lived through it, it is not.")
_CONFUSED = _l("It means something else in law, or mixes two different things.")
_CHILD = _l("Anyone under 18 is a child, and is seen as one when called so.")
_JARGON = _l("It does not say that there is a victim, and not every reader knows it.")
_OTHER = _l("The Luxembourg Guidelines, which ECPAT helped to write, advise against it.")
_REASONS: dict[str, Any] = {
    "csam": _PORNOGRAPHY, "generated": _PORNOGRAPHY, "sexualised": _PORNOGRAPHY, "sharing": _PORNOGRAPHY,
    "prostitution": _COMMERCE, "sectt": _COMMERCE, "csec": _COMMERCE, "exchange": _COMMERCE,
    "prostituted": _LABEL, "victim-csec": _LABEL, "survivor": _LABEL, "marriage": _LABEL,
    "live": _OFFENCE, "abuse": _OFFENCE, "intrafamilial": _OFFENCE,
    "disclosure": _FAULT, "unaccompanied": _FAULT, "non-recent": _PAST,
    "perpetrator": _COMMERCE, "travelling-offender": _COMMERCE, "exploiter": _COMMERCE, "offender": _OFFENDER,
    "trafficking": _CONFUSED, "trafficking-persons": _CONFUSED, "smuggling": _CONFUSED,
    "child": _CHILD,
    "sextortion": _JARGON, "grooming": _JARGON, "self-generated": _JARGON, "seduction": _JARGON,
}  # fmt: skip


class Term(NamedTuple):
    """A row of the thesaurus."""

    concept: str
    locale: str
    use: str
    text: str


class Terms:
    """The thesaurus as texts are read against it: the longest term at a place counts, advised against or not."""

    def __init__(self, rows: Iterable[Term]) -> None:
        rows = list(rows)
        self._preferred = {(row.locale, row.concept): row.text for row in rows if row.use == "preferred"}
        kept: dict[tuple[str, str], Term] = {}
        for row in sorted(rows, key=lambda row: row.use == "discouraged"):  # good in one sense: good
            kept.setdefault((row.locale, row.text.lower()), row)
        self._terms: dict[tuple[str, str], list[Term]] = {}
        for row in sorted(kept.values(), key=lambda row: len(row.text), reverse=True):
            if begins := _WORD.match(row.text.lower()):
                self._terms.setdefault((row.locale, begins[0]), []).append(row)

    def found(self, text: str, locale: str) -> Iterator[tuple[re.Match[str], Term]]:
        """Return where a text has terms of any use: patterns are made of those alone whose first word is there."""
        end = 0
        for word in _WORD.finditer(text):
            for term in self._beginning(word[0].lower(), locale) if word.start() >= end else ():
                if found := _pattern(term.text).match(text, word.start()):
                    end = found.end()
                    yield found, term
                    break

    def _beginning(self, word: str, locale: str) -> list[Term]:
        """Return the terms that begin with a word or with what it is the plural of, the longest first."""
        terms = [
            term
            for ending in ("", *_PLURALS)
            if word.endswith(ending)
            for term in self._terms.get((locale, word.removesuffix(ending)), ())
        ]
        return sorted(terms, key=lambda term: len(term.text), reverse=True) if len(terms) > 1 else terms

    def discouraged(self, text: str, locale: str) -> Iterator[tuple[re.Match[str], Term, str]]:
        """Return where a text has terms that are advised against, and what is said instead (nothing if unknown)."""
        for found, term in self.found(text, locale):
            if term.use == "discouraged":
                yield found, term, self._preferred.get((locale, term.concept), "")


def remarks(title: str, summary: str, text: Text, locale: str, terms: Terms) -> Iterator[Remark]:
    """Remark on each discouraged term once, where it first stands outside quotations and cited titles."""
    said = set()
    for words in (_own(title), _own(summary), *map(_speaking, text.blocks)):
        for found, term, preferred in terms.discouraged(words, locale):
            if (term.concept, term.text) in said:
                continue
            said.add((term.concept, term.text))
            place = around(words, found.start(), found.end()).replace(_HIDDEN, "").strip()
            explanation = _REASONS.get(term.concept, _OTHER)
            if preferred:
                yield Remark("term", place, explanation, _l("Rather say:"), preferred)
            else:
                yield Remark("term", place, explanation, _l("Say what happened, in plain words."))


@lru_cache(4096)
def _pattern(text: str) -> re.Pattern[str]:
    """Return a pattern for a term however its spaces, apostrophes and plurals are written."""
    words = re.split(r"[\s\u00a0-]+", text)
    loose = (re.escape(word).replace("’", "['’]") + f"(?:{'|'.join(_PLURALS)})?" for word in words)
    return re.compile(r"[\s\u00a0\u202f-]+".join(loose) + r"\b", re.IGNORECASE)


def _own(text: str) -> str:
    return _QUOTED.sub(lambda quoted: _HIDDEN * len(quoted[0]), text)


def _speaking(block: Block) -> str:
    """Return the words of a block that are the text's own, the others hidden."""
    return _own(
        "".join(run.text if run.own and not run.tags & _EXEMPT else _HIDDEN * len(run.text) for run in block.runs)
    )
