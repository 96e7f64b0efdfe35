"""Searching as a reader does: one box, both languages, documents, help first, nothing kept of anyone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.core import clock, frequent_counts
from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.search.insight import Search, SearchCount
from ecpat.search.sync import IndexSync

from ..core.test_language import slug_of


def results(client: FlaskClient, text: str, locale: str = "fr", **more: str) -> str:
    """Return the results page of a search."""
    answer = client.get({"fr": "/fr/recherche/", "en": "/en/search/"}[locale], query_string={"q": text, **more})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="nofollow">' in answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


NOINDEX = '<meta name="robots" content="noindex">'
BARE = {"fr": "/fr/recherche/", "en": "/en/search/"}


def hits(page: str) -> list[str]:
    """Return the addresses of the entries found, best first."""
    return re.findall(r'<h3 id="hit-[0-9]+"(?: lang="\w+")?><a href="([^"]+)"', page)


@pytest.mark.parametrize(
    "text", ["évaluation de la Belgique", "EVALUATION de la belgique", "evaluations belgique", "l'évaluation belge"]
)
def test_any_spelling_finds_the_same(client: FlaskClient, text: str) -> None:
    assert "/fr/ressources/" + slug_of("belgium-assessment", "fr") in hits(results(client, text))[:3]


def test_the_words_found_are_marked_and_a_title_counts_more(client: FlaskClient) -> None:
    page = results(client, "journée mondiale")
    assert hits(page)[0] == "/fr/actualites/" + slug_of("world-day-against-trafficking", "fr")
    assert "<mark>" in page


def test_what_is_only_in_the_other_language_is_found_and_marked_with_it(client: FlaskClient) -> None:
    page = results(client, "English-speaking guardians")
    address = "/en/training/" + slug_of("english-speaking-guardians", "en")
    assert address in hits(page)
    assert re.search(rf'<h3 id="hit-[0-9]+" lang="en"><a href="{address}" hreflang="en">', page)
    assert "En anglais seulement" in page


def test_a_passage_of_a_pdf_leads_to_its_page(client: FlaskClient) -> None:
    page = results(client, "cerf-volant pli recommandation")
    link = re.search(r'href="(/fr/ressources/[\w-]+\.pdf)#page=(\d+)"', page)
    assert link is not None
    assert client.get(link[1]).mimetype == "application/pdf"
    assert re.search(r"Dans le PDF, page \d+ sur \d+", page)


def test_facets_narrow_and_keep_the_search(client: FlaskClient) -> None:
    page = results(client, "enfants")
    (path,) = set(re.findall(r'href="(/fr/recherche/\?q=enfants&amp;kind=resources)"', page))
    narrowed = client.get(path.replace("&amp;", "&")).get_data(as_text=True)
    assert hits(narrowed)
    assert all(address.startswith(("/fr/ressources/", "/en/resources/")) for address in hits(narrowed))
    for more in (
        {"topic": "traite-des-enfants"},
        {"year": "2017"},
        {"language": "en"},
        {"document": "1"},
        {"sort": "date"},
    ):
        assert results(client, "enfants", **more)


def test_what_a_search_is_narrowed_by_can_be_dropped_where_it_leaves_nothing(client: FlaskClient) -> None:
    page = results(client, "enfant", kind="training", year="2016")
    assert "Aucun résultat" in page
    for name, words in (("kind", "Formations"), ("year", "2016")):
        assert re.search(rf'<a href="[^"]*{name}=[^"]*" aria-current="true"><span>{words}</span>', page)
        assert re.search(rf'<li><a href="[^"]*q=enfant(?![^"]*{name}=)[^"]*"><span>Tout</span>', page)


def test_who_has_searched_for_nothing_is_shown_where_to_start(client: FlaskClient) -> None:
    page = client.get("/fr/recherche/").text
    assert 'href="/fr/themes/traite-des-enfants/"' in page
    assert "un autre mot" not in page


def test_the_page_to_search_on_may_be_shown_by_search_engines(client: FlaskClient) -> None:
    for path in BARE.values():
        answer = client.get(path)
        page = answer.get_data(as_text=True)
        assert 'name="robots"' not in page
        assert f'<link rel="canonical" href="http://localhost{path}">' in page
        for language, other in BARE.items():
            assert f'<link rel="alternate" hreflang="{language}" href="http://localhost{other}">' in page
        for query in ("kind=news", "year=2017", "sort=date", "q=", "q=+"):
            answer = client.get(f"{path}?{query}")
            assert answer.status_code == 200
            assert (NOINDEX in answer.get_data(as_text=True)) == (not query.startswith("q")), query


@pytest.mark.parametrize(("text", "locale"), [("enfants", "fr"), ("Enfant", "fr"), ("children", "en")])
def test_a_search_for_one_word_of_ours_counts_as_the_page_to_search_on(
    client: FlaskClient, text: str, locale: str
) -> None:
    page = results(client, text, locale)
    assert NOINDEX not in page
    assert re.findall(r'<link rel="canonical" href="([^"]+)"', page) == [f"http://localhost{BARE[locale]}"]
    assert "hreflang" not in page.partition("</head>")[0]
    assert re.search(rf'<a class="lang tap" href="{BARE["en" if locale == "fr" else "fr"]}\?q={text}"', page)


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("casino", {}),  # nothing found
        ("enfants casino", {}),  # a word that is not ours
        ("enfants casino.example", {}),
        ("enfants casino 0470123456", {}),
        ("enfants tuteurs", {}),  # in an order that is not ours
        ("«enfants»", {}), ("enfants!", {}), ("-enfants tuteurs", {}), ("enfants ★", {}), ("2017", {}),
        ("fromation", {}),  # mistyped
        ("des", {}),  # too small a word to say anything
        ("pédopornographie", {}), ("mineurs", {}),  # words that we do not use ourselves
        ("suicide", {}),  # from somebody who needs help
        ("enfants", {"kind": "news"}), ("enfants", {"year": "2017"}), ("enfants", {"sort": "date"}),
        ("enfants", {"language": "en"}), ("enfants", {"document": "1"}), ("enfants", {"page": "2"}),
        ("enfants" * 20, {}),
    ],
)  # fmt: skip
def test_what_somebody_else_typed_is_not_shown_under_our_name(
    client: FlaskClient, text: str, more: dict[str, str]
) -> None:
    page = results(client, text, **more)
    assert NOINDEX in page
    assert "canonical" not in page


def test_results_come_in_pages(client: FlaskClient) -> None:
    first, second = hits(results(client, "enfants")), hits(results(client, "enfants", page="2"))
    assert len(first) == 10
    assert second
    assert set(first).isdisjoint(second)


def test_a_mistyped_word_is_corrected(client: FlaskClient) -> None:
    page = results(client, "fromation tuteurss")
    assert "formation" in page
    assert "Vouliez-vous dire" in page or "Voici les résultats pour" in page
    assert hits(page)


def test_a_discouraged_word_finds_the_right_content_and_says_which_term_is_used(client: FlaskClient) -> None:
    page = results(client, "migrant people smuggling", "en")
    assert "Here we say “migrant smuggling” rather than “people smuggling”" in page
    assert hits(page)
    assert "Ici, nous disons" in results(client, "tourisme sexuel")
    assert "Ici, nous disons" not in results(
        client, "pédopornographie"
    )  # where help comes first, nothing is remarked


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("aidez moi", "fr"),
        ("on m'a violée", "fr"),
        ("help me", "en"),
        ("je veux mourir", "en"),
        ("i was raped", "en"),
    ],
)
def test_distress_is_answered_with_help_first(client: FlaskClient, text: str, locale: str) -> None:
    page = results(client, text, locale)
    assert 'class="help-first"' in page
    assert page.index('class="help-first"') < page.index('class="split start"')
    assert 'href="tel:116000"' in page[page.index('class="help-first"') :]


def test_an_ordinary_search_has_no_such_panel(client: FlaskClient) -> None:
    for text in ("traite des enfants", "formation", "plan d’action national", "tuteurs et avocats"):
        assert 'class="help-first"' not in results(client, text)


def test_suggestions_come_from_titles_topics_and_words(client: FlaskClient) -> None:
    answer = client.get("/fr/recherche/suggestions.json?q=form")
    assert answer.mimetype == "application/x-suggestions+json"
    typed, words, notes, paths = answer.get_json(force=True)
    assert typed == "form"
    assert len(words) == len(notes) == len(paths) > 0
    assert all("form" in word.casefold() for word in words)
    assert client.get("/fr/recherche/suggestions.json?q=f").get_json(force=True)[1] == []
    assert client.get("/fr/recherche/suggestions.json").get_json(force=True) == ["", [], [], []]


def test_search_follows_what_is_published_at_once(
    app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hits(results(reader, "ornithorynque")) == []
    edition = service.save(service.create(get_kind("news")), "fr", title="Un ornithorynque")
    service.publish(edition)
    db.session.commit()
    assert hits(results(reader, "ornithorynques")) == ["/fr/actualites/un-ornithorynque"]
    service.save(edition.entry, "fr", title="Un kangourou")
    db.session.commit()
    assert hits(results(reader, "ornithorynque")) == []
    assert hits(results(reader, "kangourou")) == ["/fr/actualites/un-ornithorynque"]
    service.publish(edition, clock.now() + timedelta(days=1))
    db.session.commit()
    assert hits(results(reader, "kangourou")) == []
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert hits(results(reader, "kangourou")) == ["/fr/actualites/un-ornithorynque"]
    service.discard(edition.entry)
    db.session.commit()
    assert hits(results(reader, "kangourou")) == []


def test_nothing_is_written_while_a_reader_waits(app: Flask, waited_for: list[str]) -> None:
    app.config["INSIGHT"] = True
    reader = app.test_client()
    for number, text in enumerate(("traite", "avocats", "traite des enfants", "rien du tout", "avocats") * 5):
        found = reader.get(
            "/fr/recherche/", query_string={"q": text}, environ_base={"REMOTE_ADDR": f"192.0.2.{number}"}
        )
        assert found.status_code == 200
        assert text == "rien du tout" or hits(found.get_data(as_text=True))
    assert waited_for == []
    frequent_counts.counts(Search).flush()
    assert set(db.session.scalars(select(SearchCount.text))) >= {"traite", "avocats"}


def test_a_topic_leads_while_the_index_is_prepared(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(IndexSync, "catch_up", lambda _upkeep: False)
    page = results(client, "traite des enfants")
    assert 'id="place-1"><a href="/fr/themes/traite-des-enfants/"' in page
    assert hits(page) == []
