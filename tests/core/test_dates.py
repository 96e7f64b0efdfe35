"""A year is that of Brussels, and what changed last is said the same everywhere."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from ecpat.config import TIME_ZONE
from ecpat.core import clock, dates
from ecpat.core.database import UtcDateTime, db
from ecpat.core.i18n import local
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition
from ecpat.search import service as search

NEW_YEAR = datetime(2019, 1, 1, 0, 30, tzinfo=TIME_ZONE)


class _Base(DeclarativeBase):
    """The parent of a table for this test alone."""

    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 — SQLAlchemy's form


class _Kept(_Base):
    __tablename__ = "kept"
    id: Mapped[int] = mapped_column(primary_key=True)
    moment: Mapped[datetime]


@given(
    st.datetimes(datetime(1946, 1, 2), datetime(2200, 12, 31, 23), timezones=st.just(UTC))
    | st.builds(
        lambda year, hours: datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hours),
        st.integers(1947, 2200),
        st.integers(-3, 3),
    )
)
def test_the_database_counts_a_moment_to_the_year_that_is_shown(moment: datetime) -> None:
    engine = create_engine("sqlite://")
    _Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(_Kept(id=1, moment=moment))
        session.flush()
        assert session.scalar(select(dates.year_of(_Kept.moment))) == local(moment).year
    engine.dispose()


def article(at: datetime, title: str = "Une nuit ornithorynque", **facts: str) -> Edition:
    """Return an article that is live from a moment on."""
    edition = service.save(service.create(get_kind("news"), **facts), "fr", title=title)
    service.publish(edition, at)
    db.session.commit()
    return edition


def test_the_first_hour_of_a_year_is_of_that_year_in_lists_archive_and_search(
    app: Flask, reader: FlaskClient
) -> None:
    article(NEW_YEAR)
    search.catch_up()
    page = reader.get("/fr/actualites/?year=2019").get_data(as_text=True)
    assert "Une nuit ornithorynque" in page
    assert reader.get("/fr/actualites/?year=2018").status_code == 404
    assert "Une nuit ornithorynque" in reader.get("/fr/actualites/2019/").get_data(as_text=True)
    found = {
        year: "Une nuit ornithorynque" in reader.get(f"/fr/recherche/?q=ornithorynque&year={year}").text
        for year in (2018, 2019)
    }
    assert found == {2018: False, 2019: True}


@pytest.mark.parametrize("ahead", [timedelta(days=3), timedelta(days=-3)])
def test_a_page_changed_when_it_was_saved_or_when_it_went_live_whichever_was_later(
    app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch, ahead: timedelta
) -> None:
    saved = datetime(2026, 3, 5, 12, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: saved)
    article(saved + ahead)
    entry = service.create(get_kind("pages"))
    service.publish(service.save(entry, "fr", title="Une page de plus"), saved + ahead)
    db.session.commit()
    monkeypatch.setattr(clock, "now", lambda: saved + timedelta(days=30))
    later = max(saved, saved + ahead)
    written = f"{later:%Y-%m-%dT%H:%M:%SZ}"
    page = reader.get("/fr/actualites/une-nuit-ornithorynque").get_data(as_text=True)
    told = json.loads(re.findall(r'ld\+json">(.*?)</script>', page)[-1])["@graph"][0]
    assert datetime.fromisoformat(told["dateModified"]) == later
    assert datetime.fromisoformat(told["dateModified"]) >= datetime.fromisoformat(told["datePublished"])
    feed = reader.get("/fr/actualites/flux.atom").get_data(as_text=True)
    assert f"<updated>{written}</updated>\n<category" in feed or f"<updated>{written}</updated>\n<summary" in feed
    sitemap = reader.get("/sitemap.xml").get_data(as_text=True)
    assert f"/fr/actualites/une-nuit-ornithorynque</loc><lastmod>{written}</lastmod>" in sitemap
    shown = reader.get("/fr/une-page-de-plus").get_data(as_text=True)
    assert f"Mise à jour\u00a0: {later.day} mars 2026" in shown
    assert "datePublished" not in shown


@pytest.mark.parametrize(("precision", "told"), [("month", "2019-01"), ("year", "2019"), ("none", None)])
def test_what_is_not_known_of_a_date_is_told_to_nobody(
    app: Flask, reader: FlaskClient, precision: str, told: str | None
) -> None:
    article(NEW_YEAR, date_precision=precision)
    page = reader.get("/fr/actualites/une-nuit-ornithorynque").get_data(as_text=True)
    thing = json.loads(re.findall(r'ld\+json">(.*?)</script>', page)[-1])["@graph"][0]
    assert thing.get("datePublished") == told
