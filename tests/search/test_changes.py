"""The index is brought up to date by what is known to have changed, or by comparing everything."""

from __future__ import annotations

import pytest
from sqlalchemy import text, update

from ecpat.core import changes
from ecpat.core.database import db
from ecpat.core.generation import current
from ecpat.entries import service
from ecpat.entries.models import Edition
from ecpat.search import documents
from ecpat.topics.models import Topic


@pytest.fixture
def compared(monkeypatch):
    """Return what each comparison was limited to."""
    seen = []
    whole = documents.Snapshot.__init__

    def note(self, entry_ids=None):
        seen.append(entry_ids)
        whole(self, entry_ids)

    monkeypatch.setattr(documents.Snapshot, "__init__", note)
    return seen


def test_own_changes_are_known(publish, find, compared):
    entry, other = publish(fr=("Un", "voyage")), publish(fr=("Deux", "voyage"))
    assert find("voyage").total == 2
    service.unpublish(entry.editions["fr"])
    db.session.commit()
    other.topics.append(db.session.get(Topic, 1))
    db.session.commit()
    assert find("voyage").facets["topic"] == (("travel", 1),)
    assert find("voyage").total == 1
    assert compared == [None, {entry.id, other.id}]
    third = publish(fr=("Trois", "montagne"))
    assert find("montagne").total == 1
    assert compared[2:] == [{third.id}]
    db.session.delete(third)
    db.session.commit()
    assert (find("montagne").total, find("voyage").total) == (0, 1)
    assert compared[3:] == [None]


def test_changes_of_others_and_of_many_rows_are_compared(publish, find, compared):
    entry = publish(fr=("Un", "voyage"))
    assert find("voyage").total == 1
    db.session.execute(update(Edition).values(published_at=None))
    db.session.commit()
    assert find("voyage").total == 0
    db.session.execute(text("UPDATE edition SET published_at = '2020-01-01'"))
    db.session.execute(text("UPDATE generation SET number = number + 1"))
    db.session.commit()
    assert find("voyage").total == 1
    assert compared == [None, None, None]
    db.session.get(Topic, 1).key = "journeys"
    entry.topics.append(db.session.get(Topic, 1))
    db.session.commit()
    assert find("voyage").facets["topic"] == (("journeys", 1),)
    assert compared[3:] == [{entry.id}]


def test_what_was_rolled_back_is_no_hint(app, publish, find):
    entry = publish(fr=("Un", "voyage"))
    before = current()
    service.unpublish(entry.editions["fr"])
    db.session.rollback()
    publish(fr=("Deux", "voyage"))
    assert entry.id not in changes.between(before, current())
    assert find("voyage").total == 2
