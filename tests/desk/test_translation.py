"""An entry given to translators as a file, and what comes back: kept, never published, checked before."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from defusedxml.ElementTree import fromstring
from sqlalchemy import select

from ecpat.accounts.audit import Audit
from ecpat.core import clock
from ecpat.core.database import db
from ecpat.entries import copies, richtext, service
from ecpat.entries.models import Edition, Entry
from ecpat.entries.translation.reading import XLIFF

from ..conftest import DeskClient
from .bodies import EVERY_TAG
from .forms import Enter, path_of, sent, shown, write

GLOSSARY = "{urn:oasis:names:tc:xliff:glossary:2.0}"
SUMMARY = "Contre le tourisme sexuel."
BODY = '<p>La <strong>traite</strong> des enfants et <a href="entry:1">un lien</a>.</p><h2>Suite</h2>'


def page_of(edition: Edition) -> str:
    return f"{path_of(edition.entry_id)}/traduction/"


def download(browser: DeskClient, edition: Edition, pair: str = "fr/en") -> ElementTree.Element:
    answer = browser.get(f"{page_of(edition)}{pair}.xlf")
    assert (answer.status_code, answer.mimetype) == (200, "application/xliff+xml")
    root: ElementTree.Element = fromstring(answer.get_data())
    holds_the_schema(root)
    return root


def translate(root: ElementTree.Element, add: str = "") -> ElementTree.Element:
    """Give every segment its source as its target, with a word more."""
    for segment in root.iter(f"{XLIFF}segment"):
        for old in segment.findall(f"{XLIFF}target"):
            segment.remove(old)
        target = deepcopy(segment[0])
        target.tag, target.text = f"{XLIFF}target", f"{add}{target.text or ''}"
        segment.append(target)
    return root


def upload(browser: DeskClient, edition: Edition, file: ElementTree.Element | bytes) -> Any:
    data = file if isinstance(file, bytes) else ElementTree.tostring(file, encoding="utf-8")
    page = page_of(edition)
    return browser.post(page, data={"csrf_token": browser.token(page), "file": (BytesIO(data), "file.xlf")})


def holds_the_schema(root: ElementTree.Element) -> None:
    """Check what the published schema asks of the elements that are used, and the rules that it cannot say."""
    assert (root.tag, root.get("version")) == (f"{XLIFF}xliff", "2.0")
    (file,) = root
    assert [one.tag for one in file][:2] == [f"{XLIFF}notes", f"{XLIFF}unit"]
    units = file.findall(f"{XLIFF}unit")
    ids = [unit.get("id", "") for unit in units]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[\w.:-]+", key) for key in (*ids, file.get("id", "")))
    for unit in units:
        order = [f"{GLOSSARY}glossary", f"{XLIFF}notes", f"{XLIFF}segment"]
        places = [order.index(one.tag) for one in unit]
        assert places == sorted(set(places))
        assert places[-1] == 2
        for entry in unit.iter(f"{GLOSSARY}glossEntry"):
            parts = [one.tag.removeprefix(GLOSSARY) for one in entry]
            assert re.fullmatch(r"term( translation)*( definition)?", " ".join(parts))
            assert len(parts) > 1
        (segment,) = unit.findall(f"{XLIFF}segment")
        assert [one.tag.removeprefix(XLIFF) for one in segment] in (["source"], ["source", "target"])
        assert segment.get("state") in ((None,) if len(segment) == 1 else ("translated",))
        for text in segment:
            codes = [one for one in text.iter() if one is not text]
            assert len({one.get("id") for one in codes}) == len(codes)
            for code in codes:
                assert code.tag in (f"{XLIFF}pc", f"{XLIFF}ph")
                assert code.get("type") in ("fmt", "link", "image", "other")
                assert re.fullmatch(r"[^\s:]+:[^\s:]+", code.get("subType", "a:b"))
                assert {*(code.get("subFlows") or code.get("subFlowsStart") or "").split()} <= {*ids}


def test_a_file_has_every_text_with_its_codes_and_the_words_of_the_field(enter: Enter) -> None:
    edition = write("Écouter", summary=SUMMARY, body=BODY, details={"authors": "Une autrice"}, readers_words="aide")
    root = download(enter("editor"), edition)
    assert (root.get("srcLang"), root.get("trgLang")) == ("fr", "en")
    units = root.iter(f"{XLIFF}unit")
    sources = {unit.get("id"): "".join(next(unit.iter(f"{XLIFF}source")).itertext()) for unit in units}
    assert sources == {
        "title": "Écouter", "summary": SUMMARY, "readers_words": "aide", "detail-authors": "Une autrice",
        "body-1": "La traite des enfants et un lien.", "body-2": "Suite",
    }  # fmt: skip
    said = ElementTree.tostring(root, encoding="unicode")
    assert "child trafficking</ns1:translation>" in said, "what to say"
    assert "sex tourism" in said, "what not to say"
    assert "exploitation sexuelle des enfants dans le cadre des voyages" in said, "what the original had better said"


@pytest.mark.parametrize("body", [richtext.sanitise(EVERY_TAG), BODY, ""], ids=["every tag", "some", "none"])
def test_what_is_translated_by_itself_is_the_same_text(enter: Enter, body: str) -> None:
    edition = write("Titre", summary="Résumé", body=body, details={"authors": "A"})
    editor = enter("editor")
    answer = upload(editor, edition, translate(download(editor, edition)))
    assert answer.headers["Location"] == path_of(edition.entry_id)
    english = db.session.get_one(Entry, edition.entry_id).editions["en"]
    assert (english.title, english.summary, english.details["authors"]) == ("Titre", "Résumé", "A")
    assert richtext.plain(english.body).split() == richtext.plain(edition.body).split()
    assert re.findall("<[^<>]*>", english.body) == re.findall("<[^<>]*>", edition.body)
    assert english.published_at is None
    noted = db.session.scalars(select(Audit.action).order_by(Audit.id.desc()).limit(3)).all()
    assert {"translation.taken", "edition.saved"} <= {*noted}


def test_what_readers_see_stays_until_an_editor_publishes(enter: Enter) -> None:
    edition = write("Titre", body="<p>Un mot</p>")
    service.publish(service.save(edition.entry, "en", title="Old", summary="Kept?", body="<p>A word</p>"))
    db.session.commit()
    editor = enter("editor")
    root = download(editor, edition)
    assert [one.text for one in root.iter(f"{XLIFF}target")] == ["Old", "A word"]
    assert upload(editor, edition, translate(root, "New ")).status_code == 303
    english = db.session.get_one(Entry, edition.entry_id).editions["en"]
    assert (english.title, english.has_copy, copies.words_of(english)["title"]) == ("Old", True, "New Titre")
    assert copies.words_of(english)["summary"] == "Kept?", "what there was nothing of to translate"


def test_nothing_is_taken_where_it_would_go_online_by_itself(enter: Enter) -> None:
    edition = write("Titre")
    later = clock.now() + timedelta(days=3)
    service.publish(service.save(edition.entry, "en", title="Soon"), later)
    db.session.commit()
    editor = enter("editor")
    answer = upload(editor, edition, translate(download(editor, edition), "New "))
    assert (answer.status_code, "Un moment est fixé" in answer.get_data(as_text=True)) == (422, True)
    assert db.session.get_one(Entry, edition.entry_id).editions["en"].title == "Soon"


def test_codes_that_are_missing_are_named_and_nothing_is_changed(enter: Enter) -> None:
    edition = write("Titre", body=BODY)
    editor = enter("editor")
    root = translate(download(editor, edition))
    for target in root.iter(f"{XLIFF}target"):
        for code in target.findall(f"{XLIFF}pc"):
            target.remove(code)
    answer = upload(editor, edition, root)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Passage du texte 1" in page
    assert "les mots en gras « traite »" in page.replace("\u00a0", " ")
    assert "le lien « un lien »" in page.replace("\u00a0", " ")
    assert "en" not in db.session.get_one(Entry, edition.entry_id).editions


def test_segments_pairs_and_marks_of_other_programs_are_read(enter: Enter) -> None:
    edition = write("Titre", body="<p>Un <em>mot</em>. Deux.</p>")
    editor = enter("editor")
    data = ElementTree.tostring(translate(download(editor, edition)), encoding="unicode").replace("ns0:", "")
    old = re.search(r'(?s)<unit id="body-1".*?(<segment.*</segment>)', data)
    assert old
    anew = (
        '<segment><source>Un <pc id="1">mot</pc>.</source><target order="3">One <sc id="1"/><mrk id="m">word</mrk>'
        '<ec startRef="1"/>.</target></segment><ignorable><source> </source></ignorable>'
        '<segment><source>Deux.</source><target order="1">Two.</target></segment>'
    )
    data = data.replace(old[1], anew).replace("xmlns:ns0", "xmlns")
    assert upload(editor, edition, data.encode()).status_code == 303
    english = db.session.get_one(Entry, edition.entry_id).editions["en"]
    assert english.body == "<p>Two. One <em>word</em>.</p>"


def test_a_text_that_has_changed_since_is_told(enter: Enter) -> None:
    edition = write("Titre", body="<p>Un mot</p>")
    editor = enter("editor")
    root = translate(download(editor, edition))
    sent(editor, path_of(edition.entry_id), fr__body="<p>Un mot</p><p>Deux mots</p>")
    assert upload(editor, edition, root).status_code == 303
    page = shown(editor, path_of(edition.entry_id))
    assert "Le texte en français a changé" in page
    assert db.session.get_one(Entry, edition.entry_id).editions["en"].body == "<p>Un mot</p>"


def test_what_somebody_else_wrote_meanwhile_is_shown_beside_it(enter: Enter) -> None:
    edition = write("Titre", body="<p>Un mot</p>")
    editor = enter("editor")
    root = translate(download(editor, edition))
    sent(editor, path_of(edition.entry_id), en__title="Mine")
    answer = upload(editor, edition, root)
    assert answer.status_code == 422
    assert "Mine" in answer.get_data(as_text=True)
    assert db.session.get_one(Entry, edition.entry_id).editions["en"].title == "Mine"


def test_a_title_that_is_too_long_is_shown_in_the_form(enter: Enter) -> None:
    edition = write("Titre")
    editor = enter("editor")
    answer = upload(editor, edition, translate(download(editor, edition), "x" * 200))
    assert answer.status_code == 422
    assert 'href="#en-title"' in answer.get_data(as_text=True)


def test_a_file_that_is_none_of_ours_is_refused_in_words(enter: Enter) -> None:
    edition, editor = write("Titre"), enter("editor")
    answer = upload(editor, edition, b'<!DOCTYPE x [<!ENTITY a "aaa">]><x>&a;</x>')
    assert (answer.status_code, "type de document" in answer.get_data(as_text=True)) == (422, True)
    answer = editor.post(page_of(edition), data={"csrf_token": editor.token(page_of(edition))})
    assert (answer.status_code, "Choisissez un fichier" in answer.get_data(as_text=True)) == (422, True)


def test_a_file_of_another_entry_or_into_no_language_is_refused(enter: Enter) -> None:
    one, other = write("Un"), write("Deux")
    editor = enter("editor")
    root = translate(download(editor, one))
    assert "autre fiche" in upload(editor, other, root).get_data(as_text=True)
    file = root[0]
    file.set("original", re.sub("/en/", "/xx/", file.get("original", "")))
    assert upload(editor, one, root).status_code == 422, "the file says another language than its head"
    root.set("trgLang", "xx")
    assert upload(editor, one, root).status_code == 422
    file.set("original", re.sub("/[0-9a-f]{32}/", f"/{'0' * 32}/", file.get("original", "").replace("/xx/", "/en/")))
    root.set("trgLang", "en-GB")
    assert "plus ici" in upload(editor, one, root).get_data(as_text=True)


def test_what_a_file_says_of_markup_counts_for_nothing(enter: Enter) -> None:
    edition = write("Titre", body='<p>Un <a href="entry:1">lien</a></p>')
    editor = enter("editor")
    root = translate(download(editor, edition), "<script>alert(1)</script>")
    for code in root.iter(f"{XLIFF}pc"):
        code.set("dispStart", '<a href="https://evil.example/">')
    assert upload(editor, edition, root).status_code == 303
    body = db.session.get_one(Entry, edition.entry_id).editions["en"].body
    assert body == '<p>&lt;script&gt;alert(1)&lt;/script&gt;Un <a href="entry:1">lien</a></p>'


def test_a_file_is_not_there_for_what_is_not(enter: Enter) -> None:
    edition = write("Titre")
    editor, writer = enter("editor"), enter("writer")
    for pair in ("en/fr", "fr/fr", "fr/xx", "xx/fr"):
        assert editor.get(f"{page_of(edition)}{pair}.xlf").status_code == 404
    assert writer.get(f"{page_of(edition)}fr/en.xlf").status_code == 403
    assert writer.get(page_of(edition)).status_code == 403


def test_a_writer_takes_a_translation_in_and_publishes_nothing(enter: Enter) -> None:
    edition = write("Titre", body="<p>Un mot</p>")
    service.publish(edition)
    db.session.commit()
    writer = enter("writer")
    assert upload(writer, edition, translate(download(writer, edition), "New ")).status_code == 303
    assert not db.session.get_one(Entry, edition.entry_id).editions["en"].live
