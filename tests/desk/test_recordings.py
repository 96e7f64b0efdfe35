"""Videos and sound of ours: from the desk to the page, by parts, with captions, and gone where they are withheld."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.cli import renditions
from ecpat.core.database import db
from ecpat.core.dates import today
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition
from ecpat.files.models import Asset
from ecpat.files.pictures import storage
from ecpat.web.middleware.security_headers import ALONE, POLICY

from .. import recordings as made
from ..conftest import DeskClient
from ..recordings import CAPTIONS, TOLD
from .forms import NEW, sent
from .test_files import EN, FR, newest, send

Enter = Callable[..., DeskClient]
PLAYS = f"{POLICY}; media-src 'self'"
PATH = "/fr/actualites/un-film"
SAID = {"name": "Entretien", "consent": "", "consent_until": ""}


def shown(asset: Asset, *, live: bool = True, more: str = "") -> Edition:
    """Return an article that shows a recording."""
    link = f'<p><a href="asset:{asset.id}">Un film &amp; un mot</a></p>'
    body = f'<figure class="video">{link}<figcaption>3 minutes</figcaption></figure>{more}'
    edition = service.save(service.create(get_kind("news")), "fr", title="Un film", slug="un-film", body=body)
    if live:
        service.publish(edition)
    db.session.commit()
    return edition


def player(page: str) -> str:
    found = re.search(r'<figure class="recording">.*?</figure>', page, re.DOTALL)
    assert found, page
    return found[0]


def test_its_place_on_the_page_has_its_shape(enter: Enter, reader: FlaskClient) -> None:
    asset = send(enter("writer"), made.mp4(made.track(b"vide", b"avc1", made.shown(1080, 1920))), "debout.mp4")
    assert (asset.width, asset.height) == (1080, 1920)
    shown(asset)
    figure = player(reader.get(PATH).text)
    (still,) = re.findall(r'<video [^>]* width="1080" height="1920" poster="([^"]+)"', figure)
    assert 'viewBox="0 0 640 1138"' in reader.get(still).text
    assert "debout" not in {file.name for file in renditions.survey().files}, "nothing is drawn of it"


@pytest.mark.parametrize(
    ("data", "name", "media_type", "ending"),
    [
        (made.mp4(), "film.html", "video/mp4", "mp4"), (made.webm(), "film.webm", "video/webm", "webm"),
        (made.mp3(), "voix.mp3", "audio/mpeg", "mp3"), (made.m4a(), "voix.m4a", "audio/mp4", "m4a"),
        (made.ogg(), "voix.ogg", "audio/ogg", "ogg"),
    ],
)  # fmt: skip
def test_it_is_sent_shown_and_played_by_parts(
    enter: Enter, reader: FlaskClient, data: bytes, name: str, media_type: str, ending: str
) -> None:
    browser = enter("writer")
    asset = send(browser, data, name)
    assert (asset.name, asset.media_type, asset.width) == (name.partition(".")[0], media_type, None)
    kept = storage().read(asset.digest)
    assert TOLD not in kept
    address = f"/media/{asset.digest}/recording.{ending}"
    assert reader.get(address).status_code == 404, "nothing public shows it yet"
    desk = browser.get(f"{FR}{asset.id}")
    assert desk.headers["Content-Security-Policy"] == PLAYS
    assert f"&lt;a href=&#34;asset:{asset.id}&#34;&gt;" in desk.text
    assert browser.get(FR).status_code == browser.get(f"{FR}{asset.id}/original").status_code == 200
    shown(asset)
    answer = reader.get(PATH)
    assert answer.headers["Content-Security-Policy"] == PLAYS
    figure, element = player(answer.text), media_type.partition("/")[0]
    assert re.search(rf'<{element} controls preload="none"[^>]* aria-label="Un film &amp; un mot">', figure)
    assert f'<source src="{address}" type="{media_type}">' in figure
    assert "<p>3 minutes</p>" in figure
    assert "<script" not in figure
    whole = reader.get(address)
    assert (whole.status_code, whole.data, whole.mimetype) == (200, kept, media_type)
    assert whole.headers["Content-Security-Policy"] == ALONE
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Accept-Ranges"] == "bytes"
    size = len(kept)
    for asked, start, end in (("0-1", 0, 1), ("10-", 10, size - 1), ("-5", size - 5, size - 1)):
        part = reader.get(address, headers={"Range": f"bytes={asked}"})
        assert (part.status_code, part.data) == (206, kept[start : end + 1])
        assert part.headers["Content-Range"] == f"bytes {start}-{end}/{size}"
    assert reader.get(address, headers={"Range": f"bytes={size}-"}).status_code == 416
    assert reader.get(address, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert reader.get(address.replace(ending, "html")).status_code == 404


def test_readers_and_editors_see_how_long_it_is(enter: Enter, reader: FlaskClient) -> None:
    browser = enter()
    asset = send(browser, made.mp4(), "a.mp4")
    shown(asset)
    assert "MP4, 3\u00a0min\u00a020, " in player(reader.get(PATH).text)
    assert '"duration": "PT200S"' in reader.get(PATH).text
    assert "3\u00a0min\u00a020, " in browser.get(f"{FR}{asset.id}").text
    assert "3 min 20 s, " in browser.get(f"{EN}{asset.id}").text
    assert (
        browser.send(f"{FR}{asset.id}/remplacer", f"{FR}{asset.id}", file=(BytesIO(made.mp3()), "b.mp3")).status_code
        == 303
    )
    assert "MP3, 1\u00a0s, " in player(reader.get(PATH).text)


def test_pages_without_one_are_as_strict_as_before(enter: Enter, reader: FlaskClient) -> None:
    shown(send(enter(), made.mp4(), "a.mp4"))
    assert reader.get("/fr/actualites/").headers["Content-Security-Policy"] == POLICY


def test_a_video_of_elsewhere_can_stand_beside_it(enter: Enter, reader: FlaskClient) -> None:
    other = '<figure class="video"><p><a href="https://vimeo.com/123456">Ailleurs</a></p></figure>'
    shown(send(enter(), made.mp4(), "a.mp4"), more=other)
    assert 'href="?video=1#video-1"' in reader.get(PATH).text
    answer = reader.get(f"{PATH}?video=1")
    assert answer.headers["Content-Security-Policy"] == f"{PLAYS}; frame-src https://player.vimeo.com"
    assert "<iframe" in answer.text
    assert "<video" in answer.text


def test_captions_and_all_that_is_said_stand_beside_it(enter: Enter, reader: FlaskClient) -> None:
    browser = enter()
    asset = send(browser, made.mp4(), "a.mp4")
    said = {"transcript_fr": "Bonjour <b>à</b> tous.\r\n\r\nAu revoir.", "captions_en": CAPTIONS}
    file = {"captions_file_fr": (BytesIO(CAPTIONS.encode()), "sous-titres.html")}
    assert browser.send(f"{FR}{asset.id}", **SAID, **said, **file).status_code == 303
    shown(newest())
    page = reader.get(PATH).text
    tracks = re.findall(r'<track kind="captions" src="([^"]*)" srclang="([^"]*)" label="([^"]*)">', player(page))
    assert [track[1:] for track in tracks] == [("fr", "français"), ("en", "anglais")]
    for address, locale, _name in tracks:
        answer = reader.get(address)
        assert (answer.text, answer.headers["Content-Type"]) == (CAPTIONS, "text/vtt; charset=utf-8")
        assert answer.headers["Content-Language"] == locale
        assert answer.headers["Content-Security-Policy"] == ALONE
    assert reader.get(tracks[0][0].replace("fr.vtt", "nl.vtt")).status_code == 404
    folded = re.search(r'<details class="transcript"><summary>[^<]+</summary>(.*?)</details>', page, re.DOTALL)
    assert folded
    assert re.findall("<p>(.*?)</p>", folded[1]) == ["Bonjour &lt;b&gt;à&lt;/b&gt; tous.", "Au revoir."]
    poster = re.search(r'poster="([^"]*)"', page)
    assert poster
    still = reader.get(poster[1])
    assert (still.mimetype, still.text[:4]) == ("image/svg+xml", "<svg")


@pytest.mark.parametrize(
    ("path", "words"), [(FR, "Ligne 3\u00a0: "), (EN, "Line 3: ")], ids=["fr", "en"]
)  # fmt: skip
def test_captions_that_are_none_are_refused_with_their_line(enter: Enter, path: str, words: str) -> None:
    browser = enter("editor", path[1:3])
    asset = send(browser, made.ogg(), "a.ogg", path)
    wrong = (BytesIO(b"WEBVTT\n\n00:01,000 --> 00:02,000\n<script>alert(1)</script>\n"), "a.vtt")
    answer = browser.send(f"{path}{asset.id}", **SAID, captions_file_fr=wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text, "it can be mended where it stands"
    assert not newest().words


def test_what_is_withheld_is_gone_from_pages_at_once(enter: Enter, reader: FlaskClient) -> None:
    browser = enter()
    asset = send(browser, made.mp4(), "a.mp4")
    shown(asset)
    assert browser.send(f"{FR}{asset.id}/suppression", f"{FR}{asset.id}").status_code == 422, "not without a word"
    assert player(reader.get(PATH).text)
    assert browser.send(f"{FR}{asset.id}/suppression", f"{FR}{asset.id}", sure="1").status_code == 303
    assert "<figure" not in reader.get(PATH).text.partition("<article")[2]
    assert reader.get(f"/media/{asset.digest}/recording.mp4").status_code == 404
    browser.send(f"{FR}{asset.id}/retablir", f"{FR}{asset.id}")
    yesterday = (today() - timedelta(days=1)).isoformat()
    ended = {**SAID, "consent": "written", "consent_until": yesterday}
    assert browser.send(f"{FR}{asset.id}", **ended).status_code == 303
    assert "<video" not in reader.get(PATH).text
    assert reader.get(f"/media/{asset.digest}/recording.mp4").status_code == 404


def test_a_draft_opens_its_recording_by_its_key_alone(enter: Enter, reader: FlaskClient) -> None:
    browser = enter()
    asset = send(browser, made.mp4(), "a.mp4")
    edition = shown(asset, live=False)
    page = browser.get(f"/fr/redaction/fiches/{edition.entry_id}/apercu")
    assert page.headers["Content-Security-Policy"] == PLAYS
    found = re.search(r'<source src="([^"]*)"', page.text)
    assert found
    assert browser.get(found[1], headers={"Range": "bytes=0-3"}).status_code == 206
    assert browser.get(found[1]).headers["Cache-Control"] == "private, no-store"
    assert reader.get(found[1]).status_code == 404


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<!doctype html><script>alert(1)</script>", "This is neither a picture"),
        (made.mp4(after=b"PK\x03\x04 <script>"), "This file is damaged"),
        (made.mp4(brand=b"qt  "), "This video is in Apple’s format MOV"),
        (made.mp4(made.track(b"vide", b"hvc1")), "Not every browser plays this recording"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>" + made.mp4(), "This is neither a picture"),
        (b"ID3\x03\0\0\0\0\0\x09<script>" + b"<b>" * 90, "This file is damaged"),
    ],
)
@pytest.mark.unchanged
def test_what_only_calls_itself_a_video_is_refused(enter: Enter, data: bytes, reason: str) -> None:
    browser = enter("editor", "en")
    answer = browser.send(EN, file=(BytesIO(data), "film.mp4"))
    assert answer.status_code == 422
    assert reason in answer.text
    assert not db.session.scalars(select(Asset).where(Asset.name == "film")).all()
    assert not list(Path(storage().root).glob("*/.*")), "nothing half kept"


def test_larger_than_the_setting_is_refused(app: Flask, enter: Enter) -> None:
    app.config["RECORDING_SIZE"] = 1
    answer = enter("editor", "en").send(EN, file=(BytesIO(made.mp3(2_500)), "long.mp3"))
    assert answer.status_code == 422
    assert "larger than 1\u202fMB" in answer.text or "larger than 1 MB" in answer.text or "1\u00a0MB" in answer.text


def test_only_a_recording_replaces_a_recording(enter: Enter, reader: FlaskClient) -> None:
    browser = enter()
    asset = send(browser, made.mp4(), "a.mp4")
    shown(asset)
    path = f"{FR}{asset.id}"
    assert browser.send(f"{path}/remplacer", path, file=(BytesIO(b"%PDF-1.4"), "a.pdf")).status_code == 422
    assert browser.send(f"{path}/remplacer", path, file=(BytesIO(made.webm()), "b.webm")).status_code == 303
    assert f'<source src="/media/{newest().digest}/recording.webm" type="video/webm">' in reader.get(PATH).text


def test_its_block_goes_through_the_desk_for_whom_it_is_theirs_to_read(enter: Enter) -> None:
    editor = enter("editor")
    asset = send(editor, made.mp4(), "a.mp4")
    shown(asset, live=False)
    body = f'<figure class="video"><p><a href="asset:{asset.id}">A</a></p></figure>'
    answer = sent(enter("writer"), NEW["fr"], fr__title="A", fr__body=body)
    assert answer.status_code == 422
    assert "qui n’existe plus" in answer.text
    assert sent(editor, NEW["fr"], fr__title="B", fr__body=body).status_code == 303
    edition = db.session.scalars(select(Edition).where(Edition.title == "B")).one()
    assert edition.body == body
    assert "B</a>" in editor.get(f"{FR}{asset.id}").text, "the file says where it is used"


def test_pickers_and_lists_know_them(enter: Enter) -> None:
    browser = enter()
    asset = send(browser, made.ogg(), "voix.ogg")
    listed = browser.get("/fr/redaction/fichiers.json?type=recording").get_json()["files"]
    assert [file["id"] for file in listed] == [asset.id]
    assert asset.id not in [
        f["id"] for f in browser.get("/fr/redaction/fichiers.json?type=image").get_json()["files"]
    ]
    assert asset.id not in [f["id"] for f in browser.get("/fr/redaction/fichiers.json?type=pdf").get_json()["files"]]
    assert browser.get(listed[0]["thumb"]).mimetype == "image/svg+xml"


def test_feeds_the_api_and_search_engines_have_its_address(enter: Enter, reader: FlaskClient) -> None:
    edition = shown(send(enter(), made.mp4(), "a.mp4"))
    asset = newest()
    address = f"http://localhost/media/{asset.digest}/recording.mp4"
    assert f"&lt;a href=&#34;{address}&#34;&gt;" in reader.get("/fr/flux.atom").text
    (told,) = reader.get(f"/api/entries/{edition.entry_id}").get_json()["editions"]
    assert f'<a href="{address}">' in told["body"]
    (video,) = told["structured_data"]["video"]
    assert (video["@type"], video["contentUrl"], video["encodingFormat"]) == ("VideoObject", address, "video/mp4")


def test_a_link_to_another_file_is_no_link(enter: Enter, reader: FlaskClient) -> None:
    asset = send(enter(), made.mp4(), "a.mp4")
    pdf = db.session.scalars(select(Asset.id).where(Asset.media_type == "application/pdf")).first()
    shown(asset, more=f'<p><a href="asset:{pdf}">Un PDF</a> <a href="asset:{asset.id}">le film</a></p>')
    assert f'<p>Un PDF <a href="/media/{asset.digest}/recording.mp4">le film</a></p>' in reader.get(PATH).text


def test_what_is_said_in_it_is_found_with_the_entry_that_shows_it(enter: Enter, reader: FlaskClient) -> None:
    browser = enter()
    asset = send(browser, made.mp4(), "a.mp4")
    edition = shown(asset)
    for path, said, told in (("/fr/recherche/", "fr", "hippocampes"), ("/en/search/", "en", "seahorses")):
        assert "un-film" not in reader.get(f"{path}?q={told}").text
        words = {f"transcript_{said}": f"Bonjour.\n\nNous parlons des {told}."}
        assert browser.send(f"{FR}{asset.id}", **SAID, **words).status_code == 303
        found = reader.get(f"{path}?q={told}").text
        assert ("un-film" in found) is (said == edition.locale), "as the page shows what is said in its own language"
        assert (f"Nous parlons des <mark>{told}</mark>." in found) is (said == edition.locale)
    words = {"transcript_fr": "Nous parlons des hippocampes."}
    browser.send(f"{FR}{asset.id}", **SAID, **words)
    assert "un-film" in reader.get("/fr/recherche/?q=hippocampes").text
    yesterday = (today() - timedelta(days=1)).isoformat()
    browser.send(f"{FR}{asset.id}", **{**SAID, "consent": "written", "consent_until": yesterday}, **words)
    assert "un-film" not in reader.get("/fr/recherche/?q=hippocampes").text
