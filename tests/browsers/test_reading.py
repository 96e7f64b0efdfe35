"""What readers do: every type of page, the other language, the way out, search with suggestions, narrowed lists."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.wait import WebDriverWait

from ..browser.pages import ALL, LOCALES, TYPES
from .conftest import PATIENCE, complaints

NEUTRAL = "www.meteo.be:443"
# Its language, its one heading, its title, its stylesheets; and nothing is wider than the window.
STYLED = """
return [document.documentElement.lang, document.querySelectorAll("h1").length, document.title !== "",
    [...document.styleSheets].every((sheet) => sheet.cssRules.length > 0), document.styleSheets.length > 0,
    document.documentElement.scrollWidth <= innerWidth]
"""
CSS = "css selector"


def visit(page: WebDriver, address: str, name: str, locale: str) -> None:
    """Go to a page of a type."""
    page.get(f"{address}{TYPES[name][locale]}")


def arrived(page: WebDriver, path: str) -> None:
    """Wait until the browser is at a path."""
    WebDriverWait(page, PATIENCE).until(lambda one: urlsplit(one.current_url).path == path)


def test_complaints_are_heard(driver: WebDriver, address: str) -> None:
    driver.get(f"{address}/fr/")
    driver.execute_script(
        """const add = (tag, where) => document.body.append(Object.assign(document.createElement(tag), {src: where}));
        console.error("said aloud"); add("img", "https://example.org/1.png"); add("script", "/static/none.js");"""
    )
    WebDriverWait(driver, PATIENCE).until(
        lambda one: "none.js" in str(one.execute_script("return sessionStorage.getItem('overheard')"))
    )
    heard = " ".join(complaints(driver, address))
    for words in ("said aloud", "img-src", "none.js"):
        assert words in heard
    assert complaints(driver, address) == []


@pytest.mark.parametrize(("name", "locale", "path"), ALL)
def test_every_type_of_page_is_shown_without_a_complaint(
    page: WebDriver, address: str, name: str, locale: str, path: str
) -> None:
    page.get(f"{address}{path}")
    assert page.execute_script(STYLED) == [locale, 1, True, True, True, True]


@pytest.mark.parametrize("name", ["home", "news", "article with a picture", "topic", "event to come", "search"])
@pytest.mark.parametrize(("locale", "other"), [LOCALES, LOCALES[::-1]])
def test_the_switch_leads_to_the_same_thing(
    page: WebDriver, address: str, name: str, locale: str, other: str
) -> None:
    visit(page, address, name, locale)
    page.find_element(CSS, ".masthead .lang").click()
    arrived(page, urlsplit(TYPES[name][other]).path)
    assert page.execute_script("return document.documentElement.lang") == other


@pytest.mark.parametrize("way", ["click", "keys"])
@pytest.mark.parametrize("locale", LOCALES)
def test_one_leaves_quickly_and_back_does_not_return(
    page: WebDriver, address: str, outside: tuple[int, list[str]], locale: str, way: str
) -> None:
    visit(page, address, "topics", locale)
    visit(page, address, "article", locale)
    del outside[1][:]
    if way == "click":
        ActionChains(page).click(page.find_element(CSS, "a.exit")).perform()  # waits for no page to load
    else:
        for _ in range(3):
            ActionChains(page).key_down(Keys.SHIFT).key_up(Keys.SHIFT).perform()
    WebDriverWait(page, PATIENCE).until(lambda _one: NEUTRAL in outside[1])
    WebDriverWait(page, PATIENCE).until(lambda one: not one.current_url.startswith(address))
    page.back()
    arrived(page, TYPES["topics"][locale])


@pytest.mark.parametrize(("locale", "typed"), [("fr", "tra"), ("en", "traf")])
def test_words_are_suggested_and_one_is_taken_by_keyboard(
    page: WebDriver, address: str, locale: str, typed: str
) -> None:
    visit(page, address, "home", locale)
    page.find_element(CSS, "#q").send_keys(typed)
    options = WebDriverWait(page, PATIENCE).until(lambda one: one.find_elements(CSS, "[role=option]"))
    page.find_element(CSS, "#q").send_keys(Keys.ARROW_DOWN)
    chosen = page.find_element(CSS, "[role=option][aria-selected=true]")
    assert chosen.text == options[0].text
    assert page.execute_script("return document.activeElement.getAttribute('aria-activedescendant')") == "q-list-0"
    there = page.execute_script("return arguments[0].dataset.path", chosen)
    page.find_element(CSS, "#q").send_keys(Keys.ENTER)
    arrived(page, urlsplit(str(there)).path)


@pytest.mark.parametrize(("locale", "typed"), [("fr", "traite"), ("en", "trafficking")])
def test_one_searches_and_narrows_what_was_found(page: WebDriver, address: str, locale: str, typed: str) -> None:
    visit(page, address, "home", locale)
    page.find_element(CSS, "#q").send_keys(typed, Keys.ENTER)
    arrived(page, urlsplit(TYPES["search"][locale]).path)
    assert page.find_elements(CSS, "main mark")
    facet = page.find_element(CSS, ".facet a:not([aria-current])")
    facet.click()
    WebDriverWait(page, PATIENCE).until(lambda one: len(parse_qs(urlsplit(one.current_url).query)) > 1)
    assert page.find_elements(CSS, "main mark")


@pytest.mark.parametrize(
    ("locale", "year", "topic"), [("fr", "2017", "traite-des-enfants"), ("en", "2017", "child-trafficking")]
)
def test_a_list_is_narrowed_by_its_form(page: WebDriver, address: str, locale: str, year: str, topic: str) -> None:
    visit(page, address, "news", locale)
    page.find_element(CSS, f"#by-year option[value='{year}']").click()
    page.find_element(CSS, f"#by-topic option[value='{topic}']").click()
    page.find_element(CSS, ".filters button").click()
    WebDriverWait(page, PATIENCE).until(lambda one: urlsplit(one.current_url).query)
    asked = parse_qs(urlsplit(page.current_url).query)
    assert (asked["year"], asked["topic"]) == ([year], [topic])
    chosen = "return [...document.querySelectorAll('.filters select')].map((one) => one.value)"
    assert {year, topic} <= set(page.execute_script(chosen))
