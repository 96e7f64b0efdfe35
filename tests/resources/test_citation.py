"""References to resources, read back by the rules of each format."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient
from pybtex import database as bibtex

from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.models import Entry

from .. import contract
from ..arrange import resource
from ..contract import HTML
from ..core.test_language import slug_of

ODD = r"50 % & plus_de {#} : C:\~^$ “cité”"
AREAS = {"fr": "/fr/ressources/", "en": "/en/resources/"}


def read_bibtex(text: str) -> bibtex.Entry:
    """Return the one entry of a file, as pybtex reads it, which sorts bibliographies by the rules of BibTeX."""
    (entry,) = bibtex.parse_string(text, "bibtex").entries.values()
    return entry


def authors(entry: bibtex.Entry) -> list[str]:
    """Return who wrote it: an organisation stands in braces, or it would be taken for first and last name."""
    return [str(person) for person in entry.persons["author"]]


def read_ris(text: str) -> list[tuple[str, str]]:
    """Return the tags of a record: two characters, two spaces, a hyphen, a space; lines end in CRLF."""
    lines = text.split("\r\n")
    assert lines.pop() == ""
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    return [(line[:2], line[6:]) for line in lines]


def add(**details: str) -> Entry:
    """Put a report online whose names have what formats treat as signs."""
    entry = resource()
    entry.year = 2021  # type: ignore[attr-defined]
    edition = service.save(entry, "fr", title=ODD, slug="cite", details=details)
    service.publish(edition)
    db.session.commit()
    return entry


@pytest.mark.parametrize("locale", AREAS)
def test_each_format_says_what_the_page_does(client: FlaskClient, locale: str) -> None:
    slug = slug_of("belgium-assessment", locale)
    path = AREAS[locale] + slug
    author = {"fr": "ECPAT Belgique", "en": "ECPAT Belgium"}[locale]
    entry = read_bibtex(client.get(f"{path}.bib").get_data(as_text=True))
    fields = entry.fields
    tags = read_ris(client.get(f"{path}.ris").get_data(as_text=True))
    (item,) = json.loads(client.get(f"{path}.json").data)
    assert (entry.type, entry.key) == ("techreport", f"ecpat-{slug}")
    assert authors(entry) == [f"{{{author}}}", "{ECPAT International}"]
    assert fields["langid"] == {"fr": "french", "en": "english"}[locale]
    assert fields["institution"]
    assert (tags[0], tags[-1]) == (("TY", "RPRT"), ("ER", ""))
    assert [value for tag, value in tags if tag == "AU"] == [author, "ECPAT International"]
    assert item["author"] == [{"literal": author}, {"literal": "ECPAT International"}]
    assert item["issued"] == {"date-parts": [[2015]]}
    assert fields["year"] == dict(tags)["PY"] == "2015"
    assert item["title"] == dict(tags)["TI"]
    assert fields["title"] == f"{{{item['title']}}}".replace("\u00a0", " ")  # for BibTeX any space is a space
    assert fields["url"] == dict(tags)["UR"] == item["URL"] == f"http://localhost{path}"
    assert client.get(dict(tags)["L1"].removeprefix("http://localhost")).mimetype == "application/pdf"


def test_signs_of_a_format_stay_words(reader: FlaskClient) -> None:
    add(authors="R&D {sarl}; B_2", publisher="Édition 100 %", series="Série #4")
    text = reader.get("/fr/ressources/cite.bib").get_data(as_text=True)
    entry = read_bibtex(text)
    fields = entry.fields
    assert authors(entry) == [r"{R\&D \textbraceleft{}sarl\textbraceright{}}", r"{B\_2}"]
    assert r"50 \% \& plus\_de \textbraceleft{}\#\textbraceright{}" in fields["title"].replace("\u00a0", " ")
    assert r"C:\textbackslash{}\textasciitilde{}\textasciicircum{}\$" in fields["title"].replace("\u00a0", " ")
    (item,) = json.loads(reader.get("/fr/ressources/cite.json").data)
    assert item["collection-title"] == "Série #4"
    assert item["title"].replace("\u00a0", " ") == ODD


def test_the_page_offers_them_and_says_it_to_reference_managers(client: FlaskClient) -> None:
    slug = slug_of("belgium-assessment", "fr")
    tree = contract.parse(client.get(f"/fr/ressources/{slug}").get_data(as_text=True))
    (offered,) = (one for one in tree.iter(f"{HTML}ul") if one.get("class") == "formats")
    for link in offered.iter(f"{HTML}a"):
        answer = client.get(link.get("href", ""))
        assert answer.mimetype == link.get("type")
        assert "attachment" in answer.headers["Content-Disposition"]
        assert client.get(link.get("href", ""), headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    said = [(one.get("name", ""), one.get("content", "")) for one in tree.iter(f"{HTML}meta") if one.get("name")]
    names = [content for name, content in said if name == "citation_author"]
    assert names == ["ECPAT Belgique", "ECPAT International"]
    known = dict(said)
    for name in ("citation_title", "citation_publication_date", "citation_language", "citation_public_url"):
        assert known[name]
    assert client.get(known["citation_pdf_url"].removeprefix("http://localhost")).mimetype == "application/pdf"


@pytest.mark.parametrize("ending", ["bib", "ris", "json"])
def test_what_is_not_online_is_not_cited(reader: FlaskClient, ending: str) -> None:
    entry = add()
    assert reader.get(f"/fr/ressources/cite.{ending}").status_code == 200
    service.unpublish(entry.editions["fr"])
    db.session.commit()
    assert reader.get(f"/fr/ressources/cite.{ending}").status_code == 404
