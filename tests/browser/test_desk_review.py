"""A proposal from its writer to the site, by way of a comment; and a gate that leads to what is to be settled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import open_context
from .desk import serve_desk, sign_in
from .test_axe import AXE, HIDE, violations

pytestmark = pytest.mark.browser
BEHIND = """seen => document.querySelectorAll("main > :not(form), .both, .margin, .tabs, body > :not(main)")
    .forEach(part => { part.style.visibility = seen })"""
# What lies half under the bar at the lower end is what one has not scrolled to; axe-core takes it for too small.
IN_ITS_PLACE = "document.querySelectorAll('.decide').forEach((bar) => { bar.style.position = 'static' })"
ARTICLE, BROCHURE = "/fr/redaction/fiches/3", "/fr/redaction/fiches/4"
SELECT = """(element, [from, to]) => {
    const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode(), range = document.createRange();
    element.closest("[contenteditable]")?.focus();
    range.setStart(text, from);
    range.setEnd(text, to);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return range.toString().trim();
}"""


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_desk(seeded, tmp_path_factory.mktemp("review")) as address:
        yield address


def free(page: Page, path: str, within: str) -> None:
    """Open a page and expect no violation of WCAG within an element, in both sizes."""
    page.goto(path)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(HIDE)
        page.evaluate(IN_ITS_PLACE)
        assert violations(page, within) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    page.set_viewport_size({"width": 1280, "height": 800})


def judge_gate(page: Page) -> None:
    """Expect no violation in the open panel; what it covers is hidden, for axe takes it for its background."""
    page.evaluate(BEHIND, "hidden")
    assert violations(page, ".gate") == []
    page.evaluate(BEHIND, "")


def test_a_proposal_is_read_commented_and_published(browser: Browser, site: str) -> None:
    with (
        open_context(browser, site) as writers,
        open_context(browser, site, bypass_csp=True) as editors,
        open_context(browser, site, java_script_enabled=False) as plain,
    ):
        writer = sign_in(writers.new_page(), "writer")
        writer.goto(ARTICLE)
        writer.fill("#fr-summary", "Un résumé qui dit tout en peu de mots.")
        writer.get_by_text("Ajouter un mot").click()
        writer.fill("#note", "L’ancien résumé était trop long.")
        with writer.expect_navigation():
            writer.get_by_role("button", name="Demander la mise à jour").click()
        expect(writer.locator(".page-line .review")).to_contain_text("Relecture demandée par Cléo")

        unscripted = sign_in(plain.new_page(), "administrator")  # a comment needs no script
        unscripted.goto(f"{ARTICLE}/relecture")
        passage = unscripted.locator(".passage").nth(1)
        expect(passage).to_contain_text("Un résumé qui dit tout")
        passage.locator("summary").click()
        passage.locator("textarea").fill("À qui s’adresse-t-il ?")
        passage.get_by_role("button", name="Commenter").click()
        expect(unscripted.locator(".passage").nth(1).locator(".comment")).to_contain_text("À qui s’adresse-t-il")

        editor = sign_in(editors.new_page(), "editor")
        editors.add_init_script(AXE)
        free(editor, f"{ARTICLE}/relecture", "html")
        free(editor, ARTICLE, ".page-line")
        assert violations(editor, ".comment") == []
        editor.goto("/fr/redaction/")
        editor.get_by_role("link", name="Relire").first.click()
        expect(editor.locator(".review")).to_contain_text("Relecture demandée")
        expect(editor.locator(".asked")).to_have_text("L’ancien résumé était trop long.")
        editor.fill("#words", "Merci.")
        editor.get_by_role("button", name="Approuver").click()
        expect(editor.locator(".review")).to_contain_text("Relecture approuvée par Ada")
        editor.get_by_role("link", name="Comparer avec le site").click()
        editor.get_by_role("button", name="Mettre le site à jour").click()
        expect(editor.locator("#standing")).to_contain_text("Le site montre exactement ce texte.")


def test_words_are_commented_on_where_they_are_read_and_where_they_are_written(browser: Browser, site: str) -> None:
    with open_context(browser, site) as context:
        page = sign_in(context.new_page(), "editor")
        page.goto(f"{BROCHURE}/relecture")
        quoted = page.locator(".passage.text .quoted").first
        words = quoted.evaluate(SELECT, [3, 15])
        expect(page.locator(".say[open] .chosen-words q")).to_have_text(words)
        page.locator(".say[open] textarea").fill("D’où vient-il ?")
        page.locator(".say[open] button").click()
        expect(page.locator(".passage mark.said")).to_have_text(words)

        page.goto(BROCHURE)
        text = page.locator("#fr-body-editor")
        expect(text.locator(".said")).to_have_text(words)
        body = page.locator("#fr-body").input_value()
        others = text.locator("p").nth(1).evaluate(SELECT, [0, 10])
        page.get_by_role("button", name="Commenter", exact=True).click()
        page.locator(".editor-dialog textarea").fill("Plus court ?")
        page.locator(".editor-dialog form button").click()
        expect(text.locator(".said")).to_have_text([words, others])
        expect(page.locator("#beside-fr .comment")).to_contain_text(["D’où vient-il ?", "Plus court ?"])
        assert page.locator("#fr-body").input_value() == body

        text.locator("p").nth(1).click(position={"x": 2, "y": 8})
        page.keyboard.press("Home")
        page.keyboard.press("Delete")
        expect(text.locator(".said")).to_have_text([words])
        expect(page.locator("#beside-fr .gone").last).to_be_visible()
        slip = page.locator("#beside-fr .comment").first  # answered and settled in the form, which stays as it is
        slip.locator("summary").click()
        slip.locator("textarea").fill("D’une enquête.")
        slip.get_by_role("button", name="Répondre").click()
        expect(slip.locator(".answers")).to_contain_text("D’une enquête.")
        expect(slip).to_be_focused()
        slip.get_by_role("button", name="C’est réglé").click()
        expect(page.locator("#beside-fr .comment")).to_have_count(1)
        assert page.locator("#fr-body").input_value() != body
        page.goto(f"{BROCHURE}/relecture")
        expect(page.locator(".settled > summary")).to_have_text("1 commentaire réglé")


def test_the_gate_explains_and_leads_to_the_field(browser: Browser, site: str) -> None:
    with open_context(browser, site, bypass_csp=True) as context:
        context.add_init_script(AXE)
        page = sign_in(context.new_page(), "editor")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto("/fr/redaction/fiches/nouvelle/news")
        page.fill("#fr-title", "Des mots à peser")
        page.locator("#fr-body-editor").click()
        page.keyboard.type("Un texte sur le tourisme sexuel, qui est long assez.")
        with page.expect_navigation():
            page.locator("#do-publish").click()
        gate = page.locator(".gate")
        expect(page.get_by_role("alert")).to_contain_text("pas mis en ligne")
        expect(gate.locator("summary")).to_have_text("1 point à régler")
        expect(gate.locator("li.should")).to_contain_text("tourisme sexuel")
        judge_gate(page)
        gate.locator("li.should a").click()
        assert page.evaluate("document.activeElement.closest('.text') !== null")
        page.set_viewport_size({"width": 390, "height": 900})
        gate.locator("summary").click()
        gate.locator("li", has_text="thème").locator("a").click()
        assert page.evaluate("document.activeElement.closest('#topics') !== null")
        gate.locator("summary").click()
        page.fill("#reason", "Le titre d’une loi, cité.")
        with page.expect_navigation():
            page.locator("#do-publish").click()
        expect(page.locator("#standing")).to_contain_text("Le site montre exactement ce texte.")
