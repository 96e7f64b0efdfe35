"""What is named is found first: titles, topics, what readers call things, dates as they are shown."""

from __future__ import annotations

import pytest

from ecpat.core.database import db
from ecpat.entries import service as publishing
from ecpat.search import documents
from ecpat.search.promoted import PromotedResult

from .conftest import day
from .test_find import titles


def first_links(client, path, text):
    """Return the addresses that the titles of a results page lead to."""
    page = client.get(path, query_string={"q": text}).get_data(as_text=True)
    main = page[page.index("<main") : page.index("</main")]
    return [part.split('href="', 1)[1].split('"', 1)[0] for part in main.split("<h3")[1:]]


@pytest.mark.parametrize("typed", [
    "La première journée contre la traite", "premiere journee contre traite",
    "la traite : contre, une première journée",
])  # fmt: skip
def test_a_title_comes_first(publish, find, typed):
    publish(fr=("Journée et traite", "La première journée, la première journée contre la traite, la traite."))
    publish(fr=("La première journée contre la traite", "Un texte de la pluie."))
    publish(fr=("Traite", "Contre la traite, la première traite, une journée."))
    assert titles(find(typed))[0] == "La première journée contre la traite"


def test_readers_words_are_found_and_never_shown(publish, find):
    entry = publish(fr=("Nous connaître", "Une organisation."))
    publish(fr=("Autre", "Faire un pas vers un autre don de soi."))
    publishing.save(
        entry, "fr", title="Nous connaître", body="<p>Une organisation.</p>",
        readers_words="faire un don, qui êtes-vous",
    )  # fmt: skip
    db.session.commit()
    for typed in ("faire un don", "qui êtes vous", "Qui êtes-vous ?"):
        hit = find(typed).hits[0]
        assert hit.entry_id == entry.id, typed
        assert "don" not in hit.passage
        assert "don" not in hit.title


def test_dates_are_found_as_they_are_shown(publish, find):
    publish(fr=("Un", "Un texte sur la mer."), at=day(2015, 9, 2))
    publish(fr=("Deux", "Un texte sur la rue."), at=day(2016, 3, 2))
    assert titles(find("septembre 2015"))[0] == "Un"
    assert titles(find("2 mars 2016"))[0] == "Deux"


def test_what_editors_chose_comes_first(publish, find):
    publish(fr=("Voyage", "voyage voyage"))
    chosen = publish(fr=("Un dépliant", "Ce qui doit alerter."))
    db.session.add(PromotedResult(locale="fr", text="voyage", position=1, entry_id=chosen.id))
    db.session.commit()
    for typed, page in (("Voyage", "fr"), ("voyage", "en")):
        results = find(typed, page)
        assert titles(results) == ["Un dépliant", "Voyage"]
        assert [hit.promoted for hit in results.hits] == [True, False]
        assert results.total == 2


def test_by_date_what_comes_is_first_then_the_newest(publish, find):
    for title, moment in (("Hier", day(2020)), ("Loin", day(2190)), ("Bientôt", day(2150)), ("Avant", day(2010))):
        publish(fr=(title, "voyage"), starts_at=moment)
    assert titles(find("voyage", sort="date")) == ["Bientôt", "Loin", "Hier", "Avant"]


def test_marks_are_on_what_was_typed(publish, find):
    publish(fr=("Un", "La pédopornographie, ou matériel d’abus sexuel d’enfants."))
    assert "La <mark>pédopornographie</mark>, ou matériel d’abus" in find("pédopornographie").hits[0].passage


def test_blocks_end_with_a_stop(app, publish, find):
    entry = publish(fr=("Un", "</p><h2>Le voyage</h2><p>Partir.</p><ul><li>Loin</li><li>Tard</li></ul><p>"))
    assert entry.editions["fr"].live
    passage = find("voyage").hits[0].passage
    assert " ".join(passage.striptags().split()) == "Le voyage · Partir. Loin · Tard"


@pytest.mark.parametrize(("page", "read"), [
    ("exploi-\nté", "exploité"), ("en-\nfant", "enfant"), ("non-\naccompagné", "non-accompagné"),
    ("peut-\nêtre", "peut-être"), ("Franco-\nBelge", "Franco-Belge"), ("dit-\nil", "dit-il"), ("a\nb", "a\nb"),
    ("sous\u00ad\ncrire", "souscrire"),
])  # fmt: skip
def test_words_that_a_line_divides_are_whole(page, read):
    assert documents.joined(page) == read


def test_a_topic_leads_with_its_page(client):
    for path, typed, led in (
        ("/fr/recherche/", "traite des enfants", "/fr/themes/traite-des-enfants/"),
        ("/en/search/", "Child trafficking", "/en/topics/child-trafficking/"),
        ("/en/search/", "traite des enfants", "/en/topics/child-trafficking/"),
        ("/fr/recherche/", "lignes d’aide", "/fr/aide/"),
        ("/fr/recherche/", "ressources", "/fr/ressources/"),
        ("/en/search/", "home", "/en/"),
    ):
        assert first_links(client, path, typed)[0] == led, typed


def test_a_chosen_suggestion_opens_what_it_names(client):
    typed, texts, _notes, paths = client.get("/fr/recherche/suggestions.json?q=traite des e").json
    assert typed == "traite des e"
    assert dict(zip(texts, paths, strict=True))["Traite des enfants"] == "/fr/themes/traite-des-enfants/"
