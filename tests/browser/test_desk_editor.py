"""The editor of bodies as it is used: with a mouse, by keyboard alone, on a phone, without script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from ..desk import bodies, form
from .conftest import open_context
from .desk import enter, own_site, served
from .test_axe import AXE, violations

pytestmark = pytest.mark.browser

# What a page with a picture window does: it hands over one file after another.
WINDOW = """files => document.addEventListener("picture-wanted", (event) => {
    event.preventDefault();
    event.detail.place(files.shift());
})"""
FILES = [
    {"id": 1, "name": "cerf-volant.png", "alt": {"fr": "Un cerf-volant", "en": "A kite"}, "decorative": False},
    {"id": 2, "name": "plis.png", "alt": {"fr": "", "en": ""}, "decorative": False},
]


@pytest.fixture(scope="module")
def trial(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a site with the trial form and pictures to choose from; return its address."""
    app = own_site(seeded, tmp_path_factory.mktemp("editor"))
    thumb = f"/static/{app.config['ASSETS']['icons/icon-192.png']}"
    form.install(app, [{**file, "thumb": thumb, "width": 192, "height": 192} for file in FILES])
    with served(app) as address:
        yield address


@pytest.fixture(scope="module")
def signed_in(browser: Browser, trial: str) -> Iterator[BrowserContext]:
    """Return a context where somebody is signed in."""
    with open_context(browser, trial) as context:
        enter(context.new_page())
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context


@contextmanager
def watched(context: BrowserContext) -> Iterator[Page]:
    """Return a page; the test fails where the browser complained of anything, the policy included."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else 0)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []


@pytest.fixture
def page(signed_in: BrowserContext) -> Iterator[Page]:
    """Return a page of the test's own."""
    with watched(signed_in) as page:
        yield page


@pytest.fixture(scope="module")
def filled(signed_in: BrowserContext) -> Iterator[Page]:
    """Return the form, opened once for all tests that only put a text into it."""
    with watched(signed_in) as page:
        open_form(page)
        yield page


def open_form(page: Page, locale: str = "fr", entry: int = 0, **bodies_by_locale: str) -> Locator:
    """Open the form with bodies in it and return the French text's editor."""
    page.goto(f"{form.PATHS[locale]}?entry={entry}")
    for language, body in bodies_by_locale.items():
        write(page, language, body)
    return text(page, "fr")


def text(page: Page, language: str) -> Locator:
    return page.locator(f"#{language}-body-editor")


def body(page: Page, language: str = "fr") -> str:
    """Return the text that the form would send: the editor writes it out for that, late as it may be otherwise."""
    area = page.locator(f"#{language}-body")
    return str(area.evaluate("area => { new FormData(area.form); return area.value; }"))


def write(page: Page, language: str, html: str) -> None:
    """Put a text into a textarea as another script of the page does."""
    page.locator(f"#{language}-body").evaluate(
        "(area, html) => { area.value = html; area.dispatchEvent(new Event('change', {bubbles: true})) }", html
    )


def paste(page: Page, html: str, plain: str = "") -> None:
    page.evaluate(
        """([html, plain]) => {
            const data = new DataTransfer();
            data.setData("text/html", html); data.setData("text/plain", plain);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event); }""",
        [html, plain],
    )


def tool(page: Page, name: str, language: str = "fr") -> Locator:
    bar = page.locator(".editor-bar").nth(("fr", "en").index(language))
    return bar.get_by_role("button", name=name, exact=True)


