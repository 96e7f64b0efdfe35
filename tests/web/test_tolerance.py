"""An address as people copy it leads to the page it means, once; what has no page stays without."""

from __future__ import annotations

import re
from functools import cache
from unicodedata import normalize

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.models import Edition
from ecpat.site.redirects import Redirect

from ..core.test_language import WORLD_DAY

SLUG = {locale: path.rpartition("/")[2] for locale, path in WORLD_DAY.items()}


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("/fr/signaler/", "/fr/signaler"),
        ("/fr/Signaler", "/fr/signaler"),
        ("/fr/signaler.", "/fr/signaler"),
        ("/fr/signaler»).", "/fr/signaler"),
        ("/FR/SIGNALER/", "/fr/signaler"),
        ("/FR/", "/fr/"),
        ("/EN/news/", "/en/news/"),
        ("/en/actualites/", "/en/news/"),
        ("/en/actualites", "/en/news/"),
        ("/fr/news/?topic=online&utm_source=x%20y", "/fr/actualites/?topic=online&utm_source=x%20y"),
        ("/fr/Signaler?utm_source=lettre", "/fr/signaler?utm_source=lettre"),
        ("/EN/actualites/?page=1", "/en/news/?page=1"),
        ("/en/ressources/", "/en/resources/"),
        ("/fr/Actualites/2017/", "/fr/actualites/2017/"),
        ("/en/themes/traite-des-enfants/", "/en/topics/child-trafficking/"),
        ("/fr/search/?q=traite", "/fr/recherche/?q=traite"),
        (f"/en/actualites/{SLUG['fr']}", WORLD_DAY["en"]),
        (f"/EN/News/{SLUG['en'].upper()}/", WORLD_DAY["en"]),
        (f"/fr/news/{SLUG['en']}.", WORLD_DAY["fr"]),
    ],
)  # fmt: skip
def test_a_copied_address_leads_to_its_page_in_one_step(client: FlaskClient, typed: str, page: str) -> None:
    answer = client.get(typed)
    assert (answer.status_code, answer.headers.get("Location")) == (301, page)
    assert client.get(page.partition("?")[0]).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/fr/rien/", "/FR/rien", "/en/actualites/rien", "/fr/actualites/1999/", "/nl/signaler/", "/fr/redaction/Rien/",
     "/fr/signaler/plus", "/signaler", "/fr/.env", "/fr/a//b", "/Static/x", "/fr/themes/rien/"],
)  # fmt: skip
def test_what_means_no_page_has_none(client: FlaskClient, path: str) -> None:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code in (302, 404) or answer.request.path.endswith("connexion")


def test_a_renamed_page_is_one_step_away_too(app: Flask, reader: FlaskClient) -> None:
    edition = db.session.query(Edition).filter_by(locale="fr", slug=SLUG["fr"]).one()
    service.save(edition.entry, "fr", title=edition.title, body=edition.body, slug="renommee")
    db.session.commit()
    answer = reader.get(WORLD_DAY["fr"].upper() + "/?a=b")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/fr/actualites/renommee?a=b")


def test_what_an_editor_said_goes_first(app: Flask, reader: FlaskClient) -> None:
    db.session.add(Redirect(path="/fr/Signaler", target="/fr/aide/"))
    db.session.commit()
    assert reader.get("/fr/Signaler").headers["Location"] == "/fr/aide/"


def test_nothing_is_led_anywhere_that_is_not_read(client: FlaskClient) -> None:
    assert client.post("/fr/signaler/").status_code in (404, 405)
    assert client.head("/fr/signaler/").headers["Location"] == "/fr/signaler"


@cache
def pages_of(site: Flask) -> list[str]:
    """Return the addresses of the sitemap."""
    return re.findall(r"<loc>http://localhost(.*?)</loc>", site.test_client().get("/sitemap.xml").text)


@given(st.data())
@settings(max_examples=60)
def test_any_page_is_found_however_it_is_copied(reading: Flask, data: st.DataObject) -> None:
    page = data.draw(st.sampled_from(pages_of(reading)))
    raised = data.draw(st.lists(st.booleans(), min_size=len(page), max_size=len(page)))
    typed = "".join(one.upper() if up else one for one, up in zip(page, raised, strict=True)).rstrip("/")
    typed += data.draw(st.text("/.,;:!?)»", max_size=3).map(lambda end: end.replace("?", "%3F").replace("//", "/")))
    assume(typed.strip("/"))
    client = FlaskClient(reading, reading.response_class)
    with reading.app_context():
        answer = client.get(typed)
    if answer.status_code == 200:
        assert typed == page
    else:
        assert answer.status_code in (301, 308), typed
        assert answer.headers["Location"].removeprefix("http://localhost") == page


@given(st.text(max_size=30))
@settings(max_examples=150)
def test_any_other_address_is_a_page_or_none(reading: Flask, path: str) -> None:
    client = FlaskClient(reading, reading.response_class)
    with reading.app_context():
        for start in ("/fr/", "/EN/", "/"):
            answer = client.get(start + path.replace("?", "").replace("#", ""))
            assert answer.status_code in (200, 301, 302, 308, 400, 404), path
            if answer.status_code == 301 and "redaction" not in path:
                assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize("kept", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
def test_an_old_address_with_accents_is_found_however_they_are_written(
    app: Flask, reader: FlaskClient, kept: str, asked: str
) -> None:
    path = "/2014/07/journée-à-vélo"
    db.session.add(Redirect(path=normalize(kept, path), target="/fr/aide/"))  # type: ignore[arg-type]
    db.session.commit()
    answer = reader.get(normalize(asked, path) + "/")  # type: ignore[arg-type]
    assert (answer.status_code, answer.headers["Location"]) == (301, "/fr/aide/")
