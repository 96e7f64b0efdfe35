"""Copies, next sessions, series, and a language begun with the words of another."""

from __future__ import annotations

from datetime import date, datetime
from html import escape
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from ecpat.core.database import db
from ecpat.entries import gate, service
from ecpat.entries.desk import duplicates
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Entry
from ecpat.files.models import AssetWords
from ecpat.training.kind import Training

from .. import arrange
from .forms import LIST, Enter, form_of, path_of, shown, write

BRUSSELS = ZoneInfo("Europe/Brussels")
AGAIN = {"fr": "refaire", "en": "again"}


def event() -> Training:
    """Return a live event of one summer afternoon, full, in both languages."""
    begins, ends = (datetime(2026, 9, 10, hour, tzinfo=BRUSSELS) for hour in (14, 17))
    entry = service.create(
        get_kind("training"), starts_at=begins, ends_at=ends, full=True, places=12,
        registration_url="https://example.org/", registration_closes_at=datetime(2026, 9, 3, 9, tzinfo=BRUSSELS),
    )  # fmt: skip
    for locale, title in (("fr", "Écouter un enfant"), ("en", "Listening to a child")):
        edition = service.save(entry, locale, title=title, body="<p>Mots</p>", details={"place": "Liège"})
        service.publish(edition)
    db.session.commit()
    assert isinstance(entry, Training)
    return entry


def events_but(entry: Entry) -> list[Training]:
    found = select(Training).where(Training.id > entry.id).order_by(Training.starts_at)
    return list(db.session.scalars(found))


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_next_session_is_a_draft_at_the_same_hour(enter: Enter, locale: str) -> None:
    entry, editor = event(), enter("editor", locale)
    path = f"{path_of(entry.id, locale)}/{AGAIN[locale]}"
    assert f'href="{path}"' in shown(editor, path_of(entry.id, locale))
    answer = editor.send(path, first="2026-12-03", step="", last="", more="")
    (made,) = events_but(entry)
    assert answer.headers["Location"] == path_of(made.id, locale)
    local = [
        moment.astimezone(BRUSSELS)
        for moment in (made.starts_at, made.ends_at, made.registration_closes_at)
        if moment
    ]
    assert [moment.isoformat()[:16] for moment in local] == [
        "2026-12-03T14:00",
        "2026-12-03T17:00",
        "2026-11-26T09:00",
    ]
    assert (made.full, made.places, made.registration_url) == (False, 12, "")
    assert {edition.title for edition in made.editions.values()} == {"Écouter un enfant", "Listening to a child"}
    assert not any(edition.published_at for edition in made.editions.values())
    assert all(edition.live for edition in entry.editions.values())


def test_a_series_is_as_many_entries_on_its_days_and_others(enter: Enter) -> None:
    entry, editor = event(), enter("editor")
    path = f"{path_of(entry.id)}/refaire"
    answer = editor.send(path, first="2027-01-31", step="month", last="2027-04-30", more="2027-06-02\n2027-02-28")
    assert answer.headers["Location"].startswith(LIST["fr"])
    assert [str(one.starts_at.date()) for one in events_but(entry) if one.starts_at] == [
        "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-06-02",
    ]  # fmt: skip
    assert len({edition.slug for one in events_but(entry) for edition in one.editions.values()}) == 10


@pytest.mark.parametrize(
    "fields",
    [
        {"first": ""}, {"first": "2027-13-01"}, {"first": "2027-01-31", "step": "week"},
        {"first": "2027-01-31", "step": "week", "last": "2027-01-01"}, {"first": "2027-01-31", "more": "soon"},
        {"first": "2027-01-31", "step": "year", "last": "2028-01-01"},
    ],
)  # fmt: skip
def test_days_that_are_none_are_said_beside_their_field(enter: Enter, fields: dict[str, str]) -> None:
    entry, editor = event(), enter("editor")
    answer = editor.send(f"{path_of(entry.id)}/refaire", **{"step": "", **fields})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)
    assert events_but(entry) == []


