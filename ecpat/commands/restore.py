"""Bringing a backup back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask.cli import with_appcontext

from ..content import changes
from ..delivery import health
from ..extensions import db
from ..public.pictures import storage
from ..search import service
from . import archive, renditions
from .archive import BackupError
from .backup import described, examined
from .dumps import dump_of


@click.command()
@click.option("--yes", is_flag=True, help="Overwrite without asking.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(file: Path, yes: bool) -> None:
    """Put the database and the uploaded files of a backup in the place of this site's.

    The site may run: it goes from the old to the new content at once. Uploaded files that the backup does not know
    stay (`flask ecpat doctor --remove-orphans` removes them).
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        with tempfile.TemporaryDirectory(dir=app.instance_path, prefix=".restore-") as folder:
            manifest = archive.unpack(file, Path(folder))
            expected = health.expected_revisions(app)
            scripts = ScriptDirectory(app.extensions["migrate"].directory)
            if manifest.revision not in {script.revision for script in scripts.walk_revisions()}:
                raise BackupError(
                    f"it was made by a newer version ({manifest.software}, schema {manifest.revision}; "
                    f"this one knows up to {', '.join(expected)})"
                )
            examined(manifest, Path(folder), scratch=False)
            if not yes and dump_of(db.engine.url).occupied():
                click.confirm(f"Replace this site by {described(manifest)}?", abort=True)
            note = _swap(Path(folder))
    except (BackupError, OSError) as error:
        raise click.ClickException(f"{file}: {error}") from None
    click.echo(f"Restored {described(manifest)}.")
    if note:
        click.echo(note)
    if manifest.revision not in expected:
        click.echo("It is of an earlier version: run `flask db upgrade` now, then `flask ecpat renditions`.")
        return
    renditions.draw_missing()


def _swap(folder: Path) -> str:
    """Add the files, then replace the database at once, then drop the index of the old one."""
    kept = storage()
    for path in archive.originals(folder):
        kept.put(path.read_bytes())
    db.session.remove()
    db.engine.dispose()
    note = dump_of(db.engine.url).replace(folder / archive.DATABASE)
    service.distrust()
    changes.content_changed.send()
    return note
