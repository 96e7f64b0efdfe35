"""The list, the next session of an event, the way from a page to its entry, and what is copied: as editors do it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ..core.test_language import WORLD_DAY
from .conftest import open_context
from .desk import serve_desk, sign_in

pytestmark = pytest.mark.browser

LIST = {"fr": "/fr/redaction/fiches/", "en": "/en/desk/entries/"}
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_desk(seeded, tmp_path_factory.mktemp("desk")) as address:
        yield address


@pytest.fixture
def open_desk(browser: Browser, site: str) -> Iterator[Open]:
    """Return what opens a browser of its own, with a person of a role signed in."""
    contexts = []

    def enter(role: str = "editor", locale: str = "fr", **options: object) -> Page:
        context = open_context(browser, site, **options)
        contexts.append(context)
        return sign_in(context.new_page(), role, locale)

    yield enter
    for context in contexts:
        context.close()


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_next_session_is_five_clicks_and_a_day_away(open_desk: Open, locale: str) -> None:
    page = open_desk("editor", locale)
    # before anything is in the bin that it links to: the gate would ask about that
    page.goto(LIST[locale] + "?kind=training&state=live&q=guardians")
    page.locator("tbody th a").first.click()
    page.locator(".decide .dots").click()
    page.get_by_role("link", name={"fr": "Prochaine session", "en": "Next session"}[locale]).click()
    page.fill("#first", "2031-03-18")
    with page.expect_navigation():
        page.get_by_role("button", name={"fr": "Ajouter ces sessions", "en": "Add these sessions"}[locale]).click()
    assert page.input_value("#fact-starts_at").startswith("2031-03-18T")
    assert page.input_value("#fact-registration_url") == ""
    page.locator("#do-publish").click()
    expect(page.locator(".notice[role=status]").first).to_contain_text(
        {"fr": "Voir la page", "en": "See the page"}[locale]
    )


@pytest.mark.parametrize("script", [True, False])
def test_two_are_chosen_and_put_into_the_bin_and_the_list_is_as_before(open_desk: Open, script: bool) -> None:
    page = open_desk(java_script_enabled=script)
    page.goto(LIST["fr"] + "?kind=resources&sort=title")
    before = page.locator("tbody tr").count()
    expect(page.locator(".decide")).to_be_hidden()
    for number in (0, 1):
        page.locator("tbody [name=entry]").nth(number).check()
    expect(page.locator(".decide")).to_be_visible()
    page.locator(".decide .dots").click()
    page.get_by_role("button", name="Mettre à la corbeille…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mettre à la corbeille\u00a0?")
    page.get_by_role("button", name="Mettre à la corbeille").click()
    expect(page.locator(".notice[role=status]")).to_have_text("2 fiches sont dans la corbeille.")
    assert page.url.endswith("?kind=resources&sort=title")
    expect(page.locator("tbody tr")).to_have_count(before - 2)


def test_twelve_entries_are_in_sight_on_a_laptop(open_desk: Open) -> None:
    page = open_desk(viewport={"width": 1280, "height": 800})
    page.goto(LIST["fr"])
    twelfth = page.locator("tbody tr").nth(11).bounding_box()
    assert twelfth is not None
    assert twelfth["y"] + twelfth["height"] <= 800
    assert 44 <= twelfth["height"] <= 46


def test_from_a_page_of_the_site_to_its_entry(open_desk: Open) -> None:
    page = open_desk()
    page.locator(".me > summary").click()
    page.get_by_role("link", name="Parcourir le site").click()
    page.get_by_role("navigation", name="Rubriques").get_by_role("link", name="Actualités").click()
    with page.expect_navigation():
        page.locator("main h2 a, main h3 a").first.click()
    title = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Modifier cette page").click()
    assert page.input_value("#fr-title").replace("\u202f", "\u00a0") == title.replace("\u202f", "\u00a0")


def test_an_address_in_the_search_field_opens_the_entry(open_desk: Open) -> None:
    page = open_desk()
    page.goto("/fr/redaction/")  # where the bar has none, but the page has
    page.keyboard.press("Control+k")
    page.keyboard.type(f"https://example.org{WORLD_DAY['fr']}")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.input_value("#fr-slug") == WORLD_DAY["fr"].rpartition("/")[2]


def test_a_link_is_copied_by_its_button(open_desk: Open) -> None:
    page = open_desk(permissions=["clipboard-read", "clipboard-write"])
    page.goto(LIST["fr"] + "1/montrer")
    page.get_by_role("button", name="Créer un lien").click()
    page.locator(".copy button").first.click()
    expect(page.locator(".copy button").first).to_have_text("Copié")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".copy input").first.input_value()
