"""Which language a text is in, told by its most common words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_COMMON = {
    "fr": "le la les des du une et est dans pour que qui sur avec par pas plus sont aux ce cette leur être ou",
    "en": "the of and to in is that for with are this on by be not from have their which or was has it as",
    "nl": "de het een van en is dat voor met zijn niet op te aan worden door ook naar deze bij om die kan",
    "de": "der die das und ist nicht mit für von den dem ein eine auf werden sind sich auch des im zu bei",
}
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000  # words that are looked at
_FEWEST = 20  # common words without which nothing is told
_PLAIN = 2  # times as many as in the next language
_TAG = re.compile(r"([A-Za-z]{2,3})(?:-[A-Za-z0-9]{1,8})*")  # RFC 5646, as far as a primary subtag is told by it


def primary(tag: str) -> str:
    """Return the language that a tag such as “fr-BE” names (“fr”); "" for what is no tag."""
    match = _TAG.fullmatch(tag.strip())
    return match[1].lower() if match else ""


def guess(texts: Iterable[str]) -> str:
    """Return the language of texts (fr, en, nl or de), or "" where their common words do not tell it plainly."""
    words: Counter[str] = Counter()
    room = _SAMPLE
    for text in texts:
        found = _WORD.findall(text[: 10 * room].lower())[:room]
        words.update(found)
        room -= len(found)
        if room <= 0:
            break
    counted = sorted(
        ((sum(words[word] for word in common.split()), code) for code, common in _COMMON.items()), reverse=True
    )
    (most, code), (next_most, _) = counted[:2]
    return code if most >= _FEWEST and most >= _PLAIN * next_most else ""
