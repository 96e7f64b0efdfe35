"""No violation of WCAG 2.0, 2.1 or 2.2, A and AA, that axe-core can find, on any page, size, theme or language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from .conftest import open_context
from .pages import ALL, LOCALES, visit

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS, DESK = (320, 768, 1280), (390, 1280)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
# A contrast that axe-core could not determine counts as well.
RUN = """([within, tags]) => axe
    .run(within, {runOnly: tags, resultTypes: ["violations", "incomplete"], preload: false})
    .then(({violations, incomplete}) => [...violations, ...incomplete.filter(({id}) => id === "color-contrast")]
        .flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) =>
            `${id}: ${target.join(" ")}: ${failureSummary.replace(/\\s+/g, " ")}`)))"""
# The folds of a kite reach out of its frame, unseen, and would keep axe-core from judging the words beside it.
# What scrolls by itself is opened out for the same reason: what is scrolled away in it lies under something else.
OPEN_OUT = """document.querySelectorAll(".margin")
    .forEach(box => { box.style.cssText = "position: static; max-block-size: none" })"""
HIDE = "document.querySelectorAll('svg.kite, svg.cover').forEach(picture => { picture.style.visibility = 'hidden' })"


@pytest.fixture(scope="module")
def looked_at(browser: Browser, address: str) -> Iterator[Page]:
    """Return a page that axe-core is put into: the site's policy allows no script but its own, so it is set aside."""
    with open_context(browser, address, bypass_csp=True) as context:
        context.add_init_script(AXE)
        yield context.new_page()


def violations(page: Page, within: str = "html") -> list[Any]:
    """Return what axe-core finds wrong within an element, as it is shown now: rule, element, reason."""
    page.wait_for_load_state()  # after a click the next page may be there by its address alone
    page.evaluate(OPEN_OUT)
    found = page.evaluate(RUN, [within, TAGS])
    assert isinstance(found, list)
    return found


def look(
    page: Page, name: str, locale: str, widths: Sequence[int] = DESK, *, within: str = "html", height: int = 800
) -> list[str]:
    """Return what is wrong with the page shown at each width, where it scrolls sideways as well.

    The languages take turns with the themes: all that the dark one changes is colours, and they know no language. So
    every rule is asked at every width in both, and the colours of each theme at every width in one of them.
    """
    found = []
    for turn, width in enumerate(widths, LOCALES.index(locale)):
        theme = THEMES[turn % 2]
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("width => innerWidth === width", arg=width)  # the window follows when it can
        page.emulate_media(color_scheme=theme)
        here = f"{name}, {locale}, {width} px, {theme}"
        found += [f"{here}: {line}" for line in violations(page, within)]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{here}: {wide} px stick out"] if wide > 0 else []
    return found


@pytest.mark.parametrize(("name", "locale", "path"), ALL)
def test_there_is_no_violation(looked_at: Page, name: str, locale: str, path: str) -> None:
    visit(looked_at, path)
    looked_at.evaluate(HIDE)
    found = look(looked_at, name, locale, WIDTHS)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("theme", THEMES)
def test_there_is_no_violation_while_words_are_suggested(looked_at: Page, theme: Literal["light", "dark"]) -> None:
    visit(looked_at, "/fr/")
    looked_at.set_viewport_size({"width": 320, "height": 800})
    looked_at.emulate_media(color_scheme=theme)
    looked_at.evaluate(HIDE)
    looked_at.locator("#q").press_sequentially("tra")
    looked_at.get_by_role("option").first.wait_for()
    looked_at.keyboard.press("ArrowDown")
    assert violations(looked_at, ".masthead .search") == []


def test_axe_finds_what_is_wrong(looked_at: Page) -> None:
    visit(looked_at, "/en/")
    looked_at.evaluate("document.documentElement.removeAttribute('lang')")
    assert any("html-has-lang" in line for line in violations(looked_at))
