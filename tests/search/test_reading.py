"""How searches are read: slips of the finger, the field's words, distress."""

from __future__ import annotations

from ecpat.core.database import db
from ecpat.entries import service
from ecpat.search.text.crisis import needs_help
from ecpat.terms.models import HelpPhrase, ThesaurusTerm


def test_a_slip_is_corrected_and_shown_at_once(publish, find):
    publish(fr=("Un", "Les bénévoles aident."))
    results = find("bénévolse")
    assert (results.total, results.corrected, results.corrected_shown) == (1, "bénévoles", True)
    results = find("Aident benevolles")
    assert (results.total, results.corrected, results.corrected_shown) == (1, "Aident bénévoles", False)
    assert find("bénévoles").corrected == ""


def test_corrections_are_words_of_live_texts(publish, find):
    entry = publish(fr=("Un", "mystérieusement"))
    publish(fr=("Deux", "pluie"))
    service.unpublish(entry.editions["fr"])
    db.session.commit()
    assert find("mysterieusemant").corrected == ""


def test_words_of_the_other_language_are_no_slips(publish, find):
    publish(fr=("Un", "former des guardiens"), en=("One", "training guardians"))
    assert find("guardians").corrected == ""


def test_discouraged_words_find_the_right_content(publish, find):
    publish(fr=("Un", "Le matériel d’abus sexuel d’enfants en ligne."))
    publish(fr=("Deux", "Le voyage."))
    results = find("pédopornographie")
    assert results.total == 1
    assert results.preferred == (("pédopornographie", "matériel d’abus sexuel d’enfants"),)
    assert results.corrected == ""
    assert "<mark>abus</mark> <mark>sexuel</mark>" in results.hits[0].passage
    assert find("images pédopornographiques").total == 1


def test_abbreviations_are_known(publish, find):
    publish(fr=("Un", "L’accueil des mineurs étrangers non accompagnés."))
    publish(en=("Two", "Sexual exploitation of children in travel and tourism."))
    assert find("MENA").total == 1
    assert find("SECTT", "en").hits[0].locale == "en"
    assert find("SECTT", "fr").hits[0].locale == "en"


def test_the_other_language_is_found_below(publish, find):
    publish(en=("Report on child trafficking", "Child trafficking in Belgium. Child trafficking."))
    publish(fr=("La traite des enfants", "Un texte."))
    assert [hit.locale for hit in find("traite des enfants").hits] == ["fr", "en"]
    assert [hit.locale for hit in find("child trafficking", "en").hits] == ["en", "fr"]
    assert "<mark>child</mark> <mark>trafficking</mark>" in find("traite des enfants").hits[1].title.lower()


DISTRESS = (
    "au secours", "Aidez-moi", "on m'a violée", "J’ai peur de mon oncle", "j ai peur",
    "il menace de publier des photos",
    "envie de mourir", "envie mourir", "help me please", "I was raped", "my boyfriend forces me", "I want to die",
)  # fmt: skip
HARMLESS = (
    "", "traite des enfants", "rapport Belgique 2015", "formation des avocats", "exploitation", "training guardians",
    "\x00\ud800", "(" * 10_000,
)  # fmt: skip


def test_distress_is_heard_in_either_language(app):
    assert [text for text in DISTRESS if not needs_help(text) or not needs_help(text.upper())] == []


def test_other_searches_are_not_distress(app):
    assert [text for text in HARMLESS if needs_help(text)] == []


def test_editors_extend_the_thesaurus_and_the_phrases(app, publish, find):
    publish(fr=("Un", "Les chevaux de bois."))
    db.session.add(ThesaurusTerm(concept="horse", locale="fr", use="preferred", text="cheval de bois"))
    db.session.add(ThesaurusTerm(concept="horse", locale="fr", use="discouraged", text="dada"))
    db.session.add(HelpPhrase(locale="fr", phrase="chute de cheval"))
    db.session.commit()
    assert find("dada").preferred == (("dada", "cheval de bois"),)
    assert needs_help("une chute de cheval")
    assert not needs_help("au secours")
