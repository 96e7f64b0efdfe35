"""No violation of WCAG 2.2 AA that axe-core can find on a page of the desk, in any size, theme or language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from ecpat.accounts import audit
from ecpat.accounts.models import Person
from ecpat.core.database import db

from ..conftest import build, copy_site
from .conftest import open_context
from .desk import come_in, served, somebody
from .pages import LOCALES
from .test_axe import AXE, DESK, look

pytestmark = pytest.mark.browser

# Endpoint and values of each page; what is asked for without a session comes first.
OUTSIDE = (("security.login", {}), ("security.forgot_password", {}), ("security.two_factor_rescue", {}))
INSIDE = (
    ("desk.account", {}),
    ("desk.audit", {}),
    ("desk.erase", {"number": 1}),
    ("desk.invite", {}),
    ("desk.people", {}),
    ("desk.person", {"number": 1}),
    ("security.change_password", {}),
    ("security.mf_recovery_codes", {}),
    ("security.two_factor_setup", {}),
    ("security.verify", {}),
    ("security.wan_register", {}),
)


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return a seeded site of the module's own, with an administrator."""
    own = build(copy_site(seeded, tmp_path_factory.mktemp("desk") / "instance"))
    with own.app_context():
        somebody()
        yield own


@pytest.fixture(scope="module")
def inside(site: Flask, browser: Browser) -> Iterator[Page]:
    """Return a page that an administrator has come in on, with axe-core put into it."""
    with served(site) as address, open_context(browser, address, bypass_csp=True) as context:
        context.add_init_script(AXE)
        page = context.new_page()
        come_in(page)
        yield page


@pytest.fixture(scope="module")
def outside(site: Flask, browser: Browser) -> Iterator[Page]:
    """Return a page that nobody has come in on."""
    with served(site) as address, open_context(browser, address, bypass_csp=True) as context:
        context.add_init_script(AXE)
        yield context.new_page()


def visit(page: Page, site: Flask, endpoint: str, values: dict[str, int], locale: str, status: int = 200) -> None:
    """Go to a page and look at it."""
    with site.test_request_context():
        path = site.url_for(endpoint, locale=locale, **values)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == status, f"{path}: {answer.status}"
    found = look(page, path, locale)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("endpoint", "values"), OUTSIDE, ids=lambda one: one if isinstance(one, str) else "")
def test_no_violation_before_the_door(
    site: Flask, outside: Page, endpoint: str, values: dict[str, int], locale: str
) -> None:
    visit(outside, site, endpoint, values, locale)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("endpoint", "values"), INSIDE, ids=lambda one: one if isinstance(one, str) else "")
def test_no_violation_at_the_desk(
    site: Flask, inside: Page, endpoint: str, values: dict[str, int], locale: str
) -> None:
    visit(inside, site, endpoint, values, locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_violation_where_there_is_nothing(site: Flask, inside: Page, locale: str) -> None:
    visit(inside, site, "desk.entry", {"entry_id": 999_999}, locale, 404)


@pytest.mark.parametrize("width", DESK)
def test_no_violation_where_a_text_is_kept_and_it_goes_along_into_the_other_language(
    site: Flask, browser: Browser, width: int
) -> None:
    with served(site) as address, open_context(browser, address, bypass_csp=True) as context:
        context.add_init_script(AXE)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 800})
        come_in(page)
        page.goto("/en/desk/account")
        page.get_by_label("Name").fill("A name that took me half an hour to find, and that is long")
        context.clear_cookies()
        with page.expect_navigation():
            page.get_by_role("button", name="Save").click()
        found = look(page, "the text that is kept", "en", [width])
        page.locator(".me > summary").click()
        with page.expect_navigation():
            page.get_by_role("button", name="Français").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ce que vous avez tapé est encore là")
        expect(page.get_by_label("name")).to_have_value("A name that took me half an hour to find, and that is long")
        found += look(page, "the text that is kept", "fr", [width])
        assert not found, "\n".join(found)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_deed_is_a_line_or_two_on_a_phone(site: Flask, inside: Page, locale: str) -> None:
    chief = db.session.scalars(select(Person)).one()
    for number in range(60):
        audit.record(chief, "edition.saved", f"entry:{number + 1}", locale="fr")
    db.session.commit()
    inside.set_viewport_size({"width": 390, "height": 800})
    with site.test_request_context():
        inside.goto(site.url_for("desk.audit", locale=locale))
    heights = inside.locator(".deeds li").evaluate_all("rows => rows.map((row) => row.offsetHeight)")
    assert len(heights) == 50
    assert max(heights) <= 130
