"""Blocks in the editor: made in a dialog, kept by the editor, left by Enter; Tab in tables; typed addresses."""

from __future__ import annotations

from itertools import product

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ..desk import bodies
from .conftest import open_context
from .desk import enter
from .test_axe import AXE, THEMES, violations
from .test_desk_editor import FILES, body, open_form, page, signed_in, tool, trial

pytestmark = pytest.mark.browser
__all__ = ["page", "signed_in", "trial"]


def fill(page: Page, kind: str, **fields: str) -> None:
    """Choose a block and fill in what it asks for."""
    tool(page, "Bloc").click()
    page.get_by_role("dialog").get_by_role("button", name=kind, exact=True).click()
    dialog = page.get_by_role("dialog")
    for label, value in fields.items():
        dialog.get_by_label(label.replace("_", " "), exact=True).fill(value)
    dialog.get_by_role("button", name="Insérer").click()


def test_a_number_is_made_with_its_source(page: Page) -> None:
    editor = open_form(page, fr="<p>Avant.</p><p>Après.</p>")
    editor.get_by_text("Avant.").click()
    fill(
        page, "Un chiffre et sa source", Le_chiffre="38 %", **{"Ce qu’il compte": "des victimes"}, Qui_le_dit="ONUDC"
    )
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_have_text("Ce champ est nécessaire.")
    dialog.get_by_label("Année").fill("2024")
    dialog.get_by_label("Adresse").fill("unodc.org/glotip")
    dialog.get_by_role("button", name="Insérer").click()
    expect(dialog).to_have_count(0)
    assert body(page).split("\n")[:2] == [
        "<p>Avant.</p>",
        '<figure class="number"><p>38 %</p><p>des victimes</p><figcaption>Source\u00a0: '
        '<a href="https://unodc.org/glotip">ONUDC</a>, 2024.</figcaption></figure>',
    ]


def test_the_dialogs_are_open_to_everybody(browser: Browser, trial: str) -> None:
    with open_context(browser, trial, bypass_csp=True) as context:
        context.add_init_script(AXE)
        page = context.new_page()
        enter(page)
        open_form(page)
        tool(page, "Bloc").click()
        found = dialog_violations(page, "blocks")
        page.keyboard.press("Enter")  # the first of them
        assert page.get_by_label("Le chiffre").evaluate("one => one === document.activeElement")
        page.keyboard.press("Enter")  # nothing is filled in
        found += dialog_violations(page, "a block with nothing in it")
        assert not found, "\n".join(found)


def dialog_violations(page: Page, name: str) -> list[str]:
    """Return what axe-core finds in the dialog that is open, in two sizes and both themes."""
    found = []
    for width, theme in product((768, 1280), THEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme)
        found += [f"{name}, {width} px, {theme}: {line}" for line in violations(page, "dialog")]
    return found


def test_the_other_blocks_are_made_too(page: Page) -> None:
    open_form(page).click()
    fill(page, "Une vidéo", Titre_de_la_vidéo="Un film", Adresse_de_la_vidéo="https://vimeo.com/1")
    fill(page, "À qui s’adresser", Nom="Une question ?", Adresse="info@ecpat.be")
    fill(page, "Que faire ensuite", Mots_du_bouton="Signer", Adresse="https://ecpat.be/")
    page.keyboard.type("x")
    assert bodies.meaning(body(page)) == bodies.meaning(
        '<figure class="video"><p><a href="https://vimeo.com/1">Un film</a></p></figure>'
        '<figure class="contact"><p><strong>Une question ?</strong></p>'
        '<p><a href="mailto:info@ecpat.be">info@ecpat.be</a></p></figure>'
        '<p class="action"><a href="https://ecpat.be/">Signer</a></p><p>x</p>'
    )


def test_a_recording_of_ours_is_found_by_its_name(page: Page) -> None:
    open_form(page).click()
    tool(page, "Bloc").click()
    page.get_by_role("button", name="Une vidéo ou un son de notre site", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Une vidéo ou un son, par son nom")).to_be_focused()
    dialog.get_by_role("button", name=FILES[0]["name"]).click()
    expect(dialog.get_by_label("Titre de la vidéo")).to_have_value(FILES[0]["name"])
    dialog.get_by_label("Titre de la vidéo").fill("Un film")
    dialog.get_by_role("button", name="Insérer").click()
    found = f'<figure class="video"><p><a href="asset:{FILES[0]["id"]}">Un film</a></p></figure>'
    assert bodies.meaning(body(page)) == bodies.meaning(found)


def test_enter_leaves_a_block(page: Page) -> None:
    editor = open_form(page, fr='<figure class="contact"><p>Nom</p><p>Mots</p></figure>')
    editor.get_by_text("Mots").click()
    for key in ("End", "Enter", "Enter"):
        page.keyboard.press(key)
    page.keyboard.type("dehors")
    assert body(page) == '<figure class="contact"><p>Nom</p><p>Mots</p></figure>\n<p>dehors</p>'
    editor = open_form(page, fr='<p class="action"><a href="help:">Aide</a></p>')
    editor.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("dehors")
    assert body(page) == '<p class="action"><a href="help:">Aide</a></p>\n<p>dehors</p>'


def test_tab_goes_through_the_cells_and_leaves_after_the_last(page: Page) -> None:
    editor = open_form(page, fr="<table><tbody><tr><td>un</td><td>deux</td></tr></tbody></table>")
    editor.get_by_text("un", exact=True).click()
    expect(page.locator(".table-tools:visible")).to_have_count(1)  # the editor knows where the caret is
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    assert body(page) == "<table><tbody><tr><td>un</td><td>2</td></tr></tbody></table>"
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("1")
    assert body(page) == "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert not editor.evaluate("one => one.contains(document.activeElement)")


def test_an_address_that_is_typed_becomes_a_link(page: Page) -> None:
    open_form(page).click()
    page.keyboard.type("Voir https://ecpat.be/a, puis")
    assert body(page) == '<p>Voir <a href="https://ecpat.be/a">https://ecpat.be/a</a>, puis</p>'


def test_an_address_pasted_over_a_word_links_it(page: Page, signed_in: BrowserContext) -> None:
    open_form(page).click()
    page.keyboard.type("Un mot")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.evaluate("navigator.clipboard.writeText('https://ecpat.be/')")
    page.keyboard.press("Control+v")
    assert body(page) == '<p>Un <a href="https://ecpat.be/">mot</a></p>'
