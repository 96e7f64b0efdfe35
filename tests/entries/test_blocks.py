"""Blocks of a text: what is kept of them, that a number has its source, that bare addresses are links."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ecpat.core import clock
from ecpat.core.errors import ContentError
from ecpat.entries import figures, richtext, service
from ecpat.entries.kind import get_kind
from ecpat.entries.words import clean_body

from ..desk.forms import LIST, Enter, path_of, sent, write

NUMBER = (
    '<figure class="number"><p>38 %</p><p>des victimes repérées étaient des enfants.</p><figcaption>ONUDC, '
    '<a href="https://www.unodc.org/"><cite>Rapport mondial</cite></a>, 2024. Le nombre réel n’est pas connu.'
    "</figcaption></figure>"
)
BLOCKS = [
    NUMBER,
    '<figure class="video"><p><a href="https://vimeo.com/1">Un film</a></p></figure>',
    '<figure class="contact"><p>Une question ?</p><p><a href="mailto:a@b.be">a@b.be</a></p></figure>',
    '<p class="action"><a href="entry:3">Signer la pétition</a></p>',
]
UNSOURCED = {
    "ce qu’il compte": NUMBER.replace("des victimes repérées étaient des enfants.", ""),
    "son année": NUMBER.replace("2024", "cette année"),
    "un lien vers la source": re.sub("</?a[^>]*>", "", NUMBER),
    "le chiffre lui-même": NUMBER.replace("38 %", "beaucoup"),
    "sa source": NUMBER.replace("ONUDC, ", "Source : ").replace("Rapport mondial", "2024").partition(", 2024")[0]
    + "</figcaption></figure>",
}


def plainly(html: str) -> str:
    return html.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("html", BLOCKS)
def test_a_block_is_kept_as_it_is(html: str) -> None:
    assert richtext.sanitise(html) == html
    assert plainly(clean_body(html, "fr")) == html


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<p class="number">x</p>', "<p>x</p>"),
        ('<p class="action button">x</p>', "<p>x</p>"),
        ('<figure class="Number"><p>x</p></figure>', "<figure><p>x</p></figure>"),
        ('<h2 class="action">x</h2>', "<h2>x</h2>"),
        ('<p>a</p><p class="action"> </p>', "<p>a</p>"),
    ],
)
def test_no_other_class_is(html: str, kept: str) -> None:
    assert richtext.sanitise(html) == kept


@pytest.mark.parametrize("missing", UNSOURCED)
def test_a_number_lacks_what_it_does_not_say(app: Flask, missing: str) -> None:
    with app.test_request_context("/fr/"):
        (finding,) = figures.judge(UNSOURCED[missing])
        assert missing in str(finding.message)
    assert figures.judge(NUMBER) == []


def test_a_number_without_its_source_saves_and_does_not_go_online(enter: Enter, reader: FlaskClient) -> None:
    browser, edition = enter("editor"), write("Un chiffre seul")
    form, body = path_of(edition.entry_id), UNSOURCED["son année"]
    assert sent(browser, form, do="save", **{"fr-body": body}).status_code == 303
    refused = sent(browser, form, do="publish:fr", **{"fr-body": body})
    assert refused.headers["Location"].endswith("?gate=1")
    assert "il manque\u00a0: son année" in browser.get(refused.headers["Location"]).text
    chosen = {"do": "publish", "entry": edition.entry_id, "csrf_token": browser.token(LIST["fr"])}
    together = browser.post(f"{LIST['fr']}ensemble", data=chosen)
    assert "chiffres avec leur source" in together.text
    assert reader.get(f"/fr/actualites/{edition.slug}").status_code == 404
    assert sent(browser, form, do="publish:fr", **{"fr-body": NUMBER}).status_code == 303
    assert 'class="number"' in reader.get(f"/fr/actualites/{edition.slug}").text
    assert sent(browser, form, do="save", **{"fr-body": body}).status_code == 303  # a working copy
    assert sent(browser, form, do="publish:fr", **{"fr-body": body}).headers["Location"].endswith("?gate=1")
    assert "2024" in reader.get(f"/fr/actualites/{edition.slug}").text


def test_what_is_planned_is_as_strict(app: Flask) -> None:
    ahead = clock.now() + timedelta(days=1)
    entry = service.create(get_kind("news"))
    edition = service.save(entry, "fr", title="Un chiffre", body=NUMBER)
    service.publish(edition, ahead)
    with pytest.raises(ContentError):
        service.save(entry, "fr", title="Un chiffre", body=UNSOURCED["sa source"])
    service.save(entry, "fr", title="Un chiffre", body=NUMBER.replace("38", "39"))
    assert "39" in edition.body


def test_a_bare_address_is_a_link(app: Flask) -> None:
    for typed, kept in {
        "<p>Voir https://ecpat.be.</p>": '<p>Voir <a href="https://ecpat.be">https://ecpat.be</a>.</p>',
        "À https://x.be/?b=1&c !": '<p>À <a href="https://x.be/?b=1&amp;c">https://x.be/?b=1&amp;c</a> !</p>',
        "(https://ecpat.be/a)": '<p>(<a href="https://ecpat.be/a">https://ecpat.be/a</a>)</p>',
        "https://x.be/a_(b)": '<p><a href="https://x.be/a_(b)">https://x.be/a_(b)</a></p>',
        "http://x.be, y": '<p><a href="http://x.be">http://x.be</a>, y</p>',
    }.items():  # fmt: skip
        assert plainly(clean_body(typed, "fr")) == kept
        assert clean_body(clean_body(typed, "fr"), "fr") == clean_body(typed, "fr")
        assert richtext.sanitise(clean_body(typed, "fr")) == clean_body(typed, "fr")


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="https://x.be">https://y.be</a></p>', "<p>https://</p>", "<p>https://a:b@x.be/</p>",
        "<p>https://localhost</p>", "<p>https://x.be:99999/</p>", "<p>ftp://x.be</p>",
    ],
)  # fmt: skip
def test_what_is_none_stays_words(html: str) -> None:
    assert clean_body(html, "fr") == html
