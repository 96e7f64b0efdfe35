"""The gate before publishing: what must be settled stops a language, however it is published; drafts always save."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.accounts.audit import Audit
from ecpat.core import clock, dates
from ecpat.core.database import db
from ecpat.entries import richtext, service
from ecpat.entries.gate import Finding, Proposal, Rule, judge
from ecpat.entries.gate.levels import levels_of
from ecpat.entries.gate.rule import MUST
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition
from ecpat.files.models import AssetWords
from ecpat.web.feature import INSTALLED, Feature

from .. import arrange
from ..conftest import DeskClient
from .forms import LIST, NEW, Enter, form_of, path_of, sent, shown, write
from .test_working_copy import live, page_of, text_of

RULES = {"fr": "/fr/redaction/reglages/avant-de-publier/news", "en": "/en/desk/settings/before-publishing/news"}
DISCOURAGED = "<p>Un texte sur le tourisme sexuel.</p>"


def found(edition: Edition) -> dict[str, str]:
    """Return the rules that find something in an edition, with how much they weigh."""
    return {line.rule.key: line.level for line in judge(edition).lines}


def passes() -> list[dict[str, object]]:
    """Return what the audit says of what was passed."""
    rows = db.session.scalars(select(Audit).where(Audit.action == "edition.passed").order_by(Audit.id))
    return [row.details for row in rows]


def set_level(browser: DeskClient, key: str, level: str) -> None:
    """Let a rule weigh so much for news in French."""
    page = browser.get(RULES["fr"])
    token = page.get_data(as_text=True).partition('name="seen" type="hidden" value="')[2].partition('"')[0]
    given = {f"{rule}-{locale}": one for locale in ("fr", "en") for rule, one in levels_of("news", locale).items()}
    answer = browser.send(RULES["fr"], **{**given, "seen": token, f"{key}-fr": level})
    assert answer.status_code == 303


def test_a_picture_without_words_stops_its_language_alone(enter: Enter, reader: FlaskClient) -> None:
    browser, edition = enter(), live()
    path, new = path_of(edition.entry_id), arrange.picture(7)
    new.words["fr"] = AssetWords(locale="fr", alt="Un quai de gare")
    db.session.commit()
    sent(browser, path, fr__title="Après", image=str(new.id))
    page = shown(browser, path)
    assert "1 point à régler" in page
    assert "L’image n’a pas de texte alternatif" in page
    assert f'href="/fr/redaction/fichiers/{new.id}"' in page
    assert "La version en français peut être mise en ligne dès maintenant" in page
    stopped = sent(browser, path, do="publish", en__summary="Kept all the same.")
    assert stopped.headers["Location"].endswith("?gate=1")
    assert "Enregistré, mais pas mis en ligne" in shown(browser, stopped.headers["Location"])
    assert form_of(browser, path)["en-summary"] == "Kept all the same."
    assert "Avant" in text_of(reader, page_of(edition))
    fields = form_of(browser, path)
    fields.setlist("also", ["fr"])
    browser.post(path, data={**fields, "do": "publish"})
    assert "Après" in text_of(reader, page_of(edition))
    assert "Kept all" not in text_of(reader, "/en/news/avant-in-english")


def test_what_should_be_settled_is_passed_with_a_reason(enter: Enter, reader: FlaskClient) -> None:
    browser, edition = enter(), write("Un mot", body=DISCOURAGED)
    path, address = path_of(edition.entry_id), page_of(edition)
    page = shown(browser, path)
    assert "À régler, ou à passer." in page
    assert '<a href="#fr-body">' in page
    sent(browser, path, do="publish:fr")
    assert reader.get(address).status_code == 404
    sent(browser, path, do="publish:fr", reason="  C’est le titre\n d’une loi. ")
    assert reader.get(address).status_code == 200
    assert passes() == [{"locale": "fr", "version": 1, "rules": ["term"], "reason": "C’est le titre d’une loi."}]


@pytest.mark.parametrize("way", ["publish:fr", "publish", "schedule:fr", "redate:fr"])
def test_every_button_that_publishes_asks_the_gate(enter: Enter, reader: FlaskClient, way: str) -> None:
    browser, edition = enter(), write("Un mot", body=DISCOURAGED)
    at = clock.now() + timedelta(hours=-2 if way == "redate:fr" else 2)
    answer = sent(browser, path_of(edition.entry_id), do=way, fr__moment=dates.write(at))
    assert answer.headers["Location"].endswith("?gate=1")
    db.session.expire_all()
    assert edition.published_at is None
    assert reader.get(page_of(edition)).status_code == 404


def test_a_new_text_is_saved_where_it_is_not_published(enter: Enter) -> None:
    browser = enter()
    answer = sent(browser, NEW["fr"], do="publish", fr__title="Neuf", fr__body=DISCOURAGED)
    assert answer.headers["Location"].endswith("?gate=1")
    assert form_of(browser, answer.headers["Location"])["fr-title"] == "Neuf"


def test_changes_that_are_compared_and_an_end_that_is_taken_away_ask_it_too(enter: Enter) -> None:
    browser, edition = enter(), live()
    path = path_of(edition.entry_id)
    sent(browser, path, fr__body=DISCOURAGED)
    stopped = browser.send(f"{path}/comparer", do="publish")
    assert stopped.headers["Location"].endswith("?gate=1")
    browser.send(f"{path}/comparer", do="drop")
    db.session.expire_all()
    service.save(edition.entry, "fr", title="Avant", body=DISCOURAGED)
    edition.withdraw_at = clock.now() - timedelta(minutes=5)
    db.session.commit()
    assert sent(browser, path, do="end:fr", fr__until="").headers["Location"].endswith("?gate=1")
    db.session.expire_all()
    assert edition.withdrawn


def test_many_at_once_are_asked_each(enter: Enter) -> None:
    browser, good = enter(), write("Bien", body="<p>Un texte.</p>")
    doubtful, bad = write("Douteux", body=DISCOURAGED), write("Sans image dite")
    bad.entry.image_id = arrange.picture(8).id
    db.session.commit()
    chosen = [str(one.entry_id) for one in (good, doubtful, bad)]
    asked = browser.send("/fr/redaction/fiches/ensemble", LIST["fr"], entry=chosen, do="publish")
    page = asked.get_data(as_text=True)
    assert page.index("Bien") < page.index("Sans image dite") < page.index("Douteux")
    assert "Français\u00a0: Des mots pour l’image" in page
    sure = {"entry": chosen, "do": "publish", "sure": "1"}
    browser.send("/fr/redaction/fiches/ensemble", LIST["fr"], **sure)
    db.session.expire_all()
    assert [one.live for one in (good, doubtful, bad)] == [True, False, False]
    browser.send("/fr/redaction/fiches/ensemble", LIST["fr"], **sure, reason="Un titre cité.")
    db.session.expire_all()
    assert [one.live for one in (good, doubtful, bad)] == [True, True, False]


def test_an_administrator_sets_what_is_asked_by_kind_and_language(enter: Enter) -> None:
    chief, edition = enter("administrator"), live()
    other = service.save(service.create(get_kind("resources"), document_type="report"), "fr", title="Un rapport")
    db.session.commit()
    assert found(edition)["summary"] == "note"
    set_level(chief, "summary", "must")
    assert (found(edition)["summary"], found(edition.entry.editions["en"])["summary"]) == ("must", "note")
    assert found(other)["summary"] == "note"
    assert "must" in str(db.session.scalars(select(Audit.details).order_by(Audit.id.desc())).first())
    assert "À régler." in shown(chief, path_of(edition.entry_id))
    set_level(chief, "summary", "off")
    assert "summary" not in found(edition)
    assert chief.get(f"{RULES['fr']}x").status_code == 404
    assert enter("editor").get(RULES["fr"]).status_code == 403


def test_what_rules_find_goes_away_with_its_cause(enter: Enter) -> None:
    lost = write("Pas en ligne")
    body = f'<h3>Trop bas</h3><p><a href="entry:{lost.entry_id}">ici</a></p>'
    edition = service.save(service.create(get_kind("training")), "fr", title="Une journée", body=body)
    assert found(edition) == {
        "date": "must", "links": "should", "headings": "should",
        "link_words": "note", "summary": "note", "topic": "note",
    }  # fmt: skip
    service.publish(lost)
    edition.entry.starts_at = edition.entry.ends_at = clock.now()
    service.save(edition.entry, "fr", title="Une journée", summary="Un résumé.", body=body.replace("h3", "h2"))
    assert set(found(edition)) == {"link_words", "topic"}


@pytest.fixture
def sourced(app: Flask) -> Iterator[None]:
    """Let a feature ask that a quotation has a source."""

    def judge_quotations(proposal: Proposal) -> Iterator[Finding]:
        if "<blockquote>" in proposal.body and "Source" not in richtext.plain(proposal.body):
            yield Finding("Une citation sans source.", "body")

    features = INSTALLED.of(app)
    more = Feature("sourced", hooks=(Rule("sourced", "Une source", judge_quotations, MUST),))
    INSTALLED.put(app, (*features, more))
    yield
    INSTALLED.put(app, features)


@pytest.mark.usefixtures("sourced")
def test_a_feature_gives_rules_of_its_own(enter: Enter) -> None:
    edition = write("Citée", body="<blockquote><p>Des mots.</p></blockquote>")
    assert found(edition)["sourced"] == "must"
    assert "Une citation sans source." in shown(enter(), path_of(edition.entry_id))
    assert "Une source" in shown(enter("administrator"), RULES["fr"])
