"""More than a request may hold: said before it leaves; and where it was refused, all is still in the form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ecpat.desk import blueprints

from .conftest import open_context
from .desk import come_in, own_site, served
from .test_axe import AXE, violations

pytestmark = pytest.mark.browser

NEW = {"fr": "/fr/redaction/fiches/nouvelle/resources", "en": "/en/desk/entries/new/resources"}
SAID = {
    "fr": {
        "large": "Ce fichier dépasse 100\u00a0Mo.", "unsent": "Ce fichier n’a pas pu être envoyé",
        "long": "Ce texte dépasse 8\u00a0Mo.", "refused": "C’est trop volumineux", "back": "Revenir au formulaire",
    },
    "en": {
        "large": "This file is larger than 100\u00a0MB.", "unsent": "This file could not be sent",
        "long": "This text is longer than 8\u00a0MB.", "refused": "This is too large", "back": "Back to the form",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(own_site(seeded, tmp_path_factory.mktemp("weight"))) as address:
        yield address


def pdf(folder: Path, name: str, size: int) -> str:
    """Return the path of a file of a size, that takes no room."""
    path = folder / name
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(size)
    return str(path)


def fill(page: Page, locale: str, scripted: bool = True) -> None:
    """Type a title, a summary and a text."""
    page.goto(NEW[locale])
    page.fill("#fr-title", "Un titre à garder")
    page.fill("#fr-summary", "Un résumé à garder")
    if scripted:
        page.locator("#fr-body-editor").click()
        page.keyboard.type("Un texte à garder")
    else:
        page.fill("#fr-body", "Un texte à garder")


def send(page: Page) -> None:
    page.locator(".decide .button").first.click()


@pytest.mark.parametrize("locale", NEW)
def test_what_is_too_large_is_said_before_it_leaves(browser: Browser, site: str, tmp_path: Path, locale: str) -> None:
    said = SAID[locale]
    with open_context(browser, site, bypass_csp=True) as context:
        context.add_init_script(AXE)
        page = context.new_page()
        come_in(page, "editor", locale)
        fill(page, locale)
        sent: list[str] = []
        page.on("request", lambda one: sent.append(one.url) if one.is_navigation_request() else None)
        french = page.locator("#fr-document-upload")

        french.set_input_files(pdf(tmp_path, "rapport.pdf", 101_000_000))
        expect(page.get_by_role("alert")).to_have_text(said["large"])
        send(page)
        expect(french).to_be_focused()
        expect(page.locator("#fr-document-upload-weight")).to_have_text(said["large"])
        assert french.get_attribute("aria-invalid") == "true"
        assert french.get_attribute("aria-describedby") == "fr-document-upload-weight"
        assert violations(page, "#in-fr") == []

        french.set_input_files(pdf(tmp_path, "un.pdf", 40_000_000))
        expect(page.get_by_role("alert")).to_have_count(0)
        assert french.get_attribute("aria-invalid") is None
        french.set_input_files([])

        page.locator("#fr-summary").evaluate("area => { area.value = 'é'.repeat(4_100_000) }")
        send(page)
        expect(page.get_by_role("alert")).to_contain_text(said["long"])
        expect(page.locator("#fr-summary")).to_be_focused()
        assert sent == []
        expect(page.locator("#fr-body-editor")).to_have_text("Un texte à garder")

        page.fill("#fr-summary", "Un résumé à garder")
        with page.expect_navigation():
            send(page)
        expect(page.locator("#fr-summary")).to_have_value("Un résumé à garder")
        expect(page.locator("#in-fr .state")).to_be_visible()


@pytest.mark.parametrize("locale", NEW)
def test_a_file_that_was_refused_takes_nothing_of_the_form_with_it(
    browser: Browser, site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    monkeypatch.setattr(blueprints, "largest", lambda: 300_000)
    with open_context(browser, site, bypass_csp=True) as context:
        context.add_init_script(AXE)
        page = context.new_page()
        come_in(page, "editor", locale)
        fill(page, locale)
        page.set_input_files("#fr-document-upload", pdf(tmp_path, "rapport.pdf", 400_000))
        send(page)
        expect(page.locator(".sending .fault")).to_contain_text(SAID[locale]["unsent"])
        expect(page.locator("#fr-document-upload")).to_be_focused()
        assert violations(page, "#in-fr") == []
        expect(page.locator("#fr-body-editor")).to_have_text("Un texte à garder")
        page.set_input_files("#fr-document-upload", [])
        with page.expect_navigation():
            send(page)
        expect(page.locator("#fr-body")).to_have_value("<p>Un texte à garder</p>")
        expect(page.locator("#in-fr .state")).to_be_visible()


@pytest.mark.parametrize("locale", NEW)
def test_what_was_refused_is_still_in_the_form_that_one_goes_back_to(
    browser: Browser, site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    monkeypatch.setattr(blueprints, "largest", lambda: 300_000)  # less than the form weighs by
    with open_context(browser, site, java_script_enabled=False) as context:
        page = context.new_page()
        come_in(page, "editor", locale)
        fill(page, locale, scripted=False)
        page.set_input_files("#fr-document-upload", pdf(tmp_path, "rapport.pdf", 400_000))
        with page.expect_navigation():
            send(page)
        expect(page.get_by_role("heading", level=1)).to_have_text(SAID[locale]["refused"])
        expect(page.get_by_role("button", name=SAID[locale]["back"])).to_be_hidden()
        with page.expect_navigation():
            page.go_back()
        expect(page.locator("#fr-title")).to_have_value("Un titre à garder")
        expect(page.locator("#fr-summary")).to_have_value("Un résumé à garder")
        expect(page.locator("#fr-body")).to_have_value("Un texte à garder")


@pytest.mark.parametrize("locale", NEW)
def test_too_much_text_is_still_in_the_form_that_one_goes_back_to(
    browser: Browser, site: str, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    monkeypatch.setattr(blueprints, "largest", lambda: 300_000)
    with open_context(browser, site) as context:
        page = context.new_page()
        come_in(page, "editor", locale)
        fill(page, locale)
        page.locator("#fr-summary").evaluate("area => { area.value = 'e'.repeat(400_000) }")
        with page.expect_navigation():
            send(page)
        expect(page.get_by_role("heading", level=1)).to_have_text(SAID[locale]["refused"])
        with page.expect_navigation():
            page.get_by_role("button", name=SAID[locale]["back"]).click()
        expect(page.locator("#fr-title")).to_have_value("Un titre à garder")
        expect(page.locator("#fr-body-editor")).to_have_text("Un texte à garder")
        expect(page.locator('[data-of="fr-title"]')).to_contain_text("17")
        page.fill("#fr-summary", "Un résumé à garder")
        with page.expect_navigation():
            send(page)
        expect(page.locator("#fr-body")).to_have_value("<p>Un texte à garder</p>")
        expect(page.locator("#in-fr .state")).to_be_visible()
