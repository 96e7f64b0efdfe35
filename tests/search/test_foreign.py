"""Words of a language that the site is not in lead to what there is, with a sentence; the field's words to topics."""

from __future__ import annotations

import pytest

from ecpat.search import service
from ecpat.search.text.foreign import Translation, translated
from ecpat.search.types import Request


@pytest.mark.parametrize(("text", "meant"), [
    ("kinderhandel", "traite des enfants"),
    ("Mensenhandel", "traite des êtres humains"),
    ("rechten van het kind", "droits de l’enfant"),
    ("vorming over mensenhandel", "formation traite des êtres humains"),
    ("hulp voor slachtoffers", "aide victimes"),
])  # fmt: skip
def test_dutch_is_understood(text, meant):
    assert translated(text, "fr", ("fr", "en")) == Translation("nl", meant)


@pytest.mark.parametrize(
    "text", ["", "?", "traite des enfants", "kinderhandel xyzzy", "de het een", "child trafficking"]
)
def test_what_is_not_dutch_through_and_through_is_left_alone(text):
    assert translated(text, "fr", ("fr", "en")) is None


def test_where_the_site_is_in_dutch_nothing_is_translated():
    assert translated("kinderhandel", "fr", ("fr", "en", "nl")) is None


@pytest.mark.parametrize(("page", "text", "sentence"), [
    ("/fr/recherche/", "kinderhandel", "Ce site n’existe pas en néerlandais."),
    ("/en/search/", "mensenhandel", "This site is not in Dutch."),
    ("/fr/recherche/", "hulp", "Ce site n’existe pas en néerlandais."),
    ("/fr/recherche/", "opleidingen voor voogden", "Ce site n’existe pas en néerlandais."),
    ("/en/search/", "wat te doen bij mensenhandel", "This site is not in Dutch."),
])  # fmt: skip
def test_dutch_leads_to_what_there_is(client, page, text, sentence):
    html = client.get(page, query_string={"q": text}).get_data(as_text=True)
    main = html[html.index("<main") :]
    assert main.index(sentence) < main.index("<h3")


@pytest.mark.parametrize(
    "text", ["sexting", "sexto", "sextorsion", "sextortion", "revenge porn", "revenge-porn", "grooming"]
)
@pytest.mark.parametrize(
    ("page", "topic"), [("/fr/recherche/", "Exploitation en ligne"), ("/en/search/", "Online exploitation")]
)
def test_the_fields_words_lead_to_the_topic(client, page, topic, text):
    html = client.get(page, query_string={"q": text}).get_data(as_text=True)
    main = html[html.index("<main") :]
    assert topic in main[main.index("<h3") :][:2000]


def test_each_discouraged_word_has_one_preferred_term(reading):
    with reading.app_context():
        for text in ("sexting", "sexto", "sextos", "sextorsion", "loverboy", "revenge porn", "grooming"):
            assert len(service.find(Request(text, "fr")).preferred) == 1, text


@pytest.mark.parametrize("text", ["on me fait du chantage avec des nudes", "mon oncle me touhce", "grooming", "help"])
def test_nothing_stands_above_help(client, text):
    main = client.get("/fr/recherche/", query_string={"q": text}).get_data(as_text=True)
    main = main[main.index("<main") : main.index("</main")]
    assert main.count('id="help-panel"') == 1
    assert main.index('id="help-panel"') < main.index("<h2", main.index('id="help-panel"') + 1)
    for remark in ("Ici, nous disons", "Vouliez-vous dire", "Rien n’a été trouvé pour", "Voici les résultats"):
        assert remark not in main
