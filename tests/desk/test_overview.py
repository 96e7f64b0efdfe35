"""What the overview says there is to do, and that nothing is told that is not so."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ecpat.core import clock
from ecpat.core.database import db
from ecpat.entries import outdated, service
from ecpat.entries.desk.todo import queries as todo_queries
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition, Entry
from ecpat.entries.outdated import Outdated, Save, behind
from ecpat.files.models import Asset, AssetWords
from ecpat.helplines.models import HelpLine
from ecpat.helplines.service import unchecked_lines

from ..conftest import DeskClient
from ..entries.test_cost import counted

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FR, EN = 1, 2


def save(edition: int, days: float, title: str = "Un", body: str = "") -> Save:
    return Save(edition, MONDAY + timedelta(days=days), {"title": title, "summary": "", "body": body, "details": {}})


def late(*saves: Save) -> set[int]:
    return set(behind(saves))


def test_a_translation_is_out_of_date_once_the_other_language_says_something_new() -> None:
    both = [save(FR, 0, "Un"), save(EN, 1, "One")]
    assert late(*both) == set()
    assert behind([*both, save(FR, 9, "Deux"), save(FR, 10, "Trois")]) == {EN: MONDAY + timedelta(days=9)}


def test_saving_a_translation_even_unchanged_says_that_it_was_checked() -> None:
    changed = [save(FR, 0, "Un"), save(EN, 1, "One"), save(FR, 9, "Deux")]
    assert late(*changed, save(EN, 10, "Two")) == set()
    assert late(*changed, save(EN, 10, "One")) == set()


def test_catching_up_and_finishing_it_within_a_day_does_not_make_the_original_out_of_date() -> None:
    changed = [save(FR, 0, "Un"), save(EN, 1, "One"), save(FR, 9, "Deux"), save(EN, 10, "Tow")]
    assert late(*changed, save(EN, 10.5, "Two")) == set()
    assert late(*changed, save(EN, 10.5, "Two"), save(EN, 20, "Two, and news")) == {FR}


def test_beginning_a_translation_does_not_make_the_original_out_of_date() -> None:
    assert late(save(EN, 0, "One"), save(EN, 1, "One more"), save(FR, 5, "Un"), save(FR, 5.5, "Un de plus")) == set()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>L'enfant : « oui »</p>", "<p>L’enfant\u00a0: «\u00a0oui\u00a0»</p>"),
        ("<p>Un  enfant ;</p>", "<p>Un enfant\u202f;</p>"),
        ("<p>un deux</p>", "<p><strong>un</strong> deux</p>"),
        ("<p>1–2…</p>", "<p>1-2...</p>"),
    ],
)
def test_typography_and_markup_alone_change_nothing(before: str, after: str) -> None:
    assert late(save(FR, 0, body=before), save(EN, 1), save(FR, 9, body=after)) == set()


def test_a_link_that_leads_elsewhere_or_a_place_that_moves_is_a_change() -> None:
    first, second = '<p><a href="https://a.be">ici</a></p>', '<p><a href="https://b.be">ici</a></p>'
    assert late(save(FR, 0, body=first), save(EN, 1), save(FR, 9, body=second)) == {EN}
    moved = Save(
        FR, MONDAY + timedelta(days=9), {"title": "Un", "summary": "", "body": "", "details": {"place": "Mons"}}
    )
    assert late(save(FR, 0), save(EN, 1), moved) == {EN}
    slug = Save(FR, MONDAY + timedelta(days=9), {"title": "Un", "slug": "autre", "body": ""})
    assert late(save(FR, 0), save(EN, 1), slug) == set()


def bilingual(title: str = "Titre", **words: str) -> Entry:
    entry = service.create(get_kind("news"))
    for locale in ("fr", "en"):
        service.publish(service.save(entry, locale, title=f"{title} {locale}", **words))
    return entry


def found(select_: object) -> set[int]:
    return {row.id for row in db.session.scalars(select_)}  # type: ignore[call-overload]


def test_what_is_kept_is_what_the_revisions_say(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = bilingual()
    assert db.session.scalars(select(Outdated)).all() == []
    service.save(entry, "fr", title="Autre chose")
    db.session.commit()
    english = entry.editions["en"]
    assert found(todo_queries.outdated()) == {english.id}
    service.discard(entry)
    assert found(todo_queries.outdated()) == set()
    service.restore(entry)
    db.session.execute(Outdated.__table__.delete())  # type: ignore[attr-defined]
    outdated.note(entry)
    assert found(todo_queries.outdated()) == {english.id}
    service.save(entry, "en", title=english.title)
    assert found(todo_queries.outdated()) == set()


def test_a_broken_link_is_one_to_what_is_binned_destroyed_or_a_draft(app: Flask) -> None:
    target = bilingual("But")
    pages = {
        "kept": bilingual("Page", body=f'<p><a href="entry:{target.id}">là</a></p>'),
        "never": bilingual("Page", body='<p><a href="entry:999999">là</a></p>'),
        "huge": bilingual("Page", body='<p><a href="entry:99999999999999999999">là</a></p>'),
    }
    before = found(todo_queries.broken_links())
    own = {edition.id for edition in pages["kept"].editions.values()}
    assert not own & before
    assert {edition.id for edition in pages["never"].editions.values()} <= before
    service.unpublish(target.editions["fr"])
    assert not own & found(todo_queries.broken_links())  # there is still the other language
    service.unpublish(target.editions["en"])
    assert own <= found(todo_queries.broken_links())
    service.publish(target.editions["fr"])
    service.discard(target)
    assert own <= found(todo_queries.broken_links())
    service.destroy(target)
    db.session.commit()
    assert own <= found(todo_queries.broken_links())


def test_an_event_is_asked_about_without_a_date_or_soon_without_what_is_wanted(app: Flask) -> None:
    def event(**facts: object) -> int:
        entry = service.create(get_kind("training"), **facts)
        service.publish(service.save(entry, "fr", title="Formation"))
        return entry.id

    soon, late = clock.now() + timedelta(days=20), clock.now() + timedelta(days=200)
    whole = {"registration_url": "https://example.org/", "places": 10}
    asked = {event(), event(starts_at=soon, ends_at=soon), event(starts_at=soon, ends_at=soon, places=3)}
    fine = {event(starts_at=soon, ends_at=soon, **whole), event(starts_at=late, ends_at=late)}
    rows = found(todo_queries.unfinished())
    assert asked <= rows
    assert not fine & rows


def test_a_picture_lacks_its_words_only_where_it_is_shown(app: Flask) -> None:
    def asset(**facts: object) -> Asset:
        made = Asset(digest="0" * 64, name="image", media_type="image/png", size=1, **facts)
        made.words = {"fr": AssetWords(locale="fr", alt="Une pile de dossiers")}
        db.session.add(made)
        db.session.flush()
        return made

    unused, headed, decorative, bodied = asset(), asset(), asset(decorative=True), asset()
    for one in (headed, decorative):
        bilingual("Image").image_id = one.id
    bilingual("Dans le texte", body=f'<p><img src="asset:{bodied.id}" alt=""></p>')
    db.session.flush()
    assert found(todo_queries.undescribed_pictures()) == {headed.id, bodied.id}
    assert unused.id not in found(todo_queries.undescribed_pictures())
    headed.words["en"] = AssetWords(locale="en", alt="A pile of files")
    db.session.flush()
    assert found(todo_queries.undescribed_pictures()) == {bodied.id}


def test_consents_and_help_lines_are_told_by_their_day(app: Flask) -> None:
    today = date(2026, 6, 1)
    db.session.add_all(
        Asset(digest="0" * 64, name=name, media_type="image/png", size=1, consent="written", consent_until=day)
        for name, day in (("past", date(2026, 5, 1)), ("soon", date(2026, 7, 1)), ("far", date(2027, 7, 1)))
    )
    db.session.flush()
    assert [one.name for one in db.session.scalars(todo_queries.ending_consents(today))] == ["past", "soon"]
    one, two = db.session.scalars(select(HelpLine).limit(2))
    one.checked_on, two.checked_on = date(2025, 11, 1), date(2026, 5, 1)
    db.session.flush()
    rows = found(unchecked_lines(today))
    assert one.id in rows
    assert two.id not in rows


LISTS = {
    "a-faire/a-traduire": "to-do/untranslated",
    "a-faire/a-actualiser": "to-do/outdated",
    "a-faire/brouillons-a-terminer": "to-do/drafts-to-finish",
    "a-faire/formations-a-completer": "to-do/events-to-complete",
    "a-faire/liens-rompus": "to-do/broken-links",
    "a-faire/images-a-decrire": "to-do/pictures-to-describe",
    "a-faire/consentements": "to-do/consents",
    "a-faire/bientot-en-ligne": "to-do/going-live",
    "a-faire/dans-la-corbeille": "to-do/in-the-bin",
}


def test_the_overview_counts_and_leads_to_lists_that_show_the_same(
    enter: Callable[..., DeskClient], app: Flask
) -> None:
    entry, target = bilingual("Page suivie"), bilingual("But du lien")
    service.save(entry, "fr", title="Page changée", body=f'<p><a href="entry:{target.id}">là</a></p>')
    service.discard(target)
    db.session.add(Asset(digest="0" * 64, name="portrait", media_type="image/png", size=1, consent="written",
                         consent_until=date(2020, 1, 1)))  # fmt: skip
    image = Asset(digest="1" * 64, name="sans-mots", media_type="image/png", size=1)
    db.session.add(image)
    db.session.flush()
    entry.image_id = image.id
    db.session.commit()
    editor = enter("editor")
    page = editor.get("/fr/redaction/").get_data(as_text=True)
    counts = dict(re.findall(r'<h2 id="about-\w+">([^<]+)</h2><span class="n">(\d+)</span>', page))
    for french, english in LISTS.items():
        shown = editor.get(f"/fr/redaction/{french}").get_data(as_text=True)
        assert editor.get(f"/en/desk/{english}").status_code == 200
        rows = shown.count('<p class="kicker quad')
        assert rows, french
        title = shown.partition("<h1>")[2].partition("</h1>")[0]
        if french not in ("a-faire/bientot-en-ligne", "a-faire/dans-la-corbeille"):
            assert int(counts[title]) == rows, french
        assert editor.get(f"/fr/redaction/{french}?page=2").status_code == 404
    assert "1 fiche dans la corbeille" in page
    assert "But du lien fr" in editor.get("/fr/redaction/a-faire/liens-rompus").get_data(as_text=True)
    assert 'href="/fr/redaction/lignes-d-aide"' in page
    writers = enter("writer").get("/fr/redaction/").get_data(as_text=True)
    assert 'href="/fr/redaction/lignes-d-aide"' not in writers
    assert "dans la corbeille" not in writers  # what is in the bin is not theirs


def test_the_overview_costs_the_same_however_much_there_is_to_do(
    enter: Callable[..., DeskClient], app: Flask
) -> None:
    browser = enter("editor")
    browser.get("/fr/redaction/")
    with counted(app) as before:
        browser.get("/fr/redaction/")
    for number in range(12):
        service.save(service.create(get_kind("news")), "fr", title=f"Brouillon {number}")
    db.session.commit()
    browser.get("/fr/redaction/")
    with counted(app) as after:
        browser.get("/fr/redaction/")
    assert len(after) == len(before)
    assert len(after) <= 48, "\n".join(after)


def test_a_list_of_scheduled_editions_says_when(enter: Callable[..., DeskClient], app: Flask) -> None:
    edition = service.save(service.create(get_kind("news")), "en", title="Tomorrow’s news")
    service.publish(edition, datetime(2031, 12, 1, 7, tzinfo=UTC))
    db.session.commit()
    page = enter("editor").get("/en/desk/to-do/going-live").get_data(as_text=True)
    assert "Tomorrow’s news" in page
    assert "1 December 2031, 8:00" in page
    assert db.session.scalar(select(Edition.id).where(Edition.title == "Tomorrow’s news")) == edition.id