def test_what_is_typed_is_clean_html_in_the_textarea(page: Page) -> None:
    editor = open_form(page)
    page.evaluate("addEventListener('input', ({target}) => { window.heard = target.name ?? window.heard })")
    editor.click()
    page.keyboard.type("Une ligne")
    tool(page, "Intertitre").click()
    page.keyboard.press("Enter")
    page.keyboard.type("Du texte ")
    page.keyboard.press("Control+b")
    page.keyboard.type("gras")
    page.keyboard.press("Control+b")
    page.keyboard.press("Enter")
    tool(page, "Liste").click()
    page.keyboard.type("un")
    page.keyboard.press("Enter")
    page.keyboard.type("deux")
    expected = "<h2>Une ligne</h2>\n<p>Du texte <strong>gras</strong></p>\n<ul><li>un</li><li>deux</li></ul>"
    assert body(page) == expected
    assert page.evaluate("window.heard") == "fr-body"
    assert tool(page, "Liste").get_attribute("aria-pressed") == "true"
    tool(page, "Annuler la dernière action").click()
    undone = body(page)
    assert undone != expected
    page.keyboard.press("Control+y")
    assert body(page) == expected
    page.keyboard.press("Control+z")
    assert body(page) == undone


@pytest.mark.parametrize("name", ["every tag", *bodies.sample()])
def test_loading_and_saving_changes_nothing_that_matters(filled: Page, name: str) -> None:
    html = bodies.EVERY_TAG if name == "every tag" else bodies.sample()[name]
    write(filled, "fr", html)
    assert body(filled) == html  # opening alone writes nothing
    editor = text(filled, "fr")
    editor.press("Control+End")
    editor.press("x")
    assert body(filled) != html
    editor.press("Backspace")
    assert bodies.meaning(body(filled)) == bodies.meaning(html)


def test_a_link_is_picked_by_its_title_and_kept_as_a_reference(page: Page) -> None:
    editor = open_form(page)
    editor.click()
    page.keyboard.type("Voir l’étude")
    page.keyboard.press("Shift+Home")
    tool(page, "Lien").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Une page de ce site").fill("etude belge")
    dialog.get_by_role("button", name="ReACT : l’étude belge").click()
    expect(dialog).to_have_count(0)
    assert body(page).startswith('<p><a href="entry:')
    assert body(page).endswith(">Voir l’étude</a></p>")
    expect(page.locator(".editor-place").first).to_have_text(
        "Lien vers « ReACT : l’étude belge sur les enfants victimes de traite » (Ressource, En ligne)"
    )


def test_without_a_selection_the_title_itself_becomes_the_link(page: Page) -> None:
    editor = open_form(page)
    editor.click()
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Une page de ce site").fill("react")
    dialog.get_by_role("listitem").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    page.keyboard.type(" et après")
    assert "</a> et après</p>" in body(page)


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("www.ecpat.be/x?a=1", "https://www.ecpat.be/x?a=1"),
        ("https://ecpat.be", "https://ecpat.be"),
        ("info@ecpat.be", "mailto:info@ecpat.be"),
        ("02 522 63 23", "tel:025226323"),
        ("/fr/ressources/etude-belge-du-projet-react", "entry:"),
        ("https://ecpat.be/un rapport.pdf", "https://ecpat.be/un%20rapport.pdf"),
        ("mailto:info@ecpat.be?subject=Été 2026", "mailto:info@ecpat.be?subject=%C3%89t%C3%A9%202026"),
        ("tel:+32%20(0)2%20522 63 23", "tel:+3225226323"),
        ("javascript:alert(1)", None),
        ("java\tscript:alert(1)", None),
        ("data:text/html,x", None),
        ("n’importe quoi", None),
    ],
)
def test_an_address_is_checked(filled: Page, typed: str, href: str | None) -> None:
    write(filled, "fr", "<p>mots</p>")
    text(filled, "fr").press("Control+a")
    tool(filled, "Lien").click()
    dialog = filled.get_by_role("dialog")
    dialog.get_by_label("Ou une adresse").fill(typed)
    dialog.get_by_role("button", name="Créer le lien").click()
    if href is None:
        expect(dialog.get_by_role("alert")).to_contain_text("ni une adresse")
        filled.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        assert body(filled) == "<p>mots</p>"
    else:
        expect(dialog).to_have_count(0)
        assert f'<a href="{href}' in body(filled)


