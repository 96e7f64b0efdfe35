"""What readers ask for is kept in words once five of them have; until then as a digest, and personal words never."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from ecpat.core import clock, dates, frequent_counts, readers
from ecpat.core.database import db
from ecpat.core.frequent_counts import PendingCount
from ecpat.core.jobs import Worker
from ecpat.search.insight import KEPT, Search, SearchCount

from ..conftest import build
from ..contract import ROOT

RARE = "tortue trompette"  # words of a dictionary that no text has
FIVE = [f"203.0.113.{number}" for number in range(1, 6)]


def five(number: int) -> list[str]:
    """Return the addresses of five readers who have not asked yet: one may not ask for many things a second."""
    return [f"198.51.{number}.{last}" for last in range(1, 6)]


def ask(app: Flask, typed: str, *addresses: str, path: str = "/fr/recherche/") -> None:
    """Search from addresses and wait until that is counted."""
    for address in addresses:
        answer = app.test_client().get(path, query_string={"q": typed}, environ_overrides={"REMOTE_ADDR": address})
        assert answer.status_code == 200
    frequent_counts.counts(Search).flush()


def written() -> dict[str, tuple[int, int]]:
    """Return what is kept in words: how many readers made a search, and how many found nothing."""
    db.session.rollback()
    rows = db.session.execute(select(SearchCount.text, func.sum(SearchCount.made), func.sum(SearchCount.missed))
                              .group_by(SearchCount.text))  # fmt: skip
    return {row[0]: (row[1], row[2]) for row in rows}


def pending() -> list[int]:
    """Return how many readers each search has that is not kept in words."""
    db.session.rollback()
    return list(db.session.scalars(select(PendingCount.readers).order_by(PendingCount.readers)))


def in_memory() -> set[Path]:
    """Return the files of shared memory that this process has open: others count too."""
    found = set()
    for link in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since it was listed
            found.add(link.readlink())
    return {path for path in found if path.parent == readers.MEMORY and path.name.startswith("ecpat-")}


def on_disk(app: Flask, typed: str) -> bool:
    """Tell whether words stand in any file of the site."""
    files = (path for path in Path(app.instance_path).rglob("*") if path.is_file())
    return any(typed.encode() in path.read_bytes() for path in files)


def test_a_search_is_kept_in_words_when_the_fifth_reader_makes_it(app: Flask) -> None:
    ask(app, RARE, *FIVE[:4])
    ask(app, f"  {RARE.upper()} ? ", *FIVE[:4])
    assert (written(), pending()) == ({}, [4])
    row = db.session.scalars(select(PendingCount)).one()
    assert {column.name for column in PendingCount.__table__.columns} == {"digest", "since", "readers"}
    assert len(row.digest) == 64
    if db.engine.name == "sqlite":
        assert not on_disk(app, RARE)
    ask(app, RARE, FIVE[4])
    assert written() == {RARE: (5, 5)}
    ask(app, RARE, "203.0.113.77", *FIVE)
    assert written() == {RARE: (6, 6)}
    assert {column.name for column in SearchCount.__table__.columns} == {"day", "locale", "text", "made", "missed"}
    ask(app, "tuteurs", *FIVE)
    assert written()["tuteurs"] == (5, 0)


def test_one_reader_is_one_however_often_and_from_wherever_in_their_network(app: Flask) -> None:
    ask(app, RARE, *["203.0.113.9"] * 14)
    ask(app, "tuteurs", *[f"2001:db8:1:2::{number:x}" for number in range(1, 15)], "::ffff:203.0.113.9")
    ask(app, "enfants", *["203.0.113.9", "::ffff:203.0.113.9"] * 7)
    assert (written(), pending()) == ({}, [1, 1, 2])


def test_where_readers_cannot_be_told_apart_nothing_is_counted(app: Flask) -> None:
    for address in ("127.0.0.1", "::1", "", "127.8.8.8"):
        ask(app, RARE, *[address] * 8)
        assert (written(), pending()) == ({}, []), address


def test_a_proxy_that_is_declared_tells_readers_apart(app: Flask) -> None:
    site = build(Path(app.instance_path), {"PROXIES": "1"})
    with site.app_context():
        for address in FIVE:
            headers = {"X-Forwarded-For": f"198.51.100.{address[-1]}, {address}"}
            site.test_client().get("/fr/recherche/", query_string={"q": RARE}, headers=headers)
        frequent_counts.counts(Search).flush()
    assert written() == {RARE: (5, 5)}


PERSONAL = (
    "0470123456", "appelez le 0470 12 34 56", "appelez le ０４７０", "appelez le ٠٤٧٠", "appelez le ⁰⁴⁷⁰",
    "formation ①", "formation Ⅻ", "formation 一二",
    "sam@example.org", "sam＠example.org", "sam﹫example", "@sam", "enfants @",
    "example.org", "enfants www.example.org/sam", "https://example.org", "enfants #sam", "sam_example enfants",
    "jean dupont", "Marie Lambert école", "Youssef Benali", "zzgrmblx", "enfants zzgrmblx", "-zzgrmblx enfants",
    '"zzgrmblx" enfants', "enfants zz\u200bgrmblx", "en\u2060fants", "enfants \u202eztrof", "enfants 😀",
    "enfants " * 11, "enf\u0661ants",
)  # fmt: skip
DISTRESS = (
    "aidez moi", "ａｉｄｅｚ ｍｏｉ", "AIDEZ-MOI !", "help me", "je veux mourir", "on m'a violée",
    "aidez moi enfants", "aidez mio", "je veux mourrir", "suicdie", "help me plaese", "on ma violee",
)  # fmt: skip


def test_what_may_be_personal_is_never_kept_whoever_asks_for_it(app: Flask) -> None:
    for number, typed in enumerate(PERSONAL):
        ask(app, typed, *five(number), "203.0.113.6")
        assert (written(), pending()) == ({}, []), typed


def test_what_is_nobody_s_is_counted_however_it_is_typed(app: Flask) -> None:
    known = set[str]()
    for number, (typed, kept) in enumerate((
        ("L’accueil des mineurs ?", "l'accueil des mineurs"),
        ("« protection de l'enfance »", "protection de l'enfance"),
        ("Tortue-trompette", "tortue-trompette"),
        ("traite  des\u00a0enfants", "traite des enfants"),
    )):  # fmt: skip
        ask(app, typed, *five(number))
        known.add(kept)
        assert set(written()) == known


def test_distress_is_never_counted(app: Flask) -> None:
    for number, typed in enumerate(DISTRESS):
        for offset, path in enumerate(("/fr/recherche/", "/en/search/")):
            ask(app, typed, *five(2 * number + offset), path=path)
            assert (written(), pending()) == ({}, []), (typed, path)


def test_readers_of_several_days_add_up_for_thirty_days_and_words_for_thirteen_months(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    ask(app, RARE, *FIVE[:4])
    now[0] += timedelta(days=29)
    ask(app, "tuteurs", *FIVE[:3])
    assert (written(), pending()) == ({}, [3, 4])
    now[0] += timedelta(days=1)
    ask(app, RARE, FIVE[0])
    assert (written(), pending()) == ({}, [1, 3])  # the four are forgotten, and their memory too
    ask(app, "tuteurs", *FIVE[:2])
    assert written() == {"tuteurs": (5, 0)}
    now[0] += KEPT + timedelta(days=1)
    ask(app, RARE, FIVE[0])
    assert (written(), pending()) == ({}, [1])


def test_all_workers_of_a_machine_know_the_same_readers(app: Flask) -> None:
    ask(app, RARE, *FIVE[:3])
    folder = Path(app.instance_path)
    code = (
        "import sys; from pathlib import Path; from ecpat.app import create_app\n"
        "from ecpat.core import frequent_counts\n"
        "from ecpat.search.insight import Search\n"
        "folder, typed, *addresses = sys.argv[1:]\n"
        "app = create_app(None, Path(folder))\n"
        "for one in addresses:\n"
        "    here = {'REMOTE_ADDR': one}\n"
        "    got = app.test_client().get('/fr/recherche/', query_string={'q': typed}, environ_overrides=here)\n"
        "    assert got.status_code == 200\n"
        "with app.app_context(): frequent_counts.counts(Search).flush()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), RARE, *FIVE[:4]],
        cwd=ROOT, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert pending() == [4]  # three of them were known there
    ask(app, RARE, FIVE[3])
    assert pending() == [4]  # and the fourth is known here
    ask(app, RARE, FIVE[4])
    assert written() == {RARE: (5, 5)}


def test_who_asked_is_in_memory_alone_for_this_user_alone_and_nobody_can_be_found_there(app: Flask) -> None:
    before = in_memory()
    ask(app, RARE, *FIVE[:4])
    (made,) = in_memory() - before
    assert made.stat().st_mode & 0o777 == 0o600
    kept = made.read_bytes()
    assert not any(address.encode() in kept for address in FIVE)
    assert RARE.encode() not in kept
    assert not on_disk(app, FIVE[0])


def test_a_day_s_readers_are_forgotten_the_next_day(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    before = in_memory()
    ask(app, RARE, *FIVE[:4])
    (made,) = in_memory() - before
    kept = made.read_bytes()
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    ask(app, "enfants zzgrmblx", FIVE[0])  # which is not counted
    marks = {kept[at : at + 8] for at in range(24, len(kept), 8)} - {bytes(8)}
    now = made.read_bytes()
    assert len(marks) == 4
    assert not any(mark in now for mark in marks)
    assert now[4:20] != kept[4:20]  # the salt


def test_without_memory_to_share_nothing_is_counted(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "MEMORY", tmp_path)
    ask(app, RARE, *FIVE)
    assert (written(), pending()) == ({}, [])
    assert not list(tmp_path.glob("ecpat-*"))


def test_memory_that_others_can_read_is_not_used(app: Flask) -> None:
    before = in_memory()
    ask(app, RARE, FIVE[0])
    (made,) = in_memory() - before
    made.chmod(0o644)
    worker = build(Path(app.instance_path))
    with worker.app_context():
        ask(worker, RARE, *FIVE[1:])
    assert (written(), pending()) == ({}, [1])


def test_memory_that_is_full_counts_nobody_twice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "SLOTS", 4)
    ask(app, RARE, *FIVE, *FIVE)
    assert (written(), pending()) == ({}, [3])


def test_counting_can_be_turned_off(app: Flask) -> None:
    app.config["INSIGHT"] = False
    ask(app, RARE, *FIVE)
    assert (written(), pending()) == ({}, [])


def test_readers_never_wait_for_the_counting(
    app: Flask, waited_for: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frequent_counts, "PAUSE", 3600.0)  # what is written beside them would be given up in time
    ask(app, RARE, FIVE[0])
    with db.engine.connect() as other:
        other.execute(text("UPDATE generation SET number = number"))  # somebody writes, for long
        waited_for.clear()
        for address in FIVE[1:]:
            app.test_client().get(
                "/fr/recherche/", query_string={"q": RARE}, environ_overrides={"REMOTE_ADDR": address}
            )
        assert waited_for == []
        other.rollback()
    frequent_counts.counts(Search).flush()
    assert written() == {RARE: (5, 5)}


def test_what_cannot_be_counted_costs_a_line_in_the_log_without_words(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE pending_count RENAME TO away"))
    ask(app, RARE, *FIVE)
    told = capsys.readouterr().out
    assert "counts_not_written" in told
    assert "tortue" not in told
    assert FIVE[0] not in told
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO pending_count"))
    ask(app, "tuteurs", *FIVE)
    assert written() == {"tuteurs": (5, 0)}


def test_what_too_few_have_asked_for_is_forgotten_where_nobody_asks_any_more(app: Flask) -> None:
    today = dates.today()
    for digest, days in (("0" * 64, 29), ("1" * 64, 30)):
        db.session.add(PendingCount(digest=digest, since=today - timedelta(days=days), readers=4))
    db.session.commit()
    Worker(app).work_off()
    assert db.session.scalars(select(PendingCount.digest)).all() == ["0" * 64]
