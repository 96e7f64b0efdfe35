"""Whether mail works: the server, the worker that hands mail to it, and what waits."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import func, select

from ..core import jobs
from ..core.database import db
from ..core.mail import MailError, MailServer, OutgoingMail
from .checks import ERROR, OK, WARNING, Finding


def worker(app: Flask) -> Iterator[Finding]:
    """Look whether a worker does what must be done beside requests, here."""
    part, found = "worker", jobs.state()
    start = "start `flask ecpat work` (systemctl start ecpat-work)"
    if found.late_since is not None:
        yield Finding(
            ERROR, part, f"none is running: work waits since {found.late_since:%Y-%m-%d %H:%M} UTC; {start}"
        )
    elif not found.worked:
        level = ERROR if app.config["MAIL_URL"] else WARNING
        yield Finding(level, part, f"none has ever run on this machine: {start}")
    else:
        yield Finding(OK, part, "what is due is done")
    if found.failed:
        yield Finding(WARNING, part, f"given up within a month: {found.failed} jobs; the log says why (`job_failed`)")


def mail(app: Flask) -> Iterator[Finding]:
    """Look at the way of a mail, as far as can be told without sending one."""
    part, config = "mail", app.config
    if not config["MAIL_URL"]:
        yield Finding(OK, part, "off: administrators hand links over")
        return
    if lacking := [name for name in ("MAIL_FROM", "BASE_URL") if not config[name]]:
        yield Finding(ERROR, part, f"MAIL_URL is set and {' and '.join(lacking)} empty: no mail is sent")
        return
    server = MailServer(config["MAIL_URL"])
    try:
        yield Finding(OK, part, f"{server.name} answers ({server.check()}); try it: `flask ecpat test-mail ADDRESS`")
    except MailError as error:
        yield Finding(ERROR, part, f"{server.name} cannot be used: {error}; {error.said}")
    waiting, failed = (
        db.session.scalar(select(func.count(OutgoingMail.id)).where(*those)) or 0
        for those in (
            (OutgoingMail.sent_at.is_(None), OutgoingMail.failed_at.is_(None)),
            (OutgoingMail.failed_at.is_not(None),),
        )
    )
    if waiting or failed:
        text = f"on their way: {waiting}; given up within a month: {failed}, which the desk shows under People"
        yield Finding(WARNING, part, text)
