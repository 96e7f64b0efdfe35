"""Two people on one entry, text that was typed and not saved, earlier versions, and a save that dies."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from ecpat.accounts.models import Person
from ecpat.core.database import db
from ecpat.core.errors import ConflictError
from ecpat.desk import transactions
from ecpat.entries import diff, service
from ecpat.entries.desk.form import saving
from ecpat.entries.drafts import Autosave
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition, Entry
from ecpat.topics.models import Topic

from ..conftest import DeskClient
from .forms import NEW, Enter, form_of, path_of, sent, shown, write


def reread(edition: Edition) -> Edition:
    db.session.expire_all()
    return db.session.get_one(Edition, edition.id)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_who_saves_second_sees_both_versions_and_loses_nothing(enter: Enter, locale: str) -> None:
    edition = write("Le titre", body="<p>Un deux trois.</p>", summary="Un résumé.")
    first, second, path = enter("editor", locale), enter("administrator", locale), path_of(edition.entry_id, locale)
    open_already = form_of(second, path)
    changed = {
        "fr__title": "Le titre de l’une",
        "fr__body": "<p>Un quatre trois.</p>",
        "fr__summary": "Autre résumé.",
    }
    assert sent(first, path, **changed).status_code == 303
    answer = second.post(
        path, data={**open_already, "fr-title": "Le titre de l’autre", "fr-body": "<p>Un cinq trois.</p>"}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert {"fr": "Rien n’est perdu", "en": "Nothing is lost"}[locale] in page
    assert "Le titre de l’autre</textarea>" in page  # mine stays
    assert "quatre" in page
    assert "cinq" in page
    assert "Autre résumé." in page  # theirs alone: taken
    assert 'name="take" value="fr-title"' in page
    assert 'name="take" value="fr-summary"' not in page
    assert reread(edition).title == "Le titre de l’une"
    merged = {**open_already, "fr-title": "Le titre de l’autre", "fr-body": "<p>Un cinq trois.</p>"}
    merged |= {"fr-summary": "Autre résumé.", "fr-saves": str(edition.saves), "take": "fr-body"}
    assert second.post(path, data=merged).status_code == 303
    kept = reread(edition)
    assert (kept.title, kept.body, kept.summary) == (
        "Le titre de l’autre", "<p>Un quatre trois.</p>", "Autre résumé.",
    )  # fmt: skip
    assert [one.words["title"] for one in kept.revisions] == ["Le titre", "Le titre de l’une", "Le titre de l’autre"]


def test_two_who_write_different_languages_do_not_disturb_each_other(enter: Enter) -> None:
    edition = write("Le titre")
    service.save(edition.entry, "en", title="The title")
    db.session.commit()
    first, second, path = enter("editor"), enter("administrator"), path_of(edition.entry_id)
    open_already = form_of(second, path)
    assert sent(first, path, fr__title="Autre").status_code == 303
    assert second.post(path, data={**open_already, "en-title": "Other"}).status_code == 303
    assert reread(edition).title == "Autre"
    assert edition.entry.editions["en"].title == "Other"


def test_facts_that_both_changed_are_shown_too(enter: Enter) -> None:
    edition = write("Le titre")
    first, second, path = enter("editor"), enter("administrator"), path_of(edition.entry_id)
    open_already = form_of(second, path)
    assert sent(first, path, fact__source_url="https://example.org/1").status_code == 303
    answer = second.post(path, data={**open_already, "fact-source_url": "https://example.org/2"})
    assert answer.status_code == 422
    assert 'name="take" value="fact-source_url"' in answer.get_data(as_text=True)


def test_an_entry_of_the_sample_content_can_be_merged(enter: Enter) -> None:
    found = db.session.scalars(select(Entry).where(Entry.kind == "training").order_by(Entry.id)).first()
    assert found is not None
    first, second, path = enter("editor"), enter("administrator"), path_of(found.id)
    open_already = form_of(second, path)
    assert sent(first, path, **{"fact-places": "7"}).status_code == 303
    open_already["fr-title"], open_already["do"] = "Autrement", "publish:fr"
    assert second.post(path, data=open_already).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Entry, found.id).places == 7  # type: ignore[attr-defined]


def test_the_second_is_told_by_name_who_is_there(enter: Enter) -> None:
    edition = write("À deux")
    first, second, path = enter("editor"), enter("administrator", "en"), path_of(edition.entry_id)
    assert "Chief a aussi ouvert" not in shown(first, path)
    assert "Editor has this entry open too" in shown(second, path_of(edition.entry_id, "en"))
    assert "Chief a aussi ouvert" in shown(first, path)


def test_transactions_that_cross_are_begun_again_and_merged(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = write("Le titre")
    entry_id, tries = edition.entry_id, []
    person = Person(email="a@example.org", name="A", role="editor")
    db.session.add(person)
    db.session.commit()

    def work() -> None:
        entry = db.session.get_one(Entry, entry_id)
        entry.editions["fr"].title  # noqa: B018 — read before the other writes
        if not tries:
            other = sqlite3.connect(db.engine.url.database or "")
            other.execute("UPDATE edition SET version = version + 1, summary = 'autre' WHERE id = ?", (edition.id,))
            other.commit()
            other.close()
        tries.append(1)
        service.save(entry, "fr", title="Autre titre", summary=entry.editions["fr"].summary, by=person)

    transactions.write(work)
    assert len(tries) == 2
    assert (reread(edition).title, edition.summary) == ("Autre titre", "autre")


def test_writes_that_cross_again_and_again_are_told(enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    def crossed(entry: Entry, *, by: Person) -> None:
        raise ConflictError

    browser, path = enter("editor"), f"{path_of(write('Le titre').entry_id)}/jeter"
    monkeypatch.setattr(service, "discard", crossed)
    answer = browser.send(path)
    assert answer.status_code == 409
    assert "au même moment" in answer.get_data(as_text=True)


def test_a_busy_database_is_waited_for(app: Flask) -> None:
    edition = write("Le titre")
    other = sqlite3.connect(db.engine.url.database or "", check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    Thread(target=lambda: (time.sleep(0.3), other.rollback())).start()
    transactions.write(lambda: service.publish(db.session.get_one(Edition, edition.id)))
    assert reread(edition).published_at is not None


def test_a_save_that_is_killed_leaves_nothing(app: Flask) -> None:
    edition = write("Avant")
    entry_id = edition.entry_id
    database = Path(db.engine.url.database or "")
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if child == 0:

        def die(action: str, *_rest: object) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        saving.states.turn = die  # type: ignore[assignment]  # after facts and both languages were sent
        person = (
            db.session.get_one(Person, 1) if db.session.get(Person, 1) else Person(email="x", name="x", role="editor")
        )
        db.session.add(person)
        db.session.flush()
        kind = get_kind("news")
        typed = {"fr-title": "Après", "en-title": "After", "fact-source_url": "https://example.org/"}
        saving.save(kind, entry_id, MultiDict({**typed, "saves": "1", "fr-saves": "1"}), "save", person)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    with sqlite3.connect(database) as looking:
        assert looking.execute("SELECT title FROM edition WHERE entry_id = ?", (entry_id,)).fetchall() == [("Avant",)]
        assert looking.execute("SELECT count(*) FROM revision WHERE edition_id = ?", (edition.id,)).fetchone() == (1,)
        assert looking.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def keep(browser: DeskClient, path: str, page: str, **changed: str) -> tuple[int, dict[str, object]]:
    fields = form_of(browser, page)
    for name, value in changed.items():
        fields[name.replace("__", "-")] = value
    answer = browser.post(path, data=fields)
    return answer.status_code, answer.get_json()


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_typed_text_is_kept_offered_taken_up_and_dropped(enter: Enter, locale: str) -> None:
    browser, edition = enter("editor", locale), write("Le titre")
    path = path_of(edition.entry_id, locale)
    typed = f"{path}/{'saisie' if locale == 'fr' else 'typed'}/news"
    status, answer = keep(browser, typed, path, fr__title="À moitié écrit")
    assert status == 200
    assert answer["others"] == []
    page = shown(browser, path)
    assert {"fr": "sans l’enregistrer", "en": "did not save it"}[locale] in page
    assert "Le titre</textarea>" in page
    assert "À moitié écrit</textarea>" in shown(browser, f"{path}?typed=1")
    assert reread(edition).title == "Le titre"
    assert browser.send(f"{path}/{'abandonner' if locale == 'fr' else 'drop'}/news", path).status_code == 303
    assert "Le titre</textarea>" in shown(browser, f"{path}?typed=1")
    keep(browser, typed, path, fr__title="Encore")
    assert sent(browser, path, page=f"{path}?typed=1").status_code == 303
    assert reread(edition).title == "Encore"
    assert db.session.scalar(select(Autosave)) is None


def test_text_of_a_new_entry_is_kept_for_its_writer_alone(enter: Enter) -> None:
    browser, other = enter("writer"), enter("editor")
    assert keep(browser, f"{NEW['fr']}/saisie", NEW["fr"], fr__title="Une idée")[0] == 200
    assert "Une idée" in shown(browser, f"{NEW['fr']}?typed=1")
    assert "Une idée" not in shown(other, f"{NEW['fr']}?typed=1")


def test_a_save_beside_an_open_offer_keeps_what_was_offered(enter: Enter) -> None:
    browser, edition = enter(), write("Le titre")
    path = path_of(edition.entry_id)
    keep(browser, f"{path}/saisie/news", path, fr__title="À moitié écrit")
    assert sent(browser, path, fr__summary="Un résumé").status_code == 303
    assert "À moitié écrit</textarea>" in shown(browser, f"{path}?typed=1")


def test_what_was_taken_up_is_held_against_what_others_saved_since(enter: Enter) -> None:
    browser, other, edition = enter(), enter("administrator"), write("Le titre")
    path = path_of(edition.entry_id)
    keep(browser, f"{path}/saisie/news", path, fr__title="À moitié écrit")
    assert sent(other, path, fr__title="Écrit par une autre").status_code == 303
    answer = sent(browser, path, page=f"{path}?typed=1")
    assert answer.status_code == 422
    assert "Écrit par une" in answer.get_data(as_text=True)
    assert reread(edition).title == "Écrit par une autre"


def test_an_autosave_without_session_is_told_so_and_a_new_session_gets_its_token(enter: Enter, app: Flask) -> None:
    browser, edition = enter(), write("Le titre")
    path = path_of(edition.entry_id)
    fields = form_of(browser, path)
    stranger = DeskClient(app, app.response_class)
    assert stranger.post(f"{path}/saisie/news", data=fields).status_code == 401
    answer = browser.post(f"{path}/saisie/news", data={**fields, "csrf_token": "stale"})
    assert answer.status_code == 409
    fields["csrf_token"] = answer.get_json()["token"]
    assert browser.post(f"{path}/saisie/news", data=fields).status_code == 200
    assert browser.post(path, data={**fields, "csrf_token": "stale"}).status_code == 400


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_earlier_versions_are_compared_and_restored_as_a_new_save(enter: Enter, locale: str) -> None:
    browser, edition = enter("editor", locale), write("Le titre", body="<p>Un deux trois.</p>")
    path = path_of(edition.entry_id, locale)
    sent(browser, path, fr__body="<p>Un quatre trois.</p>")
    sent(browser, path, fr__body="<p>Un <strong>quatre</strong> trois.</p>", fact__source_url="https://example.org/")
    versions = f"{path}/{'versions' if locale == 'fr' else 'revisions'}/"
    page = shown(browser, versions)
    assert page.count("Editor") == 3
    first, second, third = (one.id for one in reread(edition).revisions)
    page = shown(browser, f"{versions}fr/{second}")
    assert "deux" in page.partition("<del>")[2].partition("</del>")[0] + page.partition("</del>")[2]
    assert {"fr": "retiré", "en": "removed:"}[locale] in page
    assert {"fr": "Les mots sont les mêmes", "en": "The words are the same"}[locale] in shown(
        browser, f"{versions}fr/{third}"
    )
    assert "quatre" in shown(browser, f"{versions}fr/{first}?with=now")
    assert "example.org" in shown(browser, f"{versions}facts/{edition.entry.revisions[-1].id}")
    back = {"fr": "retablir", "en": "restore"}[locale]
    assert browser.send(f"{versions}fr/{first}/{back}", f"{versions}fr/{first}").status_code == 303
    assert reread(edition).body == "<p>Un deux trois.</p>"
    assert len(edition.revisions) == 4
    for wrong in (f"fr/{first + 9000}", f"en/{first}", f"xx/{first}", f"facts/{first + 9000}"):
        assert browser.get(versions + wrong).status_code == 404


def test_a_diff_has_all_of_both_texts() -> None:
    before, after = "Un deux trois.\nLa fin.\n", "Un quatre trois.\nLa toute fin."
    pieces = diff.words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    assert ("removed", "deux ") in [(piece.kind, piece.text) for piece in pieces]
    began = time.process_time()
    diff.words("mot " * 300_000, "not " * 300_000)
    diff.words("ligne\n" * 100_000, "autre\n" + "ligne\n" * 100_000 + "fin")
    assert time.process_time() - began < 10


def test_topics_keep_their_order(enter: Enter) -> None:
    browser, edition = enter(), write("Le titre")
    one, two = db.session.scalars(select(Topic.id).order_by(Topic.id.desc()).limit(2)).all()
    path = path_of(edition.entry_id)
    fields = form_of(browser, path)
    fields.setlist("topics", ["", str(two), str(one), f"first:{one}"])
    assert browser.post(path, data=fields).status_code == 303
    assert [link.topic_id for link in reread(edition).entry.topic_links] == [one, two]
