"""Which of the site's languages a search is typed in: its small words tell, and where its other words stand."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection

from .analysis import analyser

SMALL = 0.3  # the share of texts that a small word stands in: there is no need to count them
FLOOR = 0.001  # a share below which a word says nothing: a quotation, or a slip of the finger
SURE = 1.0  # how much likelier, as a logarithm, another language than the reader's must be

Share = Callable[[str, str], float]  # (language, word): in which share of a language's texts a word stands


def typed_language(text: str, locale: str, locales: Collection[str], share: Share) -> str:
    """Return the language that a text is typed in: the reader's, unless another one is clearly likelier.

    One that all its words are small in is not, where they stand in the reader's texts: « don » is no half of “don’t”.
    """
    likely = {known: _likelihood(text, known, share) for known in locales}
    best = max(likely, key=lambda known: (likely[known], known == locale))
    own = analyser(locale).tokens(text)
    if own and not analyser(best).tokens(text) and all(share(locale, token.word) for token in own):
        return locale
    return best if likely[best] > likely.get(locale, -math.inf) + SURE else locale


def _likelihood(text: str, locale: str, share: Share) -> float:
    known, total = analyser(locale), 0.0
    for surface in known.surfaces(text):
        token = known.token(surface)
        total += math.log(max(FLOOR, SMALL if token is None else min(SMALL, share(locale, token.word))))
    return total
