"""Files for translators: whatever a text says comes back as it was; what is no such file is refused."""

from __future__ import annotations

from copy import deepcopy
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from defusedxml.ElementTree import fromstring
from flask import Flask
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as st

from ecpat.core.characters import fit
from ecpat.entries import richtext
from ecpat.entries.translation import checks, reading, writing
from ecpat.entries.translation.origin import Origin
from ecpat.entries.translation.reading import MOST, XLIFF
from ecpat.entries.translation.units import Text
from ecpat.news.kind import NEWS

from ...conftest import build
from ...desk.test_richtext import soup

LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=20).filter(fit)


@pytest.fixture(scope="module")
def site(seeded: Path) -> Flask:
    """Return the seeded site, for the words of its catalogues and its thesaurus."""
    return build(seeded)


def translated_by_itself(file: str) -> BytesIO:
    """Return a file whose targets are its sources."""
    root: ElementTree.Element = fromstring(file)
    for segment in root.iter(f"{XLIFF}segment"):
        segment.append(target := deepcopy(segment[0]))
        target.tag = f"{XLIFF}target"
    return BytesIO(ElementTree.tostring(root, encoding="utf-8"))


@settings(max_examples=60)
@given(title=LINES, typed=soup)
def test_what_is_translated_by_itself_comes_back_as_it_was(site: Flask, title: str, typed: str) -> None:
    body = richtext.sanitise(typed)
    values = {"title": fit(title), "body": body, "changes": [{"day": "", "text": "Mot"}]}
    text = Text(NEWS, values)
    with site.test_request_context("/fr/"), force_locale("fr"):
        file = writing.write(Origin(1, "fr", 1, text.digest, "en", 0), text, Text(NEWS, {}), "/")
    found = reading.read(translated_by_itself(file))
    assert not checks.faults(text, found)
    came = text.values({name: tokens for name, tokens in found.targets.items() if tokens})
    assert (came["title"], came["changes"]) == (values["title"], values["changes"])
    assert richtext.sanitise(came.get("body", "")) == body


HEAD = '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="fr" trgLang="en">'


@pytest.mark.parametrize(
    "data",
    [
        b"", b"no XML", b"\x00\xff", b"<html/>", HEAD.encode(), f"{HEAD}</xliff>".encode(),
        f'{HEAD}<file id="f" original="another"><unit id="title"/></file></xliff>'.encode(),
        f'<!DOCTYPE x [<!ENTITY a "aaa">]>{HEAD}<file id="f"/></xliff>'.encode(),
        f'<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">{HEAD}<file id="f"/></xliff>'.encode(),
        b"<a>" * 5000, b"<a>" + b"<b/>" * (MOST + 1) + b"</a>",
        f'<?xml version="1.0" encoding="klingon"?>{HEAD}</xliff>'.encode(),
    ],
    ids=["empty", "text", "bytes", "html", "cut", "bare", "foreign", "entity", "dtd", "deep", "many", "encoding"],
)  # fmt: skip
def test_a_file_that_is_none_of_ours_is_refused(data: bytes) -> None:
    with pytest.raises(reading.UnfitError):
        reading.read(BytesIO(data))
