"""Help with what is typed never makes it worse: real words stay, and nothing stands in for nothing."""

from __future__ import annotations

import pytest

from ecpat.core.database import db
from ecpat.search.index.engine import SearchIndex
from ecpat.search.text.dictionary import words
from ecpat.search.text.rewrite import read
from ecpat.search.text.thesaurus import Thesaurus
from ecpat.search.types import State, Words, Work
from ecpat.terms.models import HelpPhrase, ThesaurusTerm

from .test_find import titles

TURNED = 0.01  # the share of common words that may be read as others


@pytest.mark.parametrize(("text", "stands"), [
    ("ma mère me bat", "mène"), ("urgent", "argent"), ("guardians", "gardiens"), ("lion", "lien"), ("nudes", "rudes"),
])  # fmt: skip
def test_a_real_word_is_never_another(publish, find, text, stands):
    publish(fr=("Un", f"Le {stands} et la pluie."))
    results = find(text)
    assert (results.corrected, results.total) == ("", 0)


def test_hardly_any_common_word_is_read_as_another(tmp_path):
    own = sorted(words())
    works = [Work(1, "page", (), None, 0, False, 0, [Words(1, "fr", "Un", " ".join(own[::3]))])]
    index = SearchIndex(tmp_path)
    index.rebuild(iter(works), 1, State(1, "1"), lambda done, total: None)
    asked = own[1::300] + own[2::300]
    assert len(asked) > 200
    assert sum(bool(read(index, Thesaurus(()), word, "fr").corrected) for word in asked) <= TURNED * len(asked)


def test_a_slip_that_is_no_word_is_read_as_one_of_ours(app, publish, find):
    publish(fr=("Un", "Les bénévoles aident."))
    assert (find("bénévolse").corrected, find("bénévolse").corrected_shown) == ("bénévoles", True)
    assert not find("aident benevolles").corrected_shown
    db.session.add(ThesaurusTerm(concept="x", locale="fr", use="preferred", text="bénévole"))
    db.session.add(ThesaurusTerm(concept="x", locale="fr", use="also", text="aident"))
    db.session.commit()
    assert find("bénévolse").corrected_shown


@pytest.mark.parametrize(
    ("typed", "meant"), [("quelels aides", "quelles aides"), ("pourqoi aider", "pourquoi aider")]
)
def test_a_slip_in_a_small_word_is_read_as_that(publish, find, typed, meant):
    publish(fr=("Un", "Des aides qui aident les quelques autres."))
    results = find(typed)
    assert (results.corrected, results.total) == (meant, 1)


def test_words_written_as_one_are_read_as_several_beside_others(publish, find):
    publish(fr=("Un", "Le numéro de téléphone de la police."))
    results = find("numerodetelephone police")
    assert (results.corrected, results.total) == ("numero de telephone police", 1)
    assert find("policedronte").corrected == ""  # of which one part is no word here


def test_words_of_terms_topics_and_phrases_are_known_to_the_speller(app, publish, find):
    publish(fr=("Un", "Le matériel d’abus sexuel."), topics=("travel",))
    db.session.add(ThesaurusTerm(concept="x", locale="fr", use="discouraged", text="zinzinulation"))
    db.session.add(ThesaurusTerm(concept="x", locale="fr", use="preferred", text="matériel d’abus sexuel"))
    db.session.add(HelpPhrase(locale="fr", phrase="{on} me charibote"))
    db.session.commit()
    assert find("zinzinulatoin").corrected == "zinzinulation"
    assert find("zinzinulatoin").total == 1
    assert find("turisme").corrected == "tourisme"
    assert find("charibotte").corrected == "charibote"
    assert find("charibote").corrected == ""


def test_where_nothing_is_found_the_next_best_is_shown(app, publish, find):
    publish(fr=("Un", "Je dis toujours stop à la violence."))
    publish(fr=("Deux", "La pluie et le beau temps."))
    results = find('"temps de pluie"')
    assert (titles(results), results.corrected, results.corrected_shown) == (["Deux"], "temps de pluie", True)
    results = find("jedisstop")
    assert (titles(results), results.corrected_shown) == (["Un"], True)
    assert find("beautemps").total == 1
    db.session.add(ThesaurusTerm(concept="x", locale="fr", use="discouraged", text="zinzin"))
    db.session.add(ThesaurusTerm(concept="x", locale="fr", use="preferred", text="pluie de grenouilles"))
    db.session.commit()
    results = find("zinzin")
    assert (titles(results), results.corrected, results.corrected_shown) == (["Deux"], "pluie de grenouilles", True)
    results = find("abracadabra")
    assert (results.total, results.hits, results.corrected) == (0, (), "")


def test_a_sign_alone_finds_nothing(publish, find):
    publish(fr=("Un", "Un texte."))
    for text in ("?", "-", "😢", '"', '""', "« »", "…", "()", "*"):
        assert (text, find(text).total, find(text).hits) == (text, 0, ())


def test_a_minus_before_a_digit_excludes_nothing(publish, find):
    publish(fr=("Un", "Les moins de 18 ans."))
    assert find("moins -18").total == find("ans -18").total == 1
    assert find("ans -moins -18 -texte").total == 1


def test_words_in_quotation_marks_stand_so_and_nowhere_else(publish, find):
    publish(fr=("Un", "Ils voient la traite des enfants de près."))
    publish(fr=("Deux", "La traite d’un enfant, la traite par des enfants, des enfants, une traite."))
    publish(fr=("La traite", "Des enfants le disent."))
    publish(fr=("Cinq", "Enfants de la rue et rue de la traite des"), pages={"fr": ["enfants", "rue de la paix"]})
    publish(fr=("Plus de traite", "Un"))
    assert titles(find('"traite des enfants"')) == ["Un"]
    assert titles(find('"TRAITE DES ENFANTS de pres"')) == ["Un"]
    assert titles(find('"rue de la paix"')) == ["Cinq"]
    results = find('"la traite des enfants le disent"')  # across a title's end: found as words, and said so
    assert (results.corrected, results.corrected_shown) == ("la traite des enfants le disent", True)
    assert find('"traite la traite"').corrected_shown
    assert titles(find('"des enfants" "une traite"')) == ["Deux"]
