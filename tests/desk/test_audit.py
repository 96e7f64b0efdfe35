"""The audit: shown to administrators, narrowed, taken away as a table; changed by nobody."""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

import ecpat
from ecpat.accounts import audit
from ecpat.accounts.audit import Audit
from ecpat.accounts.models import Person
from ecpat.core import clock
from ecpat.core.database import db
from ecpat.desk.audit.actions import ACTIONS
from ecpat.entries import service
from ecpat.entries.models import Entry
from ecpat.files.models import Asset
from ecpat.helplines.models import HelpLineWords
from ecpat.topics.models import TopicLabel

from .. import contract
from ..conftest import DeskClient
from ..contract import HTML
from .forms import form_of, path_of, sent


def recorded() -> set[str]:
    """Return every action that the code records, where it says it in one word."""
    found = set()
    for path in Path(ecpat.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            name, action = getattr(node.func, "attr", getattr(node.func, "id", "")), node.args[1]
            if name in ("record", "tell", "wrong") and isinstance(action, ast.Constant):
                found.add(str(action.value))
    return found


def test_every_deed_has_words() -> None:
    assert len(recorded()) > 20
    assert recorded() <= set(ACTIONS)


@pytest.mark.parametrize("statement", ["UPDATE audit SET deed = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_what_was_done(app: Flask, statement: str) -> None:
    audit.record(None, "entry.saved", "entry:1")
    db.session.commit()
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()
    last = db.session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).one()
    assert last.action == "entry.saved"


def test_an_administrator_sees_who_did_what_in_words(app: Flask, enter: Callable[..., DeskClient]) -> None:
    chief, editor = enter("administrator", "en"), enter("editor", "en")
    person = db.session.scalars(select(Person).where(Person.email == "editor@example.org")).one()
    entry = db.session.scalars(select(Entry).limit(1)).one()
    title = next(iter(entry.editions.values())).title
    audit.record(person, "edition.published", f"entry:{entry.id}", locale="fr")
    audit.record(None, "person.invited", f"person:{person.id}", role="editor")
    audit.record(person, "something.new", "thing:7")
    db.session.commit()
    page = chief.get("/en/desk/audit").get_data(as_text=True)
    for words in ("Editor", "published", "signed in", "The maintainer", "something.new"):
        assert words in page
    assert title.split()[0] in page
    assert "publié" in chief.get("/fr/redaction/journal").get_data(as_text=True)
    assert editor.get("/en/desk/audit").status_code == 403
    assert editor.get("/en/desk/audit.csv").status_code == 403


def test_what_was_done_to_what_is_said_by_its_name(app: Flask, enter: Callable[..., DeskClient]) -> None:
    chief = enter("administrator", "en")
    person = db.session.scalars(select(Person)).one()
    asset = db.session.scalars(select(Asset).limit(1)).one()
    line = db.session.scalars(select(HelpLineWords).where(HelpLineWords.locale == "fr").limit(1)).one()
    topic = db.session.scalars(select(TopicLabel).where(TopicLabel.locale == "en").limit(1)).one()
    for action, subject, details in (
        ("file.described", f"file:{asset.id}", {}),
        ("helpline.saved", f"helpline:{line.help_line_id}", {"before": "101", "after": "102"}),
        ("topic.saved", f"topic:{topic.topic_id}", {}),
        ("texts.saved", "site", {"changed": ["name"]}),
        ("phrase.saved", "", {"locale": "fr", "phrase": "il me suit partout", "before": ""}),
        ("redirect.saved", "", {"path": "/une-vieille-adresse", "target": "/fr/"}),
        ("concept.saved", "concept:grooming", {"added": ["pédopiégeage"], "gone": []}),
        (
            "helpline.deleted",
            "helpline:901",
            {"number": "103", "fr": "Une ligne perdue", "en": "A line that is gone"},
        ),
        ("file.destroyed", "file:902", {"name": "an-old-file"}),
        ("topic.deleted", "topic:903", {"fr": "Un thème d’autrefois"}),
        ("entry.saved", "entry:904", {}),
    ):
        audit.record(person, action, subject, **details)
    db.session.commit()
    said = {"fr": chief.get("/fr/redaction/journal"), "en": chief.get("/en/desk/audit")}
    pages = {locale: answer.get_data(as_text=True) for locale, answer in said.items()}
    for page in pages.values():
        for words in (asset.name, "il me suit partout", "/une-vieille-adresse", "pédopiégeage", "an-old-file"):
            assert words in page
        for raw in ("file:", "helpline:", "topic:", "concept:", "entry:", ">site<"):
            assert raw not in page
    assert line.name in pages["fr"]
    assert "Une ligne perdue" in pages["fr"]
    assert "numéro 904" in pages["fr"]
    assert topic.label in pages["en"]
    assert "A line that is gone" in pages["en"]
    assert 'lang="fr">Un thème d’autrefois' in pages["en"]


def test_one_save_is_one_sentence_with_a_link(
    enter: Callable[..., DeskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = enter("administrator")
    path = "/fr/redaction/fiches/nouvelle/news"
    first = sent(chief, path, fr__title="Les deux langues", en__title="Both languages", do="publish", also="fr")
    entry_id = int(first.location.rpartition("/")[2].partition("?")[0])
    fields, later = form_of(chief, path_of(entry_id)), clock.now() + timedelta(minutes=1)
    fields["fr-title"], fields["en-title"], fields["do"] = "Deux langues", "Two languages", "save"
    monkeypatch.setattr(clock, "now", lambda: later)
    assert chief.post(path_of(entry_id), data=fields).status_code == 303
    assert deeds(chief, "/fr/redaction/journal")[:2] == [
        f"Chief a enregistré des changements à un texte en ligne [Les deux langues {path_of(entry_id)}] en français, "
        "a enregistré les textes d’une fiche en anglais",
        f"Chief a commencé une fiche [Les deux langues {path_of(entry_id)}], a publié en français",
    ]


def test_a_deed_is_not_told_on_two_pages(enter: Callable[..., DeskClient]) -> None:
    chief = enter("administrator", "en")
    person = db.session.scalars(select(Person)).one()
    for number in range(40):
        for action in ("entry.saved", "edition.saved", "edition.published"):
            audit.record(person, action, f"entry:{number + 900}", locale="fr")
    db.session.commit()
    found = [line for page in (1, 2, 3) for line in deeds(chief, f"/en/desk/audit?person={person.id}&page={page}")]
    assert len(found) == 40 + 1  # and that they signed in
    assert len({*found}) == len(found)
    assert "Chief published number 939 in French" in found[0]


def test_what_was_done_leads_to_what_it_speaks_of(enter: Callable[..., DeskClient]) -> None:
    chief = enter("administrator", "en")
    person = db.session.scalars(select(Person)).one()
    entry, binned = db.session.scalars(select(Entry).where(Entry.kind == "news").limit(2)).all()
    service.discard(binned)
    asset, line = db.session.scalars(select(Asset)).first(), db.session.scalars(select(HelpLineWords)).first()
    assert asset is not None
    assert line is not None
    expected = {
        ("edition.saved", f"entry:{entry.id}"): f"/en/desk/entries/{entry.id}",
        ("entry.discarded", f"entry:{binned.id}"): "/en/desk/entries/bin/",
        ("entry.saved", "entry:98765"): "",
        ("entry.saved", f"entry:{binned.id}"): "",
        ("file.added", f"file:{asset.id}"): f"/en/desk/files/{asset.id}",
        ("helpline.saved", f"helpline:{line.help_line_id}"): f"/en/desk/help-lines/{line.help_line_id}",
        ("menu.saved", "site"): "/en/desk/settings/menu",
        ("guide.saved", "site"): "/en/desk/help-lines/a-child-worries-me",
        ("something.new", "thing:7"): "",
    }
    for action, subject in expected:
        audit.record(person, action, subject)
    db.session.commit()
    latest = deeds(chief, f"/en/desk/audit?person={person.id}")[: len(expected)]
    for told, path in zip(reversed(latest), expected.values(), strict=True):
        assert told.rpartition(" ")[2].rstrip("]") == path if path else "[" not in told, told
        assert not path or chief.get(path).status_code == 200, path


def deeds(browser: DeskClient, path: str) -> list[str]:
    """Return the sentences of the audit: what is linked in brackets, with its address."""
    page = contract.parse(browser.get(path).get_data(as_text=True))
    (found,) = (one for one in page.iter(f"{HTML}ol") if "deeds" in one.get("class", ""))
    sentences = []
    for line in found.iter(f"{HTML}p"):
        for link in line.iter(f"{HTML}a"):
            link.text = f"[{link.text} {link.get('href')}]"
        sentences.append(contract.text_of(line))
    return sentences


def test_it_is_narrowed_by_person_deed_and_day(enter: Callable[..., DeskClient]) -> None:
    chief = enter("administrator", "en")
    person = db.session.scalars(select(Person)).one()
    audit.record(person, "one.action", "entry:1")
    db.session.commit()

    def lines(query: str) -> int:
        return chief.get(f"/en/desk/audit?{query}").get_data(as_text=True).count('class="num" datetime')

    every = lines("")
    assert lines(f"person={person.id}") == 2  # and that they signed in
    assert lines("person=0") > 0
    assert lines("action=one.action") == 1
    assert lines("action=nothing") == 0
    assert lines(f"person={person.id}&since=2000-01-01&until=2999-12-31") == 2
    assert lines("until=2001-01-01") == 0
    for nonsense in ("person=x", f"person={2**63}", "since=yesterday", "until=9999-12-31", "page=-1"):
        assert lines(nonsense) == every
    assert lines("page=99999999999999999999&action=one.action") == 1


def test_many_deeds_come_in_pages(enter: Callable[..., DeskClient]) -> None:
    chief = enter("administrator", "en")
    for number in range(250):
        audit.record(None, "one.action", f"entry:{number}")
    db.session.commit()
    page = chief.get("/en/desk/audit?page=2&action=one.action").get_data(as_text=True)
    assert "Page 2 of 5" in page
    assert page.count('class="num" datetime') == 50


def test_the_table_opens_in_spreadsheets_and_runs_nothing(enter: Callable[..., DeskClient]) -> None:
    chief = enter("administrator", "en")
    sly = Person(email="sly@example.org", name="=HYPERLINK(1)", role="writer")
    db.session.add(sly)
    db.session.flush()
    audit.record(sly, "entry.saved", "entry:1")
    db.session.commit()
    answer = chief.get("/en/desk/audit.csv")
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[0] == ["When", "Who", "What", "To what", "Details"]
    assert rows[1][1] == "'=HYPERLINK(1)"
    french = chief.get("/fr/redaction/journal.csv").get_data().decode("utf-8-sig")
    assert french.startswith("Quand;Qui;Quoi;")
