"""What is read is counted by month and language: of readers alone, rounded where it is shown, and of nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.core import dates
from ecpat.core.database import db
from ecpat.core.jobs import Worker
from ecpat.entries import service
from ecpat.entries.models import Edition
from ecpat.entries.read_counts import KEPT, ReadCount, rounded, this_month
from ecpat.web.reads import READS

from ..conftest import build
from ..desk.forms import Enter, path_of, shown, write

SLUG = "on-the-frontline-child-trafficking-on-euronews"
PAGE = f"/en/news/{SLUG}"
DOCUMENT = "etude-belge-du-projet-react"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CUBOT = "Mozilla/5.0 (Linux; Android 14; CUBOT X90) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
ROBOTS = (
    "",
    "curl/8.5.0",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; bingbot/2.0) Chrome/130.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/130.0 Safari/537.36",
)


def opened(app: Flask, path: str = PAGE, times: int = 1, method: str = "GET", **headers: str) -> None:
    """Open a page so often, in Firefox unless another browser is named."""
    sent = {"User-Agent": FIREFOX, **{name.replace("_", "-"): value for name, value in headers.items()}}
    for _time in range(times):
        answer = FlaskClient.open(app.test_client(), path, method=method, headers=sent)
        assert answer.status_code in (200, 206, 304)
        answer.close()


def counts(app: Flask) -> dict[tuple[str, str], tuple[int, int]]:
    """Return (pages, documents) by language and slug, once all that was counted is written."""
    READS.of(app).flush()
    db.session.rollback()
    of = (Edition.entry_id == ReadCount.entry_id) & (Edition.locale == ReadCount.locale)
    rows = db.session.execute(select(ReadCount, Edition.slug).join(Edition, of)).all()
    return {(row[0].locale, row[1]): (row[0].pages, row[0].documents) for row in rows}


def test_a_page_counts_whether_made_kept_or_unchanged(app: Flask) -> None:
    opened(app, times=3)
    tag = app.test_client().get(PAGE).headers["ETag"]
    opened(app, If_None_Match=tag)
    opened(app, User_Agent=CUBOT)
    opened(app, "/en/news/")
    assert counts(app)[("en", SLUG)] == (5, 0)
    row = db.session.scalars(select(ReadCount)).first()
    assert row is not None
    assert row.month == this_month()
    assert {column.name for column in ReadCount.__table__.columns} == {
        "month", "entry_id", "locale", "pages", "documents",
    }  # fmt: skip


@pytest.mark.parametrize("agent", ROBOTS)
@pytest.mark.unchanged
def test_robots_do_not_count(app: Flask, agent: str) -> None:
    opened(app, User_Agent=agent)
    assert counts(app) == {}


@pytest.mark.parametrize(
    ("method", "headers"),
    [("HEAD", {}), ("GET", {"Sec_Purpose": "prefetch;prerender"})],
)
@pytest.mark.unchanged
def test_what_nobody_opened_does_not_count(app: Flask, method: str, headers: Mapping[str, str]) -> None:
    opened(app, method=method, **headers)
    assert counts(app) == {}


def test_a_document_counts_once_however_many_parts_of_it_are_sent(app: Flask) -> None:
    path = f"/fr/ressources/{DOCUMENT}.pdf"
    opened(app, path)
    opened(app, path, Range="bytes=0-99")
    opened(app, path, Range="bytes=100-199")
    opened(app, path, User_Agent=ROBOTS[3])
    assert counts(app) == {("fr", DOCUMENT): (0, 2)}


def test_several_processes_add_up(app: Flask) -> None:
    other = build(Path(app.instance_path))
    opened(app, times=2)
    opened(other, times=3)
    READS.of(other).flush()
    opened(other)
    READS.of(other).flush()
    with other.app_context():
        db.engine.dispose()
    assert counts(app) == {("en", SLUG): (6, 0)}


def test_what_cannot_be_written_is_kept_for_the_next_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(app)
    with monkeypatch.context() as away:
        away.setattr(dates, "today", lambda: 1 / 0)
        READS.of(app).flush()
    opened(app)
    assert counts(app) == {("en", SLUG): (2, 0)}


def test_an_entry_that_is_gone_meanwhile_is_left_out(app: Flask) -> None:
    edition = write()
    service.publish(edition)
    db.session.commit()
    opened(app)
    opened(app, f"/fr/actualites/{edition.slug}")
    service.discard(edition.entry)
    service.destroy(edition.entry)
    db.session.commit()
    assert counts(app) == {("en", SLUG): (1, 0)}


def test_nothing_is_counted_where_insight_is_off(app: Flask) -> None:
    off = build(Path(app.instance_path), {"INSIGHT": "off"})
    opened(off)
    READS.of(off).flush()
    assert counts(app) == {}
    with off.app_context():
        db.engine.dispose()


def test_counts_are_kept_for_25_months(app: Flask) -> None:
    entry_id = db.session.scalars(select(Edition.entry_id)).first()
    for back in range(KEPT + 2):
        month = dates.months_after(this_month(), -back)
        db.session.add(ReadCount(month=month, entry_id=entry_id, locale="fr", pages=1, documents=0))
    db.session.commit()
    Worker(app).work_off()
    db.session.rollback()
    left = db.session.scalars(select(ReadCount.month).order_by(ReadCount.month)).all()
    assert (len(left), left[0], left[-1]) == (25, dates.months_after(this_month(), -24), this_month())


def test_counts_are_told_rounded_to_ten() -> None:
    assert [rounded(number) for number in (0, 9, 10, 14, 15, 1237)] == [0, 0, 10, 10, 20, 1240]


@pytest.mark.parametrize(
    ("locale", "path", "few", "many"),
    [
        ("fr", "/fr/redaction/ce-qui-est-lu", "moins de 10", "1\u202f240"),
        ("en", "/en/desk/what-is-read", "fewer than 10", "1,240"),
    ],
)
def test_the_page_shows_what_is_read_most(enter: Enter, locale: str, path: str, few: str, many: str) -> None:
    first, second, third = write("Beaucoup lu"), write("Un peu lu"), write("Presque pas lu")
    for edition, pages, documents in ((first, 1236, 0), (second, 614, 40), (third, 9, 2)):
        service.publish(edition)
        month = this_month()
        db.session.add(
            ReadCount(month=month, entry_id=edition.entry_id, locale="fr", pages=pages, documents=documents)
        )
    db.session.commit()
    editor = enter("editor", locale)
    page = shown(editor, path)
    rows = re.findall(r'<tr><th scope="row".*?</tr>', page, re.DOTALL)
    said = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    assert [title for row in said for title in ("Beaucoup", "Un peu", "Presque") if title in row] == [
        "Beaucoup", "Un peu", "Presque",
    ]  # fmt: skip
    assert many in rows[0]
    assert "610" in rows[1]
    assert rows[2].count(few) == 2
    assert re.findall(r'<rect width="(\d+)"', page) == ["100", "49", "0"]
    assert "Beaucoup lu" in shown(editor, path + f"?month={this_month():%Y-%m}&language=fr&kind=news")
    assert "Beaucoup lu" not in shown(editor, path + "?language=en")
    assert "Beaucoup lu" not in shown(editor, path + "?kind=training")
    for wrong in ("month=2001-01", "month=x", "language=nl", "kind=x"):
        assert editor.get(f"{path}?{wrong}").status_code == 404
    assert many in shown(editor, path_of(first.entry_id, locale))
    overview = shown(editor, path.rpartition("/")[0] + "/")
    assert many in overview
    assert re.findall(r'<rect width="(\d+)"', overview) == ["100", "49", "0"]


def test_each_entry_tells_its_months(enter: Enter) -> None:
    edition, other = write("Lu depuis longtemps"), write("Autre")
    counts = ((0, 120, 0), (1, 614, 40), (2, 9, 2), (24, 1236, 0))
    for back, pages, documents in counts:
        for entry_id in (edition.entry_id, other.entry_id):
            month = dates.months_after(this_month(), -back)
            row = ReadCount(month=month, entry_id=entry_id, locale="fr", pages=pages, documents=documents)
            db.session.add(row)
    db.session.commit()
    editor = enter("editor", "en")
    form, path = shown(editor, path_of(edition.entry_id, "en")), f"{path_of(edition.entry_id, 'en')}/what-is-read"
    assert f'href="{path}"' in form
    assert "610" in form
    assert "1,240" not in form  # this month and the last are beside the entry
    page = shown(editor, path)
    assert re.findall(r'<td class="c-count">([^<]*)', page) == [
        "120",
        "",
        "610",
        "40",
        "fewer than 10",
        "fewer than 10",
        "1,240",
        "",
    ]
    assert re.findall(r'<rect width="(\d+)"', page) == ["9", "49", "0", "100"]
    assert enter("writer").get(path_of(edition.entry_id) + "/ce-qui-est-lu").status_code == 403  # another's draft


def test_what_is_in_the_bin_is_not_shown(enter: Enter) -> None:
    edition = write("Dans la corbeille")
    db.session.add(ReadCount(month=this_month(), entry_id=edition.entry_id, locale="fr", pages=50, documents=0))
    db.session.commit()
    editor, writer, path = enter("editor"), enter("writer"), "/fr/redaction/ce-qui-est-lu"
    assert "Dans la corbeille" in shown(editor, path)
    assert "Dans la corbeille" not in shown(writer, path)  # a draft of somebody else
    service.discard(edition.entry)
    db.session.commit()
    assert "Dans la corbeille" not in shown(editor, path)
