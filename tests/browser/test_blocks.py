"""Blocks of a text as readers meet them: legible, light, without script, nothing of anyone before a touch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route
from werkzeug.datastructures import FileStorage

from ecpat.core.database import db
from ecpat.entries import change_notes, service
from ecpat.entries.kind import get_kind
from ecpat.files import service as files
from ecpat.files.desk import uploads
from ecpat.files.models import Asset

from .. import recordings as made
from .conftest import open_context
from .desk import own_site, served
from .test_axe import AXE, HIDE, WIDTHS, look
from .test_weight import HEAVIEST, MOST, fetched, transferred

pytestmark = pytest.mark.browser

BODY = """<p>Un tuteur aide.</p>
<figure class="number"><p>1 234 567</p><p>victimes repérées.</p><figcaption>Source : ONUDC,
<a href="https://www.unodc.org/"><cite>Rapport</cite></a>, 2024.</figcaption></figure>
<figure class="video"><p><a href="https://youtu.be/abcDEF12345">Un film</a></p><figcaption>3 min</figcaption></figure>
<figure class="video"><p><a href="https://vimeo.com/123456">Un autre film</a></p></figure>
<figure class="contact"><p><strong>Questions</strong></p><p><a href="tel:+3225222323">02 522 63</a></p></figure>
<p class="action"><a href="help:">Voir les lignes d’aide</a></p>"""
OURS = '<figure class="video"><p><a href="asset:{}">Ours</a></p><figcaption>In English</figcaption></figure>'
PATHS = {"fr": "/fr/actualites/des-blocs", "en": "/en/news/some-blocks"}


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a site with a text that has every block, in both languages."""
    app = own_site(seeded, tmp_path_factory.mktemp("blocks"))
    with app.app_context():
        with app.test_request_context("/fr/redaction/"):
            sent = []
            for name, data in (("film.mp4", made.mp4()), ("voice.ogg", made.ogg())):
                sent.append(uploads.receive(FileStorage(BytesIO(data), name), by=None).id)
                db.session.commit()
            film, voice = (db.session.get_one(Asset, number) for number in sent)
        files.describe(film, {"en": {"captions": made.CAPTIONS, "transcript": "Good morning.\n\nGoodbye."}}, by=None)
        ours = "".join(OURS.format(one.id) for one in (film, voice))
        entry = service.create(get_kind("news"))
        for locale, path in PATHS.items():
            body = BODY if locale == "fr" else BODY.replace("Un tuteur", "A guardian") + ours
            edition = service.save(
                entry, locale, title="Des blocs", slug=path.rpartition("/")[2], body=body,
                changes=change_notes.read("2026-01-02: Un chiffre.\n2025-01-02: Un autre.", locale),
            )  # fmt: skip
            service.publish(edition, datetime(2013, 5, 1, tzinfo=UTC))
        db.session.commit()
        db.session.remove()
    with served(app) as address:
        yield address


@pytest.mark.parametrize("locale", PATHS)
def test_there_is_no_violation_and_no_sideways_scrolling(browser: Browser, site: str, locale: str) -> None:
    with open_context(browser, site, bypass_csp=True) as context:
        context.add_init_script(AXE)
        page = context.new_page()
        page.goto(PATHS[locale])
        page.evaluate(HIDE)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        found = look(page, "blocks", locale, WIDTHS)
        assert not found, "\n".join(found)


def test_a_definition_opens_without_script(browser: Browser, site: str) -> None:
    with open_context(browser, site, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(PATHS["fr"])
        meaning = page.locator("#def-guardian")
        assert not meaning.is_visible()
        page.get_by_role("link", name="tuteur", exact=True).click()
        assert meaning.is_visible()


def test_on_paper_a_video_says_where_it_is(browser: Browser, site: str) -> None:
    with open_context(browser, site) as context:
        page = context.new_page()
        page.goto(PATHS["fr"])
        page.emulate_media(media="print")
        video = page.locator("#video-1")
        assert not video.get_by_text("saura que ce site a été ouvert").is_visible()
        said = video.locator(".name").evaluate("one => getComputedStyle(one, '::after').content")
        assert "https://youtu.be/abcDEF12345" in said


def test_nothing_of_a_recording_is_loaded_before_a_touch(browser: Browser, site: str) -> None:
    with open_context(browser, site) as context:
        asked = fetched(context.new_page(), PATHS["en"])
    ours = {url.rpartition("/")[2] for url in asked if "/media/" in url}
    assert ours <= {"indigo.svg"}, "its still alone, where it is in sight"


def touched(page: Page, path: str, place: int) -> list[tuple[str, str | None]]:
    """Load a video of a page, and return what was asked of other sites: (address, referrer)."""
    asked: list[tuple[str, str | None]] = []

    def note(route: Route) -> None:
        asked.append((route.request.url, route.request.all_headers().get("referer")))
        route.fulfill(body="<p>a player</p>", content_type="text/html")

    page.route(lambda url: "127.0.0.1" not in url, note)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert asked == []
    page.get_by_role("link", name="Charger la vidéo").nth(place - 1).click()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("location.hash") == f"#video-{place}"
    page.frame_locator(f"#video-{place} iframe").get_by_text("a player").wait_for()
    return asked


@pytest.mark.parametrize(
    ("place", "player", "told"),
    [
        (1, "https://www.youtube-nocookie.com/embed/abcDEF12345", True),
        (2, "https://player.vimeo.com/video/123456?dnt=1", False),
    ],
)
def test_a_video_is_loaded_once_it_is_touched(
    browser: Browser, site: str, place: int, player: str, told: bool
) -> None:
    with open_context(browser, site, java_script_enabled=False) as context:
        (asked,) = touched(context.new_page(), PATHS["fr"], place)
    address, referrer = asked
    assert address == player
    assert "blocs" not in (referrer or "")  # the page itself is told to nobody
    assert told or referrer is None


def test_it_is_light(browser: Browser, site: str) -> None:
    with open_context(browser, site) as context:
        asked = [url for url in fetched(context.new_page(), PATHS["fr"]) if not url.startswith("data:")]
    sizes = [transferred(url)[0] for url in asked]
    assert len(sizes) <= MOST
    assert sum(sizes) <= HEAVIEST