def test_a_series_never_ends_in_too_many() -> None:
    assert len(list(duplicates.days(date(2026, 1, 1), "week", date(2050, 1, 1)))) == duplicates.MOST


@pytest.mark.parametrize("name", ["news", "pages"])
def test_anything_is_copied_as_a_draft(enter: Enter, name: str) -> None:
    entry = service.create(get_kind(name))
    service.publish(service.save(entry, "fr", title="À refaire", summary="Court", body="<p>Long</p>"))
    db.session.commit()
    editor = enter("editor")
    answer = editor.send(f"{path_of(entry.id)}/refaire", do="copy")
    copy = db.session.get_one(Entry, int(answer.headers["Location"].rpartition("/")[2]))
    edition = copy.editions["fr"]
    assert (edition.title, edition.summary, edition.body) == ("À refaire", "Court", "<p>Long</p>")
    assert edition.published_at is None
    assert edition.slug != entry.editions["fr"].slug
    assert editor.send(f"{path_of(entry.id)}/refaire", first="2027-01-31", step="").status_code == 400


def test_a_writer_copies_what_is_theirs_to_open(enter: Enter) -> None:
    edition = write("À une autre")
    writer = enter("writer")
    assert writer.get(f"{path_of(edition.entry_id)}/refaire").status_code == 403


def test_a_language_begins_with_the_words_of_another(enter: Enter) -> None:
    edition = write("Titre français", summary="Résumé", body='<p><a href="https://example.org/">Lien</a></p>')
    editor, path = enter("editor"), path_of(edition.entry_id)
    link = f"{path}?to=en&from=fr"
    assert f'href="{escape(link)}#in-en"' in shown(editor, path)
    fields = form_of(editor, link)
    assert (fields["en-title"], fields["en-summary"], fields["en-slug"]) == ("Titre français", "Résumé", "")
    assert "https://example.org/" in fields["en-body"]
    fields["en-title"] = "English title"
    assert editor.post(path, data=fields).status_code == 303
    english = db.session.get_one(Entry, edition.entry_id).editions["en"]
    assert (english.title, english.slug, english.published_at) == ("English title", "english-title", None)
    assert edition.published_at is None
    assert "Titre français" not in form_of(editor, f"{path}?to=en&from=xx")["en-title"]


def test_pictures_come_along_with_what_is_said_of_them_in_the_language(enter: Enter) -> None:
    said, unsaid = arrange.picture(8), arrange.picture(9)
    for picture, alt, caption in ((said, "A boat", "A boat, Leiden"), (unsaid, "", "")):
        db.session.add(AssetWords(asset_id=picture.id, locale="fr", alt="Un bateau", caption="Un bateau"))
        db.session.add(AssetWords(asset_id=picture.id, locale="en", alt=alt, caption=caption))
    db.session.commit()
    edition = write("Deux images", body="".join(
        f'<figure><img src="asset:{one.id}" alt="Ce bateau-ci"><figcaption>Le bateau</figcaption></figure>'
        for one in (said, unsaid)
    ))  # fmt: skip
    editor, path = enter("editor"), path_of(edition.entry_id)
    fields = form_of(editor, f"{path}?to=en&from=fr")
    assert fields["en-body"] == (
        f'<figure><img src="asset:{said.id}"><figcaption>A boat, Leiden</figcaption></figure>'
        f'<figure><img src="asset:{unsaid.id}"><figcaption>Le bateau</figcaption></figure>'
    )
    assert "Ce bateau-ci" in fields["fr-body"]
    fields["do"] = "publish:en"
    assert editor.post(path, data=fields).headers["Location"].endswith("?gate=1")
    english = db.session.get_one(Entry, edition.entry_id).editions["en"]
    found = [line for line in gate.judge(english).lines if line.rule.key == "pictures"]
    assert [(line.level, str(line.finding.quoted)) for line in found] == [("must", f"Image {unsaid.id}")]
