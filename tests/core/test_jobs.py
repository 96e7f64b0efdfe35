"""Work beside requests: done once where all goes well, at least once where it does not, by one worker at a time."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Lock, Thread
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select, text, update

from ecpat.accounts.models import Person
from ecpat.core import clock, jobs
from ecpat.core.database import db
from ecpat.core.jobs import Job, Payload, Worker, registry, worker
from ecpat.desk import mail

from ..checkout import Checkout
from ..conftest import build
from ..mailserver import MailServer, serving
from ..web.test_away import away


class Hand:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 25, 9, tzinfo=UTC)

    def turn(self, **by: float) -> None:
        """Move it on."""
        self.at += timedelta(**by)


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Hand:
    """Return a clock that the site goes by."""
    made = Hand()
    monkeypatch.setattr(clock, "now", lambda: made.at)
    return made


@pytest.fixture
def handlers() -> Iterator[dict[str, registry.Handler]]:
    """Let a test register handlers of its own, alone; those of the site come back afterwards."""
    known = dict(registry.HANDLERS)
    registry.HANDLERS.clear()
    yield registry.HANDLERS
    registry.HANDLERS.clear()
    registry.HANDLERS.update(known)


def rows() -> list[Job]:
    """Return the table as it is now."""
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Job).order_by(Job.id)))


def test_a_job_is_done_once_its_cause_is_committed_and_never_otherwise(app: Flask, handlers: Any) -> None:
    seen: list[Payload] = []
    jobs.handler("try")(seen.append)
    jobs.enqueue("try", {"number": 1})
    db.session.rollback()
    Worker(app).work_off()
    jobs.enqueue("try", {"number": 2})
    Worker(app).work_off()  # not yet: what it belongs to may still not be
    db.session.commit()
    assert seen == []
    Worker(app).work_off()
    Worker(app).work_off()
    assert seen == [{"number": 2}]
    assert rows() == []


def test_what_a_job_wrote_is_kept_with_its_end_or_not_at_all(app: Flask, handlers: Any, hand: Hand) -> None:
    broken = [True]

    @jobs.handler("try")
    def write(_payload: Payload) -> None:
        db.session.execute(text("UPDATE topic SET position = position + 100"))
        if broken[0]:
            raise RuntimeError("sam@example.org")

    def moved() -> int:
        return db.session.scalar(text("SELECT count(*) FROM topic WHERE position >= 100")) or 0

    jobs.enqueue("try")
    db.session.commit()
    Worker(app).work_off()
    (job,) = rows()
    assert (job.tries, job.reason, moved()) == (1, "RuntimeError", 0)  # what an error says may be anybody's
    broken.clear()
    broken.append(False)
    hand.turn(minutes=1)
    Worker(app).work_off()
    assert rows() == []
    assert moved() > 0


def test_tries_come_later_each_time_and_end_after_a_day(app: Flask, handlers: Any, hand: Hand) -> None:
    told: list[tuple[Payload, str]] = []
    tried: list[datetime] = []

    @jobs.handler("try", failed=lambda payload, reason: told.append((payload, reason)))
    def never(_payload: Payload) -> None:
        tried.append(hand.at)
        raise jobs.LaterError("busy")

    jobs.enqueue("try", {"a": 1})
    db.session.commit()
    began, work = hand.at, Worker(app)
    while hand.at < began + timedelta(hours=26):
        work.work_off()
        known, due = len(tried), [job.run_at for job in rows() if job.lease_until is None]
        if not told:
            hand.at = due[0] - timedelta(milliseconds=1)
            work.work_off()
            assert len(tried) == known
            hand.at = due[0]
        else:
            hand.turn(hours=1)
    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert pauses[0] == timedelta(seconds=30)
    assert all(later >= earlier for earlier, later in pairwise(pauses))
    assert max(pauses) == timedelta(hours=1)
    assert timedelta(hours=22) < tried[-1] - began < timedelta(hours=24)
    assert told == [({"a": 1}, "busy")]
    assert rows() == []


def test_what_can_never_be_done_is_given_up_at_once_and_forgotten_in_time(
    app: Flask, handlers: Any, hand: Hand
) -> None:
    @jobs.handler("try")
    def never(_payload: Payload) -> None:
        raise jobs.FailedError("there is no such thing")

    jobs.enqueue("try")
    db.session.commit()
    Worker(app).work_off()
    hand.turn(days=1)
    Worker(app).work_off()
    (job,) = rows()
    assert (job.tries, job.reason) == (1, "there is no such thing")
    assert jobs.state().failed == 1
    jobs.handler("jobs.forget", every=timedelta(days=1))(worker.forget)
    hand.turn(days=31)
    Worker(app).work_off()
    assert [job.name for job in rows()] == ["jobs.forget"]


def test_a_job_whose_worker_died_is_done_again_when_its_lease_has_run_out(
    app: Flask, handlers: Any, hand: Hand
) -> None:
    class Killed(BaseException):
        """What no handler of errors sees."""

    seen = []

    @jobs.handler("try", lease=timedelta(minutes=3))
    def die_once(_payload: Payload) -> None:
        seen.append(hand.at)
        if len(seen) == 1:
            raise Killed

    jobs.enqueue("try")
    db.session.commit()
    with pytest.raises(Killed):
        Worker(app).step()
    hand.turn(minutes=2)
    Worker(app).work_off()
    assert len(seen) == 1
    hand.turn(minutes=2)
    Worker(app).work_off()
    assert len(seen) == 2
    assert rows() == []


def test_many_workers_do_each_job_once(app: Flask, handlers: Any) -> None:
    seen: list[int] = []
    lock, ready = Lock(), Barrier(4)

    @jobs.handler("try")
    def note(payload: Payload) -> None:
        with lock:
            seen.append(payload["number"])

    for number in range(40):
        jobs.enqueue("try", {"number": number})
    db.session.commit()
    faults: list[Exception] = []

    def work() -> None:
        ready.wait(10)
        try:
            Worker(app).work_off()
        except Exception as error:
            faults.append(error)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert sorted(seen) == list(range(40))
    assert rows() == []


def test_one_key_is_one_job(app: Flask, handlers: Any) -> None:
    jobs.handler("try")(lambda payload: None)
    for number in range(3):
        jobs.enqueue("try", {"number": number}, key="the one")
        db.session.commit()
    assert [job.payload for job in rows()] == [{"number": 0}]
    Worker(app).work_off()
    jobs.enqueue("try", {"number": 3}, key="the one")
    assert db.session.scalar(select(func.count(Job.id))) == 1


def test_what_comes_again_is_there_once_and_goes_on_after_a_failure(app: Flask, handlers: Any, hand: Hand) -> None:
    seen: list[datetime] = []

    @jobs.handler("again", every=timedelta(hours=2))
    def note(_payload: Payload) -> None:
        seen.append(hand.at)
        if len(seen) == 2:
            raise RuntimeError

    def work(**by: float) -> int:
        hand.turn(**by)
        for _worker in range(3):
            Worker(app).work_off()
        return len(seen)

    assert work() == 1
    assert work(minutes=119) == 1
    assert work(minutes=1) == 2
    assert work(minutes=1) == 3  # after a failure, soon
    assert work(hours=1) == 3
    assert work(days=3) == 4  # once, however long nobody worked
    (job,) = rows()
    assert (job.run_at, job.tries, job.lease_until) == (hand.at + timedelta(hours=2), 0, None)


def test_what_is_of_a_machine_is_done_on_each(app: Flask, handlers: Any, tmp_path: Path, hand: Hand) -> None:
    seen: list[str] = []

    @jobs.handler("here", every=timedelta(hours=1), each_machine=True)
    def note(_payload: Payload) -> None:
        seen.append(Path(current_app.instance_path).name)

    database = f"sqlite:///{app.instance_path}/site.db"
    other = build(tmp_path / "other", {"DATABASE_URL": database})
    for _round in range(2):
        for site in (app, other):
            Worker(site).work_off()
    assert sorted(seen) == ["instance", "other"]
    assert len(rows()) == 2


def test_what_this_code_does_not_know_is_left_to_another(app: Flask, handlers: Any) -> None:
    jobs.enqueue("of tomorrow's version")
    db.session.commit()
    Worker(app).work_off()
    (job,) = rows()
    assert (job.tries, job.lease_until) == (0, None)
    assert not jobs.state().late_since


def test_it_is_told_when_nobody_works(app: Flask, handlers: Any, hand: Hand) -> None:
    jobs.handler("here", every=timedelta(minutes=1), each_machine=True)(lambda _payload: None)
    assert not jobs.state().worked
    Worker(app).work_off()
    assert (jobs.state().worked, jobs.state().late_since) == (True, None)
    began = hand.at
    hand.turn(minutes=10)
    assert jobs.state().late_since == began + timedelta(minutes=1)
    db.session.execute(update(Job).values(lease_until=hand.at + timedelta(minutes=1), leased_by="somebody"))
    assert jobs.state().late_since is None  # somebody is at something long


# The command, as a process of its own.


@pytest.fixture
def checkout(app: Flask, tmp_path: Path) -> Checkout:
    """Return the test's own site as it is on a server."""
    return Checkout(tmp_path / "site", Path(app.instance_path))


