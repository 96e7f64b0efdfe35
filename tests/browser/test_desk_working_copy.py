"""A typo in what is live: corrected without a reload, compared, published; readers see nothing half done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import open_context
from .desk import serve_desk, sign_in

pytestmark = pytest.mark.browser
NEW = "/fr/redaction/fiches/nouvelle/news"


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_desk(seeded, tmp_path_factory.mktemp("copy")) as address:
        yield address


def published(page: Page, title: str) -> str:
    """Publish a text in both languages by one deed; return the address of its form."""
    page.goto(NEW)
    page.fill("#fr-title", title)
    page.fill("#en-title", f"{title} in English")
    page.locator("#fr-body-editor").click()
    page.keyboard.type("Un texte assez long pour être lu.")
    with page.expect_navigation():
        page.locator("#do-publish").click()
    expect(page.locator("#standing")).to_contain_text("Le site montre exactement ce texte.")
    return page.url


def test_what_is_live_is_changed_in_peace_and_published(browser: Browser, site: str) -> None:
    with open_context(browser, site) as context, open_context(browser, site) as readers:
        page, reader = sign_in(context.new_page(), "editor"), readers.new_page()
        path = published(page, "Un cerf-volant")
        page.evaluate("window.stays = true")
        page.fill("#fr-title", "Un grand cerf-volant")
        page.locator("#fr-title").press("Enter")
        page.evaluate("document.querySelector('#fr-title').setSelectionRange(3, 3)")
        page.evaluate("scrollTo(0, 40)")
        page.keyboard.press("Control+s")
        expect(page.locator("#standing")).to_contain_text("Vos changements ne sont pas encore visibles.")
        expect(page.locator("#kept")).to_contain_text("par vous")
        expect(page.locator("#state-fr")).to_contain_text("changements en attente")
        assert page.evaluate("[window.stays, scrollY, document.activeElement.selectionStart]") == [True, 40, 3]
        assert page.input_value("#fr-title") == "Un grand cerf-volant"
        reader.goto("/fr/actualites/un-cerf-volant")
        expect(reader.get_by_role("heading", level=1)).to_have_text("Un cerf-volant")
        page.locator(".decide .dots").click()
        page.get_by_role("link", name="Comparer avec le site").click()
        expect(page.locator("#c1 ins")).to_contain_text("grand")
        page.get_by_role("button", name="Mettre le site à jour").click()
        expect(page.locator("#standing")).to_contain_text("Le site montre exactement ce texte.")
        assert page.url == path
        reader.reload()
        expect(reader.get_by_role("heading", level=1)).to_have_text("Un grand cerf-volant")


def test_a_fault_in_a_save_without_reload_is_shown_with_all_that_was_typed(browser: Browser, site: str) -> None:
    with open_context(browser, site) as context:
        page = sign_in(context.new_page(), "editor")
        published(page, "Une lanterne")
        page.fill("#fr-title", "")
        page.fill("#fr-summary", "Reste là.")
        page.keyboard.press("Control+s")
        expect(page.get_by_role("alert")).to_contain_text("Il faut un titre")
        expect(page.locator("#fr-summary")).to_have_value("Reste là.")


def test_the_first_save_leaves_caret_and_text_where_they_are(browser: Browser, site: str) -> None:
    caret_at = "getSelection().getRangeAt(0).getBoundingClientRect().top"
    with open_context(browser, site) as context:
        page = sign_in(context.new_page(), "editor")
        page.goto(NEW)
        page.fill("#fr-title", "Une boussole")
        page.locator("#fr-title").evaluate("field => field.setSelectionRange(4, 4)")
        page.locator("#fr-body-editor").click()
        for number in range(30):
            page.keyboard.type(f"Ligne {number}.")
            page.keyboard.press("Enter")
        page.keyboard.type("La fin.")
        for key in ("ArrowUp", "ArrowUp", "Home", "ArrowRight", "ArrowRight"):
            page.keyboard.press(key)
        before = page.evaluate(caret_at)
        with page.expect_navigation():
            page.keyboard.press("Control+s")
        expect(page.locator("#kept")).to_contain_text("par vous")
        assert abs(page.evaluate(caret_at) - before) < 2
        page.keyboard.type("X")
        expect(page.locator("#fr-body-editor")).to_contain_text("LiXgne 28.")
