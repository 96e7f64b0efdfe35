"""How far it is from a wish to what readers see: three walks that editors go, by clicks and page loads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ..conftest import PASSWORD
from .conftest import open_context
from .desk import serve_desk, sign_in
from .test_desk_story import photograph

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_desk(seeded, tmp_path_factory.mktemp("walks")) as address:
        yield address


class Walk:
    """Somebody at a page, whose clicks and page loads are counted; Tab and typing are none."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.loads = page, 0, 0
        page.on("domcontentloaded", lambda _page: self._loaded())

    def click(self, place: str | Locator) -> None:
        """Click somewhere."""
        self.clicks += 1
        (self.page.locator(place) if isinstance(place, str) else place).click()

    def write(self, text: str, *, then_tab: bool = False) -> None:
        """Type where one is; go to the next field after it."""
        self.page.keyboard.type(text)
        if then_tab:
            self.page.keyboard.press("Tab")

    def _loaded(self) -> None:
        self.loads += 1


def test_a_bilingual_article_with_a_picture_takes_12_clicks_and_4_page_loads(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    with open_context(browser, site) as context:
        page = context.new_page()
        page.goto("/fr/redaction/connexion")
        walk = Walk(page)
        walk.click("#email")
        walk.write("editor@example.org", then_tab=True)
        walk.write(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/fr/redaction/")
        walk.click("#title")
        walk.write("Une rencontre à Liège")
        walk.click(page.get_by_role("button", name="Commencer"))
        expect(page.locator("#fr-title")).to_have_value("Une rencontre à Liège")
        walk.click("#fr-summary")
        walk.write("Des tuteurs et des avocates se sont parlé.")
        walk.click("#fr-body-editor")
        walk.write("Des tuteurs ont dit ce qui manque : du temps.")
        walk.click("#en-title")
        walk.write("A meeting in Liège", then_tab=True)
        walk.write("Guardians and lawyers spoke.")
        walk.click("#en-body-editor")
        walk.write("Guardians said what is missing: time.")
        walk.click("#image")
        with page.expect_file_chooser() as chooser:
            walk.click("label[for=window-file]")
        chooser.value.set_files(photograph(tmp_path, "navy"))
        walk.click("#alt_fr")
        walk.write("Un carré peint", then_tab=True)
        expect(page.locator("#alt_en")).to_be_focused()
        walk.write("A painted square")
        walk.click(page.get_by_role("button", name="En faire l’image de la fiche"))
        expect(page.locator("dialog")).to_have_count(0)
        with page.expect_navigation():
            walk.click("#do-publish")
        expect(page.locator("#standing")).to_contain_text("Le site montre exactement ce texte.")
        assert walk.clicks <= 12
        assert walk.loads <= 4
    with open_context(browser, site) as readers:
        reader = readers.new_page()
        for path, alternative in (
            ("/fr/actualites/une-rencontre-a-liege", "Un carré peint"),
            ("/en/news/a-meeting-in-liege", "A painted square"),
        ):
            reader.goto(path)
            expect(reader.locator(".banner img")).to_have_attribute("alt", alternative)


def test_a_typo_is_mended_from_its_page_in_4_clicks(browser: Browser, site: str) -> None:
    with open_context(browser, site) as context:
        page = sign_in(context.new_page(), "editor")
        page.goto("/fr/redaction/parcourir/fr/actualites/une-brochure-pour-dire-leurs-droits-aux-enfants-migrants")
        walk = Walk(page)
        walk.click(page.get_by_role("link", name="Modifier cette page"))
        walk.click("#fr-summary")
        page.keyboard.press("End")
        walk.write(" Corrigé")
        with page.expect_navigation():
            walk.click("#do-publish")
        expect(page.locator("#standing")).to_contain_text("Le site montre exactement ce texte.")
        assert walk.clicks <= 4


def test_the_next_session_of_a_training_takes_5_clicks(browser: Browser, site: str) -> None:
    with open_context(browser, site) as context:
        page = sign_in(context.new_page(), "editor")
        page.goto("/fr/redaction/fiches/?kind=training")
        page.locator("tbody th a").first.click()
        walk = Walk(page)
        walk.click(".decide .dots")
        walk.click(page.get_by_role("link", name="Prochaine session ou copie"))
        walk.click("#first")
        page.locator("#first").fill("2027-03-18")
        walk.click(page.get_by_role("button", name="Ajouter ces sessions"))
        expect(page.locator("#standing")).to_contain_text("Pas encore en ligne.")
        with page.expect_navigation():
            walk.click("#do-publish")
        expect(page.locator("#standing")).to_contain_text("Le site montre exactement ce texte.")
        assert walk.clicks <= 5
