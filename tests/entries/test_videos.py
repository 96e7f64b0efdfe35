"""Videos of texts: nothing is loaded from anyone before a reader asks, and then from that one site alone."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.entries.public.videos import player_of
from ecpat.web.middleware.page_cache import PAGE_CACHE
from ecpat.web.middleware.security_headers import POLICY

PATH = {"fr": "/fr/actualites/un-film", "en": "/en/news/un-film"}
YOUTUBE, VIMEO = "https://www.youtube.com/watch?v=abcDEF12345&t=3", "https://vimeo.com/123456"
PLAYERS = {
    YOUTUBE: "https://www.youtube-nocookie.com/embed/abcDEF12345",
    "https://youtu.be/abcDEF12345?si=x": "https://www.youtube-nocookie.com/embed/abcDEF12345",
    "https://www.youtube.com/watch?list=x&v=abcDEF12345": "https://www.youtube-nocookie.com/embed/abcDEF12345",
    "https://m.youtube.com/shorts/abcDEF12345": "https://www.youtube-nocookie.com/embed/abcDEF12345",
    VIMEO: "https://player.vimeo.com/video/123456?dnt=1",
    "https://player.vimeo.com/video/123456?h=1": "https://player.vimeo.com/video/123456?dnt=1",
    "https://fr.euronews.com/embed/987": "https://www.euronews.com/embed/987",
}


def video(address: str, title: str = "Un film", caption: str = "3 minutes") -> str:
    address = address.replace("&", "&amp;")
    return f'<figure class="video"><p><a href="{address}">{title}</a></p><figcaption>{caption}</figcaption></figure>'


def publish(body: str, locale: str = "fr") -> None:
    """Put a text online."""
    entry = service.create(get_kind("news"))
    service.publish(service.save(entry, locale, title="Un film", slug="un-film", body=body))
    db.session.commit()


@pytest.mark.parametrize("address", PLAYERS)
def test_a_video_is_known_by_its_address(address: str) -> None:
    player = player_of(address)
    assert player is not None
    assert player.src == PLAYERS[address]
    assert player.src.startswith(f"{player.host.origin}/")


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/watch?v=short", "https://www.youtube.com/playlist?list=abcDEF12345",
        "https://youtube.com.evil.be/watch?v=abcDEF12345", "https://evil.be/https://youtu.be/abcDEF12345",
        "https://vimeo.com/about", "javascript:alert(1)", "https://www.youtube.com/watch?x#v=abcDEF12345",
    ],
)  # fmt: skip
def test_nothing_else_is(address: str) -> None:
    assert player_of(address) is None


@pytest.mark.parametrize(
    ("locale", "load", "who"),
    [("fr", "Charger la vidéo", "YouTube (Google) saura"), ("en", "Load the video", "YouTube (Google) will know")],
)
def test_before_a_touch_nothing_is_of_anyone_else(reader: FlaskClient, locale: str, load: str, who: str) -> None:
    publish(f"<p>Avant.</p>{video(YOUTUBE)}", locale)
    answer = reader.get(PATH[locale])
    page = answer.text
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert not re.search(r'(?:src|href|srcset|poster)="[^"]*youtube', page)
    assert page.count("youtube.com") == page.count(' data-address="https://www.youtube.com/') == 1, "printed on paper"
    assert "<iframe" not in page
    assert who in page
    assert f'href="?video=1#video-1" rel="nofollow">{load}</a>' in page
    assert re.search(r'<figure class="video" id="video-1">\s*<div class="still"><svg', page)
    assert "<figcaption>3 minutes</figcaption>" in page


def test_the_touch_opens_that_answer_to_that_site_alone(app: Flask, reader: FlaskClient) -> None:
    publish(video(YOUTUBE) + "<p>Entre.</p>" + video(VIMEO, "Un autre"))
    plain = reader.get(PATH["fr"])
    for number, player in ((1, PLAYERS[YOUTUBE]), (2, PLAYERS[VIMEO])):
        kept = PAGE_CACHE.of(app).hits
        for _again in range(2):
            answer = reader.get(f"{PATH['fr']}?video={number}")
            origin = "/".join(player.split("/")[:3])
            assert answer.headers["Content-Security-Policy"] == f"{POLICY}; frame-src {origin}"
            assert answer.headers["Cross-Origin-Embedder-Policy"] == "unsafe-none"
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert re.findall(r'<iframe src="([^"]*)"', answer.text) == [player.replace("&", "&amp;")]
            assert '<meta name="robots" content="noindex">' in answer.text
            assert answer.text.count('class="still"') == 1  # of the other
        assert PAGE_CACHE.of(app).hits == kept
    after = reader.get(PATH["fr"])
    assert after.data == plain.data
    assert after.headers["Content-Security-Policy"] == POLICY
    assert after.headers["Cross-Origin-Embedder-Policy"] == "require-corp"


@pytest.mark.parametrize("asked", ["2", "0", "-1", "x", "99999999999"])
def test_what_is_no_video_of_the_page_is_no_page(reader: FlaskClient, asked: str) -> None:
    publish(video(VIMEO))
    assert reader.get(f"{PATH['fr']}?video={asked}").status_code == 404


def test_another_address_stays_a_link(reader: FlaskClient) -> None:
    publish(video("https://x.be/film"))
    assert '<figure class="video"><p><a href="https://x.be/film">Un film</a></p>' in reader.get(PATH["fr"]).text


def test_feeds_have_a_link(reader: FlaskClient) -> None:
    publish(video(VIMEO))
    assert "&lt;a href=&#34;https://vimeo.com/123456&#34;&gt;Un film&lt;/a&gt;" in reader.get("/fr/flux.atom").text
