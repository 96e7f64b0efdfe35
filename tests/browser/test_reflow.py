"""Nothing scrolls sideways, is cut off, stretched or laid over another thing: on a phone, nor with large text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from .pages import ALL, visit

pytestmark = pytest.mark.browser

LAYOUT = (Path(__file__).parent / "layout.js").read_text()
VIEWS = ((320, 100), (390, 100), (768, 100), (1280, 100), (1600, 100), (640, 200), (1280, 200))  # px, % of text size


def defects(page: Page, width: int, text: int) -> list[Any]:
    """Return what is wrong with the layout at a width and a text size."""
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("size => { document.documentElement.style.fontSize = size }", f"{text}%")
    found = page.evaluate(LAYOUT)
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(("name", "locale", "path"), ALL)
def test_the_page_reflows(one_page: Page, name: str, locale: str, path: str) -> None:
    visit(one_page, path)
    found = [
        f"{name}, {locale}, {width} px, text at {text} %: {line}"
        for width, text in VIEWS
        for line in defects(one_page, width, text)
    ]
    assert not found, "\n".join(found)


def test_long_words_and_titles_stay_within_the_page(one_page: Page) -> None:
    visit(one_page, "/fr/")
    title = (
        "Anticonstitutionnellement\u00a0: les intergouvernementalisations transfrontalières incompréhensibles " * 2
    )
    one_page.evaluate(
        "title => document.querySelectorAll('h1, h2, h3 a, .topic, .head a').forEach(e => e.append(title))", title
    )
    found = [f"{width} px, {text} %: {line}" for width, text in VIEWS for line in defects(one_page, width, text)]
    assert not found, "\n".join(found)


def test_the_layout_check_can_fail(one_page: Page) -> None:
    visit(one_page, "/en/")
    for spoil in (
        "document.querySelector('h1').style.width = '200vw'",
        "document.querySelector('.display').style.marginBlockEnd = '-4rem'",
        "document.querySelector('.panel').style.cssText = 'height: 4rem; overflow: hidden'",
    ):
        one_page.reload()
        one_page.evaluate(spoil)
        assert defects(one_page, 320, 100), spoil
