"""Take the pictures of the help at the desk from the sample site, in the languages that are named.

The desk is shown with two languages, so French and English are taken together, and Dutch with French beside it:

    LANGUAGES=fr,en .venv/bin/python -m tools.help_pictures fr en
    LANGUAGES=nl,fr .venv/bin/python -m tools.help_pictures nl

A site is made in a folder that is thrown away afterwards; Chromium looks at it. The pictures replace those in
`ecpat/static/help`, which are committed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask, url_for
from flask_migrate import upgrade
from flask_security import hash_password
from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from ecpat import locales
from ecpat.accounts.models import Person
from ecpat.app import create_app
from ecpat.cli import renditions, seed
from ecpat.core.database import db
from ecpat.desk.guide import PICTURE_SIZE
from ecpat.entries import copies, updates
from ecpat.entries.models import Entry
from ecpat.entries.reviews import service as reviews
from ecpat.entries.words import written

TARGET = Path(__file__).parent.parent / "ecpat" / "static" / "help"
WIDTH, HEIGHT = 1100, 900  # of the window
SCALE, SHOWN = 1.25, 1.2  # pixels of a picture for one of the window; what it shows, for one of the page it stands on
LARGEST = 40_000  # bytes of a picture
#: Not of the task, or in the browser's own English: Chromium comes with no other language everywhere.
HIDDEN = ".ask-factor { display: none } input[type=file] { visibility: hidden }"
EMAIL, PASSWORD = "help@example.org", "one long password for pictures"  # of nobody, for a minute


@dataclass(frozen=True)
class Picture:
    """A page of the desk, and the element at the top of the picture."""

    name: str
    endpoint: str
    at: str
    above: int = 16  #: CSS pixels that are shown before it
    at_end: bool = False  #: whether it stands at the bottom of the picture instead
    values: Mapping[str, Any] = field(default_factory=dict)


def pictures(live: int) -> tuple[Picture, ...]:
    """Return what is taken; `live` is the entry that has changes waiting, and a review."""
    one = {"entry_id": live}
    return (
        Picture("second_factor", "account", "#security + .flow", 40),
        Picture("overview", "overview", ".deskbar", 0),
        Picture("write", "entry", ".both", 8, values=one),
        Picture("find", "entries", "h1"),
        Picture("publish", "entry", ".decide", at_end=True, values=one),
        Picture("live", "compare", "h1", values=one),
        Picture("review", "review", "h1", values=one),
        Picture("pictures", "pictures", "h1", 8, values=one),
        Picture("files", "files", "form.filters"),
        Picture("helplines", "helplines", "h1"),
        Picture("menu", "menu", "h1"),
    )


def furnish(app: Flask) -> int:
    """Give a site the sample content, somebody who signs in, and an entry that changed and is in review: its id."""
    with app.app_context():
        upgrade()
        seed.write()
        person = Person(email=EMAIL, name="ECPAT", role="administrator", password=hash_password(PASSWORD))
        db.session.add(person)
        db.session.flush()
        entry = next(one for one in db.session.scalars(select(Entry).where(Entry.kind == "news")) if one.editions)
        for locale, edition in entry.editions.items():
            kept = copies.words_of(edition)
            words = written(
                locale, title=kept["title"], summary=kept["summary"], body=kept["body"].partition("</p>")[2],
                details=kept["details"],
            )  # fmt: skip
            updates.keep_words(edition, words, slug=edition.slug, document=edition.document, by=person)
        reviews.ask(entry, "", by=person)
        db.session.commit()
        renditions.draw_missing(files_only=True)
        return entry.id


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    """Serve a site and return its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def take(page: Page, picture: Picture) -> bytes:
    """Return a picture of the page that is open."""
    width, height = (side * SHOWN for side in PICTURE_SIZE)
    box = page.locator(picture.at).first.bounding_box()
    assert box is not None, picture.name
    top = box["y"] + box["height"] - height if picture.at_end else box["y"] - picture.above
    left = min(max(0, box["x"] - 16), WIDTH - width)
    return page.screenshot(clip={"x": left, "y": max(0, top), "width": width, "height": height})


def keep(shot: bytes, target: Path) -> None:
    """Keep a picture as WebP, as well as it can be within its limit."""
    image = Image.open(BytesIO(shot))
    for quality in range(60, 20, -5):
        image.save(target, "WEBP", quality=quality, method=6)
        if target.stat().st_size <= LARGEST:
            break
    print(f"{target.name}: {target.stat().st_size // 1000} kB")


def main() -> None:
    """Take the pictures in the languages that are named."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = create_app({"LANGUAGES": ",".join(locales.LOCALES)}, Path(folder))
        taken = pictures(furnish(app))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with serve(app) as address:
            window = ViewportSize(width=WIDTH, height=HEIGHT)
            page = browser.new_page(base_url=address, viewport=window, device_scale_factor=SCALE, bypass_csp=True)
            with app.test_request_context():
                page.goto(url_for("security.login"))
            page.fill("#email", EMAIL)
            page.fill("#password", PASSWORD)
            page.locator("main form button").first.click()
            for locale in sys.argv[1:]:
                for picture in taken:
                    with app.test_request_context():
                        path = url_for(f"desk.{picture.endpoint}", locale=locale, **picture.values)
                    page.goto(path, wait_until="networkidle")
                    page.add_style_tag(content=HIDDEN)
                    keep(take(page, picture), TARGET / f"{picture.name}-{locale}.webp")
        browser.close()


if __name__ == "__main__":
    main()
