"""With the keyboard alone: every control is reached in order, seen, not covered, marked, and large enough."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from .conftest import open_context
from .pages import LOCALES, TYPES, visit

pytestmark = pytest.mark.browser

WATCH = (Path(__file__).parent / "focus.js").read_text()
# In French forwards, in the light, on a desk; in English backwards, in the dark, on a phone: no language changes the
# order, the ring or what lies over it.
WALKED = [
    (name, locale, theme)
    for name in ("home", "resources", "search", "help", "event to come")
    for locale, theme in zip(LOCALES, ("light", "dark"), strict=True)
]


@pytest.fixture(scope="module")
def walked(browser: Browser, address: str) -> Iterator[Page]:
    """Return a page that tells what the keyboard reaches; the script that watches is not the site's own."""
    with open_context(browser, address, bypass_csp=True) as context:
        context.add_init_script(WATCH)
        yield context.new_page()


def count_controls(page: Page) -> int:
    """Return how many links and controls a page shows."""
    return int(page.evaluate("focusWatch.controls().length"))


def state(page: Page) -> dict[str, Any]:
    """Return where the focus is and what is wrong with how it is shown."""
    found = page.evaluate("focusWatch.state()")
    assert isinstance(found, dict)
    return found


def walk(page: Page, key: str, places: range) -> list[str]:
    """Press a key once for each place that must get the focus in turn; return what is wrong on the way."""
    wrong = []
    for place in places:
        page.keyboard.press(key)
        there = state(page)
        assert there["place"] == place, f"control {place} should have the focus; {there['name']} has it"
        wrong += there["wrong"]
    return wrong


@pytest.mark.parametrize(("name", "locale", "theme"), WALKED)
def test_every_control_is_reached_in_order_and_seen(
    walked: Page, name: str, locale: str, theme: Literal["light", "dark"]
) -> None:
    walked.emulate_media(color_scheme=theme)
    walked.set_viewport_size({"width": 1280, "height": 800} if theme == "light" else {"width": 390, "height": 700})
    visit(walked, TYPES[name][locale])
    count = count_controls(walked)
    assert count > 30
    wrong = walk(walked, "Tab", range(count)) if theme == "light" else []
    if theme == "dark":  # and backwards, where the bar that stays at the top could cover what comes next
        walked.evaluate("focusWatch.controls().at(-1).focus()")
        wrong = walk(walked, "Shift+Tab", range(count - 2, -1, -1))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_skip_link_is_first_and_moves_the_focus_to_the_content(walked: Page, locale: str) -> None:
    visit(walked, TYPES["article"][locale])
    skip = walked.locator(".skip")
    assert (skip.bounding_box() or {"y": 0})["y"] < -24, "it is out of sight until it has the focus"
    walked.keyboard.press("Tab")
    assert state(walked)["place"] == 0
    assert skip.evaluate("element => element === document.activeElement")
    assert (skip.bounding_box() or {"y": -1})["y"] >= 0
    assert state(walked)["wrong"] == []
    walked.keyboard.press("Enter")
    assert walked.evaluate("document.activeElement.id") == "main"
    walked.keyboard.press("Tab")
    assert walked.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert walked.evaluate("document.querySelector('main a') === document.activeElement")


def test_the_watch_sees_what_is_wrong(walked: Page) -> None:
    walked.emulate_media(color_scheme="light")
    walked.set_viewport_size({"width": 1280, "height": 800})
    visit(walked, "/en/")
    for style, said in (
        ("outline: none", "no sign"),
        ("outline-color: rgb(246, 241, 233)", "contrast"),
        ("position: fixed; top: 0; left: 10px", "hidden by"),
        ("position: absolute; left: -900px", "not on the screen"),
        ("display: block; height: 9px; overflow: hidden; min-height: 0", "small"),
    ):
        walked.evaluate(f"document.querySelector('.lang').style.cssText = '{style}'")
        walked.evaluate("document.querySelector('.lang').focus({focusVisible: true})")
        assert any(said in line for line in state(walked)["wrong"]), style