def test_an_address_of_this_site_keeps_its_part_and_its_questions(filled: Page) -> None:
    for typed, kept in (
        ("/fr/ressources/etude-belge-du-projet-react#Chiffres", r'href="entry:\d+#Chiffres"'),
        ("/fr/ressources/etude-belge-du-projet-react.pdf#page=2", r'href="http://[^"]+react\.pdf#page=2"'),
        ("/fr/ressources/?theme=traite", r'href="http://[^"]+/fr/ressources/\?theme=traite"'),
    ):
        write(filled, "fr", "<p>mots</p>")
        text(filled, "fr").press("Control+a")
        tool(filled, "Lien").click()
        dialog = filled.get_by_role("dialog")
        dialog.get_by_label("Ou une adresse").fill(typed)
        dialog.get_by_role("button", name="Créer le lien").click()
        expect(dialog).to_have_count(0)
        assert re.search(kept, body(filled)), typed


def test_a_link_to_a_page_that_is_gone_says_so_and_is_taken_away(page: Page) -> None:
    editor = open_form(page, fr='<p><a href="entry:99999">mots</a></p>')
    editor.press("Control+End")
    editor.press("ArrowLeft")
    expect(page.locator(".editor-place").first).to_contain_text("n’existe plus")
    tool(page, "Lien").click()
    page.get_by_role("button", name="Retirer le lien").click()
    assert body(page) == "<p>mots</p>"


def test_a_table_is_made_filled_and_changed(page: Page) -> None:
    editor = open_form(page)
    editor.click()
    tool(page, "Tableau").click()
    page.keyboard.type("Des chiffres")
    editor.locator("th").first.click()
    page.keyboard.type("An")
    tool(page, "Ajouter une colonne").click()
    editor.locator("td").last.click()
    tool(page, "Supprimer la ligne").click()
    editor.locator("td").first.click()
    tool(page, "Colonne d’en-têtes").click()
    page.keyboard.type("2026")
    html = body(page)
    assert "<caption>Des chiffres</caption>" in html
    assert html.count("<tr>") == 2
    assert '<th scope="row">2026</th><td></td><td></td>' in html
    assert '<thead><tr><th scope="col">An</th>' in html
    tool(page, "Supprimer le tableau").click()
    assert body(page) == ""


def test_a_phrase_in_another_language_and_a_cited_title(page: Page) -> None:
    editor = open_form(page, fr="<p>I say STOP</p>")
    editor.press("Control+a")
    tool(page, "Langue").click()
    page.get_by_role("dialog").get_by_label("Langue de ces mots").select_option("en")
    page.get_by_role("dialog").get_by_role("button", name="Appliquer").click()
    assert body(page) == '<p><span lang="en">I say STOP</span></p>'
    editor.press("Control+a")
    tool(page, "Titre cité").click()
    assert bodies.meaning(body(page)) in (
        bodies.meaning('<p><span lang="en"><cite>I say STOP</cite></span></p>'),
        bodies.meaning('<p><cite><span lang="en">I say STOP</span></cite></p>'),
    )


