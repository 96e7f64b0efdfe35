"""What readers find."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ecpat.core import clock
from ecpat.core.database import db
from ecpat.entries import service

from .conftest import day


def titles(results):
    return [str(hit.title).replace("<mark>", "").replace("</mark>", "") for hit in results.hits]


def test_forms_of_a_word_find_one_another(publish, find):
    publish(fr=("Un", "Des enfants exploités."))
    publish(fr=("Deux", "L’exploitation d’une enfant."))
    publish(fr=("Trois", "Des filles exploitées."))
    publish(fr=("Autre", "Un texte sur la pluie."))
    for word in ("exploités", "exploitation", "exploitées", "exploitee", "EXPLOITÉ", "l'exploitation"):
        assert sorted(titles(find(word))) == ["Deux", "Trois", "Un"], word


def test_words_are_marked_and_escaped(publish, find):
    publish(fr=("Œuvre & <exploitation>", "Il y a 5 < 6 et l’exploitation d’un cœur."))
    hit = find("exploitation oeuvre coeur").hits[0]
    assert hit.title == "<mark>Œuvre</mark> &amp; &lt;<mark>exploitation</mark>&gt;"
    assert "l’<mark>exploitation</mark> d’un <mark>cœur</mark>" in hit.passage


def test_a_work_is_one_hit_in_the_readers_language(publish, find):
    entry = publish(fr=("Former des tuteurs", "ReACT à Leiden"), en=("Training guardians", "ReACT in Leiden"))
    for locale in ("fr", "en"):
        results = find("ReACT Leiden", locale)
        assert results.total == 1
        assert results.hits[0].edition_id == entry.editions[locale].id
        assert results.facets["language"] == (("en", 1), ("fr", 1))
    assert find("guardians", "fr").hits[0].locale == "fr"


def test_another_language_ranks_below(publish, find):
    publish(en=("Trafficking in Leiden", "ReACT ReACT ReACT"))
    publish(fr=("Former à Leiden", "ReACT"))
    assert [hit.locale for hit in find("ReACT Leiden").hits] == ["fr", "en"]


def test_pages_of_a_document_are_found(publish, find):
    entry = publish(
        fr=("Rapport", "Un résumé."), en=("Report", "A summary."),
        pages={"fr": ["Page de titre", "Rien ici.", "Le trafic d’organes est exploi-\nté par des réseaux."]},
    )  # fmt: skip
    publish(fr=("Autre rapport", "Un autre résumé."))
    results = find("organes exploités")
    hit = results.hits[0]
    assert results.total == 1
    assert (hit.page, hit.asset_id) == (3, entry.editions["fr"].document_id)
    assert "<mark>organes</mark> est <mark>exploité</mark>" in hit.passage
    assert results.facets["document"] == (("1", 1),)
    assert find("rapport", document=True).total == 1
    assert find("résumé").hits[0].page is None


def test_facets_narrow_and_count(publish, find):
    publish(fr=("Note une", "voyage"), topics=("travel",), at=day(2014))
    publish(fr=("Note deux", "voyage"), at=day(2015))
    publish(fr=("Rencontre", "voyage"), en=("Meeting", "travel"), starts_at=day(2016))
    results = find("voyage")
    assert results.facets["kind"] == (("news", 2), ("training", 1))
    assert results.facets["topic"] == (("travel", 1),)
    assert results.facets["year"] == (("2016", 1), ("2015", 1), ("2014", 1))
    narrowed = find("voyage", kind="news", year=2014)
    assert (narrowed.total, titles(narrowed)) == (1, ["Note une"])
    assert narrowed.facets["kind"] == (("news", 1),)
    assert narrowed.facets["year"] == (("2015", 1), ("2014", 1))
    assert find("voyage", language="en").total == 1
    assert find("voyage", topic="travel").total == 1
    assert find("voyage", kind="nothing").total == 0
    assert titles(find("voyage", sort="date")) == ["Rencontre", "Note deux", "Note une"]


def test_pages_of_results(publish, find):
    for number in range(25):
        publish(fr=(f"Texte {number}", "voyage " * (25 - number)))
    seen = [title for page in (1, 2, 3) for title in titles(find("voyage", page=page))]
    assert len(seen) == len(set(seen)) == 25
    assert find("voyage", page=4).hits == ()
    assert find("voyage", page=4).total == 25


def test_phrases_and_excluded_words(publish, find):
    publish(fr=("Un", "la traite des enfants"))
    publish(fr=("Deux", "des enfants et la traite"))
    publish(fr=("Trois", "des enfants"))
    assert len(find("traite enfants").hits) == 3
    for quoted in ('"traite des enfants"', "« traite des enfants »", "“traite des enfants”"):
        assert titles(find(quoted)) == ["Un"]
    assert titles(find("enfants -traite")) == ["Trois"]
    assert sorted(titles(find("-traite"))) == ["Trois"]


def test_only_small_words_find_titles(publish, find):
    publish(fr=("Qui sommes-nous ?", "Une organisation."))
    publish(fr=("Autre", "Nous sommes."))
    assert titles(find("qui sommes-nous")) == ["Qui sommes-nous\u202f?"]


def test_nothing_typed_finds_everything_newest_first(publish, find):
    publish(fr=("Ancien", ""), at=day(2014))
    publish(fr=("Récent", ""), at=day(2020))
    assert titles(find("")) == ["Récent", "Ancien"]


def test_changes_show_at_once(publish, find):
    entry = publish(fr=("Un titre", "voyage"))
    assert find("voyage").total == 1
    service.save(entry, "fr", title="Un titre", body="<p>montagne</p>")
    db.session.commit()
    assert (find("voyage").total, find("montagne").total) == (0, 1)
    service.unpublish(entry.editions["fr"])
    db.session.commit()
    assert find("montagne").total == 0
    service.publish(entry.editions["fr"])
    db.session.commit()
    assert find("montagne").total == 1
    service.discard(entry)
    db.session.commit()
    assert find("montagne").total == 0


def test_topics_and_facts_show_at_once(publish, find):
    entry = publish(fr=("Un titre", "voyage"), starts_at=day(2014), topics=("travel",))
    assert find("voyage", topic="travel", year=2014).total == 1
    entry.topics.clear()
    entry.starts_at, entry.ends_at = day(2015), day(2015)
    db.session.commit()
    assert find("voyage").facets["year"] == (("2015", 1),)
    assert find("voyage").facets["topic"] == ()


def test_scheduled_texts_show_when_they_fall_due(publish, find, monkeypatch: pytest.MonkeyPatch):
    publish(fr=("Bientôt", "voyage"), at=clock.now() + timedelta(hours=1))
    assert find("voyage").total == 0
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert find("voyage").total == 1
