"""Work beside requests: mail, and whatever else must be done whether or not somebody reads the site."""

from __future__ import annotations

import os
import signal
import sys
from threading import Event, Thread

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from ..core.jobs import Worker

LOOK = 1.0  # seconds between two looks at the parent


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
@click.option(
    "--parent", type=int, metavar="NUMBER", help="End when the process of this number, which started this one, ends."
)
@with_appcontext
def work(once: bool, parent: int | None) -> None:
    """Do the jobs of the site (mail above all) until told to end by SIGTERM; SIGHUP takes new code and settings."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    worker, again = Worker(app), Event()
    if once:
        try:
            worker.work_off()
        except SQLAlchemyError as error:
            raise click.ClickException(f"the database does not answer: {type(error).__name__}") from None
        return

    def begin_again(_number: int, _frame: object) -> None:
        again.set()
        worker.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: worker.stop())
    signal.signal(signal.SIGHUP, begin_again)
    if parent is not None:  # it may have ended while this one was starting
        Thread(target=_watch, args=(parent, worker), daemon=True).start()
    worker.work()
    if again.is_set():
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606 — the same command, as it was typed


def _watch(parent: int, worker: Worker) -> None:
    """Stop a worker once its parent is another process: the one that started it has ended."""
    pause = Event()
    while os.getppid() == parent:
        pause.wait(LOOK)
    worker.stop()
