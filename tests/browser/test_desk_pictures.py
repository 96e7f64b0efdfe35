"""The picture window over the form: pictures are sent, found, described, chosen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from ..files.test_media import make_image
from .conftest import open_context
from .desk import serve_desk, sign_in
from .test_axe import AXE, look

pytestmark = pytest.mark.browser

FORM = {"fr": "/fr/redaction/fiches/1", "en": "/en/desk/entries/1"}
CLIPBOARD = """([selector, type, bytes]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], `from-${type}.png`, {type: "image/png"}));
    const options = {bubbles: true, cancelable: true};
    const event = type === "drop" ? new DragEvent("drop", {dataTransfer: data, ...options})
        : new ClipboardEvent("paste", {clipboardData: data, ...options});
    document.querySelector(selector).dispatchEvent(event);
}"""


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_desk(seeded, tmp_path_factory.mktemp("pictures")) as address:
        yield address


def open_window(page: Page, locale: str) -> Locator:
    """Open the form and the window over it."""
    page.goto(FORM[locale])
    page.locator("#in-fr .ProseMirror").wait_for()
    page.locator("#reading [data-module=pictures]").click()
    return page.locator("dialog.window")


def test_pictures_are_sent_described_and_chosen_without_leaving_the_form(browser: Browser, site: str) -> None:
    with open_context(browser, site) as context:
        page = sign_in(context.new_page(), "editor", "en")
        window = open_window(page, "en")
        photograph = make_image(640, 480, "JPEG")
        page.locator("#window-file").set_input_files([
            {"name": "wrong.jpg", "mimeType": "image/jpeg", "buffer": b"x"},
            {"name": "Quay.jpg", "mimeType": "image/jpeg", "buffer": photograph},
        ])  # fmt: skip
        expect(window.locator(".queue li").nth(0)).to_contain_text("neither a picture")
        expect(window.locator(".queue li").nth(1)).to_contain_text("Received")
        for number, way in enumerate(("drop", "paste"), 2):
            bytes_ = list(make_image(30 + number, 20, "PNG"))
            page.evaluate(CLIPBOARD, ["dialog #by-word", way, bytes_])
            expect(window.locator(".queue li").nth(number)).to_contain_text("Received")
            expect(window.locator("h3")).to_have_text(f"from-{way}")  # what came last is to be described
        window.get_by_role("radio", name="Quay").check()
        expect(window.locator("h3")).to_have_text("Quay")
        window.get_by_label("Alternative text, in French").fill("Un quai")
        window.get_by_label("Alternative text, in English").fill("A quay")
        picture = window.locator(".focal input")
        picture.scroll_into_view_if_needed()
        box = picture.bounding_box()
        assert box is not None
        picture.click(position={"x": box["width"] * 0.8, "y": box["height"] * 0.2})
        window.locator("#by-word").fill("LEÏDEN")  # what was said of the other is kept before
        expect(window.locator(".shelf .name")).to_have_text(["leiden"])
        window.locator("#by-word").fill("from-")
        expect(window.locator(".shelf .name")).to_have_text(["from-paste", "from-drop"])
        window.get_by_role("radio", name="from-drop").check()
        expect(window.locator("h3")).to_have_text("from-drop")
        window.get_by_role("link", name="To describe").click()
        expect(window.locator("[aria-current]")).to_contain_text("To describe")
        window.locator("#by-word").fill("quay")
        expect(window.locator(".shelf li")).to_have_count(0)
        window.locator(".picks a").first.click()
        expect(window.locator("[aria-current]")).to_contain_text("All")
        window.locator("#by-word").fill("quay")
        expect(window.locator(".shelf .name")).to_have_text(["Quay"])
        window.get_by_role("radio", name="Quay").check()
        expect(window.get_by_label("Alternative text, in English")).to_have_value("A quay")
        assert [window.locator(f"#focal_{axis}").input_value() for axis in "xy"] == ["80", "20"]
        window.get_by_role("button", name="Choose it for the entry").click()
        expect(window).to_have_count(0)
        expect(page.locator("#reading [data-face] img")).to_have_count(1)
        page.locator("[data-editor-tools]").get_by_role("button", name="Picture", exact=True).click()
        window.get_by_role("radio", name="from-paste").check()
        window.get_by_role("button", name="Insert").click()
        expect(page.locator("#in-fr .ProseMirror figure img")).to_have_count(1)
        page.locator("#do-save").click()
        expect(page.locator("#standing")).to_contain_text("cannot be seen yet")
        page.reload()
        assert page.locator("#image-chosen").input_value() != ""
        expect(page.locator("#in-fr .ProseMirror figure img")).to_have_count(1)


def test_nothing_typed_or_chosen_is_lost_while_the_desk_answers(browser: Browser, site: str) -> None:
    with open_context(browser, site) as context:
        page = sign_in(context.new_page(), "editor", "en")
        page.clock.install()
        window = open_window(page, "en")
        first, second = (window.get_by_role("radio").nth(number) for number in range(2))
        said = window.get_by_label("Alternative text, in English")
        first.check()
        names = window.locator(".shelf .name").all_inner_texts()
        expect(window.locator("h3")).to_have_text(names[0])
        answers = list[Route]()
        page.route("**/*picture=*", lambda route: answers.append(route))
        with page.expect_request("**/*picture=*"):
            second.check()
        said.fill("Said meanwhile")
        for answer in answers:
            answer.continue_()
        page.unroute("**/*picture=*")
        expect(window.locator("h3")).to_have_text(names[1])
        window.locator("#by-word").fill("no such picture")
        first.check()
        expect(window.locator("h3")).to_have_text(names[0])
        page.clock.run_for(1_000)
        expect(said).to_have_value("Said meanwhile")
        expect(window.locator(".shelf .name")).to_have_text(names)


def test_the_toolbar_serves_both_texts_and_is_one_stop(browser: Browser, site: str) -> None:
    with open_context(browser, site) as context:
        page = sign_in(context.new_page(), "editor", "en")
        page.goto(FORM["en"])
        bar = page.get_by_role("toolbar", name="Formatting")
        expect(bar).to_have_count(1)
        assert bar.locator("[tabindex='0']").count() == 1
        page.locator("#in-en .ProseMirror > p").first.click()
        expect(bar.locator(".where")).to_have_text("in English")
        page.keyboard.press("Alt+F10")
        page.keyboard.press("Enter")
        expect(page.locator("#in-en .ProseMirror > h2").first).to_contain_text("18 October is EU")
        expect(page.locator("#in-fr .ProseMirror > p").first).to_contain_text("Le 18 octobre")
        page.keyboard.press("Alt+F10")
        page.keyboard.press("End")
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.id") == "en-body-editor"


@pytest.mark.parametrize("locale", FORM)
def test_the_window_has_no_violation(browser: Browser, site: str, locale: str) -> None:
    with open_context(browser, site, bypass_csp=True) as context:
        context.add_init_script(AXE)
        page = sign_in(context.new_page(), "editor", locale)
        window = open_window(page, locale)
        window.get_by_role("radio", name="leiden").check()
        expect(window.locator("#describe")).to_be_visible()
        found = look(page, "the window", locale, within="dialog", height=1600)
        assert not found, "\n".join(found)


def test_without_a_script_nothing_typed_is_lost(browser: Browser, site: str) -> None:
    with open_context(browser, site, java_script_enabled=False) as context:
        page = sign_in(context.new_page(), "writer", "en")
        page.goto("/en/desk/entries/new/news")
        page.fill("#en-title", "Three chairs")
        page.locator("#image").click()
        page.get_by_role("radio", name="leiden").check()
        page.get_by_role("button", name="Look at the picture that is ticked").click()
        page.get_by_role("button", name="Choose it for the entry").click()
        expect(page.locator("#en-title")).to_have_value("Three chairs")
        expect(page.locator(".thumb-frame img").first).to_be_visible()
        assert page.locator("#image-chosen").input_value() != ""
