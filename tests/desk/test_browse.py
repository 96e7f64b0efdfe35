"""From a page of the site to its entry, and readers' pages as they were."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from ecpat.core.database import db
from ecpat.entries import service

from .forms import Enter, path_of, sent, shown, write

SITE = {"fr": "/fr/redaction/parcourir/", "en": "/en/desk/browse/"}


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_page_browsed_from_the_desk_leads_to_its_entry(enter: Enter, locale: str) -> None:
    edition = write("À corriger", locale)
    service.publish(edition)
    db.session.commit()
    editor = enter("editor", locale)
    area = {"fr": "/fr/actualites/", "en": "/en/news/"}[locale]
    page = shown(editor, f"{SITE[locale]}{area[1:]}{edition.slug}")
    assert f'href="{path_of(edition.entry_id, locale)}"' in page
    assert f'href="{area}{edition.slug}"' in page  # as readers see it
    assert f'<a href="{SITE[locale]}{area[1:]}"' in page
    desk = SITE[locale].rpartition("/")[0].rpartition("/")[0]
    onward = re.findall(rf'<a [^>]*href="(/{locale}/[^"]*)"', page)
    assert [path for path in onward if not path.startswith((desk, area + edition.slug))] == []
    other = {"fr": "en", "en": "fr"}[locale]
    answer = editor.get(f"{SITE[locale]}{other}/")
    assert answer.headers["Location"] == f"{SITE[other]}{other}/"


def test_a_video_is_loaded_in_a_page_that_is_browsed(enter: Enter) -> None:
    film = '<figure class="video"><p><a href="https://vimeo.com/123456">Ailleurs</a></p></figure>'
    edition = write("Un film", body=f"<p>Voyez.</p>{film}")
    service.publish(edition)
    db.session.commit()
    answer = enter("editor").get(f"{SITE['fr']}fr/actualites/{edition.slug}?video=1")
    assert '<iframe src="https://player.vimeo.com/video/123456?dnt=1"' in answer.text
    assert answer.headers["Content-Security-Policy"].endswith("; frame-src https://player.vimeo.com")


def test_what_is_no_page_is_itself_or_nothing(enter: Enter) -> None:
    editor = enter("editor")
    assert editor.get(SITE["fr"] + "fr/flux.atom").headers["Location"] == "/fr/flux.atom"
    assert editor.get(SITE["fr"] + "fr/actualites").headers["Location"] == SITE["fr"] + "fr/actualites/"
    for path in ("fr/redaction/", "en/desk/", "static/site.css", "healthz", "//example.org/", "fr/actualites/jamais"):
        assert editor.get(SITE["fr"] + path).status_code in (404, 308), path


def test_readers_pages_know_nothing_of_it(enter: Enter, reader: FlaskClient) -> None:
    edition = write("À corriger")
    service.publish(edition)
    db.session.commit()
    path = f"/fr/actualites/{edition.slug}"
    before = reader.get(path)
    editor = enter("editor")
    shown(editor, SITE["fr"] + path[1:])
    for after in (reader.get(path), editor.get(path)):
        assert after.get_data() == before.get_data()
        assert "Set-Cookie" not in after.headers
    assert "Edit" not in before.get_data(as_text=True)


def test_a_writer_is_led_to_no_draft_of_others(enter: Enter) -> None:
    edition = write("À une autre")
    service.publish(edition)
    db.session.commit()
    writer, address = enter("writer"), f"{SITE['fr']}fr/actualites/{edition.slug}"
    assert path_of(edition.entry_id) in shown(writer, address)  # to propose changes
    sent(enter("editor"), path_of(edition.entry_id), fr__title="À une autre encore", do="save")
    assert path_of(edition.entry_id) not in shown(writer, address)
