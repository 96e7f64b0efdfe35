"""The language that a search is typed in decides what its words count, whichever page it is asked from."""

from __future__ import annotations

import pytest

from ecpat.search.text.typed_language import typed_language

FRENCH = (
    "La traite des enfants",
    "La traite des enfants en Belgique, et ce que dit la loi. Les enfants ont des droits.",
)
ENGLISH = ("Volunteers in Mons", "Volunteers of Droits des enfants sans frontières met for the day.")


def no_texts(_locale: str, _word: str) -> float:
    return 0.0


@pytest.mark.parametrize(("text", "page", "typed"), [
    ("qui êtes-vous", "en", "fr"), ("about us", "fr", "en"), ("des enfants", "en", "fr"),
    ("of the child", "fr", "en"), ("ReACT Leiden", "fr", "fr"), ("ReACT Leiden", "en", "en"), ("", "fr", "fr"),
])  # fmt: skip
def test_small_words_tell_the_language(text, page, typed):
    assert typed_language(text, page, ("en", "fr"), no_texts) == typed


def test_texts_tell_the_language_where_no_small_word_does():
    def share(locale: str, word: str) -> float:
        return 0.2 if (locale, word) in {("fr", "traite"), ("en", "trafficking")} else 0.0

    assert typed_language("traite", "en", ("en", "fr"), share) == "fr"
    assert typed_language("trafficking", "fr", ("en", "fr"), share) == "en"


def test_rare_quotations_do_not_lead(publish, find):
    publish(en=ENGLISH)
    for number in range(8):
        publish(en=(f"Text {number}", "Something about the law of a country."))
        publish(fr=(f"Texte {number}", "Quelques mots sur la loi d’un pays."))
    publish(fr=FRENCH)
    for page in ("fr", "en"):
        found = [hit.locale for hit in find("traite des enfants", page).hits]
        assert found == ["fr", "en"], page


def test_small_words_count_in_no_other_language(publish, find):
    publish(en=("A day in Mons", "Des les la une pour dans."))
    publish(fr=("Un jour à Mons", "Les bénévoles."))
    assert [hit.locale for hit in find("les bénévoles des Ardennes").hits] == ["fr"]


def test_slips_are_corrected_in_the_language_that_was_typed(publish, find):
    publish(fr=("Un", "Les bénévoles aident dans la rue."), en=("One", "Volunteers help in the street."))
    publish(fr=("Deux", "La pluie dans la rue."), en=("Two", "Rain in the street."))
    assert find("les bénévolse dans la rue", "en").corrected == "les bénévoles dans la rue"
