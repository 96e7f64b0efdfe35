"""State is a date, one counter drives everything derived, and the database keeps the rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from ecpat.core import clock, generation, slugs
from ecpat.core.database import db
from ecpat.core.errors import ContentError
from ecpat.entries import richtext, service
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition, Entry, Revision


def write(title: str = "Un titre", **more: str) -> Edition:
    """Return a new draft in French."""
    return service.save(service.create(get_kind("news")), "fr", title=title, **more)


def test_a_draft_a_scheduled_and_a_live_edition(
    app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = write("Bientôt là")
    db.session.commit()
    assert reader.get("/fr/actualites/bientot-la").status_code == 404
    service.publish(edition, clock.now() + timedelta(days=3))
    db.session.commit()
    assert reader.get("/fr/actualites/bientot-la").status_code == 404
    before = generation.current()
    later = clock.now() + timedelta(days=3, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert generation.current() == before + 1  # falling due is a change, though nobody wrote
    assert generation.current() == before + 1  # and is one change only
    assert reader.get("/fr/actualites/bientot-la").status_code == 200
    assert "Bientôt là" in reader.get("/fr/").get_data(as_text=True)
    service.unpublish(edition)
    db.session.commit()
    assert reader.get("/fr/actualites/bientot-la").status_code == 404
    assert "Bientôt là" not in reader.get("/fr/flux.atom").get_data(as_text=True)


def test_the_sample_draft_and_the_scheduled_entry_are_not_shown(client: FlaskClient) -> None:
    for path in ("/fr/actualites/", "/fr/flux.atom", "/sitemap.xml", "/fr/recherche/?q=programmation"):
        assert "brouillon" not in client.get(path).get_data(as_text=True).lower()


def test_every_transaction_that_changes_content_advances_the_generation_once(app: Flask) -> None:
    before = generation.current()
    write("Un"), write("Deux")
    db.session.commit()
    assert generation.current() == before + 1
    db.session.execute(select(Edition)).all()
    db.session.commit()
    assert generation.current() == before + 1
    db.session.execute(update(Edition).values(summary="Autrement"))
    db.session.commit()
    assert generation.current() == before + 2
    write("Trois")
    db.session.rollback()
    assert generation.current() == before + 2


def test_the_end_of_a_training_advances_the_generation(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    before = generation.current()
    far = clock.now() + timedelta(days=400)
    monkeypatch.setattr(clock, "now", lambda: far)
    assert generation.current() == before + 1


def test_every_save_is_a_revision(app: Flask) -> None:
    edition = write("Un", body="<p>a</p>")
    service.save(edition.entry, "fr", title="Deux", body="<p>b</p>")
    saved = db.session.scalars(select(Revision).where(Revision.edition_id == edition.id).order_by(Revision.id)).all()
    assert [revision.words["title"] for revision in saved] == ["Un", "Deux"]
    assert edition.saves == 2


def test_an_address_belongs_to_one_entry_for_ever_in_every_language(app: Flask) -> None:
    first = write("La traite")
    service.save(first.entry, "fr", title="La traite", slug="nouvelle-adresse")
    second = service.create(get_kind("news"))
    with pytest.raises(ContentError) as refused:
        service.save(second, "en", title="Trafficking", slug="la-traite")
    assert refused.value.field == "slug"
    assert "la-traite-2" in str(refused.value.message)
    assert service.save(second, "en", title="La traite").slug == "la-traite-2"
    assert service.save(first.entry, "fr", title="La traite", slug="la-traite").slug == "la-traite"


def test_what_cannot_be_kept_is_refused_and_changes_nothing(app: Flask) -> None:
    for field, words in (
        ("title", {"title": " "}),
        ("title", {"title": "a" * 201}),
        ("summary", {"title": "a", "summary": "b" * 401}),
        ("slug", {"title": "a", "slug": "../etc"}),
        ("slug", {"title": "a", "slug": "É"}),
    ):
        entry = service.create(get_kind("news"))
        with pytest.raises(ContentError) as refused:
            service.save(entry, "fr", **words)
        assert refused.value.field == field, words
        assert str(refused.value.message)
        assert entry.editions == {}


def test_the_database_keeps_the_rules(app: Flask) -> None:
    for statement in (
        "UPDATE edition SET kind = 'training' WHERE kind = 'news'",
        "UPDATE edition SET title = ''",
        "UPDATE entry SET date_precision = 'hour'",
        "UPDATE training SET ends_at = '2000-01-01 00:00:00' WHERE starts_at IS NOT NULL",
        "UPDATE training SET places = 0",
        "UPDATE topic SET colour = 'red'",
        "UPDATE help_line SET situation = 'other'",
        "INSERT INTO generation (id, number) VALUES (2, 0)",
        "UPDATE edition SET slug = 'an-address-without-alias' WHERE id = 1",
    ):
        with pytest.raises(IntegrityError), db.engine.begin() as connection:  # which takes it back
            connection.execute(text(statement))


def test_a_moment_without_time_zone_is_refused(app: Flask) -> None:
    edition = write()
    with pytest.raises(Exception, match="no time zone"):
        service.publish(edition, datetime(2026, 1, 1))
    db.session.rollback()
    assert db.session.scalar(select(Edition.published_at).where(Edition.id == 1)).tzinfo is UTC


@given(st.text(max_size=300))
def test_a_slug_is_an_address_or_nothing(title: str) -> None:
    slug = slugs.slugify(title)
    assert slug == "" or (slugs.PATTERN.fullmatch(slug) and len(slug) <= 100)
    assert slugs.slugify(slug) == slug


def test_slugs_fold_french(app: Flask) -> None:
    assert slugs.slugify("L’œuvre d’Élise : « À bientôt ! »") == "l-oeuvre-d-elise-a-bientot"
    assert write("日本語").slug.startswith("news-")


@given(st.text(max_size=400))
def test_sanitising_is_final(html: str) -> None:
    once = richtext.sanitise(html)
    assert richtext.sanitise(once) == once
    assert "<script" not in once.lower()


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<p onclick="a()">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        "<svg onload=a()>",
        '<a href="java&#10;script:alert(1)">x</a>',
        '<img src=x onerror="a()">',
        "<iframe src=//evil></iframe>",
        '<p style="position:fixed">x</p>',
        '<a href="data:text/html,<script>">x</a>',
        "<math><mi xlink:href=javascript:a()>",
        '<noscript><p title="</noscript><img src=x onerror=a()>">',
        "<style>*{display:none}</style>",
        "<form action=//evil><input>",
    ],
)
def test_a_body_holds_no_script(attack: str) -> None:
    kept = richtext.sanitise(f"<p>avant</p>{attack}<p>après</p>")
    for word in (
        "script",
        "onclick",
        "onerror",
        "onload",
        "iframe",
        "style",
        "<svg",
        "<form",
        "<math",
        "data:",
        "<img",
    ):
        assert word not in kept.lower()
    assert "avant" in kept


def test_links_within_the_site_are_references(app: Flask, reader: FlaskClient) -> None:
    target = write("La cible")
    service.publish(target)
    source = write(
        "La source",
        body=f'<p><a href="entry:{target.entry_id}">voir</a> <a href="entry:99">x</a> <a href="help:">aide</a></p>',
    )
    service.publish(source)
    db.session.commit()
    page = reader.get("/fr/actualites/la-source").get_data(as_text=True)
    assert '<a href="/fr/actualites/la-cible">voir</a> x <a href="/fr/aide/">aide</a>' in page
    service.save(target.entry, "fr", title="La cible", slug="deplacee")
    db.session.commit()
    assert '<a href="/fr/actualites/deplacee">voir</a>' in reader.get("/fr/actualites/la-source").get_data(
        as_text=True
    )
    assert "La source" in reader.get("/fr/actualites/deplacee").get_data(as_text=True)


def test_only_the_bin_can_be_emptied(app: Flask) -> None:
    entry = write().entry
    with pytest.raises(ValueError, match="bin"):
        service.destroy(entry)
    service.discard(entry)
    service.restore(entry)
    assert db.session.get(Entry, entry.id) is not None
    assert entry.deleted_at is None
