"""Settings: the organisation's texts, the menu, the words of searches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from ecpat.accounts.audit import Audit
from ecpat.core.database import db
from ecpat.entries import service as publishing
from ecpat.entries.kind import get_kind
from ecpat.search import service
from ecpat.search.text.crisis import needs_help
from ecpat.search.types import Request
from ecpat.site.menu_models import MenuItem
from ecpat.terms.models import HelpPhrase, ThesaurusTerm
from ecpat.texts.models import SiteText

from ..conftest import DeskClient
from .test_helplines import change, fields_of

TEXTS, MENU = "/fr/redaction/reglages/textes", "/fr/redaction/reglages/menu"
WORDS, PHRASES = "/fr/redaction/reglages/vocabulaire", "/fr/redaction/reglages/expressions"


def text(locale: str, key: str) -> str:
    db.session.expire_all()
    return db.session.get(SiteText, (key, locale)).value  # type: ignore[union-attr]


def test_texts_are_saved_with_their_language_s_spaces_and_shown_at_once(
    enter: Callable[..., DeskClient], reader: FlaskClient
) -> None:
    browser = enter("administrator")
    reader.get("/fr/")
    answer = change(browser, TEXTS, **{
        "fr-mission": "Agir : l'enfant d'abord !", "en-mission": "Act: the child first!",
        "fr-home_intro": "Bienvenue.",
        "fr-help_panel_title": "On vous écoute", "fr-help_panel_text": "Jour\r\net nuit.",
        "fr-exit_url": "https://www.rtbf.be/meteo",
    })  # fmt: skip
    assert answer.status_code == 303, answer.get_data(as_text=True)
    home = reader.get("/fr/").get_data(as_text=True)
    for shown in (
        "Agir\u00a0: l’enfant d’abord\u202f!",
        "Bienvenue.",
        "On vous écoute",
        "Jour et nuit.",
        "rtbf.be/meteo",
    ):
        assert shown in home
    english = reader.get("/en/").get_data(as_text=True)
    assert "Act: the child first!" in english
    assert "Someone can listen" in english
    action = db.session.scalars(select(Audit).where(Audit.action == "texts.saved")).one()
    assert "en:mission" in action.details["changed"]
    assert "en:name" not in action.details["changed"]


def test_a_language_whose_texts_are_not_written_yet_has_the_name_of_the_first(
    enter: Callable[..., DeskClient], reader: FlaskClient
) -> None:
    browser = enter("administrator")
    reader.get("/en/")
    for row in db.session.scalars(select(SiteText).where(SiteText.locale == "en")):
        db.session.delete(row)
    db.session.commit()
    home = reader.get("/en/").text
    assert "<title>ECPAT Belgique – ECPAT Belgique</title>" in home
    assert '<span class="name">ECPAT <span>Belgique</span></span>' in home
    assert '<h1 class="mission">ECPAT Belgique</h1>' in home
    assert "<title>ECPAT Belgique" in reader.get("/en/feed.atom").text
    assert "Tant qu’il n’est pas écrit, on lit «\u00a0ECPAT Belgique\u00a0»." in browser.get(TEXTS).text
    db.session.add_all(SiteText(locale="en", key=key, value="Ours") for key in ("name", "name_strong"))
    db.session.commit()
    assert '<span class="name">Ours <span></span></span>' in reader.get("/en/").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"fr-name": ""},
        {"fr-mission": "x" * 121},
        {"fr-exit_url": "http://www.meteo.be/"},
        {"fr-exit_url": "javascript:alert(1)//https://www.meteo.be"},
        {"fr-exit_url": ""},
        {"en-email": "nobody"},
    ],
)
@pytest.mark.unchanged
def test_a_wrong_text_is_told_and_nothing_is_saved(enter: Callable[..., DeskClient], wrong: dict[str, str]) -> None:
    answer = change(enter("administrator"), TEXTS, **{"fr-motto": "Autre devise", **wrong})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'class="fault"' in page
    assert "Autre devise" in page
    assert text("fr", "motto") != "Autre devise"


def test_texts_do_not_overwrite_one_another(enter: Callable[..., DeskClient]) -> None:
    browser = enter("administrator")
    opened = fields_of(browser.get(TEXTS).get_data(as_text=True))
    assert change(browser, TEXTS, **{"fr-motto": "La première"}).status_code == 303
    refused = browser.post(TEXTS, data={**opened, "fr-motto": "La seconde"})
    assert refused.status_code == 422
    assert text("fr", "motto") == "La première"
    again = fields_of(refused.get_data(as_text=True))
    assert again["fr-motto"] == "La seconde"
    assert browser.post(TEXTS, data=again).status_code == 303
    assert text("fr", "motto") == "La seconde"


def nav(page: str) -> str:
    start = page.index('<nav class="nav"')
    return page[start : page.index("</nav>", start)]


def test_the_menu_begins_as_the_site_makes_it_and_is_changed(
    enter: Callable[..., DeskClient], reader: FlaskClient, app: Flask
) -> None:
    browser = enter("administrator")
    usual = nav(reader.get("/en/").get_data(as_text=True))
    assert change(browser, MENU).status_code == 303
    assert nav(reader.get("/en/").get_data(as_text=True)) == usual
    answer = change(browser, MENU, **{
        "places-0-remove": "y", "places-1-position": "9", "places-5-target": "help", "places-5-position": "0",
        "places-5-fr-label": "Aide !", "places-5-en-label": "Help",
        "places-6-target": "https", "places-6-position": "8",
        "places-6-elsewhere": "https://ecpat.org/", "places-6-fr-label": "Le réseau",
    })  # fmt: skip
    assert answer.status_code == 303, answer.get_data(as_text=True)
    french, english = (nav(reader.get(path).get_data(as_text=True)) for path in ("/fr/", "/en/"))
    assert "/fr/actualites/" not in french
    assert french.index("Aide\u202f!") < french.index("/fr/themes/") < french.index("https://ecpat.org/")
    assert french.index("https://ecpat.org/") < french.index("/fr/ressources/")
    assert "ecpat.org" not in english
    assert 'href="/fr/aide/" aria-current="page"' in nav(reader.get("/fr/aide/").get_data(as_text=True))
    assert 'href="/fr/ressources/" aria-current="page"' in nav(reader.get("/fr/ressources/").get_data(as_text=True))
    assert browser.send(f"{MENU}/habituel", MENU).status_code == 303
    assert nav(reader.get("/en/").get_data(as_text=True)) == usual


def test_the_menu_leads_to_pages_and_topics_by_what_they_are(
    enter: Callable[..., DeskClient], reader: FlaskClient
) -> None:
    entry = publishing.create(get_kind("pages"))
    edition = publishing.save(entry, "fr", title="Nos rapports annuels")
    publishing.publish(edition)
    db.session.commit()
    browser = enter("administrator")
    answer = change(browser, MENU, **{
        "places-0-target": f"entry:{entry.id}", "places-0-fr-label": "Rapports", "places-0-en-label": "Reports",
        "places-1-target": "topic:1", "places-1-fr-label": "Traite",
    })  # fmt: skip
    assert answer.status_code == 303, answer.get_data(as_text=True)
    french = nav(reader.get("/fr/nos-rapports-annuels").get_data(as_text=True))
    assert 'href="/fr/nos-rapports-annuels" aria-current="page"' in french
    assert 'href="/fr/themes/traite-des-enfants/">Traite' in french
    assert "Reports" not in nav(reader.get("/en/").get_data(as_text=True))  # it is not live in English
    publishing.save(entry, "fr", title="Nos rapports", slug="rapports")
    db.session.commit()
    assert 'href="/fr/rapports"' in nav(reader.get("/fr/").get_data(as_text=True))
    publishing.discard(entry)
    db.session.commit()
    assert "Rapports" not in nav(reader.get("/fr/").get_data(as_text=True))


def test_an_editor_moves_places_by_buttons_and_nothing_is_lost_or_saved_before(
    enter: Callable[..., DeskClient], reader: FlaskClient
) -> None:
    browser = enter("editor")
    opened = fields_of(browser.get(MENU).get_data(as_text=True))
    opened |= {"places-0-fr-label": "Nouvelles", "move": "places-0 down"}
    moved = browser.post(MENU, data=opened).get_data(as_text=True)
    fields = fields_of(moved)
    assert (fields["places-0-position"], fields["places-1-position"]) == ("2", "1")
    assert moved.index("places-1-target") < moved.index("places-0-target")
    assert fields["places-0-fr-label"] == "Nouvelles"
    assert "Nouvelles" not in nav(reader.get("/fr/").get_data(as_text=True)), "nothing is saved yet"
    unmoved = fields_of(browser.post(MENU, data={**fields, "move": "places-1 up"}).get_data(as_text=True))
    assert unmoved["places-1-position"] == "1", "nothing comes before the first"
    assert browser.post(MENU, data=fields).status_code == 303
    french = nav(reader.get("/fr/").get_data(as_text=True))
    assert french.index("/fr/ressources/") < french.index("Nouvelles")


def test_an_editor_writes_the_introductions_and_no_other_text(enter: Callable[..., DeskClient]) -> None:
    browser = enter("editor")
    fields = fields_of(browser.get(TEXTS).get_data(as_text=True))
    assert {name.partition("-")[2] for name in fields} >= {"home_intro", "help_intro"}
    assert "fr-mission" not in fields
    forged = {**fields, "fr-home_intro": "Bonjour à vous", "fr-mission": "Forgée"}
    assert browser.post(TEXTS, data=forged).status_code == 303
    assert text("fr", "home_intro") == "Bonjour à vous"
    assert text("fr", "mission") != "Forgée"


@pytest.mark.parametrize(
    "wrong",
    [
        {"places-5-target": "kind:nothing", "places-5-fr-label": "Rien"},
        {"places-5-target": "javascript:alert(1)", "places-5-fr-label": "Rien"},
        {"places-5-target": "https", "places-5-elsewhere": "", "places-5-fr-label": "Rien"},
        {"places-5-target": "https", "places-5-elsewhere": "http://ecpat.org/", "places-5-fr-label": "Rien"},
        {"places-5-target": "help"},
        {"places-0-fr-label": "x" * 61},
        {"places-0-position": "deux"},
    ],
)
@pytest.mark.unchanged
def test_a_wrong_place_changes_no_menu(enter: Callable[..., DeskClient], wrong: dict[str, str]) -> None:
    answer = change(enter("administrator"), MENU, **wrong)
    assert answer.status_code == 422
    assert 'class="fault"' in answer.get_data(as_text=True)
    assert db.session.scalar(select(MenuItem.id).limit(1)) is None


def asked(words: str) -> Any:
    return service.find(Request(words, "fr"))


def test_new_words_are_known_to_searches_at_once(enter: Callable[..., DeskClient], app: Flask) -> None:
    browser = enter("editor")
    assert asked("zoubidou").total == 0
    words = {
        "fr-preferred": "traite des enfants",
        "fr-also": "zoubidou\n\n zoubidou ",
        "fr-discouraged": "zigouigoui",
    }
    assert change(browser, f"{WORDS}/ajout", **words).status_code == 303
    assert asked("zoubidou").total > 0
    assert asked("zigouigoui").preferred == (("zigouigoui", "traite des enfants"),)
    key = db.session.scalar(select(ThesaurusTerm.concept).where(ThesaurusTerm.text == "zoubidou"))
    assert "zoubidou" in browser.get(f"{WORDS}?q=zoubi").get_data(as_text=True)
    assert change(browser, f"{WORDS}/{key}/", **{"fr-also": "zoubidette"}).status_code == 303
    assert asked("zoubidou").total == 0
    assert asked("zoubidette").total > 0
    assert browser.send(f"{WORDS}/{key}/suppression", f"{WORDS}/{key}/").status_code == 303
    assert asked("zoubidette").total == 0
    assert browser.get(f"{WORDS}/{key}/").status_code == 404


def test_wrong_words_are_told(enter: Callable[..., DeskClient]) -> None:
    browser = enter("editor")
    for wrong in (
        {"fr-preferred": "x" * 161},
        {"fr-also": "y" * 161},
        {"fr-also": "\n".join(map(str, range(50)))},
        {"fr-also": "un", "fr-discouraged": "deux\nUN"},
        {"fr-preferred": " \u200b "},
    ):
        answer = change(browser, f"{WORDS}/ajout", **wrong)
        assert answer.status_code == 422, wrong
        assert 'class="fault"' in answer.get_data(as_text=True)


def test_what_comes_with_the_site_is_not_lost_by_the_first_word_of_an_editor(
    enter: Callable[..., DeskClient], app: Flask
) -> None:
    db.session.execute(delete(ThesaurusTerm))
    db.session.execute(delete(HelpPhrase))
    db.session.commit()
    browser = enter("editor")
    assert "Les reprendre" in browser.get(WORDS).get_data(as_text=True)
    assert change(browser, f"{WORDS}/ajout", **{"fr-preferred": "zoubidou"}).status_code == 303
    assert db.session.scalar(select(ThesaurusTerm.id).where(ThesaurusTerm.concept == "csam").limit(1))
    assert browser.send(PHRASES).status_code == 303
    assert db.session.get(HelpPhrase, ("fr", "suicidaire")) is not None


def test_phrases_that_came_with_the_site_since_are_added_but_none_that_was_deleted(
    enter: Callable[..., DeskClient], app: Flask
) -> None:
    browser = enter("editor")
    db.session.execute(delete(HelpPhrase))
    db.session.commit()
    assert "Les ajouter" not in browser.get(PHRASES).get_data(as_text=True)
    browser.send(PHRASES)
    assert "Les ajouter" not in browser.get(PHRASES).get_data(as_text=True)
    newer, deleted = db.session.scalars(select(HelpPhrase.phrase).where(HelpPhrase.locale == "fr").limit(2))
    browser.send(f"{PHRASES}/fr/suppression", PHRASES, before=deleted)
    db.session.execute(delete(HelpPhrase).where(HelpPhrase.locale == "fr", HelpPhrase.phrase == newer))
    db.session.commit()
    found = browser.get(PHRASES).get_data(as_text=True)
    assert "1 expression est arrivée avec le site" in found, found[found.index("<main") :][:1500]
    assert browser.send(f"{PHRASES}/nouvelles", PHRASES).status_code == 303
    kept = set(db.session.scalars(select(HelpPhrase.phrase).where(HelpPhrase.locale == "fr")))
    assert newer in kept
    assert deleted not in kept
    assert "Les ajouter" not in browser.get(PHRASES).get_data(as_text=True)


def test_a_phrase_of_distress_is_added_changed_and_deleted(enter: Callable[..., DeskClient], app: Flask) -> None:
    browser = enter("editor")
    assert not needs_help("le grand méchant zoubidou arrive")
    assert change(browser, f"{PHRASES}/ajout", language="fr", phrase="Méchant zoubidou").status_code == 303
    assert needs_help("le grand méchant zoubidou arrive")
    assert change(browser, f"{PHRASES}/ajout", language="fr", phrase="méchant Zoubidou").status_code == 422
    for wrong in ("", "!!!", "x" * 121):
        assert change(browser, f"{PHRASES}/ajout", language="fr", phrase=wrong).status_code == 422
    form = f"{PHRASES}/fr/changement?before=m%C3%A9chant+zoubidou"
    assert change(browser, form, phrase="gentil zoubidou").status_code == 303
    assert not needs_help("le grand méchant zoubidou arrive")
    assert needs_help("le gentil zoubidou arrive")
    assert "gentil zoubidou" in browser.get(f"{PHRASES}?q=ZOUBI&language=fr").get_data(as_text=True)
    gone = browser.send(f"{PHRASES}/fr/suppression", f"{PHRASES}?q=zoubi", before="gentil zoubidou")
    assert gone.status_code == 303
    assert not needs_help("le gentil zoubidou arrive")
    assert browser.get(f"{PHRASES}?language=xx").status_code == 404
