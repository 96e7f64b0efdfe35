"""A picture's way: sent at the desk, described, its focal point clicked, seen on the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from flask import Flask
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.files.desk import uploads
from ecpat.files.models import Asset

from ..files.test_media import make_image
from .conftest import open_context
from .desk import own_site, served, sign_in
from .test_axe import AXE, look, violations

pytestmark = pytest.mark.browser

FILES = {"fr": "/fr/redaction/fichiers/", "en": "/en/desk/files/"}
DROP = """async ([selector, name, url]) => {
    const answer = await fetch(url);
    const file = new File([await answer.blob()], name, {type: answer.headers.get("content-type")});
    const data = new DataTransfer();
    data.items.add(file);
    const drop = new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true});
    document.querySelector(selector).dispatchEvent(drop);
}"""


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return a site with an editor."""
    return own_site(seeded, tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def own_address(site: Flask) -> Iterator[str]:
    """Serve the site."""
    with served(site) as address:
        yield address


@pytest.fixture
def photograph(tmp_path: Path) -> str:
    """Return the path of a picture whose point is at its upper end; it is small, and so drawn at once."""
    image = Image.effect_noise((600, 400), 30).convert("RGB")  # no two are the same file
    ImageDraw.Draw(image).ellipse((500, 33, 567, 100), fill="red")
    image.save(tmp_path / "Photo.jpg", quality=85)
    return str(tmp_path / "Photo.jpg")


def enter(page: Page, locale: str) -> str:
    """Sign the editor in and return the path of the files."""
    sign_in(page, "editor", locale)
    return FILES[locale]


@pytest.mark.parametrize(("locale", "scripted"), [("fr", True), ("en", False)], ids=["script", "no script"])
def test_a_picture_goes_from_a_computer_to_the_site(
    browser: Browser, site: Flask, own_address: str, photograph: str, locale: str, scripted: bool
) -> None:
    with open_context(browser, own_address, java_script_enabled=scripted) as context:
        page = context.new_page()
        page.goto(enter(page, locale))
        page.locator("#file").set_input_files(photograph)
        page.locator(".upload button").click()
        page.locator("#alt_fr").fill("Un rond rouge")
        page.locator("#alt_en").fill("A red circle")
        if scripted:
            click_focal_point(page)
            page.get_by_role("button", name="Enregistrer", exact=True).click()
        else:
            click_focal_point(page)  # the picture is a button: all that was typed goes with it
        expect(page.locator("main .notice[role=status]")).to_have_count(1)
        assert [page.locator(f"#focal_{axis}").input_value() for axis in "xy"] == ["89", "17"]
        _publish(site)
        page.goto("/fr/" if locale == "fr" else "/en/")
        lead = page.locator(".lead-picture img")
        assert "x9 y2" in (lead.get_attribute("class") or "")
        page.goto(page.locator("#lead a").get_attribute("href") or "")
        shown = page.locator(".banner img")
        assert shown.get_attribute("alt") == {"fr": "Un rond rouge", "en": "A red circle"}[locale]
        if scripted:
            assert shown.evaluate("image => image.decode().then(() => image.currentSrc)").endswith(".avif")


def click_focal_point(page: Page) -> None:
    """Click what is 89 % from the left and 17 % from the top."""
    picture = page.locator(".focal input")
    box = picture.bounding_box()
    assert box is not None
    picture.click(position={"x": box["width"] * 0.89, "y": box["height"] * 0.17})


def _publish(site: Flask) -> None:
    """Put the newest file on a new article, live in both languages."""
    with site.app_context():
        entry = service.create(get_kind("news"))
        entry.image = db.session.scalars(select(Asset).order_by(Asset.id.desc())).first()
        for locale, title in (("fr", "Avec image"), ("en", "With a picture")):
            service.publish(service.save(entry, locale, title=title))
        db.session.commit()


def test_files_can_be_dropped_and_what_is_too_large_is_said_before_it_is_sent(
    browser: Browser, own_address: str
) -> None:
    with open_context(browser, own_address, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(enter(page, "en"))
        page.evaluate(
            DROP, [".upload", "kite.svg.png", page.locator(".contact-sheet img").first.get_attribute("src")]
        )
        expect(page.locator(".upload li")).to_contain_text("kite.svg.png")
        page.locator(".upload").evaluate("form => { form.dataset.images = '10' }")
        page.locator("#file").dispatch_event("change")
        expect(page.locator(".upload li")).to_contain_text("too large")
        page.locator(".upload button").click()
        assert page.url.endswith(FILES["en"]), "nothing was sent"
        page.locator(".upload").evaluate("form => { form.dataset.images = '1000000' }")
        page.locator("#file").dispatch_event("change")
        page.locator(".upload button").click()
        page.wait_for_url(re.compile(r"/[0-9]+$"))
        expect(page.locator("h1")).to_have_text("kite.svg")


@pytest.mark.parametrize("locale", FILES)
def test_one_sees_how_far_a_file_is(
    browser: Browser, own_address: str, photograph: str, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    receive, seen = uploads.receive, Event()

    def receive_later(*args: Any, **kwargs: Any) -> Asset:
        seen.wait(30)
        return receive(*args, **kwargs)

    monkeypatch.setattr(uploads, "receive", receive_later)
    with open_context(browser, own_address) as context:
        page = context.new_page()
        page.goto(enter(page, locale))
        page.locator("#file").set_input_files(photograph)
        page.locator(".upload button").click()
        bar = page.locator(".upload progress")
        expect(bar).to_have_accessible_name("Photo.jpg")
        expect(bar).to_have_js_property("position", -1)  # all is sent: nobody knows how long reading takes
        expect(page.locator(".upload [role=status]")).to_contain_text("lecture" if locale == "fr" else "being read")
        seen.set()
        page.wait_for_url(re.compile(r"/[0-9]+$"))
        expect(page.locator("main .notice[role=status]")).to_have_count(1)


@pytest.mark.parametrize("locale", FILES)
def test_each_of_many_files_is_kept_or_refused_before_ones_eyes(
    browser: Browser, own_address: str, locale: str
) -> None:
    with open_context(browser, own_address, bypass_csp=True) as context:
        context.add_init_script(AXE)
        page = context.new_page()
        page.goto(enter(page, locale))
        wrong = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"x"}
        picture = make_image(64, {"fr": 48, "en": 50}[locale], "JPEG")  # not the same file
        right = {"name": "Photo.jpg", "mimeType": "image/jpeg", "buffer": picture}
        page.locator("#file").set_input_files([wrong, right])
        page.locator(".upload button").click()
        lines = page.locator(".upload li")
        expect(lines.nth(0).locator(".fault")).to_be_visible()
        expect(lines.nth(1).locator("a")).to_be_visible()
        assert violations(page, ".upload") == []
        page.locator("#file").set_input_files([right])
        lines.nth(0).wait_for()
        page.locator(".upload button").click()
        page.wait_for_url(re.compile(r"/[0-9]+$"))


@pytest.mark.parametrize("locale", FILES)
def test_the_pages_have_no_violation(browser: Browser, own_address: str, photograph: str, locale: str) -> None:
    with open_context(browser, own_address, bypass_csp=True) as context:
        context.add_init_script(AXE)
        page = context.new_page()
        files = enter(page, locale)
        page.goto(files)
        page.locator("#file").set_input_files([{"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"x"}])
        page.locator(".upload button").click()
        found = look(page, "refused", locale)
        page.locator("#file").set_input_files(photograph)
        page.locator(".upload button").click()
        page.wait_for_url(re.compile(r"/[0-9]+$"))
        page.locator(".edition button").last.click()
        found += look(page, "faulty", locale)
        page.goto(f"{files}1")
        found += look(page, "used", locale)
        page.goto(f"{files}?type=pdf")
        found += look(page, "PDFs", locale)
        page.goto(page.locator(".contact-sheet a").first.get_attribute("href") or "")
        found += look(page, "a PDF", locale)
        assert not found, "\n".join(found)
