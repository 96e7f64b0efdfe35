"""Bringing a backup back."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from ..core import generation
from ..core.database import db
from ..core.errors import ContentError
from ..files.errors import DamagedFile
from ..files.pictures import storage
from ..search import service
from ..web.middleware import health
from . import archive, backup_series, renditions, scratch
from .archive import BackupError, Manifest
from .backup import OTHER_KEY, described, examined, gaps, has_other_key, unpack
from .dumps import dump_of
from .encryption import IDENTITY
from .restore_entry import restore_entry


@click.command()
@click.option("--yes", is_flag=True, help="Overwrite without asking.")
@click.option("--entry", "address", metavar="ADDRESS", help="Bring the entry of this address alone, as drafts.")
@click.option("--identity", type=IDENTITY, metavar="FILE", help="Of an encrypted one: the file of the secret key.")
@click.argument("file")
@with_appcontext
def restore(file: str, yes: bool, address: str | None, identity: Path | None) -> None:
    """Put the database and the uploaded files of a backup in the place of this site's.

    FILE is a file or an address such as s3://bucket/site.tar.gz; of a folder, which ends with /, the newest is taken.

    The site may run: it goes from the old to the new content at once. A backup of an earlier version is brought to
    this one before that. Uploaded files that the backup does not know stay (`flask ecpat doctor --remove-orphans`
    removes them). With --entry, nothing but one entry is brought: its languages, its facts, the files that it
    uses; what is live stays as it is, and the changes wait at the desk.
    """
    if address is not None:
        _one(file, address, identity)
        return
    database = dump_of(db.engine.url)
    try:
        with scratch.folder("restore") as folder:
            manifest = unpack(backup_series.source(file), folder, identity)
            examined(manifest, folder, scratch=False)
            if older := manifest.revision not in health.expected_revisions():
                database.migrate(folder / archive.DATABASE)
            if has_other_key(manifest):
                click.echo(OTHER_KEY)
            if not yes and database.occupied():
                click.confirm(f"Replace this site by {described(manifest)}?", abort=True)
            note = _swap(folder, manifest)
        lacks = _gaps(manifest)
    except (BackupError, OSError) as error:
        raise click.ClickException(f"{file}: {error}") from None
    click.echo(f"Restored {described(manifest)}.")
    if older:
        click.echo("It was brought to the schema of this version.")
    if note:
        click.echo(note)
    if lacks:
        click.echo(f"The site is not whole: {'; '.join(lacks)}.")
    renditions.draw_missing()


def _one(file: str, address: str, identity: Path | None) -> None:
    """Bring one entry, and say what became of it."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        with scratch.folder("restore") as folder:
            examined(unpack(backup_series.source(file), folder, identity), folder, scratch=False)
            told = restore_entry(app, address, folder)
            db.session.commit()
    except (BackupError, ContentError, OSError) as error:
        raise click.ClickException(f"{file}: {error}") from None
    for line in told:
        click.echo(line)
    renditions.draw_missing(files_only=True)


def _swap(folder: Path, manifest: Manifest) -> str:
    """Add the files, then replace the database at once, then drop what was made from the old one."""
    kept = storage()
    for path in archive.originals(folder):
        if manifest.files[archive.place(path.name)][1] == path.name:  # what is damaged would be another file
            kept.put(path.read_bytes())
    db.session.remove()
    db.engine.dispose()
    note = dump_of(db.engine.url).replace(folder / archive.DATABASE)
    service.invalidate()
    generation.content_changed.send()
    return note


def _gaps(manifest: Manifest) -> list[str]:
    """Say what the site lacks that the backup did not have, and that was not there before either."""
    facts, files, kept = dump_of(db.engine.url).facts(), dict(manifest.files), storage()
    for original in facts.originals:
        name = archive.place(original.digest)
        if files.get(name) != (original.size, original.digest):
            with suppress(DamagedFile, OSError):
                files[name] = (len(kept.read(original.digest)), original.digest)
    return gaps(facts, files)
