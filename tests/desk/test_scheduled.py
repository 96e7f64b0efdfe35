"""What is scheduled is looked at again until its moment: named on the to-do list, told by mail, and published."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.accounts.models import Person
from ecpat.core import clock, dates
from ecpat.core.database import db
from ecpat.entries import care, service
from ecpat.entries.models import Edition

from ..conftest import DeskClient
from ..mailserver import Sent
from .forms import Enter, path_of, sent, shown, write
from .test_gate import DISCOURAGED
from .test_sign_in import sent as mails
from .test_working_copy import live, page_of, text_of

__all__ = ["mails"]  # a fixture
OVERVIEW, UNREADY = "/fr/redaction/", "/fr/redaction/a-faire/programmees-pas-pretes"


def scheduled(browser: DeskClient, title: str, body: str, **more: str) -> Edition:
    """Return an edition that goes live in two hours."""
    edition = write(title, body=body)
    at = dates.write(clock.now() + timedelta(hours=2))
    assert sent(browser, path_of(edition.entry_id), do="schedule:fr", fr__moment=at, **more).status_code == 303
    db.session.expire_all()
    assert edition.published_at is not None
    return edition


def linking(to: Edition) -> str:
    return f'<p>Voyez <a href="entry:{to.entry_id}">cette page</a>.</p>'


def turn(monkeypatch: pytest.MonkeyPatch, **ahead: int) -> None:
    """Move the clock on."""
    moment = clock.now() + timedelta(**ahead)
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_what_would_not_pass_any_more_is_named_and_published(
    enter: Enter, reader: FlaskClient, mails: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor, target = enter("editor"), live("Ce qui est lié")
    edition = scheduled(editor, "Demain", linking(target))
    care.save(edition.entry, db.session.scalars(select(Person)).one(), None)
    db.session.commit()
    assert mails.work() == []
    assert "Programmées, et plus prêtes" not in shown(editor, OVERVIEW)
    service.discard(target.entry)
    db.session.commit()
    turn(monkeypatch, minutes=61)
    (mail,) = mails.work()
    assert mail["Subject"] == "Programmé, et plus prêt\u00a0: Demain"
    assert "Des liens qui mènent quelque part" in mail.get_content()
    assert "Programmées, et plus prêtes" in shown(editor, OVERVIEW)
    page = shown(editor, UNREADY)
    assert "Demain" in page
    assert "Des liens qui mènent quelque part" in page
    turn(monkeypatch, minutes=61)
    assert len(mails.work()) == 1  # told once
    assert "Demain" in text_of(reader, page_of(edition))
    assert "Demain" not in shown(editor, UNREADY)


def test_what_is_settled_is_named_no_more(enter: Enter) -> None:
    editor = enter("editor")
    edition = scheduled(editor, "Demain", "<p>Un texte.</p>")
    sent(editor, path_of(edition.entry_id), fr__body=DISCOURAGED)
    assert "Demain" in shown(editor, UNREADY)
    sent(editor, path_of(edition.entry_id), fr__body="<p>Un texte.</p>")
    assert "Demain" not in shown(editor, UNREADY)


def test_what_a_reason_was_given_for_is_asked_no_more(enter: Enter, mails: Sent) -> None:
    editor = enter("editor")
    edition = scheduled(editor, "Demain", DISCOURAGED, reason="Un titre cité.")
    sent(editor, path_of(edition.entry_id), fr__summary="Court.")
    assert mails.work() == []
    assert "Demain" not in shown(editor, UNREADY)
    target = write("Pas en ligne")
    sent(editor, path_of(edition.entry_id), fr__body=DISCOURAGED + linking(target))
    page = shown(editor, UNREADY)
    assert "Des liens qui mènent quelque part" in page
    assert "vocabulaire" not in page[page.index("Demain") :]


def test_changes_that_go_live_at_a_moment_are_looked_at_too(enter: Enter) -> None:
    editor, target, edition = enter("editor"), live("Ce qui est lié"), live("Aujourd’hui")
    path, at = path_of(edition.entry_id), dates.write(clock.now() + timedelta(hours=2))
    sent(editor, path, do="schedule:fr", fr__title="Ensuite", fr__body=linking(target), fr__update=at)
    assert "Aujourd’hui" in shown(editor, "/fr/redaction/a-faire/bientot-en-ligne")
    sent(editor, path, fr__body=DISCOURAGED)
    assert "Aujourd’hui" in shown(editor, UNREADY)
    editor.send(f"{path}/comparer", do="drop")
    assert "Aujourd’hui" not in shown(editor, UNREADY)


def test_administrators_are_told_of_what_nobody_looks_after(enter: Enter, mails: Sent) -> None:
    editor, chief, target = enter("editor"), enter("administrator"), live("Ce qui est lié")
    scheduled(editor, "Demain", linking(target))
    service.discard(target.entry)
    db.session.commit()
    (mail,) = mails.work()
    assert mail["To"] == "administrator@example.org"
    assert "Demain" in shown(chief, UNREADY)
    assert enter("writer").get(UNREADY).status_code == 200
    assert "Demain" not in shown(enter("writer"), UNREADY)
