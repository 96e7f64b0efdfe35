"""What is suggested while a reader types."""

from __future__ import annotations

from ecpat.core.database import db
from ecpat.entries import service as publishing
from ecpat.search import service


def texts(typed, locale="fr"):
    return [suggestion.text for suggestion in service.suggest(typed, locale)]


def test_titles_topics_and_words_are_suggested(app, publish):
    entry = publish(fr=("Éviter la traite", "Des bénévoles aident."), en=("Avoid trafficking", "Volunteers help."))
    assert texts("b") == []
    assert texts("bene") == texts("BÉNÉ") == ["bénévoles"]
    assert texts("la béné") == ["la bénévoles"]
    assert texts("l’aid") == ["l’aident"]
    assert texts("vol", "en") == ["volunteers"]
    found = service.suggest("voya", "fr")
    assert [(one.text, one.form, one.topic) for one in found] == [("Voyage et tourisme", "topic", "travel")]
    found = service.suggest("evit", "fr")
    assert (found[0].text, found[0].form, found[0].entry_id) == ("Éviter la traite", "title", entry.id)
    assert "Éviter la traite" in texts("trai")


def test_the_last_word_is_completed_as_texts_go_on(app, publish):
    for number in range(5):
        publish(fr=(f"Texte {number}", "Le voyage en avion, loin d’ici, et l’avenir."))
    publish(fr=("Droit", "Rencontrer les avocats. Un avenir, des enfants, une avance."))
    assert texts("av")[0] in ("avion", "avenir")
    assert texts("rencontrer les av")[0] == "rencontrer les avocats"
    assert sorted(texts("enfants av")) == ["enfants avance", "enfants avenir", "enfants avocats"]  # no « avion »
    assert texts("dromadaire av")[0] in ("dromadaire avion", "dromadaire avenir")  # no text goes on so


def missed(meant):
    """Return what was typed whose meaning is not suggested, and what is."""
    return {typed: found for typed, text in meant.items() if text not in (found := texts(typed))}


def test_one_letter_is_forgiven(app, publish):
    publish(fr=("Éviter la traite", "Des bénévoles aident en voyage."))
    assert not missed({
        "bénvol": "bénévoles", "bénéévo": "bénévoles", "bénavol": "bénévoles", "béénvol": "bénévoles",
        "les bénvol": "les bénévoles", "triate": "Éviter la traite", "voayge": "Voyage et tourisme",
    })  # fmt: skip


WAYS_OF_WRITING = {
    "l’exploitation des": "Exploitation d’un enfant", "l'exploit": "Exploitation d’un enfant",
    "exploitations": "Exploitation d’un enfant", "enfants expl": "Exploitation d’un enfant",
    "mineurs": "Le mineur et la loi", "un mineur": "Le mineur et la loi", "lois mineurs": "Le mineur et la loi",
    "cyber harcelement": "Le cyberharcèlement", "cyber-harcel": "Le cyberharcèlement",
    "cyber harcel": "Le cyberharcèlement", "cyberharcel": "Le cyberharcèlement",
    "cybermenac": "La cyber-menace", "cyber menaces": "La cyber-menace", "voyages": "Voyage et tourisme",
    "avocat·e·s": "Avocats et avocates", "avocat(e)": "Avocats et avocates", "l’O.N.U.": "L’ONU en bref",
    "onu en br": "L’ONU en bref", "e mail": "Un e-mail", "coeur": "De tout cœur", "116.0": "Le 116 000",
}  # fmt: skip


def test_any_way_of_writing_suggests_the_same(app, publish):
    for title in ("Exploitation d’un enfant", "Le mineur et la loi", "Le cyberharcèlement", "La cyber-menace",
                  "Avocats et avocates", "L’ONU en bref", "Un e-mail", "De tout cœur", "Le 116 000"):  # fmt: skip
        publish(fr=(title, "Un texte."), commit=False)
    db.session.commit()
    assert not missed(WAYS_OF_WRITING)


def test_titles_have_all_that_was_typed(app, publish):
    publish(fr=("Le mineur et la loi", "Un texte."), commit=False)
    publish(fr=("Les mineurs en voyage", "Un texte."))
    assert texts("mineurs lo") == ["Le mineur et la loi", "mineurs loi"]
    assert texts("mineur voyage")[0] == "Les mineurs en voyage"
    assert "Le mineur et la loi" not in texts("mineur voyage")


def test_what_is_right_is_not_mended(app, publish):
    publish(fr=("Le port", "Un texte."), en=("The park", "A text."))
    publish(fr=("Les porteurs", "Un texte sur la mort."))
    assert all("port" in text.lower() for text in texts("port"))
    assert texts("xqzw") == texts("xq") == []


def test_words_of_texts_that_are_gone_are_not_suggested(app, publish):
    entry = publish(fr=("Un titre", "mystérieusement"))
    publish(fr=("Autre", "pluie"))
    assert texts("myst") == ["mystérieusement"]
    publishing.unpublish(entry.editions["fr"])
    db.session.commit()
    assert texts("myst") == []
    assert texts("un ti") == []


def test_any_text_can_be_typed(app, publish):
    publish(fr=("Un titre", "texte"))
    for typed in ("", " ", "\x00\x00", "\ud800\ud800", "((((", "*" * 10_000, "’’", "l’", "un titre " * 5000):
        texts(typed)
