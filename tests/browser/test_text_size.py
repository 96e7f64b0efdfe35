"""Text as large as the reader's browser is set to: all of it grows, and nothing runs out of the page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from .conftest import OPTIONS, open_context
from .pages import TYPES

pytestmark = pytest.mark.browser
SIZES = """() => [...document.querySelectorAll("body *:not(script, svg, svg *)")]
    .filter((one) => [...one.childNodes].some((part) => part.nodeType === 3 && part.data.trim()))
    .map((one) => parseFloat(getComputedStyle(one).fontSize))"""


@pytest.fixture(scope="module")
def large(browser: Browser) -> Iterator[Browser]:
    """Start a browser whose reader asks for letters of twice the usual size."""
    large_letters = [*OPTIONS, "--blink-settings=defaultFontSize=32"]
    chromium = browser.browser_type.launch(executable_path=shutil.which("chromium"), args=large_letters)
    yield chromium
    chromium.close()


@pytest.mark.parametrize("width", [390, 800, 1280])
def test_every_text_is_twice_as_large(browser: Browser, large: Browser, address: str, width: int) -> None:
    view = {"width": width, "height": 900}
    with open_context(browser, address, viewport=view) as usual, open_context(large, address, viewport=view) as twice:
        before, after = usual.new_page(), twice.new_page()
        for name in ("home", "news", "article", "event to come", "resources", "help", "search"):
            path = TYPES[name]["fr"]
            for page in (before, after):
                page.goto(path)
            sizes = zip(before.evaluate(SIZES), after.evaluate(SIZES), strict=True)
            assert [pair for pair in sizes if pair[1] < 1.99 * pair[0]] == [], path
            assert after.evaluate("document.documentElement.scrollWidth") <= width, path
