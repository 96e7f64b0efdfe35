"""What can be wrong with a site, each part looked at by one function that says what to do."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from ..config import REPLICA
from ..core import clock, file_modes, readers, secrets
from ..core.database import db
from ..core.generation import Generation
from ..entries.models import Edition, Revision
from ..search import service
from ..search.index import checksums
from ..search.sync import VERSION
from ..web.middleware import health
from .dumps import dump_of

OK, WARNING, ERROR = "ok", "warning", "error"
SHOWN = 3  # names in a line
UPCOMING = timedelta(minutes=5)  # that a clock may be wrong by


@dataclass(frozen=True)
class Finding:
    """What was found of a part of the site, in one line."""

    level: str
    part: str
    text: str


def some(names: list[str]) -> str:
    """Return how many there are, and the first few."""
    return f"{len(names)} ({', '.join(names[:SHOWN])}{', …' if len(names) > SHOWN else ''})"


def settings(app: Flask) -> Iterator[Finding]:
    """Look at the settings that a public site needs; wrong values are refused before any command runs."""
    config, part = app.config, "settings"
    if not config["BASE_URL"]:
        yield Finding(
            WARNING, part, "BASE_URL is empty: feeds and the sitemap name the address that each request has"
        )
    elif config["BASE_URL"].startswith("http:"):
        yield Finding(WARNING, part, "BASE_URL begins with http: readers of such a site need https")
    if not config["INDEXING"]:
        yield Finding(WARNING, part, "INDEXING is off: search engines are asked to stay away")
    if config["INSIGHT"] and not readers.MEMORY.is_mount():
        yield Finding(WARNING, part, f"INSIGHT counts nothing here: {readers.MEMORY} is no memory for all workers")
    if not config["SECURITY_CONTACT"]:
        yield Finding(WARNING, part, "SECURITY_CONTACT is empty: who finds a weakness does not know whom to tell")
    if os.environ.get("FLASK_DEBUG") and config["BASE_URL"].startswith("https:"):
        yield Finding(ERROR, part, "FLASK_DEBUG is set: never on a public site")
    made = Path(app.instance_path) / secrets.FILE
    if config["MEDIA_URL"] and made.exists() and made.read_text().strip() == config["SECRET_KEY"]:
        yield Finding(WARNING, part, "SECRET_KEY is made by each machine: with more than one, set the same on all")
    yield Finding(OK, part, "every value can be read")


def permissions(app: Flask) -> Iterator[Finding]:
    """Look at who can read and write the instance folder and what is in it."""
    folder, part = Path(app.instance_path), "permissions"
    open_to_all, shut, owners = [], [], set()
    for path in (folder, *folder.rglob("*")):
        try:
            status = path.lstat()
        except FileNotFoundError:
            continue  # deleted since it was listed
        name = path.relative_to(folder.parent).as_posix()
        owners.add(status.st_uid)
        if stat.S_ISLNK(status.st_mode):
            continue
        if status.st_mode & stat.S_IWOTH:
            open_to_all.append(name)
        if not os.access(path, os.W_OK):
            shut.append(name)
    if open_to_all:
        yield Finding(ERROR, part, f"anyone may write {some(open_to_all)}: chmod -R o-w {folder}")
    if shut:
        yield Finding(
            ERROR, part, f"this user may not write {some(shut)}: run this as the site's user, or chown them"
        )
    if len(owners) > 1:
        yield Finding(
            WARNING, part, f"the files in {folder} belong to {len(owners)} users: chown -R them to the site's"
        )
    found = file_modes.too_wide(folder, (folder, *folder.rglob("*")))
    if wide := [path.relative_to(folder.parent).as_posix() for path, _ in found]:
        files = f"find {folder} -type f ! -path '{folder}/static/*' -exec chmod go= {{}} +"
        yield Finding(WARNING, part, f"others may use {some(wide)}: chmod -R g-w,o= {folder}; {files}")
    if not (open_to_all or shut or wide):
        yield Finding(OK, part, f"{folder} is for this user alone, but for the static files")


def database(app: Flask) -> Iterator[Finding]:
    """Look at the database: it answers, is whole, and has the tables of this version."""
    part = "database"
    try:
        with db.engine.connect() as connection:
            found, expected = health.found_revisions(connection), health.expected_revisions()
            if db.engine.dialect.name == "sqlite":
                whole = connection.execute(text("PRAGMA integrity_check")).scalars().all()
                if whole != ["ok"]:
                    yield Finding(ERROR, part, f"it is damaged ({whole[0]}): restore a backup")
                loose = sorted({row[0] for row in connection.execute(text("PRAGMA foreign_key_check"))})
                if loose:
                    yield Finding(
                        ERROR, part, f"rows name others that are not there, in {some(loose)}: restore a backup"
                    )
    except SQLAlchemyError as error:
        reason = " ".join(str(getattr(error, "orig", error)).split())
        yield Finding(ERROR, part, f"it does not answer: {reason}")
        return
    if found != expected:
        yield Finding(ERROR, part, f"it is at schema {', '.join(found) or 'none'}, not {', '.join(expected)}: "
                                   "run `flask db upgrade`")  # fmt: skip
        return
    yield Finding(OK, part, f"it answers and is at schema {', '.join(found)}")
    if lacking := dump_of(db.engine.url).facts().missing:
        yield Finding(ERROR, part, f"it lacks {some(lacking)}: a backup says so until somebody makes them again; "
                                   "restoring one makes triggers anew")  # fmt: skip
    numbers = db.session.scalars(select(Generation.number)).all()
    if len(numbers) != 1:
        yield Finding(ERROR, part, f"the generation has {len(numbers)} rows and needs one: restore a backup")
    else:
        yield Finding(OK, part, f"generation {numbers[0]}")


def replica(app: Flask) -> Iterator[Finding]:
    """Look at the copy of the database, where there is one: it answers, is a copy, and has all that there is."""
    part = "replica"
    if not app.config["REPLICA_URL"]:
        return
    try:
        with db.engines[REPLICA].connect() as connection:
            copies, number = connection.execute(text("SELECT pg_is_in_recovery(), max(number) FROM generation")).one()
    except SQLAlchemyError as error:
        reason = " ".join(str(getattr(error, "orig", error)).split())
        yield Finding(ERROR, part, f"it does not answer, so every page is read from the database: {reason}")
        return
    behind = (db.session.scalar(select(func.max(Generation.number))) or 0) - number
    if not copies:
        yield Finding(ERROR, part, "it is no replica but a database of its own: look at REPLICA_URL")
    elif behind > 0:
        yield Finding(WARNING, part, f"it is {behind} generations behind: until it is level, it is not read from")
    else:
        yield Finding(OK, part, f"it is level, generation {number}")


def index(app: Flask) -> Iterator[Finding]:
    """Look at the search index, which can always be made anew."""
    part, state, again = "index", service.state(), "`flask ecpat reindex` makes it anew"
    if state is None:
        yield Finding(WARNING, part, f"there is none yet: the next search makes it, or {again}")
        return
    generation = db.session.scalar(select(func.max(Generation.number))) or 0
    if state.version != VERSION:
        yield Finding(WARNING, part, f"it is of another version: the next search makes it anew, or {again}")
    elif state.generation > generation:
        yield Finding(WARNING, part, f"it is of another database: the next search makes it anew, or {again}")
    elif state.generation < generation:
        behind = generation - state.generation
        yield Finding(WARNING, part, f"it is {behind} generations behind: the next search catches up, or {again}")
    try:
        for sums in (Path(app.instance_path) / "search").glob("index-*/*.sums"):
            checksums.check(sums.parent, sums.stem)
    except (checksums.ChecksumError, OSError, ValueError) as error:
        yield Finding(ERROR, part, f"it is damaged ({error}): {again}")
        return
    yield Finding(OK, part, f"it can be read, generation {state.generation}")


def clocks(app: Flask) -> Iterator[Finding]:
    """Compare this machine's clock with what was written before, and with the database's and the disk's."""
    part, now = "clocks", clock.now()
    told: dict[str, datetime] = {}
    for column in (Revision.saved_at, Edition.updated_at):
        if (newest := db.session.scalar(select(func.max(column)))) is not None:
            told["what editors saved last"] = max(newest, told.get("what editors saved last", newest))
    if db.engine.dialect.name == "postgresql":
        told["the database's clock"] = db.session.execute(text("SELECT now()")).scalar_one()
    probe = Path(app.instance_path) / f".clock-{os.getpid()}"
    try:
        probe.touch()
        told["the disk's clock"] = datetime.fromtimestamp(probe.stat().st_mtime, UTC)
        probe.unlink()
    except OSError:
        pass  # that nothing can be written is told elsewhere
    late = [name for name, moment in told.items() if moment - now > UPCOMING]
    if late:
        yield Finding(ERROR, part, f"this machine says {now:%Y-%m-%d %H:%M} UTC and is behind {' and '.join(late)}: "
                                   "set its clock, for publication goes by it")  # fmt: skip
    else:
        yield Finding(OK, part, f"{now:%Y-%m-%d %H:%M} UTC, time zone {time.strftime('%Z')}")
