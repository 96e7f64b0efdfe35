"""Entries have an owner and a day on which they are looked at again; who looks after them is told once a month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from flask_security import hash_password

from ecpat.accounts import service as accounts
from ecpat.accounts.models import Person
from ecpat.core import clock, dates
from ecpat.core.database import db
from ecpat.core.generation import content_changed
from ecpat.entries import care, service
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition, Entry

from ..mailserver import Sent, serving
from .forms import NEW, Enter, form_of, path_of, shown
from .forms import sent as save

TITLES = ("Une page à revoir", "Une actualité")
PASSWORD = "one long password for tests"  # noqa: S105 — of people who live as long as a test


class Months:
    """A clock that tests turn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def turn(self, **ahead: int) -> None:
        """Move on from now, for everybody."""
        moment = clock.now() + timedelta(**ahead)
        self._monkeypatch.setattr(clock, "now", lambda: moment)
        content_changed.send()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Months:
    return Months(monkeypatch)


@pytest.fixture
def sent(app: Flask) -> Iterator[Sent]:
    with serving() as server:
        mails = Sent(app, server)
        app.config["BASE_URL"] = "https://www.example.org"
        yield mails


def page(title: str = "Une page à revoir", kind: str = "pages") -> Edition:
    """Return a live page in French."""
    edition = service.save(service.create(get_kind(kind)), "fr", title=title)
    service.publish(edition)
    db.session.commit()
    return edition


def person(name: str, role: str = "editor", locale: str = "fr") -> Person:
    one = Person(
        email=f"{name}@example.org", name=name.title(), role=role, locale=locale, password=hash_password(PASSWORD)
    )
    db.session.add(one)
    db.session.commit()
    return one


def due(on: date) -> set[str]:
    """Return the titles of what is to be looked at again by a day, but for the sample content's."""
    db.session.expire_all()
    entries = db.session.scalars(care.due(on)).all()
    return {title for entry in entries for edition in entry.editions.values() if (title := edition.title) in TITLES}


def test_a_kind_says_when_it_is_looked_at_again_unless_a_day_is_chosen(app: Flask) -> None:
    edition, news = page(), page("Une actualité", "news")
    year = dates.months_after(dates.today(), 12)
    assert edition.title not in due(year - timedelta(days=1))
    assert edition.title in due(year)
    assert news.title not in due(year + timedelta(days=3000))
    care.save(edition.entry, None, date(2040, 1, 2))
    care.save(news.entry, None, dates.today())
    db.session.commit()
    assert edition.title not in due(year)
    assert edition.title in due(date(2040, 1, 2))
    assert due(dates.today()) == {news.title}
    service.discard(news.entry)
    db.session.commit()
    assert due(dates.today()) == set()


def test_saying_that_it_is_right_puts_it_off(enter: Enter) -> None:
    edition = page()
    care.save(edition.entry, None, dates.today())
    db.session.commit()
    editor, path = enter("editor"), f"{path_of(edition.entry_id)}/suivi"
    assert "Une page à revoir" in shown(editor, "/fr/redaction/a-faire/a-revoir")
    assert f'href="{path}"' in shown(editor, "/fr/redaction/")
    assert editor.send(path, do="confirm").status_code == 303
    assert "Une page à revoir" not in shown(editor, "/fr/redaction/a-faire/a-revoir")
    assert care.review_days([edition.entry]) == {edition.entry_id: dates.months_after(dates.today(), 12)}


def test_an_owner_and_a_day_are_chosen_and_shown_on_the_form(enter: Enter) -> None:
    edition, alex = page(), person("alex")
    editor, path = enter("editor", "en"), f"{path_of(edition.entry_id, 'en')}/care"
    assert editor.send(path, owner=str(alex.id), review_on="2031-05-06").status_code == 303
    form = shown(editor, path_of(edition.entry_id, "en"))
    assert re.search(r"Looked after by</dt><dd>Alex<br>to look at again on 6 May 2031", form)
    refused = editor.send(path, owner="999999", review_on="tomorrow")
    assert refused.status_code == 422
    assert "Choose one of these." in refused.get_data(as_text=True)
    assert "Type a day such as 2026-11-25." in refused.get_data(as_text=True)
    assert form_of(editor, path_of(edition.entry_id, "en"))  # what it was is still there


