"""A new editor's first article, from signing in to the page that readers see: in two languages, with a picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect

from .conftest import open_context
from .desk import serve_desk, sign_in

pytestmark = pytest.mark.browser

SAID = {
    "fr": {
        "new": "Nouvelle actualité", "save": "Enregistrer", "publish": "Mettre en ligne",
        "entries": "Fiches", "choose": "En faire l’image de la fiche",
    },
    "en": {
        "new": "New article", "save": "Save", "publish": "Publish",
        "entries": "Entries", "choose": "Choose it for the entry",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_desk(seeded, tmp_path_factory.mktemp("story")) as address:
        yield address


def photograph(folder: Path, colour: str) -> str:
    """Return the path of a picture."""
    image = Image.effect_noise((1400, 900), 25).convert("RGB")
    ImageDraw.Draw(image).rectangle((100, 100, 500, 500), fill=colour)
    image.save(folder / "Bruxelles 2026.jpg", quality=85)
    return str(folder / "Bruxelles 2026.jpg")


def press(page: Page, name: str) -> None:
    """Press a button of the form’s end and wait for the page that follows."""
    with page.expect_navigation():
        page.locator(".decide").get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize(("locale", "colour"), [("fr", "navy"), ("en", "orange")])
def test_a_first_article(browser: Browser, site: str, tmp_path: Path, locale: str, colour: str) -> None:
    said = SAID[locale]
    with open_context(browser, site) as context, open_context(browser, site) as readers:
        complaints: list[str] = []
        page, reader = sign_in(context.new_page(), "editor", locale), readers.new_page()
        page.on("console", lambda one: complaints.append(one.text) if one.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.get_by_role("navigation").get_by_role("link", name=said["entries"]).first.click()
        page.locator(".write > summary").click()
        page.get_by_role("link", name=said["new"]).click()
        page.fill("#fr-title", f"Une rencontre à Bruxelles ({colour})")
        page.fill("#fr-summary", "Des tuteurs et des avocates se sont parlé.")
        body = page.locator("#in-fr .ProseMirror")
        body.click()
        page.keyboard.type("Des tuteurs ont dit ce qui manque : du temps !")
        page.locator("#image").click()
        page.set_input_files("#window-file", photograph(tmp_path, colour))
        page.fill("#alt_fr", "Un carré peint")
        page.fill("#alt_en", "A painted square")
        page.get_by_role("button", name=said["choose"]).click()
        expect(page.locator("dialog")).to_have_count(0)
        press(page, said["save"])
        expect(page.locator("main .notice[role=status]").filter(visible=True)).to_have_count(1)
        assert page.locator("#fr-slug").input_value() == f"une-rencontre-a-bruxelles-{colour}"
        page.fill("#en-title", f"A meeting in Brussels ({colour})")
        page.locator("#in-en .ProseMirror").click()
        page.keyboard.type("Guardians said what is missing: time.")
        press(page, said["publish"])
        assert complaints == []

        reader.goto(f"/fr/actualites/une-rencontre-a-bruxelles-{colour}")
        expect(reader.locator(".prose")).to_contain_text("ce qui manque\u00a0: du temps\u202f!")
        expect(reader.locator(".banner img")).to_have_attribute("alt", "Un carré peint")
        assert reader.locator(".banner img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
        reader.locator(".masthead .lang").click()
        expect(reader.get_by_role("heading", level=1)).to_have_text(f"A meeting in Brussels ({colour})")
        expect(reader.locator(".banner img")).to_have_attribute("alt", "A painted square")
        answer = reader.request.get("/en/search/?q=guardians+missing")
        assert f"A meeting in Brussels ({colour})" in answer.text()
        assert f"A meeting in Brussels ({colour})" in reader.request.get("/en/feed.atom").text()


def test_an_entry_leads_the_home_page_until_it_is_taken_down(browser: Browser, site: str) -> None:
    with open_context(browser, site) as context:
        page = sign_in(context.new_page(), "editor")
        before = page.request.get("/fr/").text()
        page.goto("/fr/redaction/fiches/10")
        title = page.locator("#fr-title").input_value()
        page.locator(".decide .dots").click()
        page.get_by_role("link", name="À la une…").click()
        page.get_by_role("button", name="Mettre à la une").click()
        expect(page.locator(".notice[role=status]")).to_contain_text("L’accueil commence par cette fiche.")
        page.get_by_role("link", name="Voir l’accueil").click()
        expect(page.locator("#lead")).to_have_text(title)
        page.go_back()
        page.get_by_role("button", name="Enlever de la une").click()
        expect(page.locator(".notice[role=status]")).to_contain_text("choisit de nouveau de lui-même")
        assert page.request.get("/fr/").text() == before
