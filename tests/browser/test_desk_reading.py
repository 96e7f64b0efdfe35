"""What is read, and what is to be looked at again: from the overview to what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from ecpat.core import dates
from ecpat.core.database import db
from ecpat.entries.care import Care
from ecpat.entries.models import Edition
from ecpat.entries.read_counts import ReadCount, this_month
from ecpat.web.reads import READS

from ..conftest import build, copy_site
from .conftest import open_context
from .desk import NAMES, served, sign_in, somebody
from .test_axe import AXE, HIDE, THEMES, violations

pytestmark = pytest.mark.browser

PAGE = "/fr/actualites/une-premiere-journee-mondiale-contre-la-traite"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def app(seeded: Path, tmp_path: Path) -> Flask:
    """Return a site whose pages were read, one of them often."""
    site = build(copy_site(seeded, tmp_path / "instance"))
    with site.app_context():
        for role, name in NAMES.items():
            somebody(role, name)
        for number, edition in enumerate(db.session.scalars(select(Edition).where(Edition.kind == "resources"))):
            row = ReadCount(
                month=this_month(), entry_id=edition.entry_id, locale=edition.locale, pages=0, documents=3
            )
            row.pages = max(7, 640 - 60 * number)
            db.session.add(row)
        for care in db.session.scalars(select(Care).limit(2)):
            care.review_on = dates.today()
        db.session.commit()
    return site


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


def clean(page: Page) -> None:
    """Let axe-core find nothing, on a telephone and a laptop, light and dark, and nothing stick out."""
    page.wait_for_load_state()  # after a click the next page may be there by its address alone
    page.evaluate(HIDE)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            assert violations(page) == []


def test_what_is_read_is_counted_and_shown(browser: Browser, app: Flask, site: str) -> None:
    with (
        open_context(browser, site, user_agent=FIREFOX) as readers,
        open_context(browser, site, bypass_csp=True) as context,
    ):
        reader = readers.new_page()
        for _time in range(12):
            reader.goto(PAGE)
        READS.of(app).flush()
        context.add_init_script(AXE)
        page = sign_in(context.new_page(), "editor")
        section = page.get_by_role("region", name="Ce qui est lu")
        expect(section.locator(".read > li")).to_have_count(5)
        section.get_by_role("link", name="Tout voir").click()
        row = page.get_by_role("row", name="Une première Journée mondiale")
        expect(row.get_by_role("cell").nth(1)).to_contain_text("10")
        page.get_by_label("Rubrique").select_option("resources")
        page.get_by_role("button", name="Filtrer").click()
        expect(row).to_have_count(0)
        expect(page.get_by_text("moins de 10").first).to_be_visible()
        clean(page)


def test_what_is_to_be_looked_at_again_is_confirmed_and_given_to_somebody(browser: Browser, site: str) -> None:
    with open_context(browser, site, bypass_csp=True) as context:
        context.add_init_script(AXE)
        page = sign_in(context.new_page(), "editor")
        section = page.get_by_role("region", name="À revoir")
        expect(section.locator(".tasks > li")).to_have_count(2)
        section.locator(".act").first.click()
        clean(page)
        page.get_by_role("button", name="J’ai relu").click()
        expect(page.get_by_text("C’est noté")).to_be_visible()
        page.get_by_role("link", name="Vue d’ensemble").click()
        expect(section.locator(".tasks > li")).to_have_count(1)
        section.locator(".act").first.click()
        page.get_by_label("Suivie par").select_option(label=NAMES["writer"])
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.locator("#reading")).to_contain_text(NAMES["writer"])
        page.get_by_role("link", name="Vue d’ensemble").click()
        expect(section).to_have_count(0)  # what somebody looks after is theirs
