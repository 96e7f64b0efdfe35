"""How easily a text reads, measured by the length of its sentences and words.

English: R. Flesch, “A new readability yardstick”, Journal of Applied Psychology 32 (1948), 221–233:
206.835 − 1.015 · words per sentence − 84.6 · syllables per word.
French: L. Kandel and A. Moles, « Application de l’indice de Flesch à la langue française », Cahiers d’Études de
Radio-Télévision 19 (1958), 253–274: 207 − 1.015 · words per sentence − 73.6 · syllables per word.
Dutch: W. H. Douma, “De leesbaarheid van landbouwbladen”, Landbouwhogeschool Wageningen (1960):
206.84 − 0.93 · words per sentence − 77 · syllables per word.
All go from about 0 (very hard) to 100 (very easy). Syllables are counted by groups of vowels, mute endings left
out: near enough for a mean over a text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from .reading import Text
from .remark import Remark, short

ENOUGH = 60  # words below which a mean says little
HARD = 30
LONG = 35  # words of a sentence
_FORMULAS = {"en": (206.835, 1.015, 84.6), "fr": (207.0, 1.015, 73.6), "nl": (206.84, 0.93, 77.0)}
_LEVELS = (
    (70, _l("Easy to read")),
    (50, _l("Fairly easy to read")),
    (HARD, _l("Rather hard to read")),
    (-math.inf, _l("Hard to read")),
)
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?…])[\s»”)]+(?=[^\W\d_a-zà-ÿ]|[«“(\d])")
_GROUPS = {
    "en": re.compile(r"[aeiouy]+"),
    "fr": re.compile(r"[aeiouyàâäéèêëîïôöùûüÿœæ]+"),
    "nl": re.compile(r"[ëïöü]?[aeiouyáéèêíóú]+|[ëïöü]"),
}
_MUTE = {
    "en": re.compile(r"(?<=[^aeiouyl])es?$|(?<=[^aeioutd])ed$"),
    "fr": re.compile(r"(?<=[^aeiouéèêàùœ])(?:es?)$|(?<=[aeiouéèêàù])es?$"),
    "nl": re.compile(r"(?!)"),
}


@dataclass(frozen=True)
class Ease:
    """The measured ease of a text, 0 to 100, in words, and what weighs on it."""

    score: int
    level: Any
    words_per_sentence: int
    longest: str  #: its longest sentence
    longest_words: int


def syllables(word: str, locale: str) -> int:
    """Return about how many syllables a word has."""
    word = word.lower()
    return max(1, len(_GROUPS[locale].findall(_MUTE[locale].sub("", word))))


def sentences(text: Text) -> list[str]:
    """Return the sentences of a text's paragraphs and items, in its own language."""
    found = []
    for block in text.blocks:
        if block.name in ("p", "li", "dd"):
            words = "".join(run.text for run in block.runs if run.own and "cite" not in run.tags)
            found += [sentence for sentence in _SENTENCE.split(words) if _WORD.search(sentence)]
    return found


def measure(text: Text, locale: str) -> Ease | None:
    """Return the ease of a text; None for a language without a formula or fewer than 60 words."""
    counted = [(len(words), sentence, words) for sentence in sentences(text) if (words := _WORD.findall(sentence))]
    total = sum(length for length, _sentence, _words in counted)
    if locale not in _FORMULAS or total < ENOUGH:
        return None
    base, length, weight = _FORMULAS[locale]
    beats = sum(syllables(word, locale) for _length, _sentence, words in counted for word in words)
    score = round(base - length * total / len(counted) - weight * beats / total)
    longest_words, longest, _words = max(counted, key=lambda one: one[0])
    level = next(label for least, label in _LEVELS if score >= least)
    return Ease(max(0, min(100, score)), level, round(total / len(counted)), longest.strip(), longest_words)


def remarks(measured: Ease | None) -> Iterator[Remark]:
    """Remark on the longest sentence of a text that is hard to read, or on one that is very long."""
    if measured is None or (measured.score >= HARD and measured.longest_words <= LONG):
        return
    if measured.longest_words > LONG:
        explanation = _l(
            "This sentence has %(count)d words; one cannot take it in at once.", count=measured.longest_words
        )
    else:
        explanation = _l("The text is hard to read: its words are long, or its sentences are.")
    yield Remark("ease", short(measured.longest), explanation, _l("Make two sentences of it, or use shorter words."))