@pytest.fixture
def start(checkout: Checkout) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return what starts `flask ecpat work` there."""
    with ExitStack() as stack:

        def run(*words: str, **settings: str) -> subprocess.Popen[str]:
            process = checkout.start("-m", "flask", "ecpat", "work", *words, **settings)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        yield run


def eventually(true: Callable[[], bool], seconds: float = 180) -> None:
    """Wait until something is so."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def mail_somebody(app: Flask) -> None:
    """Let a mail wait."""
    app.config.update(MAIL_URL="smtp://somewhere", MAIL_FROM="desk@example.org", BASE_URL="https://www.example.org")
    person = db.session.scalar(select(Person)) or Person(
        email="sam@example.org", name="Sam", role="editor", locale="en"
    )
    db.session.add(person)
    db.session.flush()
    mail.send(person, "changed", action="password.changed")
    db.session.commit()


def settings_of(server: MailServer) -> dict[str, str]:
    """Return what a site needs to send mail by a server."""
    return {
        "MAIL_URL": server.url,
        "MAIL_FROM": "desk@example.org",
        "BASE_URL": "https://www.example.org",
        "ALLOWED_HOSTS": "www.example.org",
    }


def test_a_worker_killed_while_it_sends_sends_the_same_mail_again(app: Flask, start: Callable[..., Any]) -> None:
    with serving() as server:
        mail_somebody(app)
        first = start(**settings_of(server))
        server.on_data = first.kill  # once the server has the mail, before the worker has heard so
        eventually(lambda: first.poll() is not None)
        server.on_data = lambda: None
        waiting = [job for job in rows() if job.name == "mail.send"]
        assert [job.tries for job in waiting] == [1]
        db.session.execute(update(Job).values(lease_until=clock.now()).where(Job.name == "mail.send"))  # time passes
        db.session.commit()
        assert start("--once", **settings_of(server)).wait(60) == 0
        assert len(server.taken) == 2
        assert len({message["Message-ID"] for message in server.taken}) == 1  # which mail programs show once
    assert [job for job in rows() if job.name == "mail.send"] == []
    assert (Path(app.instance_path) / "down" / "fr.html").exists()


def test_a_database_that_is_away_is_waited_for_by_the_command(app: Flask, start: Callable[..., Any]) -> None:
    with serving() as server:
        mail_somebody(app)
        with away(app):
            process = start(**settings_of(server))
            line = process.stdout.readline()
            assert json.loads(line)["event"] == "database_unreachable"
        eventually(lambda: len(server.taken) == 1)
        process.terminate()
        assert process.wait(60) == 0
        assert "database_unreachable" not in process.stdout.read()


def test_a_database_that_is_away_is_told_of_once_however_often_it_is_tried(
    app: Flask, handlers: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tries: list[int] = []

    class Trying(Worker):
        """Counts how often it tries, and gives up after some."""

        def step(self) -> bool:
            """Try."""
            tries.append(1)
            if len(tries) == 5:
                self.stop()
            return super().step()

    monkeypatch.setattr(worker, "PAUSE", 0.01)
    with away(app):
        Trying(app).work()
    assert len(tries) == 5
    assert capsys.readouterr().out.count("database_unreachable") == 1
