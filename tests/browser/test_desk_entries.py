"""Whole stories at the desk, as editors live them, in both languages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ecpat.core import clock, dates

from .conftest import open_context
from .desk import serve_desk, sign_in

pytestmark = pytest.mark.browser

LIST = {"fr": "/fr/redaction/fiches/", "en": "/en/desk/entries/"}
SAVE = {"fr": "Enregistrer", "en": "Save"}
SET = """([id, text]) => {
    const field = document.getElementById(id);
    field.value = text;
    field.dispatchEvent(new Event("change", {bubbles: true}));
}"""  # the editor takes up what is put into its textarea
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_desk(seeded, tmp_path_factory.mktemp("desk")) as address:
        yield address


@pytest.fixture
def open_desk(browser: Browser, site: str) -> Iterator[Open]:
    """Return what opens a browser of its own, with a person of a role signed in, or with a reader."""
    contexts = []

    def enter(role: str = "", locale: str = "fr", **options: object) -> Page:
        context = open_context(browser, site, **options)
        contexts.append(context)
        page = context.new_page()
        return sign_in(page, role, locale) if role else page

    yield enter
    for context in contexts:
        context.close()


def save(page: Page, locale: str = "fr") -> None:
    """Save the form, and wait for the answer: the page stays unless there is something to look at."""
    path = page.url.split("?")[0]
    with page.expect_response(lambda one: one.request.method == "POST" and one.url == path):
        page.locator(".decide").get_by_role("button", name=SAVE[locale], exact=True).click()


def write(page: Page, title: str, body: str = "<p>Un texte.</p>", locale: str = "fr") -> str:
    """Write a draft in a language, without its editor, and return its address."""
    page.goto(LIST[locale] + {"fr": "nouvelle/news", "en": "new/news"}[locale])
    page.fill(f"#{locale}-title", title)
    page.evaluate(SET, [f"{locale}-body", body])
    with page.expect_navigation():
        save(page, locale)
    return page.url


def wait_to_read(reader: Page, path: str, words: str) -> None:
    """Wait until a page shows some words."""
    given_up = time.monotonic() + 30
    while not ((answer := reader.request.get(path)).ok and words in answer.text()):
        assert time.monotonic() < given_up, path
        time.sleep(0.02)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_write_preview_schedule_publish_and_find_it(open_desk: Open, locale: str) -> None:
    page, reader = open_desk("editor", locale), open_desk()
    page.goto(LIST[locale])
    page.locator(".write > summary").click()
    page.get_by_role("link", name={"fr": "Nouvelle actualité", "en": "New article"}[locale]).click()
    page.fill("#fr-title", f"Le quokka souriant ({locale})")
    page.fill("#fr-summary", "Un animal d’Australie.")
    page.fill("#en-title", f"The smiling quokka ({locale})")
    expect(page.locator('[data-of="en-title"]')).to_contain_text("23")
    with page.expect_navigation():
        save(page, locale)
    form = page.url
    page.locator(".decide .dots").click()
    page.get_by_role("link", name={"fr": "Aperçu en anglais", "en": "Preview in English"}[locale]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"The smiling quokka ({locale})")
    expect(page.get_by_role("status").first).to_contain_text("This is a preview")
    page.goto(form)
    ahead = clock.now() + timedelta(days=2)
    page.locator(".fold > summary").click()
    page.locator("#dates-en > summary").click()
    page.fill("#en-moment", dates.write(ahead))
    with page.expect_navigation():
        page.get_by_role(
            "button", name={"fr": "Enregistrer et programmer", "en": "Save and schedule"}[locale], exact=True
        ).click()
    expect(page.locator("#in-en .state")).to_contain_text({"fr": "Programmée", "en": "Scheduled"}[locale])
    with page.expect_navigation():
        page.locator("#do-publish").click()
    expect(page.locator("#in-fr .state")).to_have_text({"fr": "En ligne", "en": "Live"}[locale])
    for path in (f"/fr/actualites/le-quokka-souriant-{locale}", "/fr/flux.atom", "/fr/recherche/?q=quokka"):
        wait_to_read(reader, path, f"souriant ({locale})")
    assert reader.request.get(f"/en/news/the-smiling-quokka-{locale}", max_redirects=0).status == 301
    page.get_by_label({"fr": "aussi en anglais", "en": "also in English"}[locale]).check()
    with page.expect_navigation():
        page.locator("#do-publish").click()
    wait_to_read(reader, f"/en/news/the-smiling-quokka-{locale}", "smiling quokka")


def test_two_browsers_on_one_entry_are_warned_and_merge(open_desk: Open) -> None:
    first, second = open_desk("editor"), open_desk("administrator", "en")
    path = write(first, "Écrit à deux")
    second.goto(path.replace("/fr/redaction/fiches/", "/en/desk/entries/"))
    expect(second.locator("#others")).to_contain_text("Ada has this entry open too")
    first.fill("#fr-title", "Écrit par Ada")
    save(first)
    second.fill("#fr-title", "Écrit par Bo")
    second.fill("#fr-summary", "Un résumé de Bo.")
    save(second, "en")
    expect(second.get_by_role("alert")).to_contain_text("Nothing is lost")
    assert second.input_value("#fr-title") == "Écrit par Bo"
    expect(second.locator("#fr-title-theirs ins")).to_contain_text("Ada")
    second.get_by_label("Take theirs, leave mine").check()
    save(second, "en")
    expect(second.locator("#fr-title")).to_have_value("Écrit par Ada")
    expect(second.locator("#fr-summary")).to_have_value("Un résumé de Bo.")


def test_an_earlier_version_is_brought_back(open_desk: Open) -> None:
    page = open_desk("editor")
    write(page, "Une version", "<p>Les mots d’avant.</p>")
    page.fill("#fr-title", "Une autre version")
    save(page)
    page.get_by_role("link", name="Versions", exact=True).click()
    page.get_by_role("region", name="Français").get_by_role("link").nth(1).click()
    page.get_by_role("link", name="Comparer avec la version actuelle").click()
    expect(page.locator(".changes ins")).to_contain_text("autre")
    with page.expect_navigation():
        page.get_by_role("button", name="Rétablir cette version").click()
    expect(page.locator("#fr-title")).to_have_value("Une version")


def test_typed_text_outlives_a_closed_page(open_desk: Open) -> None:
    page = open_desk("editor")
    path = write(page, "Un texte long")
    page.fill("#fr-summary", "Presque perdu.")
    expect(page.locator("#kept")).to_contain_text("Texte gardé à")
    again = page.context.new_page()
    page.close(run_before_unload=False)
    again.goto(path)
    again.get_by_role("link", name="Le reprendre").click()
    expect(again.locator("#fr-summary")).to_have_value("Presque perdu.")
    save(again)
    expect(again.locator("#fr-summary")).to_have_value("Presque perdu.")
    expect(again.get_by_role("link", name="Le reprendre")).to_have_count(0)


def test_a_lost_session_loses_no_text(open_desk: Open) -> None:
    page = open_desk("editor")
    write(page, "La session")
    page.context.clear_cookies()
    page.fill("#fr-summary", "Écrit sans session.")
    expect(page.locator("#kept")).to_contain_text("Votre session est terminée")
    expect(page.locator("#fr-summary")).to_have_value("Écrit sans session.")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Se connecter (nouvel onglet)").click()
    sign_in(opened.value, "editor")
    page.fill("#fr-summary", "Écrit, puis gardé.")
    expect(page.locator("#kept")).to_contain_text("Texte gardé à")
    save(page)
    expect(page.locator("#fr-summary")).to_have_value("Écrit, puis gardé.")


def test_leaving_with_changes_is_asked_about(open_desk: Open) -> None:
    page = open_desk("editor")
    write(page, "Rester")
    page.locator("#fr-summary").press_sequentially("Pas encore")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(LIST["fr"])
    assert asked == ["beforeunload"]


def test_it_all_works_without_script(open_desk: Open) -> None:
    page = open_desk("editor", "fr", java_script_enabled=False)
    page.goto(LIST["fr"] + "nouvelle/news")
    page.fill("#fr-title", "Sans script")
    page.fill("#fr-body", "<p>Un corps.</p>")
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("#in-fr .state")).to_have_text("Pas encore en ligne")
    with page.expect_navigation():
        page.get_by_role("button", name="Mettre en ligne").click()
    expect(page.locator("#in-fr .state")).to_have_text("En ligne")
