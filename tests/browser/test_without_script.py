"""Without script, all works: search, filters, pages of a list, the switch of language."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from .pages import LOCALES, TYPES, visit

pytestmark = pytest.mark.browser

WORDS = {"fr": ("traite", "Afficher", "Page suivante"), "en": ("trafficking", "Show", "Next page")}
LABELS = {"fr": ("Thème", "Année", "Traite des enfants"), "en": ("Topic", "Year", "Child trafficking")}
GUIDE = "/fr/aide/un-enfant-m-inquiete/"  # which every language has with the same branches
OTHER = {"fr": "English", "en": "Français"}


def query(page: Page) -> dict[str, list[str]]:
    """Return the query arguments of the page shown, once it is all there, empty ones left out."""
    page.wait_for_load_state()
    return parse_qs(urlsplit(page.url).query)


def listed(page: Page) -> list[str | None]:
    """Return the addresses of what a page lists, once it is all there."""
    page.wait_for_load_state()
    return [link.get_attribute("href") for link in page.locator("main h3 a").all()]


@pytest.mark.parametrize("locale", LOCALES)
def test_search_its_facets_pages_and_language_switch(unscripted: Page, locale: str) -> None:
    word, _show, following = WORDS[locale]
    visit(unscripted, TYPES["home"][locale])
    unscripted.locator(".masthead").get_by_role("searchbox").fill(word)
    unscripted.locator(".masthead").get_by_role("searchbox").press("Enter")
    expect(unscripted.locator("h1")).to_contain_text(word)
    first = listed(unscripted)
    assert len(first) > 3
    unscripted.get_by_role("link", name=following).click()
    assert query(unscripted) == {"q": [word], "page": ["2"]}
    assert set(listed(unscripted)).isdisjoint(first)
    unscripted.locator("#refine a[href*='kind=news']").click()
    narrowed = query(unscripted)
    assert narrowed == {"q": [word], "kind": ["news"]}
    expect(unscripted.locator("#refine [aria-current]")).not_to_have_count(0)
    unscripted.locator(".masthead").get_by_role("link", name=OTHER[locale]).click()
    assert query(unscripted) == narrowed
    expect(unscripted.locator(".masthead").get_by_role("searchbox")).to_have_value(word)
    expect(unscripted.locator(".masthead").get_by_role("link", name=OTHER[locale])).to_have_count(0)


@pytest.mark.parametrize("locale", LOCALES)
def test_filters_survive_the_language_switch(unscripted: Page, locale: str) -> None:
    _word, show, _following = WORDS[locale]
    topic, year, chosen = LABELS[locale]
    visit(unscripted, TYPES["news"][locale])
    everything = len(listed(unscripted))
    unscripted.get_by_label(topic).select_option(label=chosen)
    unscripted.get_by_label(year).select_option("2017")
    unscripted.get_by_role("button", name=show, exact=True).click()
    assert query(unscripted)["year"] == ["2017"]
    found = len(listed(unscripted))
    assert 0 < found < everything
    expect(unscripted.get_by_label(topic).locator("[selected]")).to_have_text(chosen)
    unscripted.locator(".masthead").get_by_role("link", name=OTHER[locale]).click()
    other = next(one for one in LOCALES if one != locale)
    topic, year, chosen = LABELS[other]
    expect(unscripted.get_by_label(topic).locator("[selected]")).to_have_text(chosen)
    expect(unscripted.get_by_label(year).locator("[selected]")).to_have_text("2017")
    assert len(listed(unscripted)) == found


@pytest.mark.parametrize("locale", LOCALES)
def test_pages_of_a_list_lead_on_and_back(unscripted: Page, locale: str) -> None:
    visit(unscripted, TYPES["topic"][locale])
    first = listed(unscripted)
    unscripted.locator("a[rel=next]").click()
    assert query(unscripted) == {"page": ["2"]}
    assert listed(unscripted)
    assert set(listed(unscripted)).isdisjoint(first)
    unscripted.locator("a[rel=prev]").click()
    assert listed(unscripted) == first


def tab_to(page: Page, address: str) -> None:
    """Go to the content, then press Tab until a link has the focus; AssertionError where none gets it."""
    for key in ("Tab", "Enter"):
        page.keyboard.press(key)
    for _step in range(12):
        page.keyboard.press("Tab")
        if page.locator(":focus").get_attribute("href") == address:
            return
    raise AssertionError(f"{address} is not reached on {page.url}")


def walk_guide(page: Page, path: str) -> int:
    """Choose every answer from a question on with the keyboard alone; return how many ends that led to."""
    answers = [link.get_attribute("href") or "" for link in page.locator(".choices a").all()]
    if not answers:
        tab_to(page, page.locator(".first-call a.tap").first.get_attribute("href") or "")
        return 1
    ends = 0
    for answer in answers:
        if urlsplit(page.url).path != path:
            visit(page, path)
        tab_to(page, answer)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{answer}")
        ends += walk_guide(page, answer)
    return ends


def test_the_guided_path_is_walked_by_keyboard_in_every_branch(unscripted: Page) -> None:
    visit(unscripted, GUIDE)
    assert walk_guide(unscripted, GUIDE) == 1 + 4 * 4
