"""The list of contents of a text: from four headings on, each leading to its own."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.entries.richtext import headings

from .. import contract
from ..arrange import resource
from ..contract import HTML

WORDS = {"fr": ("Dans ce texte", "/fr/actualites/"), "en": ("In this text", "/en/news/")}


def body(*titles: str) -> str:
    """Return a text of headings, a paragraph under each."""
    return "".join(f"<h2>{title}</h2><p>Texte.</p>" for title in titles)


def publish(locale: str, html: str, kind: str = "news") -> None:
    """Put a text online."""
    entry = resource() if kind == "resources" else service.create(get_kind(kind))
    edition = service.save(entry, locale, title="Un texte long", slug="un-texte-long", body=html)
    service.publish(edition)
    db.session.commit()


@pytest.mark.parametrize("locale", WORDS)
def test_four_headings_make_a_list_that_leads_to_each(reader: FlaskClient, locale: str) -> None:
    heading, area = WORDS[locale]
    publish(locale, body("Main", "Même titre", "Même titre", "Fin <em>douce</em>"))
    tree = contract.parse(reader.get(f"{area}un-texte-long").get_data(as_text=True))
    (nav,) = (one for one in tree.iter(f"{HTML}nav") if one.get("class") == "contents")
    assert contract.text_of(nav).startswith(heading)
    links = {link.get("href"): contract.text_of(link) for link in nav.iter(f"{HTML}a")}
    there = {f"#{one.get('id')}": contract.text_of(one) for one in tree.iter(f"{HTML}h2")}
    assert list(links.values()) == ["Main", "Même titre", "Même titre", "Fin douce"]
    assert links.items() <= there.items()


def test_every_kind_has_it(reader: FlaskClient) -> None:
    publish("fr", body("A", "B", "C", "D"), "resources")
    assert 'class="contents"' in reader.get("/fr/ressources/un-texte-long").get_data(as_text=True)


def test_fewer_headings_make_none_and_cost_no_styles(reader: FlaskClient) -> None:
    publish("fr", body("A", "B", "C"))
    page = reader.get("/fr/actualites/un-texte-long").get_data(as_text=True)
    assert 'class="contents"' not in page
    assert len(re.findall('rel="stylesheet"', page)) == 1
    assert 'id="s-a"' in page  # a part can be linked to all the same


def test_a_heading_in_another_language_keeps_it_and_one_without_letters_has_an_address() -> None:
    html = '<h2 lang="nl">Wie helpt</h2><h2>…</h2>'
    assert headings.with_ids(html) == '<h2 id="s-wie-helpt" lang="nl">Wie helpt</h2><h2 id="s-part">…</h2>'
