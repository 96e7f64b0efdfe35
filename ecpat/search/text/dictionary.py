"""The words of the site's languages that are nobody's: what many texts have is no slip of the finger.

Words: wordfreq's short lists, of what is found once in a million words or more. Names: zxcvbn's lists.
"""

from __future__ import annotations

from functools import cache

from ...locales import LOCALES
from .forms import fold, normal

NAMES = ("male_names", "female_names", "surnames")


@cache
def of_language(language: str) -> frozenset[str]:
    """Return the words that are common in a language, without accents; none where nobody has counted them."""
    # Loaded when they are first needed: commands and most workers' starts can do without.
    from wordfreq import available_languages, get_frequency_list

    counted = get_frequency_list(language, "small") if language in available_languages("small") else ()
    return frozenset(fold(normal(word)) for equally_frequent in counted for word in equally_frequent)


@cache
def common() -> frozenset[str]:
    """Return the words that are common in a language of the site, names of people too, without accents."""
    return frozenset[str]().union(*map(of_language, LOCALES))


@cache
def words() -> frozenset[str]:
    """Return the common words but for names of people, without accents."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return common() - {fold(normal(name)) for group in NAMES for name in FREQUENCY_LISTS[group]}
