"""The words of the site's languages that are nobody's: frequent ones, but for names of people.

Words: wordfreq's short lists, of what is found once in a million words or more. Names: zxcvbn's lists.
"""

from __future__ import annotations

from functools import cache

from ...locales import LOCALES
from .analysis import fold, normal

NAMES = ("male_names", "female_names", "surnames")


@cache
def words() -> frozenset[str]:
    """Return the words, without accents."""
    # Loaded when they are first needed: commands and most workers' starts can do without.
    from wordfreq import available_languages, get_frequency_dict
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    languages = set(LOCALES) & set(available_languages("small"))
    known = {fold(normal(word)) for language in languages for word in get_frequency_dict(language, "small")}
    return frozenset(known - {fold(normal(name)) for group in NAMES for name in FREQUENCY_LISTS[group]})
