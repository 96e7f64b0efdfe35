"""What editors do: sign in, type, paste from the clipboard, put pictures in, publish; and what readers then see."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.wait import WebDriverWait

from ..browser.desk import ENTRANCE
from ..browser.test_desk_pasting import CLEAR, FILE
from ..conftest import PASSWORD
from ..desk import bodies, form
from ..files.test_media import make_image
from ..pasted import PASTED
from .conftest import PATIENCE, complaints
from .test_reading import CSS

# What the keys copy, as a program puts it on the clipboard. Nothing is selected: WebKit asks whether to copy at all.
COPY = """const [html, plain] = arguments;
document.addEventListener("beforecopy", (event) => event.preventDefault(), {once: true});
document.addEventListener("copy", (event) => {
    if (html) event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", plain || "x");
    event.preventDefault();
}, {once: true});
"""
COPY_PICTURE = """const bytes = Uint8Array.from(atob(arguments[0]), (sign) => sign.charCodeAt(0));
document.addEventListener("keydown", function copy({key}) {
    if (key !== "c") return;
    document.removeEventListener("keydown", copy);
    const item = new ClipboardItem({"image/png": new Blob([bytes], {type: "image/png"})});
    navigator.clipboard.write([item]).then(() => { window.copied = true; });
});
"""
BODY = "return new FormData(document.querySelector('main form.flow')).get('fr-body')"


def keys(page: WebDriver, letter: str) -> None:
    """Press a letter together with Ctrl."""
    ActionChains(page).key_down(Keys.CONTROL).send_keys(letter).key_up(Keys.CONTROL).perform()


@pytest.fixture(scope="module")
def signed_in(driver: WebDriver, address: str) -> Iterator[WebDriver]:
    """Sign the editor in."""
    driver.delete_all_cookies()
    driver.get(f"{address}{ENTRANCE['fr']}")
    driver.find_element(CSS, "#email").send_keys("editor@example.org")
    driver.find_element(CSS, "#password").send_keys(PASSWORD, Keys.ENTER)
    WebDriverWait(driver, PATIENCE).until(lambda one: not one.current_url.endswith(ENTRANCE["fr"]))
    assert complaints(driver, address) == []
    yield driver
    driver.delete_all_cookies()


@pytest.fixture(scope="module")
def trial(signed_in: WebDriver, address: str) -> Iterator[WebDriver]:
    """Return the form for trials of the editor, which the tests share."""
    signed_in.get(f"{address}{form.PATHS['fr']}")
    WebDriverWait(signed_in, PATIENCE).until(lambda one: one.find_elements(CSS, "#fr-body-editor"))
    yield signed_in
    assert complaints(signed_in, address) == []


def paste(page: WebDriver, html: str, plain: str = "") -> str:
    """Copy and paste by keys into the empty editor, and return what the form would send."""
    page.execute_script(f"({CLEAR})()")
    page.execute_script(COPY, html, plain)
    keys(page, "c")
    keys(page, "v")
    return str(page.execute_script(BODY))


@pytest.mark.parametrize("name", PASTED)
def test_what_is_pasted_is_what_was_meant(trial: WebDriver, name: str) -> None:
    piece = PASTED[name]
    found = paste(trial, piece.html, piece.plain)
    assert bodies.meaning(found) == bodies.meaning(piece.body)
    said = trial.execute_script("return document.querySelector('.editor-pasted').textContent")
    assert piece.said in said
    assert bool(piece.said) == bool(said), said


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_is_sent_and_stands_where_it_was_put(trial: WebDriver, kind: str) -> None:
    """By keys from the clipboard in Firefox; WebKitGTK hands no picture of its clipboard to a page."""
    trial.execute_script(f"({CLEAR})()")
    data = b64encode(make_image(300, 210 + len(kind), "PNG")).decode()
    if kind == "paste" and trial.name == "firefox":
        trial.execute_script(COPY_PICTURE, data)
        keys(trial, "c")
        WebDriverWait(trial, PATIENCE).until(lambda one: one.execute_script("return window.copied"))
        keys(trial, "v")
    else:
        assert trial.execute_script(f"return ({FILE})(arguments[0])", [kind, data, "Capture.png", "image/png"])
    WebDriverWait(trial, PATIENCE).until(lambda one: '<img src="asset:' in one.execute_script(BODY))


def photograph(folder: Path) -> str:
    """Return the path of a picture."""
    (folder / "Liège 2026.jpg").write_bytes(make_image(1400, 900, "JPEG"))
    return str(folder / "Liège 2026.jpg")


def press(page: WebDriver, value: str) -> None:
    """Press a button at the form's end and wait for the page that follows."""
    before = page.find_element(CSS, "html")
    page.find_element(CSS, f".decide button[value='{value}']").click()
    WebDriverWait(page, PATIENCE).until(lambda one: one.find_element(CSS, "html") != before)
    WebDriverWait(page, PATIENCE).until(lambda one: one.find_elements(CSS, "main .notice[role=status]:not([hidden])"))


def test_an_article_from_its_first_letter_to_its_readers(
    signed_in: WebDriver, address: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    page, browser = signed_in, request.node.callspec.id
    page.get(f"{address}/fr/redaction/fiches/nouvelle/news")
    page.find_element(CSS, "#fr-title").send_keys(f"Une rencontre à Liège ({browser})")
    page.find_element(CSS, "#fr-summary").send_keys("Des tuteurs et des avocates se sont parlé.")
    page.find_element(CSS, "#in-fr .ProseMirror").click()
    ActionChains(page).send_keys("Des tuteurs ont dit ce qui manque : du temps !", Keys.ENTER).perform()
    keys(page, "b")
    ActionChains(page).send_keys("Vraiment.").perform()
    page.find_element(CSS, "#image").click()
    send = WebDriverWait(page, PATIENCE).until(lambda one: one.find_element(CSS, "dialog #window-file"))
    send.send_keys(photograph(tmp_path))
    WebDriverWait(page, PATIENCE).until(lambda one: one.find_elements(CSS, "dialog #alt_fr"))
    page.find_element(CSS, "#alt_fr").send_keys("Une image")
    WebDriverWait(page, PATIENCE).until(  # Firefox complains of a picture that leaves the page half loaded
        lambda one: one.execute_script("return document.querySelector('dialog .crop img').naturalWidth > 0")
    )
    page.find_element(CSS, "dialog button[value=lead]").click()
    WebDriverWait(page, PATIENCE).until_not(lambda one: one.find_elements(CSS, "dialog"))
    press(page, "save")
    press(page, "publish")
    assert complaints(page, address) == []

    page.get(f"{address}/fr/actualites/une-rencontre-a-liege-{browser}")
    assert urlsplit(page.current_url).path == f"/fr/actualites/une-rencontre-a-liege-{browser}"
    words = page.find_element(CSS, ".prose").text.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Des tuteurs ont dit ce qui manque : du temps !" in words
    assert page.find_element(CSS, ".prose strong").text == "Vraiment."
    WebDriverWait(page, PATIENCE).until(
        lambda one: one.execute_script("return document.querySelector('.banner img').naturalWidth > 0")
    )
    assert complaints(page, address) == []
