"""What a writer may do, and may not: drafts of their own, nothing that is public, nothing of others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.core import clock, dates
from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.drafts import PreviewLink
from ecpat.entries.models import Edition
from ecpat.entries.revisions import Revision

from .forms import LIST, NEW, Enter, form_of, path_of, sent, shown, write
from .test_working_copy import live, page_of, text_of

OTHERS = ("", "/apercu", "/apercu.pdf", "/montrer", "/versions/", "/versions/fr/1", "/jeter")


def test_a_writer_makes_and_edits_drafts_of_their_own(enter: Enter) -> None:
    browser = enter("writer")
    answer = sent(browser, NEW["fr"], fr__title="À moi")
    assert answer.status_code == 303
    path = answer.headers["Location"]
    page = shown(browser, path)
    for offered in ("publish:", "schedule:", "unpublish:"):
        assert offered not in page
    assert sent(browser, path, fr__title="Toujours à moi").status_code == 303
    assert browser.get(f"{path}/apercu").status_code == 200
    assert browser.send(f"{path}/jeter").status_code == 303
    assert browser.send(f"{path}/retablir", LIST["fr"] + "corbeille/").status_code == 303


def test_a_writer_does_not_see_others_drafts(enter: Enter) -> None:
    browser, edition = enter("writer"), write("À une autre")
    assert "À une autre" not in shown(browser, LIST["fr"])
    assert "À une autre" in shown(enter("editor"), LIST["fr"])
    path = path_of(edition.entry_id)
    token = browser.token(NEW["fr"])
    for end in OTHERS:
        assert browser.get(path + end).status_code == 403, end
    for end in ("", "/montrer", "/jeter", "/saisie/news", "/abandonner/news"):
        assert browser.post(path + end, data={"csrf_token": token}).status_code == 403, end
    service.discard(edition.entry)
    db.session.commit()
    assert "À une autre" not in shown(browser, LIST["fr"] + "corbeille/")
    for end in ("/retablir", "/detruire"):
        assert browser.post(path + end, data={"csrf_token": token}).status_code == 403, end


@pytest.mark.parametrize("action", ["publish:fr", "schedule:fr", "redate:fr", "unpublish:fr", "publish:en"])
def test_a_writer_cannot_publish(enter: Enter, action: str) -> None:
    browser = enter("writer")
    path = sent(browser, NEW["fr"], fr__title="À moi").headers["Location"]
    answer = sent(browser, path, do=action, fr__moment="2090-01-01T10:00")
    assert answer.status_code == 403
    assert "n’est pas à vous" in answer.get_data(as_text=True) or "rôle" in answer.get_data(as_text=True)
    edition = db.session.scalars(select(Edition).where(Edition.title == "À moi")).one()
    assert edition.published_at is None


def test_a_writer_changes_nothing_of_what_is_public(enter: Enter, reader: FlaskClient) -> None:
    browser = enter("writer")
    path = sent(browser, NEW["fr"], fr__title="À moi").headers["Location"]
    assert sent(enter("editor"), path, do="publish:fr").status_code == 303
    assert sent(browser, path, en__title="A translation of mine").status_code == 303
    assert sent(browser, path, fr__title="Changé", date_precision="year").status_code == 303
    edition = db.session.scalars(select(Edition).where(Edition.title == "À moi")).one()
    assert (edition.has_copy, edition.entry.has_copy) == (True, True)
    assert edition.entry.editions["en"].published_at is None
    assert "Changé" not in reader.get("/fr/actualites/a-moi").get_data(as_text=True)
    token = form_of(browser, path)["csrf_token"]
    for action in ("publish", "drop"):
        assert browser.post(f"{path}/comparer", data={"csrf_token": token, "do": action}).status_code == 403
    assert browser.get(f"{path}/jeter").status_code == 403
    assert browser.post(f"{path}/jeter", data={"csrf_token": token}).status_code == 403
    topic = {"entry": str(edition.entry_id), "do": "topic:1", "sure": "1"}
    browser.send("/fr/redaction/fiches/ensemble", LIST["fr"], **topic)
    db.session.expire_all()
    assert edition.entry.topic_ids == ()


def test_no_way_of_a_writer_leads_to_readers(enter: Enter, reader: FlaskClient) -> None:
    writer, editor, edition = enter("writer"), enter("editor"), live("Ce que tous lisent")
    path, address, bulk = path_of(edition.entry_id), page_of(edition), "/fr/redaction/fiches/ensemble"
    before = text_of(reader, address)
    assert sent(writer, path, fr__title="Proposé", fr__body="<p>Proposé.</p>").status_code == 303
    for do in ("publish", "publish:fr", "schedule:fr", "redate:fr", "end:fr", "unpublish:fr"):
        fields = {"do": do, "also": "fr", "fr__moment": "2026-01-01T10:00", "fr__update": "2090-01-01T10:00"}
        assert sent(writer, path, **fields, fr__until="2090-01-01T10:00").status_code == 403, do
    for do in ("publish", "unpublish", "bin", "topic:1"):
        writer.send(bulk, LIST["fr"], entry=str(edition.entry_id), do=do, sure="1", reason="x")
    for end, fields in {
        "/comparer": {"do": "publish"}, "/jeter": {}, "/retablir": {}, "/retirer": {"locale": "fr"},
        "/versions/fr/1/retablir": {}, "/images": {"do": "without"}, "/relecture": {"do": "approve"},
    }.items():  # fmt: skip
        writer.send(f"{path}{end}", path, **fields)
    made = writer.send(f"{path}/refaire", do="copy").headers["Location"]
    assert "Pas encore en ligne." in shown(writer, made)
    sent(editor, path, do="schedule:fr", fr__update=dates.write(clock.now() + timedelta(hours=1)))
    first = db.session.scalars(select(Revision.id).where(Revision.edition_id == edition.id)).first()
    assert writer.send(f"{path}/versions/fr/{first}/retablir", path).status_code == 303
    db.session.expire_all()
    assert (edition.update_at, edition.live, edition.entry.deleted_at) == (None, True, None)
    assert text_of(reader, address) == before


@pytest.mark.parametrize("ahead", [True, False], ids=["scheduled", "withdrawn"])
def test_a_writer_saves_nothing_of_what_is_neither_draft_nor_live(enter: Enter, ahead: bool) -> None:
    browser = enter("writer")
    path = sent(browser, NEW["fr"], fr__title="À moi").headers["Location"]
    edition = db.session.scalars(select(Edition).where(Edition.title == "À moi")).one()
    service.publish(edition, clock.now() + timedelta(days=1 if ahead else -1))
    edition.withdraw_at = None if ahead else clock.now() - timedelta(hours=1)
    db.session.commit()
    page = shown(browser, path)
    assert 'name="closed" value="fr"' in page
    assert 'name="closed" value="facts"' in page
    forged = {name: value for name, value in form_of(browser, path).items() if name != "closed"}
    forged |= {"topics": "", "image": "", "date_precision": "day"}
    for name, value in {"fr-title": "Changé", "fact-source_url": "https://example.org/"}.items():
        assert browser.post(path, data={**forged, name: value}).status_code == 403, name


def test_a_link_of_one_entry_does_not_end_anothers(enter: Enter, reader: FlaskClient) -> None:
    editor, writer = enter("editor"), enter("writer")
    edition = write("À une autre")
    editor.send(f"{path_of(edition.entry_id)}/montrer")
    digest = db.session.scalars(select(PreviewLink.token_digest)).one()
    path = sent(writer, NEW["fr"], fr__title="À moi").headers["Location"]
    writer.send(f"{path}/montrer", end=digest)
    assert db.session.scalar(select(PreviewLink.token_digest)) == digest
