"""No violation of WCAG that axe-core can find at the desk, in both languages, sizes and themes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from .conftest import open_context
from .desk import serve_desk, sign_in
from .test_axe import AXE, HIDE, THEMES, violations

pytestmark = pytest.mark.browser

WIDTHS = (390, 1280)
PAGES = {
    "fr": (
        "/fr/redaction/fiches/", "/fr/redaction/fiches/corbeille/", "/fr/redaction/fiches/nouvelle/training",
        "/fr/redaction/fiches/1", "/fr/redaction/fiches/1/versions/", "/fr/redaction/fiches/1/montrer",
        "/fr/redaction/fiches/1/jeter", "/fr/redaction/fiches/1/versions/fr/1", "/fr/redaction/",
        "/fr/redaction/fiches/1/refaire", "/fr/redaction/parcourir/fr/", "/fr/redaction/fiches/1/relecture",
    ),
    "en": (
        "/en/desk/entries/", "/en/desk/entries/bin/", "/en/desk/entries/new/resources", "/en/desk/entries/1",
        "/en/desk/entries/1/revisions/", "/en/desk/entries/1/share", "/en/desk/entries/1/discard",
        "/en/desk/", "/en/desk/entries/40/again", "/en/desk/entries/1/review",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_desk(seeded, tmp_path_factory.mktemp("desk")) as address:
        yield address


@pytest.fixture(scope="module")
def editor(browser: Browser, site: str) -> Iterator[Page]:
    with open_context(browser, site, bypass_csp=True) as context:
        context.add_init_script(AXE)
        yield sign_in(context.new_page(), "editor")


@pytest.mark.parametrize(("locale", "path"), [(locale, path) for locale, paths in PAGES.items() for path in paths])
def test_there_is_no_violation(editor: Page, locale: str, path: str) -> None:
    answer = editor.goto(path)
    assert answer
    assert answer.ok
    editor.evaluate(HIDE)
    found = []
    for width in WIDTHS:
        editor.set_viewport_size({"width": width, "height": 800})
        assert editor.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} at {width} px"
        for theme in THEMES:
            editor.emulate_media(color_scheme=theme)
            found += [f"{locale}, {width} px, {theme}: {line}" for line in violations(editor)]
    assert not found, "\n".join(found)


def test_a_refused_form_has_no_violation(editor: Page) -> None:
    editor.goto("/fr/redaction/fiches/nouvelle/news")
    editor.fill("#fr-slug", "../x")
    editor.fill("#fr-title", "x")
    with editor.expect_navigation():
        editor.locator(".decide .button").first.click()
    assert editor.locator("#fr-slug-fault").is_visible()
    editor.evaluate(HIDE)
    assert violations(editor) == []
