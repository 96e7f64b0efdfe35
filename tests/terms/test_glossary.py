"""The glossary: from the thesaurus, in both languages, written at the desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from ecpat import locales
from ecpat.core.database import db
from ecpat.terms.models import Definition
from ecpat.terms.service import read_definitions

from .. import contract
from ..conftest import DeskClient
from ..contract import HTML
from ..desk.test_helplines import change

PAGES = {"fr": "/fr/glossaire/", "en": "/en/glossary/"}
CSAM = "/fr/redaction/reglages/vocabulaire/csam/"


def articles(client: FlaskClient, locale: str) -> dict[str, str]:
    """Return what the glossary says of each concept, by its id."""
    tree = contract.parse(client.get(PAGES[locale]).get_data(as_text=True))
    found = (one for one in tree.iter(f"{HTML}article") if one.get("class") == "word")
    return {one.get("id", ""): contract.text_of(one) for one in found}


@pytest.mark.parametrize("locale", PAGES)
def test_it_says_what_a_word_means_why_it_is_used_and_where_that_is_said(client: FlaskClient, locale: str) -> None:
    found = articles(client, locale)
    assert len(found) == len({one.concept for one in read_definitions()})
    expected = {
        "fr": ("matériel d’abus sexuel d’enfants", "En anglais", "Plutôt que « pédopornographie »", "Source"),
        "en": ("child sexual abuse material", "In French:", "Rather than “child pornography”", "Source:"),
    }
    assert found["word-csam"].replace("\u00a0", " ").startswith(expected[locale][0])
    for words in expected[locale]:
        assert words in found["word-csam"].replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("locale", PAGES)
def test_its_letters_lead_to_its_words_in_order(client: FlaskClient, locale: str) -> None:
    tree = contract.parse(client.get(PAGES[locale]).get_data(as_text=True))
    (nav,) = (one for one in tree.iter(f"{HTML}nav") if one.get("class") == "letters")
    links = [link.get("href", "") for link in nav.iter(f"{HTML}a")]
    ids = [one.get("id", "") for one in tree.iter(f"{HTML}h2")]
    assert links
    assert [one.removeprefix("#") for one in links] == [one for one in ids if one.startswith("letter-")]
    assert links == sorted(links)


def test_what_comes_with_the_site_is_said_in_every_language() -> None:
    found = list(read_definitions())
    french, *others = ({one.concept for one in found if one.locale == locale} for locale in ("fr", "en", "nl"))
    assert others == [french, french]
    assert all(one.text for one in found)


def test_search_finds_it_as_a_place(client: FlaskClient) -> None:
    for path, words, glossary in (("/fr/recherche/?q=glossaire", "Glossaire", "/fr/glossaire/"),
                                  ("/en/search/?q=vocabulary", "Glossary", "/en/glossary/")):  # fmt: skip
        main = client.get(path).get_data(as_text=True).partition("<main")[2].partition("<footer")[0]
        assert f'href="{glossary}"' in main
        assert words in main


def test_an_editor_writes_a_meaning_and_readers_see_it(enter: Callable[..., DeskClient]) -> None:
    browser = enter("editor")
    meaning = {"fr-text": "Une trace d’abus : voilà tout.", "fr-reason": "Parce que.", "fr-source": "Loi"}
    assert change(browser, CSAM, **meaning).status_code == 303
    found = articles(browser, "fr")
    assert "voilà tout." in found["word-csam"]
    assert "Parce que." in found["word-csam"]
    assert change(browser, CSAM, **{"fr-text": "", "fr-reason": "", "fr-source": ""}).status_code == 303
    assert "word-csam" not in articles(browser, "fr")
    assert "word-csam" in articles(browser, "en")


def test_the_first_meaning_that_is_written_loses_none_that_came_with_the_site(
    enter: Callable[..., DeskClient],
) -> None:
    db.session.execute(delete(Definition))
    db.session.commit()
    browser = enter("editor")
    assert change(browser, CSAM, **{"fr-text": "Autre chose."}).status_code == 303
    ours = [one for one in read_definitions() if one.locale in locales.LOCALES]
    assert db.session.scalar(select(func.count()).select_from(Definition)) == len(ours)


@pytest.mark.parametrize(
    "wrong", [{"fr-text": "x" * 601}, {"fr-text": "", "fr-reason": "y"}, {"fr-preferred": "", "fr-also": "z"}]
)
def test_a_meaning_without_its_word_is_refused(enter: Callable[..., DeskClient], wrong: dict[str, str]) -> None:
    assert change(enter("editor"), CSAM, **wrong).status_code == 422


def test_a_concept_that_is_deleted_leaves_the_glossary(enter: Callable[..., DeskClient]) -> None:
    browser = enter("editor")
    assert browser.send(f"{CSAM}suppression", CSAM).status_code == 303
    assert "word-csam" not in articles(browser, "fr")
