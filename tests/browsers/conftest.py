"""One site for all, and one browser after another, in the screen that `xvfb-run` keeps in memory."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver import FirefoxOptions, Remote, WebKitGTKOptions
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.file_detector import UselessFileDetector
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.webkitgtk.service import Service

from ..browser.conftest import serve
from ..browser.desk import own_site
from ..desk import form
from .marionette import Marionette
from .servers import elsewhere, overhear

PATIENCE = 60  # seconds until a browser that does not start, or a thing that does not come, is a failure


@pytest.fixture(scope="session")
def address(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a copy of the seeded site, where an editor may sign in and a trial form is; return its address."""
    app = own_site(seeded, tmp_path_factory.mktemp("browsers"))
    form.install(app, [])
    overhear(app)
    with serve(app, "https") as found:  # WebKit keeps no secure cookie of plain http, not even of this machine
        yield found


@pytest.fixture(scope="session")
def outside() -> Iterator[tuple[int, list[str]]]:
    """Return the port of what stands for every other host, and which of them were asked for."""
    with elsewhere() as found:
        yield found


@contextmanager
def firefox(profile: Path, proxy: int) -> Iterator[WebDriver]:
    """Start Firefox."""
    wishes = {"marionette.port": 0, "network.proxy.type": 1}
    for scheme in ("http", "ssl"):
        wishes |= {f"network.proxy.{scheme}": "127.0.0.1", f"network.proxy.{scheme}_port": proxy}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in wishes.items()]
    (profile / "user.js").write_text("".join(lines))
    command = ("firefox-esr", "--marionette", "--no-remote", "--profile", str(profile))
    with (profile / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        port, given_up = profile / "MarionetteActivePort", time.monotonic() + PATIENCE
        while not (port.exists() and port.read_text()):
            assert process.poll() is None, (profile / "log").read_text()
            assert time.monotonic() < given_up
            time.sleep(0.1)
        executor, files = Marionette(int(port.read_text())), UselessFileDetector()
        with Remote(executor, options=FirefoxOptions(), file_detector=files) as driver:  # type: ignore[arg-type]
            yield driver


@contextmanager
def webkit(_folder: Path, proxy: int) -> Iterator[WebDriver]:
    """Start the small browser that comes with WebKitGTK."""
    options = WebKitGTKOptions()
    options.binary_location = str(next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")))
    options.add_argument("--automation")
    options.accept_insecure_certs = True
    options.add_argument(f"--proxy=http://127.0.0.1:{proxy}")
    options.add_argument("--ignore-host=127.0.0.1")
    service = Service("/usr/bin/WebKitWebDriver")
    service.start()
    executor = RemoteConnection(client_config=ClientConfig(service.service_url))
    with Remote(executor, options=options, file_detector=UselessFileDetector()) as driver:
        yield driver
    service.stop()


@pytest.fixture(scope="session", params=[firefox, webkit], ids=lambda start: start.__name__)
def driver(
    request: pytest.FixtureRequest, outside: tuple[int, list[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WebDriver]:
    """Start a browser; the tests share it."""
    with request.param(tmp_path_factory.mktemp("profile"), outside[0]) as started:
        started.set_window_size(1280, 900)
        yield started


def complaints(driver: WebDriver, address: str) -> list[str]:
    """Return what the pages complained of since this was last asked."""
    driver.get(f"{address}/robots.txt")
    kept = driver.execute_script(
        "const kept = sessionStorage.getItem('overheard'); sessionStorage.clear(); return kept"
    )
    return list(json.loads(kept or "[]"))


@pytest.fixture
def page(driver: WebDriver, address: str) -> Iterator[WebDriver]:
    """Return the browser; the test fails where a page complained of anything, the policy included."""
    yield driver
    assert complaints(driver, address) == []
