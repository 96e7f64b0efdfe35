"""One file that holds the whole site: its database and its uploaded files."""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path

import click
from flask.cli import with_appcontext

from .. import clock
from ..extensions import db
from ..public.pictures import storage
from . import archive
from .archive import BackupError, Manifest
from .dumps import dump_of
from .facts import Facts

PROJECT = Path(__file__).parent.parent.parent / "pyproject.toml"


@click.command()
@click.option("--verify", is_flag=True, help="Read FILE instead: restore it into a scratch place and compare.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path, verify: bool) -> None:
    """Write the database and the uploaded files to FILE (.tar.gz), while the site runs.

    What can be made again does not travel: the search index and the smaller pictures. Nor does
    instance/config.py, which may hold passwords.
    """
    try:
        manifest = check(file) if verify else write(file)
    except (BackupError, OSError) as error:
        raise click.ClickException(f"{file}: {error}") from None
    click.echo(f"{file} {'is whole' if verify else 'is written'}: {described(manifest)}.")


def described(manifest: Manifest) -> str:
    """Say in a line what a backup holds."""
    rows, files = sum(manifest.rows.values()), len(manifest.files) - 1
    return f"{rows} rows and {files} uploaded files of {manifest.made_at}, schema {manifest.revision}"


def write(target: Path) -> Manifest:
    """Write a backup; the database first, so that no row in it names a file that came later."""
    with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".backup-") as folder:
        copy = Path(folder) / archive.DATABASE
        facts = dump_of(db.engine.url).write(copy)
        manifest = Manifest(
            backend=db.engine.url.get_backend_name(),
            revision=facts.revision,
            rows=facts.rows,
            software=tomllib.loads(PROJECT.read_text())["project"]["version"],
            made_at=clock.now().isoformat(timespec="seconds"),
        )
        return archive.write(target, copy, storage(), manifest)


def check(source: Path) -> Manifest:
    """Restore a backup into a scratch place and return its manifest; raise BackupError where they differ."""
    with tempfile.TemporaryDirectory(prefix="verify-") as folder:
        manifest = archive.unpack(source, Path(folder))
        examined(manifest, Path(folder), scratch=True)
        return manifest


def examined(manifest: Manifest, folder: Path, scratch: bool) -> None:
    """Raise BackupError unless an unpacked backup is for this kind of database and holds what it says."""
    backend = db.engine.url.get_backend_name()
    if manifest.backend != backend:
        raise BackupError(f"it is of {manifest.backend}, and this site's database is {backend}")
    facts = dump_of(db.engine.url).examine(folder / archive.DATABASE, scratch)
    if facts is not None and facts != Facts(manifest.revision, manifest.rows):
        wrong = [name for name in {*facts.rows, *manifest.rows} if facts.rows.get(name) != manifest.rows.get(name)]
        raise BackupError(f"its rows are not those it names: {', '.join(sorted(wrong)[:3]) or 'revision'}")
