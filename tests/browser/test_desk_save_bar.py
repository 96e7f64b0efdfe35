"""The bar that saves: within reach on a phone as on a desk, and in the way of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from .conftest import open_context
from .desk import serve_desk, sign_in

pytestmark = pytest.mark.browser

NEW = {"fr": "/fr/redaction/fiches/nouvelle/training", "en": "/en/desk/entries/new/training"}
PHONES = ((390, 844), (320, 640))
# What the bar covers of what has the focus: nothing of a field of one line; of a longer one it leaves a line or more.
# An editor's text is taller than the window, and scrolls by itself.
COVERED = """() => {
    const field = document.activeElement, bar = document.querySelector(".decide").getBoundingClientRect();
    if (field.closest(".decide, .ProseMirror") || field === document.body) return [field.id, null];
    const box = field.getBoundingClientRect(), left = field.matches("textarea") ? box.height - 32 : 1;
    const over = Math.min(box.bottom, bar.bottom) - Math.max(box.top, bar.top);
    return [field.id, over > left ? `${field.id || field.textContent}: ${over} px` : null];
}"""


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_desk(seeded, tmp_path_factory.mktemp("bar")) as address:
        yield address


@pytest.fixture(scope="module")
def editor(browser: Browser, site: str) -> Iterator[Page]:
    with open_context(browser, site) as context:
        yield sign_in(context.new_page(), "editor")


@pytest.fixture
def unscripted(browser: Browser, site: str) -> Iterator[Page]:
    """Return a page in a browser that runs no script."""
    with open_context(browser, site, java_script_enabled=False) as context:
        yield sign_in(context.new_page(), "editor")


def within(page: Page) -> bool:
    """Tell whether the button that saves is wholly in the window."""
    box, size = page.locator(".decide .button").first.bounding_box(), page.viewport_size
    assert box
    assert size
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


@pytest.mark.parametrize("size", PHONES)
@pytest.mark.parametrize("locale", NEW)
def test_saving_is_in_reach_wherever_one_is_in_the_form(editor: Page, locale: str, size: tuple[int, int]) -> None:
    editor.set_viewport_size({"width": size[0], "height": size[1]})
    editor.goto(NEW[locale])
    height = editor.evaluate("document.documentElement.scrollHeight")
    assert height > 3 * size[1]
    for part in (0.2, 0.5, 0.8, 1):
        editor.evaluate("top => scrollTo(0, top)", height * part)
        assert within(editor), part
    bar = editor.locator(".decide").bounding_box()
    assert bar
    assert bar["height"] < size[1] / 4, "it leaves room for the form"


def test_it_needs_no_script(unscripted: Page) -> None:
    unscripted.set_viewport_size({"width": 390, "height": 844})
    unscripted.goto(NEW["fr"])
    unscripted.locator("#fr-title").scroll_into_view_if_needed()
    assert within(unscripted)


def test_enter_in_a_field_sends_nothing(unscripted: Page) -> None:
    unscripted.goto(NEW["fr"])
    sent: list[str] = []
    unscripted.on("request", lambda one: sent.append(one.method))
    unscripted.locator(".fold").evaluate("fold => { fold.open = true }")
    unscripted.fill("#fr-title", "À ne pas envoyer")
    for field in ("#fact-places", "#fr-slug", "#topics input[type=checkbox]"):
        unscripted.locator(field).first.press("Enter")
    unscripted.locator("#do-save").wait_for()
    assert "POST" not in sent
    assert unscripted.input_value("#fr-title") == "À ne pas envoyer"


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
@pytest.mark.parametrize("size", [*PHONES, (1280, 800)])
def test_it_covers_nothing_that_has_the_focus(editor: Page, size: tuple[int, int], key: str) -> None:
    editor.set_viewport_size({"width": size[0], "height": size[1]})
    editor.goto(NEW["fr"])
    if key == "Shift+Tab":
        editor.locator(".decide .button").last.focus()
    covered, reached = [], {editor.evaluate("document.activeElement.id")}
    for _press in range(110):
        editor.keyboard.press(key)
        field, said = editor.evaluate(COVERED)
        reached.add(field)
        covered += [said] if said else []
    assert {"fr-title", "fr-summary", "fact-places"} <= reached  # the other language's tab is closed on a phone
    assert not covered, "\n".join(covered)


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)])
def test_it_does_not_cover_the_line_that_one_types(editor: Page, size: tuple[int, int]) -> None:
    editor.set_viewport_size({"width": size[0], "height": size[1]})
    editor.goto(NEW["fr"])
    editor.locator("#fr-body-editor").click()
    for _line in range(30):
        editor.keyboard.press("Enter")
        editor.keyboard.type("x")
    gap = editor.evaluate(
        """() => document.querySelector(".decide").getBoundingClientRect().top
            - getSelection().getRangeAt(0).getBoundingClientRect().bottom"""
    )
    assert gap >= 0
    editor.evaluate("onbeforeunload = null")


@pytest.mark.parametrize(("size", "text"), [((320, 640), 200), ((844, 390), 100)], ids=["large text", "low window"])
def test_it_stays_at_the_end_where_it_would_take_too_much_room(
    editor: Page, size: tuple[int, int], text: int
) -> None:
    editor.set_viewport_size({"width": size[0], "height": size[1]})
    editor.goto(NEW["fr"])
    editor.evaluate("size => { document.documentElement.style.fontSize = size }", f"{text}%")
    editor.evaluate("scrollTo(0, 300)")
    assert not within(editor)
    assert editor.evaluate("document.documentElement.scrollWidth <= innerWidth")
