"""Topics: renamed without losing a reader, deleted without losing what speaks of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import OperationalError

from ecpat.accounts.audit import Audit
from ecpat.accounts.models import Person
from ecpat.core import generation
from ecpat.core.database import db
from ecpat.core.errors import ContentError
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Entry, FactsRevision
from ecpat.site.menu_models import MenuItem, MenuItemWords
from ecpat.topics import merge
from ecpat.topics.models import EntryTopic, Topic, TopicAlias

from ..conftest import DeskClient
from .forms import form_of, path_of
from .test_helplines import change

LIST = "/fr/redaction/themes"
SOON = datetime(2027, 3, 1, 8, tzinfo=UTC)


def topic_of(key: str) -> Topic:
    db.session.expire_all()
    return db.session.scalars(select(Topic).where(Topic.key == key)).one()


def test_a_renamed_topic_is_reached_by_every_address_that_it_had(
    enter: Callable[..., DeskClient], reader: FlaskClient
) -> None:
    browser, path = enter("editor"), f"{LIST}/{topic_of('child-trafficking').id}"
    for slug in ("traite", "traite-et-exploitation"):
        answer = change(browser, path, **{"fr-slug": slug, "fr-label": "Traite : tout"})
        assert answer.status_code == 303, answer.get_data(as_text=True)
    assert topic_of("child-trafficking").labels["fr"].label == "Traite\u00a0: tout"
    for old in ("traite-des-enfants", "traite", "child-trafficking"):
        answer = reader.get(f"/fr/themes/{old}/")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/fr/themes/traite-et-exploitation/")
        feed = reader.get(f"/fr/themes/{old}.atom")
        assert (feed.status_code, feed.headers["Location"]) == (301, "/fr/themes/traite-et-exploitation.atom")
    assert reader.get("/en/topics/traite/").headers["Location"] == "/en/topics/child-trafficking/"
    assert reader.get("/fr/themes/rien/").status_code == 404
    assert "Traite\u00a0: tout" in reader.get("/fr/themes/traite-et-exploitation/").get_data(as_text=True)


def test_a_topic_takes_its_own_old_address_back_and_nobody_else_s(enter: Callable[..., DeskClient]) -> None:
    browser, own, other = enter("editor"), topic_of("child-trafficking").id, topic_of("online").id
    assert change(browser, f"{LIST}/{own}", **{"fr-slug": "traite"}).status_code == 303
    for taken in ("traite-des-enfants", "traite"):
        refused = change(browser, f"{LIST}/{other}", **{"fr-slug": taken})
        assert refused.status_code == 422
        assert "celle d’un autre thème" in refused.get_data(as_text=True)
    assert change(browser, f"{LIST}/{own}", **{"fr-slug": "traite-des-enfants"}).status_code == 303
    kept = db.session.execute(select(TopicAlias.slug).where(TopicAlias.topic_id == own)).scalars().all()
    assert kept == ["traite"]


def test_a_topic_is_added_with_an_address_of_its_name(enter: Callable[..., DeskClient], reader: FlaskClient) -> None:
    browser = enter("editor")
    answer = change(browser, f"{LIST}/ajout", **{"fr-label": "Protéger l'enfant", "colour": "moss"})
    assert answer.status_code == 303
    assert topic_of("proteger-l-enfant").labels["fr"].label == "Protéger l’enfant"
    assert reader.get("/fr/themes/proteger-l-enfant/").status_code == 200
    assert "Pas encore en anglais" in browser.get(LIST).get_data(as_text=True)
    for wrong in ({"fr-slug": "Pas une adresse"}, {"fr-label": ""}, {"colour": "rouge"}, {"fr-label": "x" * 121}):
        fields = {"fr-label": "Autre", "colour": "moss", **wrong}
        if wrong == {"fr-label": ""}:
            fields["fr-description"] = "Sans nom"
        assert change(browser, f"{LIST}/ajout", **fields).status_code == 422, wrong


def links_of(entry_id: int) -> list[int]:
    """Return the topics of an entry, in their order."""
    ordered = select(EntryTopic.topic_id).where(EntryTopic.entry_id == entry_id).order_by(EntryTopic.position)
    return list(db.session.scalars(ordered))


def found(reader: FlaskClient, slug: str) -> str:
    """Return the results of a search within a topic."""
    page = reader.get(f"/fr/recherche/?q=cerfvolant&topic={slug}").get_data(as_text=True)
    return re.sub(r"<[^>]*>", "", page[page.index("<main") :])


def test_a_topic_that_nothing_speaks_of_is_deleted_with_its_addresses(
    enter: Callable[..., DeskClient], reader: FlaskClient
) -> None:
    browser = enter("editor")
    assert change(browser, f"{LIST}/ajout", **{"fr-label": "De trop", "colour": "moss"}).status_code == 303
    path = f"{LIST}/{topic_of('de-trop').id}/suppression"
    assert reader.get("/fr/themes/de-trop/").status_code == 200
    assert "Aucune fiche n’en parle" in browser.get(path).get_data(as_text=True)
    assert browser.send(path).status_code == 303
    assert reader.get("/fr/themes/de-trop/").status_code == 404
    assert browser.get(path).status_code == 404
    assert db.session.scalars(select(Audit.details).where(Audit.action == "topic.deleted")).all() == [
        {"fr": "De trop"}
    ]


def test_another_topic_takes_the_place_of_one_that_is_deleted(
    enter: Callable[..., DeskClient], reader: FlaskClient
) -> None:
    browser, old, new, third = enter("editor"), topic_of("online"), topic_of("travel"), topic_of("rights")
    editor = db.session.scalars(select(Person)).one()
    old_id, new_id, kind = old.id, new.id, get_kind("training")
    change(browser, f"{LIST}/{old_id}", **{"fr-slug": "en-ligne"})  # an address of its own past
    alone = service.create(kind, topics=[third, old], starts_at=SOON, ends_at=SOON, places=12)
    both, binned = service.create(kind, topics=[old, third, new]), service.create(kind, topics=[old])
    for number, entry in enumerate((alone, both, binned)):
        service.publish(service.save(entry, "fr", title=f"Cerfvolant {number}"))
    service.discard(binned)
    db.session.add(MenuItem(target=f"topic:{old_id}", words={"fr": MenuItemWords(locale="fr", label="En ligne")}))
    db.session.commit()
    ids, before = [entry.id for entry in (alone, both, binned)], generation.current()
    assert "Cerfvolant 0" in found(reader, "en-ligne")
    assert "Cerfvolant 0" not in found(reader, "voyages-et-tourisme")
    path = f"{LIST}/{old_id}/suppression"
    assert "6 fiches en parlent, corbeille comprise" in browser.get(path).get_data(as_text=True)

    assert browser.send(path, into=str(new_id)).headers["Location"] == LIST
    assert [links_of(entry_id) for entry_id in ids] == [[third.id, new_id], [new_id, third.id], [new_id]]
    assert not db.session.scalar(select(EntryTopic.entry_id).where(EntryTopic.topic_id == old_id))
    for slug in ("exploitation-en-ligne", "en-ligne", "online-exploitation"):
        answer = reader.get(f"/fr/themes/{slug}/")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/fr/themes/voyages-et-tourisme/")
        assert reader.get(f"/fr/themes/{slug}.atom").headers["Location"] == "/fr/themes/voyages-et-tourisme.atom"
        assert reader.get(f"/en/topics/{slug}/").headers["Location"] == "/en/topics/travel-and-tourism/"
    home = reader.get("/fr/").get_data(as_text=True)
    assert re.search(r'href="/fr/themes/voyages-et-tourisme/"[^>]*>En ligne<', home)
    assert generation.current() == before + 1
    assert "Cerfvolant 0" in reader.get("/fr/themes/voyages-et-tourisme/").get_data(as_text=True)
    assert "Cerfvolant 0" in found(reader, "voyages-et-tourisme")
    assert reader.get("/fr/recherche/?q=cerfvolant&topic=en-ligne").status_code == 404
    action = db.session.scalars(select(Audit).where(Audit.action == "topic.merged")).one()
    told = {"into": f"topic:{new_id}", "count": 6, "fr": "Exploitation en ligne", "en": "Online exploitation"}
    assert (action.person_id, action.subject, action.details) == (editor.id, f"topic:{old_id}", told)
    journal = enter("administrator").get("/fr/redaction/journal").get_data(as_text=True)
    assert re.search("a fondu un thème dans un autre.{1,200}Exploitation en ligne", journal, re.DOTALL)
    saved = db.session.scalars(
        select(FactsRevision).where(FactsRevision.entry_id == ids[0]).order_by(FactsRevision.id)
    ).all()
    assert [revision.facts["topics"] for revision in saved] == [[third.id, old_id], [third.id, new_id]]
    assert (saved[1].person_id, saved[1].facts["places"]) == (editor.id, 12)
    assert saved[1].facts["starts_at"] == saved[0].facts["starts_at"]
    page = browser.get(f"/fr/redaction/fiches/{ids[0]}/versions/facts/{saved[1].id}").get_data(as_text=True)
    assert "un thème supprimé" in page


def test_who_has_an_entry_open_while_its_topic_goes_keeps_the_one_that_came(
    enter: Callable[..., DeskClient],
) -> None:
    old, new, writing, deleting = (
        topic_of("online").id,
        topic_of("travel").id,
        enter("editor"),
        enter("administrator"),
    )
    entry = service.create(get_kind("news"), topics=[db.session.get_one(Topic, old)])
    service.save(entry, "fr", title="Un titre")
    db.session.commit()
    path, entry_id = path_of(entry.id), entry.id
    opened = form_of(writing, path)
    assert opened.getlist("topics") == ["", str(old), f"first:{old}"]
    assert deleting.send(f"{LIST}/{old}/suppression", into=str(new)).status_code == 303
    opened["fr-title"] = "Un autre titre"
    assert writing.post(path, data=opened).status_code == 303
    assert links_of(entry_id) == [new]


@pytest.mark.parametrize("wrong", ["", "0", "-1", "x", "99999", "²", "9" * 30, "itself"])
@pytest.mark.unchanged
def test_without_a_topic_to_take_its_place_nothing_changes(enter: Callable[..., DeskClient], wrong: str) -> None:
    browser, one = enter("editor"), topic_of("online")
    into = str(one.id) if wrong == "itself" else wrong
    answer = browser.send(f"{LIST}/{one.id}/suppression", into=into)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'aria-errormessage="into-fault"' in page
    assert 'role="alert"' in page
    assert topic_of("online").labels["fr"].slug == "exploitation-en-ligne"
    assert browser.send(f"{LIST}/{one.id}/suppression").status_code == 422


def test_a_choice_says_which_language_the_other_topic_lacks(enter: Callable[..., DeskClient]) -> None:
    browser = enter("editor", "en")
    change(browser, "/en/desk/topics/add", **{"fr-label": "Seulement ici", "colour": "moss"})
    page = browser.get(f"/en/desk/topics/{topic_of('online').id}/delete").get_data(as_text=True)
    assert ">Seulement ici (not yet in English)</option>" in page
    assert ">Travel and tourism</option>" in page


def test_the_last_topic_is_not_deleted_while_entries_speak_of_it(enter: Callable[..., DeskClient]) -> None:
    browser, one = enter("editor"), topic_of("online")
    for other in db.session.scalars(select(Topic).where(Topic.id != one.id)):
        db.session.execute(delete(EntryTopic).where(EntryTopic.topic_id == other.id))
        db.session.delete(other)
    db.session.commit()
    path = f"{LIST}/{one.id}/suppression"
    assert "il n’y a pas d’autre thème à leur donner" in browser.get(path).get_data(as_text=True)
    assert browser.send(path, "/fr/redaction/", into="").status_code == 422
    assert topic_of("online")


def test_what_came_between_the_question_and_the_answer_is_not_lost(
    enter: Callable[..., DeskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between them the topic was given to an entry, or the other one went: the question is asked again."""
    browser, old = enter("editor"), topic_of("online").id
    monkeypatch.setattr(merge, "uses", lambda _id: select(0))  # as it was when the page was made
    path = f"{LIST}/{old}/suppression"
    assert browser.send(path).status_code == 422
    assert topic_of("online")
    with pytest.raises(ContentError):
        merge.merge(old, 99999)
    db.session.rollback()
    merge.merge(99999, old)
    merge.remove(99999)
    assert not db.session.dirty
    assert not db.session.deleted


def test_nobody_gives_an_entry_the_topic_while_it_goes(app: Flask) -> None:
    """An entry that got it after the others were read would lose it without a word."""
    old, new, asked = topic_of("online").id, topic_of("travel").id, []
    free = db.session.scalar(select(Entry.id).where(Entry.id.not_in(select(EntryTopic.entry_id))).limit(1))

    def meanwhile(_topic: Topic, **_more: Any) -> int:
        impatient = {"sqlite": "PRAGMA busy_timeout = 0", "postgresql": "SET lock_timeout = '50ms'"}
        with db.engine.connect() as other:
            other.execute(text(impatient[db.engine.dialect.name]))
            with pytest.raises(OperationalError):
                other.execute(insert(EntryTopic).values(entry_id=free, topic_id=old))
            other.invalidate()
        asked.append(1)
        return 0

    with merge.replaced.connected_to(meanwhile):
        merge.merge(old, new)
    db.session.commit()
    assert asked
