"""Text as large as the reader's browser is set to: all of it grows, and nothing runs out of the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from .conftest import CHROMIUM, OPTIONS, open_context
from .pages import TYPES

pytestmark = pytest.mark.browser
SIZES = """() => [...document.querySelectorAll("body *:not(script, svg, svg *)")]
    .filter((one) => [...one.childNodes].some((part) => part.nodeType === 3 && part.data.trim()))
    .map((one) => parseFloat(getComputedStyle(one).fontSize))"""


WIDTHS = (390, 800, 1280)


@pytest.fixture(scope="module")
def large(browser: Browser, address: str) -> Iterator[Page]:
    """Return a page of a browser whose reader asks for letters of twice the usual size."""
    large_letters = [*OPTIONS, "--blink-settings=defaultFontSize=32"]
    chromium = browser.browser_type.launch(executable_path=CHROMIUM, args=large_letters)
    with open_context(chromium, address) as context:
        yield context.new_page()
    chromium.close()


@pytest.mark.parametrize("name", ["home", "news", "article", "event to come", "resources", "help", "search"])
def test_every_text_is_twice_as_large(one_page: Page, large: Page, name: str) -> None:
    path = TYPES[name]["fr"]
    for page in (one_page, large):
        page.goto(path)
    for width in WIDTHS:
        for page in (one_page, large):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function("width => innerWidth === width", arg=width)
        sizes = zip(one_page.evaluate(SIZES), large.evaluate(SIZES), strict=True)
        assert [pair for pair in sizes if pair[1] < 1.99 * pair[0]] == [], f"{path}, {width} px"
        assert large.evaluate("document.documentElement.scrollWidth") <= width, f"{path}, {width} px"
