"""What is named is found first: titles, topics, what readers call things, dates as they are shown."""

from __future__ import annotations

import re

import pytest

from ecpat.core.database import db
from ecpat.entries import service as publishing
from ecpat.search import pdf_pages
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
    ("sous\u00ad\ncrire", "souscrire"), ("porte-\nparole", "porte-parole"), ("grand-\nmère", "grand-mère"),
    ("con-\nvention", "convention"), ("accom-\npagnement", "accompagnement"),
    ("inter-\ndisciplinaire", "interdisciplinaire"), ("recom-\nmandation", "recommandation"),
])  # fmt: skip
def test_words_that_a_line_divides_are_whole(page, read):
    assert pdf_pages.joined(page) == read


@pytest.mark.parametrize(("page", "read"), [
    ("Tes droits\nTu peux appeler à toute heure du jour.", "Tes droits ·\nTu peux appeler à toute heure du jour."),
    ("Un texte qui va d’un bord à l’autre, de\nMons.", "Un texte qui va d’un bord à l’autre, de\nMons."),
    ("Fini.\nUne ligne bien plus longue que celle-là.", "Fini.\nUne ligne bien plus longue que celle-là."),
])  # fmt: skip
def test_headings_of_a_page_are_set_apart(page, read):
    assert pdf_pages.joined(page) == read


def test_a_page_of_a_document_has_its_title_and_ranks_with_the_others(publish, find):
    publish(
        fr=("Évaluation de la Belgique", "Un résumé."),
        pages={"fr": ["La traite.", "Les victimes de la traite.", "Rien."]},
    )
    publish(fr=("Un jour à Mons", "Un résumé."), pages={"fr": ["La traite."]})
    assert titles(find("évaluation victimes"))[0] == "Évaluation de la Belgique"
    assert find("évaluation victimes").hits[0].page == 2
    assert titles(find("traite"))[0] == "Évaluation de la Belgique"


def test_what_has_no_date_comes_last_by_date(publish, find):
    undated = publish(fr=("Sans date", "voyage"))
    undated.date_precision = "none"
    publish(fr=("Avant", "voyage"), at=day(2010))
    publish(fr=("Bientôt", "voyage"), starts_at=day(2150))
    db.session.commit()
    assert titles(find("voyage", sort="date")) == ["Bientôt", "Avant", "Sans date"]


def test_a_topic_leads_to_its_lists(client):
    page = client.get("/fr/recherche/", query_string={"q": "traite des enfants"}).get_data(as_text=True)
    place = page[page.index('class="results-place') :].partition("</section>")[0]
    links = re.findall(r'<li><a href="([^"]+)">([^<]+)</a>', place)
    assert links[0][0] == "/fr/actualites/?topic=traite-des-enfants"
    for path, words in links:
        assert client.get(path).status_code == 200
        assert re.fullmatch(r"\w+\u00a0: \d+", words), words


def test_titles_of_results_are_not_marked_and_passages_are(client):
    page = client.get("/fr/recherche/", query_string={"q": "traite des enfants"}).get_data(as_text=True)
    assert not any("<mark>" in title for title in re.findall(r"<h3.*?</h3>", page))
    assert page.count("<mark>") > 10


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
