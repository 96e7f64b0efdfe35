"""What changed in a text, and why: written at the desk, told on its page, in feeds, by the API, and given out."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ecpat.core import generation
from ecpat.core.database import db
from ecpat.core.errors import ContentError
from ecpat.entries import change_notes, service
from ecpat.entries.models import Edition
from ecpat.search import service as search
from ecpat.search.types import Request

from ..desk.forms import Enter, path_of, sent
from .test_notes import ARTICLE, notes, now, publish

__all__ = ["now"]  # the clock of these tests too
OLD, NEW = "2021-02-09: Une date était fausse.", "Un chiffre de 2012 a laissé la place à celui de 2024."
TOLD = (
    "Mis à jour le 30 novembre 2026 : Un chiffre de 2012 a laissé la place à celui de 2024. Toutes les modifications"
)


def changes(client: FlaskClient, path: str = ARTICLE["fr"]) -> list[tuple[str, str]]:
    """Return the list at the end of a page: (day, words)."""
    return re.findall(r'<li><time datetime="([0-9-]+)">[^<]+</time><p>(.*?)</p>', client.get(path).text)


def test_an_editor_tells_what_changed_while_publishing_it(enter: Enter, reader: FlaskClient) -> None:
    edition, browser = publish(2026), enter("editor")
    form, fields = path_of(edition.entry_id), {"fr-changes": f"{NEW}\n{OLD}"}
    assert sent(browser, form, do="save", **fields).status_code == 303
    assert notes(reader, ARTICLE["fr"]) == ""  # it waits with the changes that it tells
    assert changes(reader) == []
    assert sent(browser, form, do="publish:fr").status_code == 303
    assert notes(reader, ARTICLE["fr"]) == TOLD
    assert changes(reader) == [
        ("2026-11-30", NEW),
        ("2021-02-09", "Une date était fausse."),
    ]
    assert sent(browser, form, do="publish:fr", **{"fr-changes": ""}).status_code == 303
    assert changes(reader) == []


def test_a_note_has_the_day_on_which_a_planned_update_is_seen(
    app: Flask, enter: Enter, reader: FlaskClient, now: list[datetime], uncached: Callable[[Flask], None]
) -> None:
    uncached(app)
    edition, browser = publish(2026), enter("editor")
    fields = {"fr-changes": NEW, "fr-update": "2026-12-24T08:00"}
    assert sent(browser, path_of(edition.entry_id), do="schedule:fr", **fields).status_code == 303
    assert changes(reader) == []
    now[0] = datetime(2026, 12, 24, 8, tzinfo=UTC)
    generation.current()
    assert changes(reader) == [("2026-12-24", NEW)]


def test_a_form_that_was_open_meanwhile_changes_nothing(enter: Enter, reader: FlaskClient) -> None:
    edition, browser = publish(2026), enter("editor")
    form = path_of(edition.entry_id)
    sent(browser, form, do="publish:fr", **{"fr-changes": NEW})
    sent(browser, form, do="save", **{"fr-changes": NEW})  # as it was typed, without its day
    db.session.expire_all()
    assert not db.session.get_one(Edition, edition.id).has_copy


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("2026-02-30: Rien.", "Ce jour n’existe pas"),
        ("1/12/2026 Demain.", "Ce jour n’est pas encore venu"),
        ("2026-11-03:", "Dites ce qui a changé"),
        ("x" * 401, "plus de 400 caractères"),
    ],
)
def test_what_is_no_note_is_refused_at_its_field(enter: Enter, line: str, fault: str) -> None:
    edition, browser = publish(2026), enter("editor")
    answer = sent(browser, path_of(edition.entry_id), do="save", **{"fr-changes": line})
    assert answer.status_code == 422
    assert fault in answer.text
    assert html.escape(line) in answer.text  # what was typed is shown again


@pytest.mark.parametrize("typed", ["2026-11-03: A.", "2026-11-03 – A.", "3/11/2026 A.", " 03.11.2026 :  A.  "])
@pytest.mark.unchanged
def test_a_day_is_written_in_any_usual_way(app: Flask, typed: str) -> None:
    assert change_notes.read(typed, "fr") == [{"day": "2026-11-03", "text": "A."}]


def test_there_is_an_end_to_how_many(app: Flask) -> None:
    assert len(change_notes.read("A.\n" * change_notes.MOST, "fr")) == change_notes.MOST
    with pytest.raises(ContentError):
        change_notes.read("A.\n" * (change_notes.MOST + 1), "fr")


def test_what_is_written_is_read_the_same(app: Flask) -> None:
    notes_read = change_notes.read(f"{OLD}\n{NEW}", "fr")
    assert change_notes.read(change_notes.write(notes_read), "fr") == notes_read
    assert [note["day"] for note in notes_read] == ["", "2021-02-09"]
    assert change_notes.told(notes_read)[0] == (date(2026, 11, 30), NEW)


def test_feeds_the_api_and_machines_know_it(reader: FlaskClient, now: list[datetime]) -> None:
    edition = publish(2026)
    now[0] = datetime(2026, 12, 1, 9, tzinfo=UTC)
    service.save(
        edition.entry, "fr", title="Un texte", slug="un-texte", body="<p>Mot & mot.</p>",
        changes=change_notes.read(f"<b>{NEW}", "fr"),
    )  # fmt: skip
    db.session.commit()
    feed = reader.get("/fr/actualites/flux.atom").text
    content = html.unescape(re.findall(r'<content type="html">(.*?)</content>', feed, re.DOTALL)[0])
    assert content.startswith("<p><b>Mis à jour le 1er décembre 2026\u00a0:</b> &lt;b&gt;Un chiffre")
    assert "<p>Mot &amp; mot.</p>" in content
    assert "<updated>2026-12-01T09:00:00Z</updated>" in feed
    assert '"dateModified": "2026-12-01T10:00:00+01:00"' in reader.get(ARTICLE["fr"]).text
    told = reader.get(f"/api/entries/{edition.entry_id}").json
    assert told is not None
    assert told["editions"][0]["changes"] == [{"day": "2026-12-01", "text": f"<b>{NEW}"}]


def test_no_search_reads_them(reader: FlaskClient) -> None:
    edition = publish(2026)
    service.save(edition.entry, "fr", title="Un texte", changes=change_notes.read("zoubidou", "fr"))
    db.session.commit()
    assert search.find(Request("zoubidou", "fr")).total == 0
