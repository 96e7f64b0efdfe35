"""Whatever characters a text has, it is kept without those that are none, and XML is well-formed."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import update

from ecpat.core.characters import fit
from ecpat.core.database import db
from ecpat.entries import richtext, service
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition
from ecpat.entries.words import written
from ecpat.texts.models import SiteText
from ecpat.topics.models import TopicLabel

from ..conftest import DeskClient
from ..desk.test_helplines import change

NONE = "\x00\x07\x0b\x1f\x7f\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff"
ANYTHING = st.text(st.characters() | st.sampled_from(NONE + "\ud800"), max_size=60)


@given(ANYTHING)
def test_any_text_is_fit_for_xml_and_loses_nothing_else(text: str) -> None:
    kept = fit(text)
    assert ET.fromstring(f"<a>{kept.replace('&', '').replace('<', '')}</a>") is not None  # noqa: S314 — our own
    assert fit(kept) == kept
    assert kept == "".join(one for one in text if one not in NONE and fit(one))


@given(ANYTHING, ANYTHING, ANYTHING)
def test_words_are_kept_without_what_is_no_character(reading: Flask, title: str, summary: str, body: str) -> None:
    with reading.test_request_context("/fr/"):
        words = written("fr", title=f"a{title}", summary=summary, body=f"<p>b{body}</p>", details={"place": summary})
    for text in (words["title"], words["summary"], words["details"]["place"], richtext.plain(words["body"])):
        assert fit(text) == text


@pytest.mark.parametrize("path", ["/fr/flux.atom", "/fr/formations/flux.atom", "/sitemap.xml", "/fr/opensearch.xml"])
def test_xml_is_well_formed_whatever_is_kept(app: Flask, reader: FlaskClient, path: str) -> None:
    db.session.execute(
        update(Edition).values(title=Edition.title + "\uffff", summary="\ufffe\x0b", body="<p>\x01a</p>")
    )
    db.session.execute(update(TopicLabel).values(label=TopicLabel.label + "\uffff"))
    db.session.execute(update(SiteText).values(value=SiteText.value + "\x0c"))
    db.session.commit()
    ET.fromstring(reader.get(path).data)  # noqa: S314 — our own


def test_a_calendar_has_no_such_character_either(app: Flask, reader: FlaskClient) -> None:
    db.session.execute(update(Edition).values(title=Edition.title + "\uffff", summary="\ufffe\x0b"))
    db.session.commit()
    text = reader.get("/fr/formations/calendrier.ics").get_data(as_text=True)
    assert Calendar.from_ical(text).walk("VEVENT")
    assert fit(text) == text


def test_what_the_desk_keeps_of_a_topic_has_none(app: Flask, enter: Callable[..., DeskClient]) -> None:
    words = {"fr-label": "Un thème\uffff", "fr-description": "Une\ufdd0 phrase\U0001fffe", "colour": "moss"}
    assert change(enter("editor"), "/fr/redaction/themes/ajout", **words).status_code == 303
    label = db.session.query(TopicLabel).filter_by(slug="un-theme", locale="fr").one()
    assert (label.label, label.description) == ("Un thème", "Une phrase")


def test_without_a_summary_the_first_words_speak(app: Flask, reader: FlaskClient) -> None:
    body = "<h2>Un titre</h2><p>" + "Des mots simples, et d’autres&nbsp;: " * 20 + "</p>"
    entry = service.create(get_kind("news"))
    service.publish(service.save(entry, "fr", title="Sans résumé", body=body))
    db.session.commit()
    page = reader.get("/fr/actualites/sans-resume").get_data(as_text=True)
    described = richtext.first_words(entry.editions["fr"].body)
    assert described.startswith("Un titre Des mots simples")
    assert described.endswith("…")
    assert len(described) <= 160
    for name in ('name="description"', 'property="og:description"'):
        assert f'<meta {name} content="{described}">' in page
    assert f'"description": "{described.replace("’", chr(92) + "u2019")[:20]}' in page
    assert '<p class="standfirst"></p>' not in page
    assert f"<summary>{described}</summary>" in reader.get("/fr/flux.atom").get_data(as_text=True)


@given(st.text(max_size=400))
def test_the_first_words_are_the_beginning_of_the_text(text: str) -> None:
    html = richtext.sanitise(text)
    whole, found = richtext.plain(html).replace("\n", " "), richtext.first_words(html)
    assert len(found) <= 161
    assert found == whole or whole.startswith(found[:-1])
    assert bool(found) is bool(whole)


def test_a_page_without_any_word_is_described_as_the_site(app: Flask, reader: FlaskClient) -> None:
    service.publish(service.save(service.create(get_kind("news")), "fr", title="Rien encore"))
    db.session.commit()
    page = reader.get("/fr/actualites/rien-encore").get_data(as_text=True)
    assert '<meta name="description" content="">' not in page
