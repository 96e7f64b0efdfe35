"""No violation of WCAG that axe-core can find at the desk, in both languages, sizes and themes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from .conftest import open_context
from .desk import serve_desk, sign_in
from .pages import LOCALES
from .test_axe import AXE, HIDE, look, violations

pytestmark = pytest.mark.browser

PAGES = {  # of each: the French path, the English one, below the desk's
    "overview": ("", ""),
    "list": ("fiches/", "entries/"),
    "bin": ("fiches/corbeille/", "entries/bin/"),
    "new training": ("fiches/nouvelle/training", "entries/new/training"),
    "new resource": ("fiches/nouvelle/resources", "entries/new/resources"),
    "entry": ("fiches/1", "entries/1"),
    "versions": ("fiches/1/versions/", "entries/1/revisions/"),
    "version": ("fiches/1/versions/fr/1", "entries/1/revisions/fr/1"),
    "showing": ("fiches/1/montrer", "entries/1/share"),
    "discarding": ("fiches/1/jeter", "entries/1/discard"),
    "copying": ("fiches/1/refaire", "entries/1/again"),
    "next session": ("fiches/40/refaire", "entries/40/again"),
    "review": ("fiches/1/relecture", "entries/1/review"),
    "browsing": ("parcourir/fr/", "browse/fr/"),
}


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_desk(seeded, tmp_path_factory.mktemp("desk")) as address:
        yield address


@pytest.fixture(scope="module")
def editor(browser: Browser, site: str) -> Iterator[Page]:
    with open_context(browser, site, bypass_csp=True) as context:
        context.add_init_script(AXE)
        yield sign_in(context.new_page(), "editor")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", PAGES)
def test_there_is_no_violation(editor: Page, name: str, locale: str) -> None:
    french, english = PAGES[name]
    path = f"/fr/redaction/{french}" if locale == "fr" else f"/en/desk/{english}"
    answer = editor.goto(path)
    assert answer
    assert answer.ok, path
    editor.evaluate(HIDE)
    found = look(editor, path, locale)
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
