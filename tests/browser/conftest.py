"""The seeded site behind a real server, and one browser for the session."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any, Literal

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

# The same engine without windows of its own opens a page at a fraction of the cost; Debian packs it by itself.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
# No request leaves the machine: no other host has an address. (Intercepting requests would turn the cache off.)
# A frame is drawn when one is asked for: by the clock, on a busy machine, there came a time when none was any more.
OPTIONS = (
    "--disable-frame-rate-limit",
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)  # fmt: skip

expect.set_options(timeout=60_000)  # ms; what is awaited comes late on a busy machine, and is not slow for that


@contextmanager
def serve(app: Flask, scheme: Literal["http", "https"] = "http") -> Iterator[str]:
    """Serve a site and return its address, without a slash at the end."""
    certificate = "adhoc" if scheme == "https" else None
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=certificate)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"{scheme}://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def address(reading: Flask) -> Iterator[str]:
    """Serve the seeded site and return its address."""
    with serve(reading) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=list(OPTIONS),
            ignore_default_args=["--hide-scrollbars"],  # they take width, as on most desks
        )
        yield chromium
        chromium.close()


def open_context(browser: Browser, address: str, **options: Any) -> BrowserContext:
    """Return a browser context of its own at a site."""
    return browser.new_context(base_url=address, **options)


@pytest.fixture(scope="module")
def one_page(browser: Browser, address: str) -> Iterator[Page]:
    """Return a page that the tests of a module share: they only look."""
    with open_context(browser, address) as context:
        yield context.new_page()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Return a page of the test's own."""
    with open_context(browser, address) as context:
        yield context.new_page()


@pytest.fixture
def unscripted(browser: Browser, address: str) -> Iterator[Page]:
    """Return a page of the test's own, in a browser that runs no script."""
    with open_context(browser, address, java_script_enabled=False) as context:
        yield context.new_page()
