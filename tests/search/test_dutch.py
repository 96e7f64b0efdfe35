"""Dutch is read as Dutch: small words, forms of a word, and what its compounds are put together of."""

from __future__ import annotations

import pytest

from ecpat.search.text.analysis import analyser


@pytest.mark.parametrize(
    ("one", "other"),
    [("kind", "kinderen"), ("brief", "brieven"), ("huis", "huizen"), ("meisje", "meisjes"), ("mens", "mensen"),
     ("minderjarige", "minderjarigen"), ("België", "belgie"), ("foto", "foto's"), ("uitbuiting", "uitgebuite")],
)  # fmt: skip
def test_forms_of_a_word_are_one(one: str, other: str) -> None:
    (first,), (second,) = analyser("nl").tokens(one), analyser("nl").tokens(other)
    assert first.stem == second.stem


@pytest.mark.parametrize(
    ("compound", "parts"),
    [("kinderhandel", "kinderen handel"), ("mensenhandel", "mensen handel"), ("slachtofferhulp", "slachtoffer hulp"),
     ("kinderrechtenorganisatie", "kinderen rechten organisatie"), ("opvangcentra", "opvang centra"),
     ("beschermingsprogramma", "bescherming programma"), ("onderzoek", ""), ("slachtoffers", ""),
     ("mogelijkheden", ""), ("minderjarigen", ""), ("internationale", ""), ("politie", "")],
)  # fmt: skip
def test_a_compound_has_the_stems_of_its_parts(compound: str, parts: str) -> None:
    (token,) = analyser("nl").tokens(compound)
    assert analyser("nl").parts(token) == tuple(part.stem for part in analyser("nl").tokens(parts))


def test_only_dutch_divides_words() -> None:
    for locale in ("fr", "en"):
        (token,) = analyser(locale).tokens("kinderhandel")
        assert analyser(locale).parts(token) == ()


def test_small_words_say_nothing() -> None:
    assert analyser("nl").tokens("Wat is er met het kind en zijn ouders?") == analyser("nl").tokens("kind ouders")
