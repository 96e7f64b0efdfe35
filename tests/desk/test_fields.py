"""A field of a kind is one object: what docs/architecture.md says of adding one is true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import wtforms
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from wtforms import validators, widgets

from ecpat.core.database import db
from ecpat.entries import copies, fields, service
from ecpat.entries.kind import register
from ecpat.entries.models import Entry
from ecpat.training.kind import TRAINING, Training

from .forms import Enter, form_of, path_of, sent, shown

NEW = "/fr/redaction/fiches/nouvelle/training"


class Stars(fields.Field):
    """A form of fact that the site does not have: one to five stars, in JSON “3/5”."""

    def form_field(self, locale: str = "") -> wtforms.Field:
        """Return a field that slides."""
        rule = validators.NumberRange(1, 5, "Une à cinq étoiles.")
        return wtforms.IntegerField(self.label, [rule], widget=widgets.RangeInput(), description=self.hint)

    def shown(self, value: Any) -> str:
        """Return the stars."""
        return "★" * value if value else ""

    def to_json(self, value: Any) -> Any:
        """Say of how many."""
        return f"{value}/5" if value else None

    def from_json(self, value: Any) -> Any:
        """Return how many there are."""
        return int(value.partition("/")[0]) if value else None


@pytest.fixture
def stars(app: Flask) -> Iterator[None]:
    """Let a training event have stars, in a column of its own, and a level, in the words of each language."""
    few = replace(TRAINING, facts=TRAINING.facts[:2], details=())
    starred = Stars(Training.places, "Étoiles", hint="Une à cinq")
    register(replace(few, facts=(*few.facts, starred), details=(fields.Line("level", "Niveau"),)))
    yield
    register(TRAINING)


def last() -> Training:
    entry = db.session.scalars(select(Training).order_by(Training.id.desc())).first()
    assert entry is not None
    return entry


@pytest.mark.usefixtures("stars")
def test_a_new_form_of_fact_is_asked_for_checked_kept_and_shown(enter: Enter) -> None:
    browser = enter()
    page = shown(browser, NEW)
    assert '<label for="fact-places">Étoiles</label>' in page
    assert 'type="range"' in page
    assert 'id="fact-places-hint">Une à cinq</p>' in page
    assert '<label for="fr-detail-level">Niveau</label>' in page
    refused = sent(browser, NEW, fr__title="Une formation", fact__places="7")
    assert refused.status_code == 422
    assert 'id="fact-places-fault">Une à cinq étoiles.</p>' in refused.get_data(as_text=True)
    answer = sent(browser, NEW, fr__title="Une formation", fact__places="3", **{"fr-detail-level": "  Avancé  !"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    entry = last()
    assert (entry.places, entry.editions["fr"].details) == (3, {"level": "Avancé\u202f!"})
    assert form_of(browser, path_of(entry.id))["fact-places"] == "3"
    assert copies.facts_of(entry)["places"] == entry.revisions[-1].facts["places"] == "3/5"
    assert "★★★" in shown(browser, f"{path_of(entry.id)}/versions/facts/{entry.revisions[-1].id}")


@pytest.mark.usefixtures("stars")
def test_two_who_change_a_new_form_of_fact_see_each_others(enter: Enter) -> None:
    entry = service.create(TRAINING, places=2)
    service.save(entry, "fr", title="Une formation", details={"level": "Débutant"})
    db.session.commit()
    first, second, path = enter("editor"), enter("administrator"), path_of(entry.id)
    open_already = form_of(second, path)
    assert second.post(path, data=open_already).status_code == 303
    assert len(entry.revisions) == 1  # nothing had changed
    assert sent(first, path, fact__places="3", **{"fr-detail-level": "Moyen"}).status_code == 303
    answer = second.post(path, data={**open_already, "fact-places": "5", "fr-detail-level": "Avancé"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'name="take" value="fact-places"' in page
    assert 'name="take" value="fr-detail-level"' in page
    assert "★★★" in page  # how mine becomes theirs, in the words of the field
    again = {**open_already, "saves": "2", "fr-saves": "2", "take": "fact-places", "fr-detail-level": "Avancé"}
    assert second.post(path, data=again).status_code == 303
    db.session.expire_all()
    assert (last().places, last().editions["fr"].details["level"]) == (3, "Avancé")


@pytest.mark.usefixtures("stars")
def test_a_new_form_of_fact_is_kept_as_it_is_typed_and_restored(enter: Enter) -> None:
    browser = enter()
    sent(browser, NEW, fr__title="Une formation", fact__places="1")
    entry = last()
    path, first = path_of(entry.id), entry.revisions[0].id
    typed = {**form_of(browser, path), "fact-places": "4"}
    assert browser.post(f"{path}/saisie/training", data=typed).status_code == 200
    assert form_of(browser, f"{path}?typed=1")["fact-places"] == "4"
    assert sent(browser, path, fact__places="5").status_code == 303
    versions = f"{path}/versions/facts/{first}"
    assert browser.send(f"{versions}/retablir", versions).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Training, entry.id).places == 1
    assert [one.facts["places"] for one in db.session.get_one(Entry, entry.id).revisions] == ["1/5", "5/5", "1/5"]


def test_each_language_of_delivery_is_offered_once(app: Flask) -> None:
    form = wtforms.form.BaseForm({"spoken": fields.Languages(Training.languages, "Langues").form_field()})
    form.process(MultiDict([("spoken", "nl"), ("spoken", "fr"), ("spoken", "xx")]))
    assert form["spoken"].data == "fr,nl"
    with app.test_request_context("/fr/"):
        assert form["spoken"]().count('value="nl"') == 1
        assert form["spoken"]().count(" checked") == 2
