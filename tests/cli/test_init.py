"""A site's first day: what `init` writes and leaves alone, what `doctor` misses, and that `seed` fits in anywhere."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from ecpat.cli import renditions
from ecpat.cli.init import PAGES
from ecpat.cli.starter import SAMPLE, among, read
from ecpat.core.database import Base, db
from ecpat.entries import service
from ecpat.entries.desk.todo import queries as todo_queries
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition, Entry
from ecpat.helplines.models import HelpLine, HelpLineWords
from ecpat.terms.models import HelpPhrase
from ecpat.texts.models import SiteText
from ecpat.topics.models import Topic, TopicLabel

from .conftest import run

NAMES = ("--name", "fr=Association Exemple", "--name", "en=The Example Society")


def counts() -> dict[str, int]:
    """Return how many rows each table has."""
    tables = Base.metadata.sorted_tables
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_a_site_begins_with_what_it_needs_under_its_own_name(bare: Flask) -> None:
    result = run(bare, "init", *NAMES, "--publish")
    assert result.exit_code == 0
    assert "12 pages" in result.output
    assert "no administrator" in result.output
    assert {line.checked_on for line in db.session.scalars(select(HelpLine))} == {None}
    assert db.session.scalars(todo_queries.broken_links()).all() == []
    reader = bare.test_client()
    for locale, name in (("fr", "Association Exemple"), ("en", "The Example Society")):
        assert name in reader.get(f"/{locale}/").get_data(as_text=True)
        editions = db.session.scalars(select(Edition).where(Edition.locale == locale)).all()
        assert {edition.entry.role for edition in editions} == set(PAGES)
        for edition in editions:
            page = reader.get(f"/{locale}/{edition.slug}")
            assert page.status_code == 200
            said = page.get_data(as_text=True)
            assert not re.search("ECPAT Belg|données d’exemple|sample data", said), edition.slug
    assert "Association Exemple" in reader.get("/fr/mentions-legales").get_data(as_text=True)


def test_what_is_not_said_is_asked_for_and_pages_wait_for_somebody_who_reads_them(bare: Flask) -> None:
    result = run(bare, "init", typed="fr\nLes Exemples <b>\n")
    assert result.exit_code == 0
    assert "pages that readers look for are not live: 14" in result.output
    assert set(db.session.scalars(select(Edition.locale))) == {"fr"}
    assert set(db.session.scalars(select(Edition.published_at))) == {None}
    assert db.session.get(SiteText, ("name", "fr")).value == "Les Exemples <b>"  # type: ignore[union-attr]
    legal = db.session.scalars(select(Edition).where(Edition.slug == "mentions-legales")).one()
    assert "publié par Les Exemples &lt;b&gt;." in legal.body


@pytest.mark.parametrize("role", PAGES)
def test_a_page_says_in_no_language_that_it_is_a_sample_but_where_it_is_one(role: str) -> None:
    table = read(SAMPLE / f"entries/pages/{role}.toml")
    told = [
        words["summary"] + words["body"] for words in table.values() if isinstance(words, dict) and "body" in words
    ]
    assert len(told) >= 2
    assert [text for text in told if re.search("données d’exemple|sample data|voorbeeldgegevens", text)] == []


@pytest.mark.parametrize("words", [("--languages", "fr,xx", "--name", "A"), ("--name", "x" * 41), ("--name", " ")])
def test_what_cannot_be_is_refused_and_nothing_is_written(bare: Flask, words: tuple[str, ...]) -> None:
    before = counts()
    result = run(bare, "init", *words)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert counts() == before


def test_on_a_site_with_content_only_what_is_missing_is_added(app: Flask) -> None:
    legal = db.session.scalars(select(Entry).where(Entry.role == "legal")).one()
    service.discard(legal)
    service.destroy(legal)
    db.session.delete(db.session.get(SiteText, ("mission", "en")))
    db.session.commit()
    before = counts()
    assert run(app, "init", "--languages", "fr,en").exit_code == 0  # names are there: nothing is asked
    after = counts()
    assert after["site_text"] == before["site_text"] + 1
    assert after["edition"] == before["edition"] + 2
    assert all(after[name] == before[name] for name in ("topic", "help_line", "thesaurus_term", "help_phrase"))
    found = db.session.scalars(select(Entry).where(Entry.role == "legal")).one()
    assert found.editions["fr"].slug != "mentions-legales"  # that address is the destroyed page's for ever
    again = counts()
    assert run(app, "init", "--languages", "fr,en").exit_code == 0
    assert counts() == again


def test_the_doctor_knows_what_is_missing(bare: Flask, app: Flask) -> None:
    with bare.app_context():
        told = run(bare, "doctor").output
    for words in ("texts of the site", "pages that readers look for", "no help line", "no topic", "no administrator"):
        assert words in told
    told = run(app, "doctor").output
    assert "no administrator: `flask ecpat create-admin EMAIL`" in told
    assert not re.search("texts of the site|readers look for|no help line|no topic", told)


def test_sample_content_fits_into_a_site_that_has_anything(bare: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renditions, "draw_missing", lambda **_how: None)  # which takes most of the time
    renamed = Topic(key="online", colour="sea", position=0)  # an editor called it otherwise
    renamed.labels = {"fr": TopicLabel(locale="fr", slug="ecrans", label="Écrans")}
    other = Topic(key="mine", colour="clay", position=1)  # and this has the addresses of two of ours
    other.labels = {
        "fr": TopicLabel(locale="fr", slug="traite-des-enfants", label="Traite"),
        "en": TopicLabel(locale="en", slug="trafficking-in-human-beings", label="Trafficking"),
    }
    line = HelpLine(key="police", situation="talk", number="999")
    line.words = {"fr": HelpLineWords(locale="fr", name="Police")}
    texts = SiteText(key="name", locale="fr", value="À nous"), HelpPhrase(locale="fr", phrase="j’ai peur")
    gone = service.create(get_kind("pages"), role="legal")
    service.save(gone, "fr", title="Mentions", slug="mentions-legales")
    service.discard(gone)
    db.session.add_all([renamed, other, line, *texts])
    db.session.flush()
    service.destroy(gone)
    db.session.commit()
    assert run(bare, "seed").exit_code == 0
    written = sum(len(among(read(path))) for path in (SAMPLE / "entries").glob("*/*.toml"))
    assert db.session.scalar(select(func.count(Edition.id))) == written
    assert db.session.get(SiteText, ("name", "fr")).value == "À nous"  # type: ignore[union-attr]
    assert db.session.scalars(select(HelpLine.number).where(HelpLine.key == "police")).all() == ["999"]
    assert set(db.session.scalars(select(Topic.key))) == {"online", "mine", "travel", "rights", "support"}
    assert "legal" in db.session.scalars(select(Entry.role)).all()
    before = counts()
    assert run(bare, "seed").exit_code == 0
    assert counts() == before
