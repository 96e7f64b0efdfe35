"""No violation of WCAG 2.2 AA that axe-core can find on a page of the desk, in any size, theme or language."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from ..conftest import build
from .conftest import open_context
from .desk import come_in, served, somebody
from .test_axe import AXE, THEMES, violations

pytestmark = pytest.mark.browser

WIDTHS = (390, 1280)
LOCALES = ("fr", "en")
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
    own = build(shutil.copytree(seeded, tmp_path_factory.mktemp("desk") / "instance"))
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


def look(page: Page, path: str) -> None:
    """Look at a page in every size and theme."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, f"{path}: {answer.status}"
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            found += [f"{path}, {width} px, {theme}: {line}" for line in violations(page)]
        wide = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
        if wide > 0:
            found.append(f"{path}, {width} px: {wide} px stick out")
    assert not found, "\n".join(found)


def path_of(site: Flask, endpoint: str, values: dict[str, int], locale: str) -> str:
    """Return the address of a page in a language."""
    with site.test_request_context():
        return site.url_for(endpoint, locale=locale, **values)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("endpoint", "values"), OUTSIDE, ids=lambda one: one if isinstance(one, str) else "")
def test_no_violation_before_the_door(
    site: Flask, outside: Page, endpoint: str, values: dict[str, int], locale: str
) -> None:
    look(outside, path_of(site, endpoint, values, locale))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("endpoint", "values"), INSIDE, ids=lambda one: one if isinstance(one, str) else "")
def test_no_violation_at_the_desk(
    site: Flask, inside: Page, endpoint: str, values: dict[str, int], locale: str
) -> None:
    look(inside, path_of(site, endpoint, values, locale))