def test_a_picture_is_chosen_with_its_alternative_text(page: Page) -> None:
    editor = open_form(page)
    editor.click()
    tool(page, "Image").click()
    expect(page.get_by_role("dialog")).to_contain_text("On ne peut pas encore choisir d’image ici.")
    page.keyboard.press("Escape")
    page.evaluate(WINDOW, FILES)
    tool(page, "Image").click()
    assert body(page) == '<figure><img src="asset:1"></figure>'
    expect(editor.get_by_text("Texte alternatif : Un cerf-volant")).to_be_visible()
    editor.locator("figcaption").click()
    page.keyboard.type("Une légende")
    editor.get_by_role("button", name="Modifier").click()
    page.get_by_role("dialog").get_by_label("Texte alternatif").fill("Un cerf-volant bleu")
    expect(page.get_by_role("dialog").get_by_text("Le fichier dit : Un cerf-volant")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Appliquer").click()
    expected = '<figure><img src="asset:1" alt="Un cerf-volant bleu"><figcaption>Une légende</figcaption></figure>'
    assert body(page) == expected
    editor.get_by_role("button", name="Modifier").click()
    page.get_by_role("dialog").get_by_role("button", name="Choisir une autre image").click()
    assert body(page) == '<figure><img src="asset:2"><figcaption>Une légende</figcaption></figure>'


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15">
<style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri"} --></style><!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]-->
</head><body lang=FR-BE style='tab-interval:35.4pt'><!--StartFragment-->
<p class=MsoTitle><span lang=FR style='font-size:28.0pt'>Le titre<o:p></o:p></span></p>
<p class=MsoNormal style='margin-bottom:12.0pt'><span style='font-family:"Times New Roman"'>Du texte <b style='mso-bidi-font-weight:normal'>gras</b>, <i>penché</i>
et <a href="https://ecpat.be/" style="color:blue">un lien</a>.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<h2 style='mso-list:none'>Un chapitre</h2>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>un</p>
<p class=MsoListParagraphCxSpMiddle style='text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>o<span>&nbsp; </span></span><![endif]>dedans</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp; </span></span><![endif]>deux</p>
<p class=MsoNormal>Puis</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>&nbsp; </span></span>premier</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr><td width=100 style='width:100pt'><p class=MsoNormal>a<o:p></o:p></p></td><td><p class=MsoNormal>b</p></td></tr></table>
<p class=MsoNormal><img src="file:///C:/Users/x/image001.png" onerror="alert(1)"><span lang=EN-GB>English words</span></p>
<!--EndFragment--></body></html>"""  # noqa: E501 — as Word writes it


def test_a_paste_from_word_keeps_words_and_structure_alone(page: Page) -> None:
    open_form(page).click()
    paste(page, WORD)
    assert bodies.meaning(body(page)) == bodies.meaning(
        "<h2>Le titre</h2><p>Du texte <strong>gras</strong>, <em>penché</em> et "
        '<a href="https://ecpat.be/">un lien</a>.</p><h3>Un chapitre</h3>'
        "<ul><li>un<ul><li>dedans</li></ul></li><li>deux</li></ul><p>Puis</p><ol><li>premier</li></ol>"
        '<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table><p><span lang="en">English words</span></p>'
    )


def test_a_paste_from_google_docs_is_not_all_bold(page: Page) -> None:
    open_form(page).click()
    paste(
        page,
        '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h1 dir="ltr"><span '
        'style="font-size:20pt;font-weight:400">Titre</span></h1><p dir="ltr" style="line-height:1.38"><span '
        'style="font-weight:400">Du </span><span style="font-weight:700">gras</span></p><br><ul><li dir="ltr" '
        'style="list-style-type:disc"><p dir="ltr" role="presentation"><span>un</span></p></li></ul></b>',
    )
    assert bodies.meaning(body(page)) == bodies.meaning(
        "<h2>Titre</h2><p>Du <strong>gras</strong></p><ul><li>un</li></ul>"
    )


def test_five_megabytes_from_word_are_pasted(page: Page) -> None:
    open_form(page).click()
    line = WORD[WORD.index("<p class=MsoNormal style='margin-bottom") : WORD.index("<p class=MsoNormal><o:p>")]
    html = f"<html><body><!--StartFragment-->{line * (5_000_000 // len(line))}<!--EndFragment--></body></html>"
    paste(page, html)
    assert body(page).count("<strong>gras</strong>") == 5_000_000 // len(line)


def test_what_the_other_language_has_more_is_marked_while_typing(page: Page) -> None:
    short = "<p>Un début de texte assez court.</p><h2>Ensuite</h2><p>La fin du texte.</p>"
    more = (
        "<p>A beginning, rather short.</p><h2>Then</h2><p>The end of it.</p><h2>What it asks</h2><p>More words.</p>"
    )
    open_form(page, fr=short, en=more)
    gap = text(page, "fr").locator(".gap")
    expect(gap).to_have_count(1)
    expect(gap).to_contain_text("Seulement en anglais :")
    expect(gap).to_contain_text("What it asks")
    expect(gap).to_contain_text("et un autre passage")
    expect(page.locator(".gaps-summary").first).to_contain_text("Un passage n’existe qu’en anglais")
    expect(text(page, "en").locator(".gap")).to_have_count(0)
    text(page, "fr").press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("## Ce que l’étude demande")
    page.keyboard.press("Enter")
    page.keyboard.type("Des mots.")
    expect(gap).to_have_count(0)
    assert "gap" not in body(page)
    assert "Seulement" not in body(page)


def test_remarks_follow_what_is_typed(page: Page) -> None:
    open_form(page).click()
    panel = page.locator(".advice").first
    page.keyboard.type("On parle de tourisme sexuel.")
    expect(panel.locator(".advice-count")).to_have_text("Une remarque")
    panel.locator("summary").click()
    expect(panel.locator(".remark")).to_contain_text("Dites plutôt : exploitation sexuelle des enfants")
    text(page, "fr").press("Control+a")
    tool(page, "Titre cité").click()
    expect(panel.locator(".advice-count")).to_have_text("Rien à signaler.")


def test_everything_by_keyboard_alone(page: Page) -> None:
    open_form(page)
    page.locator("#fr-summary").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Intertitre"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "Sous-titre"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")  # round to the last one, which is past the table's
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "fr-body-editor"
    page.keyboard.type("un titre")
    page.keyboard.press("Alt+F10")
    page.keyboard.press("Enter")
    assert body(page) == "<h2>un titre</h2>"
    page.keyboard.press("Alt+F10")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "fr-body-editor"
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "fr-body-editor"
    page.keyboard.press("Tab")  # no trap
    assert page.evaluate("document.activeElement.closest('.editor') === null")


@pytest.mark.parametrize("inside", ["<ul><li>un</li><li>deux</li></ul>", "<table><tr><td>a</td></tr></table>"])
def test_tab_leaves_lists_and_tables(page: Page, inside: str) -> None:
    editor = open_form(page, fr=inside)
    editor.focus()
    editor.press("Control+End")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.editor') === null")
    assert bodies.meaning(body(page)) == bodies.meaning(inside)


def test_nothing_of_the_editor_is_in_the_other_language(page: Page) -> None:
    said = {}
    for locale in ("fr", "en"):
        open_form(page, locale=locale, fr="<table><tr><td>x</td></tr></table>")
        text(page, "fr").locator("td").click()
        buttons = page.locator(".editor-bar").first.get_by_role("button")
        said[locale] = {button.get_attribute("aria-label") or button.inner_text() for button in buttons.all()}
        page.get_by_role("button", name="Link" if locale == "en" else "Lien", exact=True).first.click()
        said[locale] |= set(page.get_by_role("dialog").locator("label, h2, .dialog-end, .hint").all_inner_texts())
        page.keyboard.press("Escape")
    assert len(said["fr"]) >= 24
    assert said["fr"] & said["en"] <= {""}


def test_on_a_phone_the_tools_wrap_and_are_large_enough(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    open_form(page, entry=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for button in page.locator(".editor-bar > button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44
        assert box["x"] + box["width"] <= 390


def test_without_script_the_textarea_is_there(browser: Browser, trial: str) -> None:
    with open_context(browser, trial, java_script_enabled=False) as context:
        page = context.new_page()
        enter(page)
        page.goto(f"{form.PATHS['fr']}?entry=1")
        area = page.locator("#fr-body")
        expect(area).to_be_visible()
        area.fill("Du texte\n\n## Un titre\n\n- un\n- deux")
        page.get_by_role("button", name="Enregistrer").click()
        assert area.input_value() == "Du texte\n\n## Un titre\n\n- un\n- deux"
        expect(page.locator(".advice").first).to_be_visible()


@pytest.fixture(scope="module")
def looked_at(browser: Browser, trial: str) -> Iterator[Page]:
    """Return a page that axe-core is put into: the site's policy allows no script but its own, so it is set aside."""
    with open_context(browser, trial, bypass_csp=True) as context:
        context.add_init_script(AXE)
        page = context.new_page()
        enter(page)
        yield page


def dialog_violations(page: Page) -> list[Any]:
    """Return what axe-core finds in an open dialog; it knows of no top layer, so what lies below is hidden."""
    page.wait_for_function("[...document.querySelectorAll('dialog img')].every((image) => image.complete)")
    page.evaluate("document.querySelector('main').style.visibility = 'hidden'")
    found = violations(page, "dialog")
    page.evaluate("document.querySelector('main').style.visibility = ''")
    return found


# The languages take turns with the themes, as in test_axe.look: colours know no language.
@pytest.mark.parametrize(
    ("locale", "width", "theme"),
    [("fr", 390, "light"), ("fr", 1280, "dark"), ("en", 390, "dark"), ("en", 1280, "light")],
)
def test_axe_finds_nothing(looked_at: Page, locale: str, width: int, theme: Literal["light", "dark"]) -> None:
    page = looked_at
    page.set_viewport_size({"width": width, "height": 1400})
    page.emulate_media(color_scheme=theme)
    open_form(page, locale=locale, fr=bodies.EVERY_TAG, en="<p>Only this.</p><p>sex tourism</p>")
    text(page, "en").locator(".gap").first.wait_for()
    page.locator(".advice summary").nth(1).click()
    page.locator(".advice .remark").first.wait_for()
    text(page, "fr").locator("td").first.click()
    found: list[Any] = violations(page, "main")
    page.locator(".editor-bar").first.get_by_role(
        "button", name="Link" if locale == "en" else "Lien", exact=True
    ).click()
    page.get_by_role("dialog").get_by_role("searchbox").fill(
        "leiden"
    )  # few results: axe-core cannot judge what is cut
    expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_count(2)
    found += dialog_violations(page)
    page.keyboard.press("Escape")
    page.evaluate(WINDOW, FILES)
    text(page, "fr").locator(":scope > p").first.click()
    page.locator(".editor-bar").first.get_by_role(
        "button", name="Picture" if locale == "en" else "Image", exact=True
    ).click()
    page.locator(".picture button").first.click()
    found += dialog_violations(page)
    page.keyboard.press("Escape")
    assert found == [], json.dumps(found, indent=1)


def long_list(items: int) -> str:
    return "<ul>" + "".join(f"<li>Point {number}, assez bref</li>" for number in range(items)) + "</ul>"


def test_a_long_text_is_written_out_in_a_pause_and_whole_when_it_is_sent(page: Page) -> None:
    editor = open_form(page, fr=long_list(12_000))
    editor.locator("li").first.click()
    page.keyboard.press("Home")
    page.keyboard.type("a")  # the first key tells what writing out costs
    expect(page.locator("#fr-body")).to_have_value(re.compile("^<ul><li>aPoint 0"))
    page.wait_for_timeout(600)
    counted = page.evaluate(
        """async () => {
            let heard = 0;
            addEventListener("input", ({target}) => { heard += target.id === "fr-body" });
            for (const letter of "bcd") document.execCommand("insertText", false, letter);
            await new Promise((done) => setTimeout(done));
            const before = heard, sent = new FormData(document.querySelector("main form")).get("fr-body");
            return [before, sent.slice(0, 20), heard];
        }"""
    )
    assert counted == [0, "<ul><li>abcdPoint 0,", 1]
    assert body(page).startswith("<ul><li>abcdPoint 0,")
    page.keyboard.type("e")
    expect(page.locator("#fr-body")).to_have_value(re.compile("^<ul><li>abcdePoint 0"))


def test_a_text_of_a_usual_length_is_written_out(page: Page) -> None:
    editor = open_form(page, fr="<p>Une phrase d’une longueur moyenne, comme il y en a tant.</p>" * 800)
    editor.locator("p").first.click()
    page.keyboard.press("Home")
    for letter in "ab":
        page.keyboard.type(letter)
    expect(page.locator("#fr-body")).to_have_value(re.compile("^<p>abUne phrase"))


def test_the_editor_has_the_text_that_a_browser_puts_back(page: Page) -> None:
    editor = open_form(page)
    editor.click()
    page.keyboard.type("Un texte à retrouver")
    page.goto(form.PATHS["en"])
    page.go_back()
    expect(text(page, "fr")).to_have_text("Un texte à retrouver")
