"""What readers search for, as editors see it, and what they do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Flask
from sqlalchemy import select

from ecpat.core.database import db
from ecpat.entries.models import Edition
from ecpat.search import service
from ecpat.search.insight import SearchCount
from ecpat.search.types import Request
from tests.conftest import DeskClient

SEARCHES = "/fr/redaction/reglages/recherches"


def contact() -> Edition:
    return db.session.scalars(select(Edition).where(Edition.kind == "pages", Edition.slug == "nous-contacter")).one()


def test_searches_are_listed_by_language_month_and_what_was_missed(
    enter: Callable[..., DeskClient], app: Flask
) -> None:
    for day, locale, text, made, missed in (
        (date(2026, 9, 3), "fr", "zoubidou", 7, 7),
        (date(2026, 10, 3), "fr", "zoubidou", 5, 5),
        (date(2026, 10, 4), "en", "zigzag", 30, 0),
    ):
        db.session.add(SearchCount(day=day, locale=locale, text=text, made=made, missed=missed))
    db.session.commit()
    browser = enter("editor")

    def shown(query: str = "") -> str:
        return browser.get(f"{SEARCHES}{query}").get_data(as_text=True)

    assert shown().index("zigzag") < shown().index("zoubidou")
    assert "12 lecteurs" in shown()
    assert "5 lecteurs" in shown("?month=2026-10")
    assert "zoubidou" not in shown("?language=en")
    assert "zigzag" not in shown("?order=missed")
    for wrong in ("?language=xx", "?month=never", "?order=worst", "?page=9"):
        assert browser.get(f"{SEARCHES}{wrong}").status_code == 404
    assert 'value="zoubidou"' in browser.get(f"{SEARCHES}/mots-des-lecteurs?language=fr&text=zoubidou").get_data(True)
    assert "zoubidou</textarea>" in browser.get(
        "/fr/redaction/reglages/vocabulaire/ajout?language=fr&text=zoubidou"
    ).get_data(True)


def test_a_readers_word_is_added_and_found(enter: Callable[..., DeskClient], app: Flask) -> None:
    browser, entry_id = enter("editor"), contact().entry_id
    sent = {"language": "fr", "text": "zoubidou", "entry": str(entry_id)}
    assert browser.send(f"{SEARCHES}/mots-des-lecteurs", **sent).status_code == 303
    assert service.find(Request("zoubidou", "fr")).hits[0].entry_id == entry_id
    db.session.expire_all()
    assert contact().readers_words.endswith(", zoubidou")
    assert contact().revisions[-1].words["readers_words"].endswith(", zoubidou")
    assert "zoubidou" not in app.test_client().get("/fr/nous-contacter").get_data(as_text=True)
    for wrong in ({"text": ""}, {"text": "x" * 81}, {"entry": "9999"}, {"text": "mot " * 20, "language": "xx"}):
        assert browser.send(f"{SEARCHES}/mots-des-lecteurs", **{**sent, **wrong}).status_code == 422


def test_first_results_are_chosen_and_forgotten(enter: Callable[..., DeskClient], app: Flask) -> None:
    browser, entry_id = enter("editor"), contact().entry_id
    path = f"{SEARCHES}/choisis"
    sent = {"language": "fr", "text": "Traite", "first": str(entry_id), "second": "", "third": ""}
    assert browser.send(path, **sent).status_code == 303
    for page in ("fr", "en"):
        assert service.find(Request("traite", page)).hits[0].entry_id == entry_id
    reader = app.test_client().get("/fr/recherche/?q=traite").get_data(as_text=True)
    assert "Choisi par la rédaction" in reader
    assert "traite" in browser.get(SEARCHES).get_data(as_text=True)
    assert browser.send(path, **{**sent, "first": ""}).status_code == 303
    assert service.find(Request("traite", "fr")).hits[0].entry_id != entry_id
    assert browser.send(path, **{**sent, "third": "9999"}).status_code == 422


def test_readers_words_are_a_field_of_the_form(enter: Callable[..., DeskClient], app: Flask) -> None:
    page = enter("editor").get(f"/fr/redaction/fiches/{contact().entry_id}").get_data(as_text=True)
    assert 'name="fr-readers_words"' in page
    assert contact().readers_words.replace("’", "&#8217;")[:7] in page
