"""Words of the glossary explained where a text first says them."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind

from ..desk.forms import Enter
from ..desk.test_helplines import change

PATH = {"fr": "/fr/actualites/un-texte", "en": "/en/news/un-texte"}
FOLD = '<details class="define"><summary>'


def body_of(client: FlaskClient, body: str, locale: str = "fr") -> str:
    """Put a text online and return how its page shows it."""
    entry = service.create(get_kind("news"))
    service.publish(service.save(entry, locale, title="Un texte", slug="un-texte", body=body))
    db.session.commit()
    page = client.get(PATH[locale]).get_data(as_text=True)
    found = re.search(r'<div class="prose[^>]*>(.*?)</div>(?:<section class="changes"|</div>)', page, re.DOTALL)
    assert found
    return found[1].replace("\u00a0", " ").replace("\u202f", " ")


def test_the_first_use_leads_to_what_it_means(reader: FlaskClient) -> None:
    shown = body_of(reader, "<p>La traite des enfants existe.</p><p>Un tuteur, la traite des enfants.</p>")
    assert shown.startswith(
        '<p>La <a class="term" href="#def-trafficking">traite des enfants</a> existe.</p>'
        f'{FOLD}Traite des enfants : que veut dire ce mot ?</summary><p id="def-trafficking">Recruter'
    )
    assert shown.count('class="term"') == 2
    assert '<p>Un <a class="term" href="#def-guardian">tuteur</a>, la traite des enfants.</p>' in shown
    assert 'href="/fr/glossaire/#word-guardian"' in shown
    assert 'id="word-guardian"' in reader.get("/fr/glossaire/").text
    assert "/reading." in reader.get(PATH["fr"]).text  # the styles of it


def test_it_is_so_in_english_and_whatever_its_number_and_capitals(reader: FlaskClient) -> None:
    shown = body_of(reader, "<ul><li>Guardians help.</li><li>A guardian.</li></ul>", "en")
    assert '<a class="term" href="#def-guardian">Guardians</a>' in shown
    assert shown.count('class="term"') == 1
    assert f"</ul>{FOLD}Guardian: what does this mean?</summary>" in shown


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Un tuteur</h2>",
        '<p><a href="https://x.be">le tuteur</a></p>',
        "<blockquote><p>Un tuteur.</p></blockquote>",
        "<p><cite>Le tuteur</cite></p>",
        '<p lang="en">Le tuteur</p>',
        '<p>Le <span lang="en">tuteur</span></p>',
        '<figure class="contact"><p>Le tuteur</p></figure>',
        "<table><tbody><tr><td>tuteur</td></tr></tbody></table>",
        "<p>Les enfants, un enfant.</p>",
        "<p>tuteurat, aututeur</p>",
    ],
)
def test_where_it_is_not(reader: FlaskClient, html: str) -> None:
    assert 'class="term"' not in body_of(reader, html)


def test_editors_say_which_words_are_explained(reader: FlaskClient, enter: Enter) -> None:
    assert 'class="term"' in body_of(reader, "<p>Un tuteur.</p>")
    form, words = "/fr/redaction/reglages/vocabulaire/guardian/", {"fr-text": "La personne.", "fr-in_texts": []}
    assert change(enter("editor"), form, **words).status_code == 303
    assert 'class="term"' not in reader.get(PATH["fr"]).text
    assert "word-guardian" in reader.get("/fr/glossaire/").text


def test_it_is_so_after_a_video_and_a_picture(reader: FlaskClient) -> None:
    video = '<figure class="video"><p><a href="https://vimeo.com/1">Un film</a></p></figure>'
    assert 'href="#def-guardian"' in body_of(reader, f"{video}<p>Un<br>tuteur.</p>")


def test_feeds_have_the_text_alone(reader: FlaskClient) -> None:
    body_of(reader, "<p>Un tuteur.</p>")
    assert "&lt;p&gt;Un tuteur.&lt;/p&gt;" in reader.get("/fr/actualites/flux.atom").text
