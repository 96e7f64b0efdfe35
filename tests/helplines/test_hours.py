"""When help lines answer: worked out on the clock of Brussels, and never old on the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.core import clock, generation
from ecpat.core.database import db
from ecpat.core.holidays import is_holiday
from ecpat.helplines.hours import parse, state_of
from ecpat.helplines.models import HelpLine

from ..conftest import DeskClient
from ..contract import parse as tree_of
from ..contract import text_of
from ..desk.test_helplines import change, line_of

BRUSSELS = ZoneInfo("Europe/Brussels")
WEEK = "Mo-Fr 09:00-12:30,17:00-22:00; Sa 22:00-02:00; PH off"
HELP = {"fr": "/fr/aide/", "en": "/en/help/"}


def at(text: str) -> datetime:
    """Return the moment at which the clock of Brussels shows this."""
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "moment", "is_open", "changes"),
    [
        ("24/7", "2026-12-24 23:59", True, ""),
        ("Mo-Su 00:00-24:00", "2026-11-30 10:00", True, ""),
        (WEEK, "2026-11-30 08:59", False, "2026-11-30 09:00"),
        (WEEK, "2026-11-30 09:00", True, "2026-11-30 12:30"),
        (WEEK, "2026-11-30 12:30", False, "2026-11-30 17:00"),
        (WEEK, "2026-11-30 22:00", False, "2026-12-01 09:00"),
        (WEEK, "2026-12-05 23:00", True, "2026-12-06 02:00"),  # across midnight
        (WEEK, "2026-12-06 01:59", True, "2026-12-06 02:00"),
        (WEEK, "2026-12-06 02:00", False, "2026-12-07 09:00"),
        (WEEK, "2026-12-25 10:00", False, "2026-12-26 22:00"),  # Christmas, a Friday
        (WEEK, "2026-05-14 10:00", False, "2026-05-15 09:00"),  # Ascension
        ("Mo-Fr 09:00-17:00", "2026-12-25 10:00", True, "2026-12-25 17:00"),  # of holidays nothing is said
        ("Mo-Fr 09:00-17:00; PH 10:00-12:00", "2026-12-25 10:00", True, "2026-12-25 12:00"),
        ("Sa 22:00-06:00", "2026-03-29 01:30", True, "2026-03-29 06:00"),  # the night that has an hour less
        ("Sa 22:00-06:00", "2026-10-25 01:30", True, "2026-10-25 06:00"),  # and the one that has an hour more
        ("Mo-Su 17:00-24:00", "2026-11-30 23:59", True, "2026-12-01 00:00"),
        ("Mo-We 22:00-24:00; Tu-Th 00:00-02:00", "2026-11-30 23:00", True, "2026-12-01 02:00"),  # one that goes on
        ("Fr-Mo 10:00-11:00", "2026-12-06 10:30", True, "2026-12-06 11:00"),
        ("PH 10:00-11:00", "2026-11-30 10:00", False, ""),  # longer than it looks ahead
    ],
)
def test_a_line_is_open_or_closed_until_a_moment(hours: str, moment: str, is_open: bool, changes: str) -> None:
    state = state_of(hours, at(moment))
    assert (state.is_open, state.changes_at) == (is_open, at(changes) if changes else None)


@pytest.mark.parametrize("night", ["2026-03-28", "2026-10-24"])
def test_a_night_that_the_clock_changes_lasts_as_long_as_it_does(night: str) -> None:
    start = at(f"{night} 22:00")
    end = state_of("Sa 22:00-06:00", start).changes_at
    assert end is not None
    assert end - start == timedelta(hours=7 if "03" in night else 9)


@pytest.mark.parametrize(
    "wrong", ["", "toujours", "Mo 9:00-10:00", "Mo 09:00-25:00", "Mo 09:00-24:30", "Xx 09:00-10:00", "Mo 09:00",
              "Mo-PH 09:00-10:00", "Mo-Fr", "Mo-We-Fr 09:00-10:00", "Mo 09:00-10:00;"],
)  # fmt: skip
def test_what_cannot_be_worked_out_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — it says all
        parse(wrong)


def test_the_holidays_of_belgium() -> None:
    days = [date(2027, 1, 1) + timedelta(days=number) for number in range(365)]
    assert [day.strftime("%m-%d") for day in days if is_holiday(day)] == [
        "01-01", "03-29", "05-01", "05-06", "05-17", "07-21", "08-15", "11-01", "11-11", "12-25",
    ]  # fmt: skip


@pytest.fixture
def line(app: Flask, uncached: Callable[[Flask], None]) -> HelpLine:
    """Return the line that answers for children; its pages are made for each who asks."""
    uncached(app)
    return line_of("ecoute-enfants")


def told(client: FlaskClient, locale: str, name: str = "Écoute-Enfants") -> str:
    """Return what the help page says of a line."""
    tree = tree_of(client.get(HELP[locale]).get_data(as_text=True))
    (found,) = (text_of(one) for one in tree.iter("{http://www.w3.org/1999/xhtml}li") if name in text_of(one))
    return found.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_page_says_it_in_words_and_is_never_old(
    reader: FlaskClient, line: HelpLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [at("2026-11-30 16:30")]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    line.hours = "Mo-Fr 17:00-24:00; Sa 10:00-12:30; PH off"
    db.session.commit()
    for now, french, english in (
        ("2026-11-30 16:59:59", "Ouvre à 17 h", "Opens at 17:00"),
        ("2026-11-30 17:00", "Ouvert maintenant, jusqu’à minuit", "Open now, until midnight"),
        ("2026-12-01 00:00", "Ouvre à 17 h", "Opens at 17:00"),
        ("2026-12-05 12:29", "Ouvert maintenant, jusqu’à 12 h 30", "Open now, until 12:30"),
        ("2026-12-05 12:30", "Ouvre lundi à 17 h", "Opens on Monday at 17:00"),
        ("2026-12-07 00:00", "Ouvre à 17 h", "Opens at 17:00"),
    ):
        before = generation.current()
        moment[0] = at(now)
        if now != "2026-11-30 16:59:59":
            assert generation.current() > before, now  # so that what is kept of the page is let go
        assert french in told(reader, "fr"), now
        assert english in told(reader, "en"), now
    assert "lundi à vendredi : 17 h – minuit ; samedi : 10 h – 12 h 30 ; jours fériés : fermé" in told(reader, "fr")
    line.hours = "Mo-Su 10:00-24:00"
    db.session.commit()
    assert "tous les jours : 10 h – minuit" in told(reader, "fr")


EVENINGS, NIGHT = "Mo-Fr 17:00-24:00; Sa 10:00-12:30; PH off", "Sa 22:00-06:00"


def test_the_page_is_right_on_a_holiday_and_in_the_nights_that_the_clock_changes(
    reader: FlaskClient, line: HelpLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [at("2026-12-24 12:00")]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    for hours, now, french, english in (
        (EVENINGS, "2026-12-24 23:59", "Ouvert maintenant, jusqu’à minuit", "Open now, until midnight"),
        (EVENINGS, "2026-12-25 00:00", "Ouvre samedi à 10 h", "Opens on Saturday at 10:00"),
        (EVENINGS, "2026-12-25 18:00", "Ouvre samedi à 10 h", "Opens on Saturday at 10:00"),
        (EVENINGS, "2026-12-26 10:00", "Ouvert maintenant, jusqu’à 12 h 30", "Open now, until 12:30"),
        (NIGHT, "2027-03-28 03:00", "Ouvert maintenant, jusqu’à 6 h", "Open now, until 6:00"),
        (NIGHT, "2027-03-28 05:59", "Ouvert maintenant, jusqu’à 6 h", "Open now, until 6:00"),
        (NIGHT, "2027-03-28 06:00", "Ouvre samedi à 22 h", "Opens on Saturday at 22:00"),
        (NIGHT, "2026-10-25 05:59", "Ouvert maintenant, jusqu’à 6 h", "Open now, until 6:00"),
        (NIGHT, "2026-10-25 06:00", "Ouvre samedi à 22 h", "Opens on Saturday at 22:00"),
    ):
        moment[0], line.hours = at(now), hours
        db.session.commit()
        assert french in told(reader, "fr"), now
        assert english in told(reader, "en"), now


def test_a_line_that_always_answers_says_so_and_one_whose_hours_are_not_known_says_nothing(
    reader: FlaskClient,
) -> None:
    assert "Ouvert maintenant" in told(reader, "fr", "Disparition et exploitation")
    assert "Jour et nuit" in told(reader, "fr", "Disparition et exploitation")
    assert "Ouvert" not in told(reader, "fr")


def test_readers_are_told_of_a_number_that_nobody_has_checked_for_six_months(
    reader: FlaskClient, line: HelpLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = {
        "fr": "Personne ne l’a vérifié depuis le 3 novembre 2026",
        "en": "Nobody has checked it since 3 November 2026",
    }
    db.session.commit()
    for now, old in (("2027-05-05 23:59", False), ("2027-05-06 00:00", True)):
        monkeypatch.setattr(clock, "now", lambda now=now: at(now))
        before = generation.current()
        for locale, words in last.items():
            assert (words in told(reader, locale)) is old, now
    assert before > 0


def test_hours_are_written_at_the_desk(enter: Callable[..., DeskClient], reader: FlaskClient, line: HelpLine) -> None:
    browser = enter("editor")
    form = f"/fr/redaction/lignes-d-aide/{line.id}"
    assert change(browser, form, hours="quand on veut").status_code == 422
    words = {"fr-ways": "Appel, chat", "fr-languages": "Français", "fr-cost": "Gratuit"}
    assert change(browser, form, hours="24/7", **words).status_code == 303
    for said in ("Jour et nuit", "Appel, chat", "Français", "Gratuit", "Ouvert maintenant"):
        assert said in told(reader, "fr")
    assert db.session.scalar(select(HelpLine.hours).where(HelpLine.id == line.id)) == "24/7"
