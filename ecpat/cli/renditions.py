"""Drawing what is missing: after an upgrade or a restore, with a new size, where a storage has lost something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from ..core.database import db
from ..entries.public import share_images
from ..files import drawing
from ..files.drawing import Result, Words
from ..files.errors import DamagedFile
from ..files.models import Asset
from ..files.pictures import storage
from ..files.renditions import NAMED


@dataclass(frozen=True)
class File:
    """A file of which something is missing."""

    digest: str
    name: str
    media_type: str
    width: int | None


@dataclass(frozen=True)
class Survey:
    """What is missing of what readers are shown, and the names of what cannot be drawn.

    Of a share image nobody misses anything: it is drawn when its page is first shared, if not before.
    """

    files: list[File]
    share_images: list[Words]
    missing: int  # pictures and covers of these files
    failed: list[str]


@click.command()
@click.option("--again", is_flag=True, help="Try what could not be drawn before, too.")
@with_appcontext
def renditions(again: bool) -> None:
    """Draw what is missing: pictures in their sizes and formats, covers of PDFs, share images.

    The site may run: readers see stand-ins meanwhile. It can be stopped at any time and goes on where it was.
    """
    try:
        _forget(again)
    except OSError as error:
        raise click.ClickException(str(error)) from None
    draw_missing()


def draw_missing(*, files_only: bool = False) -> None:
    """Draw what is missing, and say so; ClickException where the storage does not answer."""
    try:
        found = survey()
        result, unreadable = draw(replace(found, share_images=[]) if files_only else found)
    except OSError as error:
        raise click.ClickException(f"{error}: what is drawn stays; `flask ecpat renditions` goes on") from None
    click.echo(f"Pictures, covers and share images: {result.made} drawn, {result.failed} cannot be drawn.")
    for name in unreadable:
        click.echo(f"Missing or damaged: {name}; `flask ecpat doctor` says more.", err=True)


def survey() -> Survey:
    """Look for what is missing, and what failed."""
    there = storage().renditions.all()
    files, missing, failed = [], 0, []
    columns = select(Asset.digest, Asset.name, Asset.media_type, Asset.width).order_by(Asset.id.desc())
    for file in (File(*row) for row in db.session.execute(columns)):
        names = drawing.wanted(file.media_type, file.width)
        lacking = _lacking(file.digest, names, there)
        missing += len(lacking)
        if lacking:
            files.append(file)
        if any((file.digest, drawing.failure(name)) in there for name in names):
            failed.append(file.name)
    wanted = {drawing.share_name(words): words for words in share_images.wanted()}
    lacking = _lacking(NAMED, list(wanted), there)
    failed += [words[0] for name, words in wanted.items() if (NAMED, drawing.failure(name)) in there]
    db.session.rollback()  # drawing may take hours, a transaction should not
    return Survey(files, [wanted[name] for name in lacking], missing, failed)


def draw(found: Survey) -> tuple[Result, list[str]]:
    """Draw what is missing, with a bar; return what came of it, and the names of files that cannot be read."""
    made, failed, unreadable = 0, 0, []
    for label, length, steps in (
        ("Drawing pictures and covers", len(found.files), _files(found.files)),
        ("Drawing share images", len(found.share_images), _shares(found.share_images)),
    ):
        with click.progressbar(length=length, label=label, hidden=not length) as bar:
            for result, name, count in steps:
                made, failed = made + result.made, failed + result.failed
                unreadable += [name] if name else []
                bar.update(count)
    return Result(made, failed), unreadable


def _files(files: list[File]) -> Iterator[tuple[Result, str, int]]:
    for file in files:
        try:
            yield drawing.draw(storage(), file.digest, file.media_type, file.width), "", 1
        except (DamagedFile, FileNotFoundError):
            yield Result(), file.name, 1


def _shares(wanted: list[Words]) -> Iterator[tuple[Result, str, int]]:
    for start in range(0, len(wanted), drawing.BATCH):
        batch = wanted[start : start + drawing.BATCH]
        yield drawing.draw_share_images(storage(), batch), "", len(batch)


def _lacking(owner: str, names: list[str], there: set[tuple[str, str]]) -> list[str]:
    return [name for name in names if not {(owner, name), (owner, drawing.failure(name))} & there]


def _forget(again: bool) -> None:
    """Forget what failed under another version of the drawing, or all that failed."""
    kept = storage().renditions
    for owner, name in kept.all():
        _name, failed, version = name.rpartition(drawing.FAILED)
        if failed and (again or version != drawing.VERSION):
            kept.drop(owner, name)
