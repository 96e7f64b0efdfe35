"""Topics: renamed without losing a reader, deleted only when nothing speaks of them."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.content.models import EntryTopic
from ecpat.content.topics import Topic, TopicAlias
from ecpat.extensions import db

from ..conftest import DeskClient
from .test_helplines import change

LIST = "/fr/redaction/themes"


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


def test_a_topic_is_deleted_only_when_nothing_speaks_of_it(
    enter: Callable[..., DeskClient], reader: FlaskClient
) -> None:
    browser, one = enter("editor"), topic_of("online")
    path = f"{LIST}/{one.id}/suppression"
    assert "3 fiches en parlent" in browser.get(path).get_data(as_text=True)
    assert browser.send(path, "/fr/redaction/").status_code == 422
    for link in db.session.scalars(select(EntryTopic).where(EntryTopic.topic_id == one.id)):
        db.session.delete(link)
    db.session.commit()
    assert browser.send(path).status_code == 303
    assert reader.get("/fr/themes/exploitation-en-ligne/").status_code == 404
