"""A help line's number is changed at the desk, and readers of every worker have it at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect

from ..conftest import build, copy_site
from .conftest import open_context
from .desk import served, sign_in, somebody

pytestmark = pytest.mark.browser


@pytest.fixture
def workers(seeded: Path, tmp_path: Path) -> Iterator[list[str]]:
    """Serve one site by two applications, each with caches of its own, and return their addresses."""
    folder = copy_site(seeded, tmp_path / "instance")
    apps = [build(folder), build(folder)]
    with apps[0].app_context():
        somebody("editor")
    with served(apps[0]) as one, served(apps[1]) as other:
        yield [one, other]


def test_a_changed_number_is_soon_on_every_worker(browser: Browser, workers: list[str]) -> None:
    def read(address: str) -> str:
        with urlopen(f"{address}/fr/aide/") as answer:  # noqa: S310 — our own server
            return str(answer.read().decode())

    assert all("116\u202f000" in read(address) for address in workers)
    with open_context(browser, workers[0]) as context:
        page = context.new_page()
        sign_in(page, "editor")
        page.get_by_role("link", name="Lignes d’aide").first.click()
        page.get_by_role("link", name="Child Focus").click()
        page.get_by_label("Numéro de téléphone").fill("116 111")
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Est-ce le bon numéro\u202f?")
        assert "116\u202f000" in read(workers[1])
        page.get_by_role("button", name="Oui, l’enregistrer").click()
        page.get_by_role("status").wait_for()
    given_up = time.monotonic() + 30
    while not all("116\u202f111" in read(address) and "116\u202f000" not in read(address) for address in workers):
        assert time.monotonic() < given_up
        time.sleep(0.02)
