"""Without script, all works: search, filters, pages of a list, the switch of language."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from .pages import LOCALES, TYPES, visit

pytestmark = pytest.mark.browser

WORDS = {"fr": ("traite", "Afficher", "Page suivante"), "en": ("trafficking", "Show", "Next page")}
LABELS = {"fr": ("Thème", "Année", "Traite des enfants"), "en": ("Topic", "Year", "Child trafficking")}
OTHER = {"fr": "English", "en": "Français"}


def query(page: Page) -> dict[str, list[str]]:
    """Return the query arguments of the page shown, empty ones left out."""
    return parse_qs(urlsplit(page.url).query)


def listed(page: Page) -> list[str | None]:
    """Return the addresses of what a page lists."""
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
