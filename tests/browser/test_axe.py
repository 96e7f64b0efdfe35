"""No violation of WCAG 2.0, 2.1 or 2.2, A and AA, that axe-core can find, on any page, size or theme."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from .conftest import open_context
from .pages import ALL, visit

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (320, 768, 1280)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
RUN = """tags => axe.run({runOnly: tags, resultTypes: ["violations"]}).then(({violations}) =>
    violations.flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) =>
        `${id}: ${target.join(" ")}: ${failureSummary.replace(/\\s+/g, " ")}`)))"""


@pytest.fixture(scope="module")
def looked_at(browser: Browser, address: str) -> Iterator[Page]:
    """Return a page that axe-core is put into: the site's policy allows no script but its own, so it is set aside."""
    with open_context(browser, address, bypass_csp=True) as context:
        context.add_init_script(AXE)
        yield context.new_page()


def violations(page: Page) -> list[Any]:
    """Return what axe-core finds wrong with a page as it is shown now: rule, element, reason."""
    found = page.evaluate(RUN, TAGS)
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(("name", "locale", "path"), ALL)
def test_there_is_no_violation(looked_at: Page, name: str, locale: str, path: str) -> None:
    visit(looked_at, path)
    found = []
    for width in WIDTHS:
        looked_at.set_viewport_size({"width": width, "height": 800})
        for theme in THEMES:
            looked_at.emulate_media(color_scheme=theme)
            found += [f"{name}, {locale}, {width} px, {theme}: {line}" for line in violations(looked_at)]
    assert not found, "\n".join(found)


def test_axe_finds_what_is_wrong(looked_at: Page) -> None:
    visit(looked_at, "/en/")
    looked_at.evaluate("document.documentElement.removeAttribute('lang')")
    assert any("html-has-lang" in line for line in violations(looked_at))
