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
