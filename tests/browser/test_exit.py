"""The quick exit, after the conventions of GOV.UK's “Exit this page” pattern, and nothing asked of another host."""

from __future__ import annotations

from urllib.parse import urlsplit

import polib
import pytest
from playwright.sync_api import Page, Request, expect

from ..contract import ROOT
from .pages import ALL, LOCALES, TYPES, settle, visit

pytestmark = pytest.mark.browser

NEUTRAL = {"fr": "https://www.meteo.be/fr", "en": "https://www.meteo.be/en"}  # the weather in Belgium
LATER = 6_000  # milliseconds: more than is waited between two presses
LEAVING, TWICE, ONCE, LATE = (
    "Leaving the site",
    "Press Shift twice more to leave the site",
    "Press Shift once more to leave the site",
    "Leaving was not confirmed",
)

LEAVE = """() => {
    document.querySelector("a.exit").click(); // what follows is read before the browser can have gone anywhere
    return [document.body.textContent, document.title.trim(), document.links.length];
}"""


@pytest.fixture(autouse=True)
def elsewhere(request: pytest.FixtureRequest) -> None:
    """Answer in the place of the neutral page."""
    for name in {"page", "unscripted"} & set(request.fixturenames):
        request.getfixturevalue(name).context.route(
            "https://www.meteo.be/*",
            lambda route: route.fulfill(content_type="text/html", body="<!doctype html><title>Elsewhere</title>"),
        )


def said(message: str, locale: str) -> str:
    """Return a message as a language says it."""
    if locale == "en":
        return message
    catalogue = polib.pofile(str(ROOT / "translations" / locale / "LC_MESSAGES" / "messages.po"))
    entry = catalogue.find(message)
    assert entry is not None
    return str(entry.msgstr)


def press(page: Page, *keys: str) -> None:
    """Press and release keys, one after another."""
    for key in keys:
        page.keyboard.press(key)


def left_for(page: Page, locale: str) -> None:
    """Check that the page was replaced by the neutral one: “back” leads to what was read before it."""
    page.wait_for_url(NEUTRAL[locale])
    assert page.title() == "Elsewhere"
    page.go_back()
    assert urlsplit(page.url).path == TYPES["topics"][locale]


def arrive(page: Page, locale: str) -> None:
    """Read one page, then the article that will be left."""
    visit(page, TYPES["topics"][locale])
    visit(page, TYPES["article"][locale])


@pytest.mark.parametrize(("name", "locale", "path"), ALL)
def test_every_page_can_be_left_and_asks_nothing_of_another_host(
    one_page: Page, address: str, name: str, locale: str, path: str
) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    one_page.on("request", note)
    visit(one_page, path)
    settle(one_page)
    one_page.remove_listener("request", note)
    assert asked
    assert [url for url in asked if not url.startswith(f"{address}/")] == []
    leave = one_page.locator("a.exit")
    expect(leave).to_be_in_viewport()
    assert leave.get_attribute("href") == NEUTRAL[locale]
    assert "noreferrer" in (leave.get_attribute("rel") or "").split()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_click_replaces_the_page(page: Page, locale: str) -> None:
    arrive(page, locale)
    page.locator("a.exit").click()
    left_for(page, locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_three_presses_of_shift_replace_the_page_and_each_is_announced(page: Page, locale: str) -> None:
    arrive(page, locale)
    status = page.get_by_role("status")
    expect(status).to_have_text("")
    press(page, "Shift")
    expect(status).to_have_text(said(TWICE, locale))
    press(page, "Shift")
    expect(status).to_have_text(said(ONCE, locale))
    press(page, "Shift")
    left_for(page, locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_two_presses_and_a_pause_do_not(page: Page, locale: str) -> None:
    page.clock.install()
    arrive(page, locale)
    here = page.url
    press(page, "Shift", "Shift")
    page.clock.run_for(LATER)
    expect(page.get_by_role("status")).to_have_text(said(LATE, locale))
    press(page, "Shift", "Shift")
    expect(page.get_by_role("status")).to_have_text(said(ONCE, locale))
    assert page.url == here


def test_another_key_between_starts_again(page: Page) -> None:
    arrive(page, "en")
    here, status = page.url, page.get_by_role("status")
    press(page, "Shift", "Shift", "a")
    expect(status).to_have_text("")
    press(page, "Shift", "Shift")
    expect(status).to_have_text(ONCE)
    assert page.url == here


def test_shift_held_for_another_key_is_no_press(page: Page) -> None:
    arrive(page, "en")
    press(page, *["Shift+Tab"] * 4)
    expect(page.get_by_role("status")).to_have_text("")
    page.locator("#q").press_sequentially("ECPAT")
    press(page, "Shift+A", "Shift", "Shift")
    expect(page.get_by_role("status")).to_have_text(ONCE)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_is_blank_at_once_however_slow_the_way_out(page: Page, locale: str) -> None:
    arrive(page, locale)
    words, title, links = page.evaluate(LEAVE)
    assert words == said(LEAVING, locale)
    assert title == ""
    assert links == 0
    page.wait_for_url(NEUTRAL[locale])


@pytest.mark.parametrize("locale", LOCALES)
def test_without_script_it_is_a_plain_link_that_tells_nothing_of_this_site(unscripted: Page, locale: str) -> None:
    arrive(unscripted, locale)
    with unscripted.expect_request(NEUTRAL[locale]) as found:
        unscripted.locator("a.exit").click()
    unscripted.wait_for_url(NEUTRAL[locale])
    assert "referer" not in found.value.all_headers()