def test_an_editor_chooses_who_looks_after_what_readers_see_and_who_does_says_that_it_is_right(enter: Enter) -> None:
    edition, writer, editor = page(), enter("writer"), enter("editor")
    path, cleo = f"{path_of(edition.entry_id)}/suivi", accounts.find("writer@example.org")
    assert cleo is not None
    told = shown(writer, path)
    assert 'name="owner"' not in told
    assert 'value="confirm"' not in told
    assert "Un éditeur ou une éditrice choisit" in told
    assert writer.send(path, owner=str(cleo.id)).status_code == 403
    assert writer.send(path, do="confirm").status_code == 403
    assert editor.send(path, owner=str(cleo.id)).status_code == 303
    assert 'value="confirm"' in shown(writer, path)
    assert writer.send(path, owner="").status_code == 403
    assert writer.send(path, do="confirm").status_code == 303
    new = save(writer, NEW["fr"], fr__title="Un brouillon").headers["Location"].partition("?")[0]
    assert writer.send(f"{new}/suivi", owner=str(cleo.id)).status_code == 303  # of a draft who writes it chooses


def test_each_is_told_of_their_own_and_editors_of_what_nobody_looks_after(enter: Enter) -> None:
    mine, alex_s, nobody_s = page("La mienne"), page("Celle d’Alex"), page("Celle de personne")
    editor, writer = enter("editor"), enter("writer")
    for edition, name in ((mine, "writer"), (alex_s, ""), (nobody_s, "nobody")):
        owner = accounts.find(f"{name}@example.org") if name else person("alex")
        care.save(edition.entry, owner, dates.today())
    db.session.commit()
    listed = "/fr/redaction/a-faire/a-revoir"
    assert [title in shown(editor, listed) for title in ("La mienne", "Celle d’Alex", "Celle de personne")] == [
        False, False, True,
    ]  # fmt: skip
    assert [title in shown(writer, listed) for title in ("La mienne", "Celle d’Alex", "Celle de personne")] == [
        True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("end", [accounts.deactivate, accounts.erase])
def test_an_account_that_is_gone_looks_after_nothing(enter: Enter, end: object) -> None:
    edition, alex = page(), person("alex")
    care.save(edition.entry, alex, dates.today())
    db.session.commit()
    editor = enter("editor")
    assert "Une page à revoir" not in shown(editor, "/fr/redaction/a-faire/a-revoir")
    end(alex, by=None)  # type: ignore[operator]
    db.session.commit()
    assert care.owner(db.session.get_one(Entry, edition.entry_id)) is None
    assert "Une page à revoir" in shown(editor, "/fr/redaction/a-faire/a-revoir")
    assert re.search(r"Suivie par</dt><dd>Personne<br>", shown(editor, path_of(edition.entry_id)))


def test_months_by_kind_are_changed_in_the_settings(enter: Enter) -> None:
    edition, path = page(), "/fr/redaction/reglages/textes-a-revoir"
    editor = enter("editor")
    fields = {
        name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', shown(editor, path))[1]  # type: ignore[index]
        for name in ("seen", "news", "resources", "training", "pages")
    }
    assert (fields["pages"], fields["news"]) == ("12", "0")
    assert editor.send(path, **{**fields, "pages": "121"}).status_code == 422
    assert editor.send(path, **{**fields, "pages": "6"}).status_code == 303
    half = dates.months_after(dates.today(), 6)
    assert edition.title in due(half)
    assert edition.title not in due(half - timedelta(days=1))
    assert editor.send(path, **{**fields, "pages": "9"}).status_code == 422  # what was shown has changed


def test_who_looks_after_entries_is_told_once_a_month_in_their_language(
    app: Flask, sent: Sent, later: Months
) -> None:
    edition, other = page(), page("Une page d’Alex")
    owner, alex = person("sam", "writer", "en"), person("alex")
    chief = person("chief", "administrator")
    care.save(edition.entry, owner, dates.today())
    care.save(other.entry, alex, date(2040, 1, 1))
    care.save(page("Celle de personne").entry, None, dates.today())
    db.session.commit()
    mails = {message["To"]: message for message in sent.work()}
    assert set(mails) == {owner.email, chief.email}
    english = mails[owner.email]
    assert english["Subject"] == "To look at again at the desk"
    assert "Une page à revoir" in english.get_content()
    assert f"https://www.example.org/en/desk/entries/{edition.entry_id}/care" in english.get_content()
    assert "Celle de personne" not in english.get_content()
    assert mails[chief.email]["Subject"] == "À revoir dans la rédaction"
    assert "Celle de personne" in mails[chief.email].get_content()
    later.turn(hours=1)
    assert len(sent.work()) == 2
    later.turn(days=32)
    assert sorted(message["To"] for message in sent.work()[2:]) == sorted((owner.email, chief.email))
    later.turn(hours=1)
    assert len(sent.work()) == 4


def test_nobody_is_told_where_nothing_waits(app: Flask, sent: Sent) -> None:
    person("sam")
    person("chief", "administrator")
    page()
    assert sent.work() == []
