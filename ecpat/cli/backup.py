"""One file that holds the whole site: its database and its uploaded files."""

from __future__ import annotations

import tomllib
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from ..core import clock, secrets
from ..core.database import db
from ..files.pictures import storage
from . import archive, scratch, structure
from .archive import BackupError, Files, Manifest
from .checks import some
from .dumps import dump_of
from .facts import Facts

PROJECT = Path(__file__).parent.parent.parent / "pyproject.toml"
OTHER_KEY = (
    "It was made with another secret key than this site has: passwords, codes and recovery codes in it work with "
    "that key only. Put it in instance/secret-key, or set SECRET_KEY, and restart the site. Where it is lost, "
    "`flask ecpat create-admin EMAIL --without-second-factor` lets an administrator in, who gives the others links "
    "to new passwords and takes away their second factors."
)


@click.command()
@click.option("--verify", is_flag=True, help="Read FILE instead: restore it into a scratch place and compare.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path, verify: bool) -> None:
    """Write the database and the uploaded files to FILE (.tar.gz), while the site runs.

    What can be made again does not travel: the search index and the smaller pictures. Nor does
    instance/config.py, which may hold passwords. What is missing is named, and the status is 1 then.
    """
    try:
        manifest, facts = check(file) if verify else write(file)
    except (BackupError, OSError) as error:
        raise click.ClickException(f"{file}: {error}") from None
    if not verify:
        click.echo(f"{file} is written: {described(manifest)}.")
    if lacks := gaps(facts, manifest.files):
        raise click.ClickException(f"{file} is not whole: {'; '.join(lacks)}")
    if verify:
        click.echo(f"{file} is whole: {described(manifest)}.")
    if has_other_key(manifest):
        click.echo(OTHER_KEY)


def described(manifest: Manifest) -> str:
    """Say in a line what a backup holds."""
    rows, files = sum(manifest.rows.values()), len(manifest.files) - 1
    return f"{rows} rows and {files} uploaded files of {manifest.made_at}, schema {manifest.revision}"


def gaps(facts: Facts, files: Files) -> list[str]:
    """Say what a database lacks, and the files that are beside it; nothing, where all is whole."""
    found = {row.digest: files.get(archive.place(row.digest)) for row in facts.originals}
    missing = {f"{row.name} {row.digest}" for row in facts.originals if not found[row.digest]}
    damaged = {f"{row.name} {row.digest}" for row in facts.originals if found[row.digest] != (row.size, row.digest)}
    parts = {
        "missing files": missing,
        "damaged files": damaged - missing,
        "missing in the database": facts.missing,
    }
    return [f"{part}: {some(sorted(names))}" for part, names in parts.items() if names]


def has_other_key(manifest: Manifest) -> bool:
    """Tell whether a backup is known to belong to another secret key than this site has."""
    return manifest.key not in ("", secrets.fingerprint(current_app.config["SECRET_KEY"]))


def write(target: Path) -> tuple[Manifest, Facts]:
    """Write a backup; the database first, so that no row in it names a file that came later."""
    with scratch.folder("backup") as folder:
        copy = folder / archive.DATABASE
        facts = dump_of(db.engine.url).write(copy)
        manifest = Manifest(
            backend=db.engine.url.get_backend_name(),
            revision=facts.revision,
            rows=facts.rows,
            software=tomllib.loads(PROJECT.read_text())["project"]["version"],
            made_at=clock.now().isoformat(timespec="seconds"),
            key=secrets.fingerprint(current_app.config["SECRET_KEY"]),
        )
        with scratch.replacing(target, folder) as file:
            archive.write(file, copy, storage(), manifest)
        return manifest, facts


def check(source: Path) -> tuple[Manifest, Facts]:
    """Restore a backup into a scratch place; raise BackupError where it is not what its manifest says."""
    with scratch.folder("verify") as folder:
        manifest = archive.unpack(source, folder)
        facts = examined(manifest, folder, scratch=True)
        assert facts is not None
        return manifest, facts


def examined(manifest: Manifest, folder: Path, scratch: bool) -> Facts | None:
    """Return the facts of an unpacked backup, where its database is read.

    Raises BackupError unless it is for this kind of database, of a schema that is known, and holds what it says.
    """
    backend = db.engine.url.get_backend_name()
    if manifest.backend != backend:
        raise BackupError(f"it is of {manifest.backend}, and this site's database is {backend}")
    if manifest.revision not in structure.known():
        raise BackupError(f"it was made by a newer version ({manifest.software}, schema {manifest.revision})")
    facts = dump_of(db.engine.url).examine(folder / archive.DATABASE, scratch)
    if facts is not None and (facts.revision, facts.rows) != (manifest.revision, manifest.rows):
        wrong = [name for name in {*facts.rows, *manifest.rows} if facts.rows.get(name) != manifest.rows.get(name)]
        raise BackupError(f"its rows are not those it names: {', '.join(sorted(wrong)[:3]) or 'revision'}")
    return facts
