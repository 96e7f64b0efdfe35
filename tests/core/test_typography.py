"""Texts are printed as their language prints them."""

from __future__ import annotations

import pytest

from ecpat.core.typography import spaced


@pytest.mark.parametrize(
    ("locale", "typed", "printed"),
    [
        ("nl", "foto's van 's avonds, in 't kort", "foto’s van ’s avonds, in ’t kort"),
        ("nl", 'Zij zei "nee", en "waarom?".', "Zij zei “nee”, en “waarom?”."),
        ("nl", "Om 9 uur, 9.30 uur: de voordeur", "Om 9\u00a0uur, 9.30\u00a0uur: de voordeur"),
        ("nl", "Een buis van 5\" en 'n \"half", "Een buis van 5\" en ’n \"half"),
        ("en", "It's \"so\" ; at 9 uur", "It's \"so\" ; at 9 uur"),
        ("fr", "L'enfant : « oui » !", "L’enfant\u00a0: «\u00a0oui\u00a0»\u202f!"),
    ],
)  # fmt: skip
def test_signs_and_spaces_are_those_of_the_language(locale: str, typed: str, printed: str) -> None:
    assert spaced(typed, locale) == printed
    assert spaced(printed, locale) == printed
