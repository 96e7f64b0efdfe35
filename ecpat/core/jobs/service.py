"""Every change to the table of jobs; the caller commits."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from flask import current_app
from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from .. import clock
from ..database import db
from .models import Job
from .registry import HANDLERS, Payload

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)  # between tries: doubled each time
PATIENCE = timedelta(days=1)  # after which a job is given up
KEPT = timedelta(days=30)  # of a job that was given up, or of a machine that is no more
LATE = timedelta(minutes=5)  # more than a job ever waits where a worker is


def enqueue(
    name: str, payload: Payload | None = None, *, run_at: datetime | None = None, key: str | None = None,
    machine: str | None = None,
) -> None:  # fmt: skip
    """Ask for a job in the caller's transaction; where one of the same key waits, that one is enough."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    row = {"name": name, "payload": payload or {}, "run_at": run_at or clock.now(), "key": key, "machine": machine}
    db.session.execute(insert(Job).values(row).on_conflict_do_nothing(index_elements=["key"]))


def schedule() -> None:
    """Ask for the jobs that come again and again, unless they wait already."""
    here, wanted = this_machine(), {}
    for one in HANDLERS.values():
        if one.every:
            machine = here if one.each_machine else None
            wanted[f"{one.name}@{here}" if machine else one.name] = (one.name, machine)
    waiting = set(db.session.scalars(select(Job.key).where(Job.key.in_(wanted))))
    for key in wanted.keys() - waiting:
        enqueue(wanted[key][0], key=key, machine=wanted[key][1])


def this_machine() -> str:
    """Return what stands for this machine, or rather for the instance folder on it."""
    return f"{socket.gethostname()[:64]}-{sha256(current_app.instance_path.encode()).hexdigest()[:8]}"


def lease() -> Job | None:
    """Take the job that is due first, so that no other worker does; None where none is due."""
    due = select(Job.id).where(*_open(Job), Job.run_at <= clock.now()).limit(1)
    if (
        db.session.scalar(due) is None
    ):  # asked first: in SQLite an update waits for whoever writes, even one of no row
        return None
    first = aliased(Job)
    due = select(first.id).where(*_open(first), first.run_at <= clock.now()).order_by(first.run_at, first.id).limit(1)
    taken = (
        update(Job)
        .where(Job.id == due.with_for_update(skip_locked=True).scalar_subquery())
        .values(tries=Job.tries + 1, lease_until=clock.now(), leased_by=f"{this_machine()}:{os.getpid()}")
        .returning(Job)
    )
    job = db.session.scalar(taken)
    if job is not None:
        job.lease_until = clock.now() + HANDLERS[job.name].lease
    return job


def next_time() -> datetime | None:
    """Return when the next job that this machine may do falls due."""
    return db.session.scalar(select(func.min(Job.run_at)).where(*_open(Job)))


def _open(job: type[Job]) -> tuple[ColumnElement[bool], ...]:
    """Say which jobs this machine may do: those that its code knows, neither given up nor under way."""
    return (
        job.failed_at.is_(None),
        job.name.in_(HANDLERS),
        or_(job.machine.is_(None), job.machine == this_machine()),
        or_(job.lease_until.is_(None), job.lease_until <= clock.now()),
    )


def finish(job: Job) -> None:
    """Note that a job is done."""
    if every := HANDLERS[job.name].every:
        job.run_at, job.tries, job.lease_until, job.leased_by, job.reason = clock.now() + every, 0, None, None, None
    else:
        db.session.delete(job)


def retry(job: Job, reason: str) -> None:
    """Note that a job is to be tried again, later each time; one that has been tried for a day is given up."""
    every = HANDLERS[job.name].every
    pause = min(FIRST_PAUSE * 2 ** min(job.tries - 1, 20), LONGEST_PAUSE, every or LONGEST_PAUSE)
    if not every and clock.now() + pause > job.created_at + PATIENCE:
        give_up(job, reason)
    else:
        job.run_at, job.lease_until, job.leased_by, job.reason = clock.now() + pause, None, None, reason[:200]


def give_up(job: Job, reason: str) -> None:
    """Note that a job is not done and never will be; a feature that asks to be told keeps what is to be known."""
    if failed := HANDLERS[job.name].failed:
        failed(job.payload, reason)
        db.session.delete(job)
    else:
        job.failed_at, job.lease_until, job.leased_by, job.reason = clock.now(), None, None, reason[:200]


def forget() -> None:
    """Forget what was given up long ago, and the jobs of machines that no worker comes from any more."""
    gone = Job.machine.is_not(None) & (Job.run_at < clock.now() - KEPT)
    db.session.execute(delete(Job).where(or_(Job.failed_at < clock.now() - KEPT, gone)))


@dataclass(frozen=True)
class State:
    """What is known of the jobs from this machine."""

    worked: bool  #: whether a worker has been here
    late_since: datetime | None  #: since when a job waits that would be done by now if a worker were here
    failed: int  #: jobs that were given up


def state() -> State:
    """Return what is known of the jobs."""
    worked = db.session.scalar(select(Job.id).where(Job.machine == this_machine()).limit(1))
    busy = db.session.scalar(select(Job.id).where(Job.lease_until > clock.now()).limit(1))
    since = next_time()
    late = since is not None and since < clock.now() - LATE and busy is None
    failed = db.session.scalar(select(func.count(Job.id)).where(Job.failed_at.is_not(None))) or 0
    return State(worked is not None, since if late else None, failed)
