"""The lead of the home page: chosen by an editor, shown where it is live, released when readers cannot see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.accounts.audit import Audit
from ecpat.core import clock, dates
from ecpat.core.database import db
from ecpat.core.generation import content_changed
from ecpat.entries import home_lead, service
from ecpat.entries.models import Edition, Entry

from ..conftest import DeskClient
from .forms import Enter, path_of, shown, write

HOME = {"fr": "/fr/", "en": "/en/"}


@pytest.fixture
def entry(app: object) -> Entry:
    """Return an entry that is live in French alone, and older than all others."""
    edition = write("Bien plus ancien")
    service.publish(edition, clock.now() - timedelta(days=9000))
    db.session.commit()
    return edition.entry


@pytest.fixture
def editor(enter: Enter) -> DeskClient:
    return enter("editor")


def lead_of(reader: FlaskClient, locale: str = "fr") -> str:
    """Return what is between the beginning of the home page and what leads it."""
    page = reader.get(HOME[locale]).get_data(as_text=True)
    return page.partition('id="lead">')[2].partition("</h2>")[0]


def pin(browser: DeskClient, entry: Entry, **fields: str) -> int:
    return browser.send(f"{path_of(entry.id)}/a-la-une", **fields).status_code


def test_an_editor_pins_it_and_takes_it_down(editor: DeskClient, reader: FlaskClient, entry: Entry) -> None:
    before = {locale: lead_of(reader, locale) for locale in HOME}
    assert "a-la-une" in shown(editor, path_of(entry.id))
    assert pin(editor, entry) == 303
    assert "Bien plus ancien" in lead_of(reader)
    assert lead_of(reader, "en") == before["en"]  # which lacks it
    assert reader.get("/fr/").get_data(as_text=True).count("Bien plus ancien</a>") == 1
    assert "Bien plus ancien" in shown(editor, "/fr/redaction/reglages/a-la-une")
    assert "commence par elle" in shown(editor, path_of(entry.id))
    assert pin(editor, entry, do="release") == 303
    assert {locale: lead_of(reader, locale) for locale in HOME} == before
    actions = db.session.scalars(select(Audit.action).where(Audit.action.startswith("lead."))).all()
    assert actions == ["lead.pinned", "lead.released"]


def test_another_takes_its_place(editor: DeskClient, reader: FlaskClient, entry: Entry) -> None:
    other = db.session.scalars(select(Edition).where(Edition.kind == "training", Edition.locale == "en")).first()
    assert other is not None
    service.publish(other)
    db.session.commit()
    assert pin(editor, entry) == pin(editor, other.entry) == 303
    assert other.title.split()[0] in lead_of(reader, "en")
    assert "Bien plus ancien" not in reader.get("/fr/").get_data(as_text=True)


def test_it_is_released_when_readers_do_not_see_it(editor: DeskClient, reader: FlaskClient, entry: Entry) -> None:
    before = lead_of(reader)

    def back(entry: Entry) -> None:
        db.session.commit()
        assert lead_of(reader) == before
        assert home_lead.current() is None

    home_lead.pin(entry, None)
    service.unpublish(entry.editions["fr"])
    back(entry)
    service.publish(entry.editions["fr"], clock.now() - timedelta(days=9000))
    back(entry)  # it does not come back by itself
    home_lead.pin(entry, None)
    service.discard(entry)
    back(entry)
    with pytest.raises(ValueError, match="do not see"):
        home_lead.pin(entry, None)


def test_it_ends_with_its_day_and_with_its_edition(
    editor: DeskClient, reader: FlaskClient, entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, now = lead_of(reader), clock.now()
    tomorrow = dates.today() + timedelta(days=1)
    assert pin(editor, entry, until=(dates.today() - timedelta(days=1)).isoformat()) == 422
    assert pin(editor, entry, until=tomorrow.isoformat()) == 303
    assert "Bien plus ancien" in lead_of(reader)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=2))
    content_changed.send()  # else a process asks for the generation four times a second
    assert lead_of(reader) == before
    assert home_lead.current() is None
    home_lead.pin(entry, None)
    service.end(entry.editions["fr"], clock.now() + timedelta(hours=1))
    db.session.commit()
    assert "Bien plus ancien" in lead_of(reader)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=3))
    content_changed.send()
    assert lead_of(reader) == before
    assert db.session.scalars(select(home_lead.HomeLead)).all() == []


def test_who_may_not_and_what_cannot(enter: Enter, entry: Entry) -> None:
    writer, editor = enter("writer"), enter("editor")
    assert writer.get(f"{path_of(entry.id)}/a-la-une").status_code == 403
    draft = write("Un brouillon").entry_id
    page = db.session.scalars(select(Entry.id).where(Entry.kind == "pages").limit(1)).one()
    for cannot in (draft, page):
        assert editor.get(f"{path_of(cannot)}/a-la-une").status_code == 404
        assert "a-la-une" not in shown(editor, path_of(cannot))
    assert "Rien n’est choisi" in shown(editor, "/fr/redaction/reglages/a-la-une")
