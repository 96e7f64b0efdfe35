"""What is to be known before a text is read: what it speaks of, and how old it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ecpat.core import clock, generation
from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition
from ecpat.search import service as search
from ecpat.search.types import Request

from .. import contract
from ..arrange import resource
from ..contract import HTML
from ..desk.forms import Enter, path_of, sent

ARTICLE = {"fr": "/fr/actualites/un-texte", "en": "/en/news/un-texte"}
AGE = {"fr": "Écrit en %d : ce qu’il dit peut avoir changé.", "en": "Written in %d: what it says may have changed."}
NOON = datetime(2026, 11, 30, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Let it be a day in November 2026; what is put into the list moves the clock."""
    moment = [NOON]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


def publish(year: int, locale: str = "fr", precision: str = "day", **details: str) -> Edition:
    """Put a text online that was written in the middle of a year."""
    entry = service.create(get_kind("news"), date_precision=precision)
    edition = service.save(entry, locale, title="Un texte", slug="un-texte", body="<p>Mot.</p>", details=details)
    service.publish(edition, datetime(year, 6, 1, tzinfo=UTC))
    db.session.commit()
    return edition


def notes(client: FlaskClient, path: str) -> str:
    """Return the notes of a page, as plain words."""
    tree = contract.parse(client.get(path).get_data(as_text=True))
    found = [one for one in tree.iter(f"{HTML}ul") if one.get("class") == "notes"]
    return " ".join(map(contract.text_of, found)).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("locale", ARTICLE)
def test_a_text_says_that_it_is_old_from_the_fifth_year_on(reader: FlaskClient, locale: str) -> None:
    edition = publish(2021, locale)
    assert notes(reader, ARTICLE[locale]) == AGE[locale] % 2021
    edition.published_at = datetime(2022, 1, 2, tzinfo=UTC)
    db.session.commit()
    assert notes(reader, ARTICLE[locale]) == ""


def test_the_page_changes_by_itself_at_new_year_in_brussels(
    app: Flask, reader: FlaskClient, now: list[datetime], uncached: Callable[[Flask], None]
) -> None:
    uncached(app)
    publish(2022)
    assert notes(reader, ARTICLE["fr"]) == ""
    now[0] = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)
    before = generation.current()
    assert notes(reader, ARTICLE["fr"]) == ""
    now[0] += timedelta(seconds=1)
    assert generation.current() == before + 1
    assert notes(reader, ARTICLE["fr"]) == AGE["fr"] % 2022
    assert generation.current() == before + 1


def test_an_editor_words_it_or_turns_it_off(enter: Enter, reader: FlaskClient) -> None:
    edition, browser = publish(2013), enter("editor")
    form = path_of(edition.entry_id)
    assert (
        sent(browser, form, do="publish:fr", **{"fr-detail-age_note": "la loi a été revue en 2024."}).status_code
        == 303
    )
    assert notes(reader, ARTICLE["fr"]) == "Écrit en 2013 : la loi a été revue en 2024."
    assert sent(browser, form, do="publish:fr", **{"fr-detail-age": "off"}).status_code == 303
    assert notes(reader, ARTICLE["fr"]) == ""


def test_an_editor_s_words_are_said_of_a_young_text_and_of_one_without_date(reader: FlaskClient) -> None:
    publish(2026, age_note="La loi a changé hier.")
    assert notes(reader, ARTICLE["fr"]) == "Écrit en 2026 : La loi a changé hier."


def test_a_date_that_is_not_known_makes_no_age(reader: FlaskClient) -> None:
    publish(2013, precision="none")
    assert notes(reader, ARTICLE["fr"]) == ""


def test_a_resource_is_as_old_as_its_document(reader: FlaskClient) -> None:
    entry = resource()
    entry.year = 2016  # type: ignore[attr-defined]
    service.publish(service.save(entry, "fr", title="Un rapport", slug="un-rapport"))
    db.session.commit()
    assert notes(reader, "/fr/ressources/un-rapport") == AGE["fr"] % 2016


@pytest.mark.parametrize("kind", ["news", "pages", "training"])
def test_a_text_says_what_it_speaks_of_with_a_way_past_it(reader: FlaskClient, kind: str) -> None:
    entry = service.create(get_kind(kind))
    details = {"content_note": "l’exploitation d’enfants, sans récit"}
    service.publish(service.save(entry, "fr", title="Un texte", slug="un-texte", details=details))
    db.session.commit()
    path = {"news": ARTICLE["fr"], "pages": "/fr/un-texte", "training": "/fr/formations/un-texte"}[kind]
    page = reader.get(path).get_data(as_text=True)
    told = notes(reader, path)
    assert told.startswith("Ce texte parle de l’exploitation d’enfants, sans récit.")
    (target,) = re.findall(r'class="notes".*?href="#([^"]+)"', page, re.DOTALL)
    assert f'id="{target}"' in page
    assert page.index('class="notes"') < page.index('class="prose')
    assert 'name="robots"' not in page  # nothing is hidden from search engines


def test_a_note_is_written_at_the_desk(enter: Enter, reader: FlaskClient) -> None:
    edition, browser = publish(2026), enter("editor")
    form = path_of(edition.entry_id)
    fields = {"fr-detail-content_note": "violences subies"}
    assert sent(browser, form, do="publish:fr", **fields).status_code == 303
    assert "Ce texte parle de violences subies." in notes(reader, ARTICLE["fr"])


def test_no_search_reads_the_notes(reader: FlaskClient) -> None:
    publish(2013, content_note="zoubidou", age_note="zoubidette", age="")
    assert search.find(Request("Un texte", "fr")).total > 0
    for word in ("zoubidou", "zoubidette"):
        assert search.find(Request(word, "fr")).total == 0


def test_a_text_without_notes_costs_no_styles(reader: FlaskClient) -> None:
    publish(2026)
    assert len(re.findall('rel="stylesheet"', reader.get(ARTICLE["fr"]).get_data(as_text=True))) == 1
