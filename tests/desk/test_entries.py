"""The list of entries, and the form that writes both languages in one save."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from ecpat.core import clock, dates, slugs
from ecpat.core.database import db
from ecpat.core.errors import ContentError
from ecpat.entries import richtext, service
from ecpat.entries.kind import all_kinds, get_kind
from ecpat.entries.models import Entry
from ecpat.entries.revisions import FactsRevision, Revision

from .forms import LIST, NEW, Enter, form_of, path_of, sent, shown, write


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_both_languages_are_written_in_one_save(enter: Enter, reader: FlaskClient, locale: str) -> None:
    browser = enter("editor", locale)
    answer = sent(
        browser, NEW[locale], fr__title="Deux langues ?", fr__body="<p>Bonjour !</p>", en__title="Two languages",
        en__summary="Both", fact__source_url="https://example.org/a", topics="1", do="publish:fr",
    )  # fmt: skip
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = shown(browser, answer.headers["Location"])
    assert {"fr": '<h1 class="hidden">Deux langues', "en": '<h1 class="hidden">Two languages'}[locale] in page
    assert {"fr": "est en ligne", "en": "is live"}[locale] in page
    entry = db.session.scalars(select(Entry).order_by(Entry.id.desc())).first()
    assert entry is not None
    french, english = entry.editions["fr"], entry.editions["en"]
    assert (french.title, french.body) == ("Deux langues\u202f?", "<p>Bonjour\u202f!</p>")
    assert english.published_at is None
    assert (len(entry.revisions), len(french.revisions), len(english.revisions)) == (1, 1, 1)
    assert {one.person_id for one in (*entry.revisions, *french.revisions)} == {1}
    assert reader.get("/fr/actualites/deux-langues").status_code == 200
    assert "Deux langues" in reader.get("/fr/flux.atom").get_data(as_text=True)
    assert reader.get("/en/news/two-languages").status_code == 301  # to the page that says: in French alone


@pytest.mark.parametrize("kind", [kind.name for kind in all_kinds()])
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_an_entry_of_any_kind_opens_and_an_untouched_save_changes_nothing(
    app: Flask, enter: Enter, kind: str, locale: str
) -> None:
    browser = enter("editor", locale)
    assert browser.get(f"{LIST[locale]}{'nouvelle' if locale == 'fr' else 'new'}/{kind}").status_code == 200
    found = db.session.scalars(select(Entry).where(Entry.kind == kind).order_by(Entry.id)).all()
    before = db.session.scalar(select(func.count()).select_from(Revision))
    facts = db.session.scalar(select(func.count()).select_from(FactsRevision))
    for entry in found:
        path = path_of(entry.id, locale)
        assert browser.post(path, data=form_of(browser, path)).status_code == 303
    db.session.expire_all()
    assert db.session.scalar(select(func.count()).select_from(Revision)) == before
    assert db.session.scalar(select(func.count()).select_from(FactsRevision)) == facts


def test_one_language_alone_is_fine_and_an_empty_one_makes_no_edition(enter: Enter) -> None:
    browser = enter()
    assert sent(browser, NEW["fr"], en__title="Only English").status_code == 303
    entry = db.session.scalars(select(Entry).order_by(Entry.id.desc())).first()
    assert entry is not None
    assert list(entry.editions) == ["en"]


def test_nothing_written_is_refused_with_what_is_missing(enter: Enter) -> None:
    browser = enter()
    before = db.session.scalar(select(func.count()).select_from(Entry))
    answer = sent(browser, NEW["fr"])
    assert answer.status_code == 422
    assert "Donnez un titre dans une langue au moins" in answer.get_data(as_text=True)
    answer = sent(browser, NEW["fr"], fr__body="<p>Un texte sans titre, gardé.</p>")
    assert answer.status_code == 422
    assert "Un texte sans titre, gardé." in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Entry)) == before


def test_a_save_is_whole_or_not_at_all(enter: Enter) -> None:
    browser, edition = enter(), write("Entier")
    answer = sent(browser, path_of(edition.entry_id), fr__title="Changé", en__title="x" * 201)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'aria-errormessage="en-title-fault"' in page
    assert "Changé</textarea>" in page
    db.session.expire_all()
    assert edition.title == "Entier"


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_slug_that_is_taken_is_refused_with_a_free_one(enter: Enter, locale: str) -> None:
    write("La prise", slug="prise")
    answer = sent(enter("editor", locale), NEW[locale], fr__title="Autre", fr__slug="prise")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "prise-2" in page
    assert {"fr": "est prise", "en": "is taken"}[locale] in page


def test_a_renamed_page_keeps_its_old_address_and_may_have_it_again(enter: Enter, reader: FlaskClient) -> None:
    browser, edition = enter(), write("Renommée", slug="avant")
    path = path_of(edition.entry_id)
    assert sent(browser, path, do="publish:fr", fr__slug="apres").status_code == 303
    assert reader.get("/fr/actualites/avant").headers["Location"].endswith("/fr/actualites/apres")
    assert "avant" in shown(browser, path)
    assert sent(browser, path, do="publish:fr", fr__slug="avant").status_code == 303
    assert reader.get("/fr/actualites/avant").status_code == 200
    assert reader.get("/fr/actualites/apres").status_code == 301


def test_moments_are_asked_for_in_brussels(enter: Enter) -> None:
    browser, edition = enter(), write("À l’heure")
    path = path_of(edition.entry_id)
    ahead = clock.now() + timedelta(days=40)
    assert sent(browser, path, do="schedule:fr", fr__moment=dates.write(ahead)).status_code == 303
    db.session.expire_all()
    assert edition.published_at == ahead.replace(second=0, microsecond=0)
    assert "Programmée" in shown(browser, LIST["fr"] + "?state=soon")
    assert sent(browser, path, do="unpublish:fr").status_code == 303
    db.session.expire_all()
    assert edition.published_at is None


def test_a_moment_that_will_not_do_is_explained(enter: Enter) -> None:
    browser, edition = enter(), write("Quand")
    for action, moment, message in (
        ("schedule:fr", "", "Choisissez un jour"),
        ("schedule:fr", "2001-01-01T10:00", "est passé"),
        ("schedule:fr", "2027-03-28T02:30", "saute cette heure"),
        ("schedule:fr", "hier", "un jour et une heure"),
        ("schedule:fr", "2027-02-30T10:00", "un jour et une heure"),
        ("schedule:fr", "9999-12-31T23:59", "un jour et une heure"),
        ("redate:fr", "2090-01-01T10:00", "à venir"),
        ("publish:en", "", "rien à publier"),
    ):
        answer = sent(browser, path_of(edition.entry_id), do=action, fr__moment=moment, fr__title="Gardé")
        assert answer.status_code == 422
        assert message in answer.get_data(as_text=True)
        assert "Gardé</textarea>" in answer.get_data(as_text=True)
        db.session.expire_all()
        assert (edition.published_at, edition.title) == (None, "Quand")


def test_summer_and_winter_hours() -> None:
    assert dates.read("m", "2027-07-01T10:00").isoformat() == "2027-07-01T08:00:00+00:00"  # type: ignore[union-attr]
    assert dates.read("m", "2027-01-01 10:00").isoformat() == "2027-01-01T09:00:00+00:00"  # type: ignore[union-attr]
    assert dates.read("m", "2027-10-31T02:30").isoformat() == "2027-10-31T00:30:00+00:00"  # type: ignore[union-attr]
    with pytest.raises(ContentError):
        dates.read("m", "2027-13-01T10:00")


def test_what_is_live_may_have_an_old_date_known_in_part(enter: Enter, reader: FlaskClient) -> None:
    browser, edition = enter(), write("Une archive")
    path = path_of(edition.entry_id)
    assert sent(browser, path, do="publish:fr").status_code == 303
    answer = sent(browser, path, do="redate:fr", fr__moment="2014-07-30T12:00", date_precision="month")
    assert answer.status_code == 303
    assert "juillet 2014" in reader.get("/fr/actualites/une-archive").get_data(as_text=True)


def test_the_facts_of_a_training_are_checked(enter: Enter) -> None:
    path = "/fr/redaction/fiches/nouvelle/training"
    browser = enter()
    answer = sent(
        browser, path, fr__title="Une", fact__starts_at="2027-05-02T10:00", fact__ends_at="2027-05-01T10:00",
        fact__places="zéro",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "nombre entier" in answer.get_data(as_text=True)
    answer = sent(
        browser, path, fr__title="Une", fact__starts_at="2027-05-02T10:00", fact__ends_at="2027-05-01T10:00"
    )
    assert "fact-ends_at-fault" in answer.get_data(as_text=True)
    answer = sent(
        browser, path, fr__title="Une", fact__starts_at="2027-05-01T10:00", fact__ends_at="2027-05-01T16:00",
        **{"fr__detail-place": "Liège"},
    )  # fmt: skip
    assert answer.status_code == 303


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_list_is_narrowed_by_kind_state_language_and_word(enter: Enter, locale: str) -> None:
    browser = enter("editor", locale)
    write("Ornithorynque à traduire", body="<p>monotrème</p>")
    page = shown(browser, LIST[locale] + "?kind=news&language=no-en&q=ornithorynque")
    assert "Ornithorynque à traduire" in page
    assert "Ornithorynque" not in shown(browser, LIST[locale] + "?kind=training")
    assert "Ornithorynque" not in shown(browser, LIST[locale] + "?state=live&q=monotr")
    assert "Ornithorynque" in shown(browser, LIST[locale] + "?state=draft&q=monotr%C3%A8me")
    assert "Ornithorynque" in shown(browser, LIST[locale])
    for query in ("?page=1", "?kind=resources&language=fr"):
        assert browser.get(LIST[locale] + query).status_code == 200
    assert "<a" in shown(browser, LIST[locale] + "?q=%25%5F&kind=xx&state=yy&language=zz")
    for query in ("?page=99", "?page=x", "?page=0"):
        assert browser.get(LIST[locale] + query).status_code == 404


def test_what_is_binned_can_be_restored_and_only_then_destroyed(enter: Enter, reader: FlaskClient) -> None:
    browser, edition = enter(), write("À jeter")
    path, entry_id = path_of(edition.entry_id), edition.entry_id
    pointing = write("Il en parle", body=f'<p><a href="entry:{entry_id}">voir</a></p>')
    sent(browser, path, do="publish:fr")
    assert "Il en parle" in shown(browser, f"{path}/jeter")
    assert browser.get(f"{path}/detruire").status_code == 404
    assert browser.send(f"{path}/jeter").status_code == 303
    assert reader.get("/fr/actualites/a-jeter").status_code == 404
    assert browser.get(path).status_code == 404
    assert "À jeter" in shown(browser, LIST["fr"] + "corbeille/")
    assert browser.send(f"{path}/retablir", LIST["fr"] + "corbeille/").status_code == 303
    assert reader.get("/fr/actualites/a-jeter").status_code == 200
    browser.send(f"{path}/jeter")
    assert "Il en parle" in shown(browser, f"{path}/detruire")
    assert browser.send(f"{path}/detruire").status_code == 303
    db.session.expire_all()
    assert db.session.get(Entry, entry_id) is None
    assert reader.get("/fr/actualites/a-jeter").status_code == 410
    assert pointing.title == "Il en parle"


def test_hostile_html_is_sanitised_whatever_the_form_sends(enter: Enter) -> None:
    browser, edition = enter(), write("Propre")
    body = '<p onclick="x()">Oui</p><script>alert(1)</script><img src="https://e.org/x"><svg onload="x()"><p>Non</p>'
    assert sent(browser, path_of(edition.entry_id), fr__body=body).status_code == 303
    db.session.expire_all()
    assert edition.body.startswith("<p>Oui</p>")
    for word in ("script", "onclick", "svg", "<img"):
        assert word not in edition.body


def test_a_body_is_sanitised_once_on_its_way_in(enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, edition = enter(), write("Propre", body="<p>Avant.</p>")
    path, body, sanitise = path_of(edition.entry_id), '<p onclick="x()">Après.</p>', richtext.sanitise
    fields, calls = {**form_of(browser, path), "fr-body": body}, []

    def counted(html: str) -> str:
        calls.append(html)
        return sanitise(html)

    monkeypatch.setattr(richtext, "sanitise", counted)
    assert browser.post(path, data=fields).status_code == 303
    assert calls.count(body) == 1
    assert len([html for html in calls if html]) == 1
    db.session.expire_all()
    assert edition.body == "<p>Après.</p>"


def test_five_megabytes_of_text_are_kept(enter: Enter) -> None:
    browser, edition = enter(), write("Long")
    body = "<p>" + "Un texte collé. " * 65_000 + "</p>"
    body *= 5
    assert len(body) > 5_000_000
    assert sent(browser, path_of(edition.entry_id), fr__body=body).status_code == 303
    db.session.expire_all()
    assert len(edition.body) > 5_000_000


def test_odd_titles_make_no_failure(enter: Enter) -> None:
    browser = enter()
    fields = form_of(browser, NEW["fr"])
    data = "&".join(f"{name}={value}" for name, value in fields.items() if name != "fr-title").encode()
    for title in ("\ud800", "\x00", "a\x00b\x1fc", "🪁" * 50, "日本語", "'" * 200):
        sent_title = quote(title.encode("utf-8", "surrogatepass")).encode()
        kind = "application/x-www-form-urlencoded"
        answer = browser.post(NEW["fr"], data=data + b"&fr-title=" + sent_title, content_type=kind)
        assert answer.status_code in (303, 422), title


def test_a_forged_field_is_explained_or_ignored(enter: Enter) -> None:
    browser = enter()
    names = ("image", "topics", "fact-source_url", "date_precision", "saves", "fr-saves", "do", "take", "fr-slug")
    fields = form_of(browser, NEW["fr"])
    for name in names:
        for value in ("99999999999999999999", "-1", "x", "javascript:alert(1)", "é", "a" * 3000):
            forged = MultiDict({**fields, "fr-title": "Forgée", name: value})
            assert browser.post(NEW["fr"], data=forged).status_code in (303, 400, 422), (name, value)


@given(st.lists(st.text(alphabet="aéÀ-_ '1œ", min_size=1, max_size=30), min_size=1, max_size=6))
def test_slugs_are_fixed_points_of_their_pattern(titles: list[str]) -> None:
    for slug in filter(None, map(slugs.slugify, titles)):
        assert slugs.PATTERN.fullmatch(slug)
        assert slugs.slugify(slug) == slug


def test_publishing_never_gives_two_entries_one_address(app: Flask) -> None:
    titles = st.lists(st.text(alphabet="ab -é", max_size=4), min_size=2, max_size=8)

    @settings(max_examples=40)
    @given(titles, st.lists(st.sampled_from(["", "a", "a-2", "b", "A b", "a--b"]), min_size=8, max_size=8))
    def try_them(titles: list[str], wanted: list[str]) -> None:
        owners: dict[tuple[str, str], int] = {}
        try:
            for title, slug in zip(titles, wanted, strict=False):
                try:
                    entry = service.create(get_kind("news"))
                    edition = service.save(entry, "fr", title=title or "-", slug=slug)
                except ContentError:
                    continue
                assert owners.setdefault((edition.kind, edition.slug), entry.id) == entry.id
                assert slugs.PATTERN.fullmatch(edition.slug)
        finally:
            db.session.rollback()

    try_them()
