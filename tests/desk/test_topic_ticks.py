"""Topics in the form of an entry: ticks, of which one is marked as the first."""

from __future__ import annotations

import pytest

from ecpat.core.database import db
from ecpat.entries.models import Entry

from .forms import Enter, form_of, path_of, shown, write


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (["", "2", "1", "first:1"], [1, 2]),
        (["", "3", "2"], [3, 2]),
        (["", "first:1"], []),  # what is marked and not ticked is no topic
        (["", "1", "99999", "x"], [1]),
        ([], [2, 1]),  # a form that does not ask for them
    ],
)
def test_the_topic_that_is_marked_is_the_first(enter: Enter, sent: list[str], kept: list[int]) -> None:
    browser, entry = enter("editor", "en"), write(locale="en").entry
    path = path_of(entry.id, "en")
    fields = form_of(browser, path)
    fields.setlist("topics", ["", "1", "2", "first:2"])
    assert browser.post(path, data=fields).status_code == 303
    fields = form_of(browser, path)
    assert fields.getlist("topics") == ["", "2", "first:2", "1"]
    fields.setlist("topics", sent)
    assert browser.post(path, data=fields).status_code == 303
    db.session.expire_all()
    assert list(db.session.get_one(Entry, entry.id).topic_ids) == kept


def test_more_topics_than_there_is_room_for_are_refused_beside_the_ticks(enter: Enter) -> None:
    browser, entry = enter("editor", "en"), write(locale="en").entry
    path = path_of(entry.id, "en")
    fields = form_of(browser, path)
    fields.setlist("topics", ["", "1", "2", "3", "4"])
    answer = browser.post(path, data=fields)
    assert (answer.status_code, "Choose 3 topics at most." in answer.get_data(as_text=True)) == (422, True)
    assert "gives the colour" in shown(browser, path)
