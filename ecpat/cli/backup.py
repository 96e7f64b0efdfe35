"""One file that holds the whole site, its database and its uploaded files: how it is written and looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from io import BufferedReader
from pathlib import Path
from typing import IO

from flask import current_app

from ..core import clock, secrets
from ..core.database import db
from ..core.version import VERSION
from ..files.pictures import storage
from . import archive, encryption, scratch, structure
from .archive import BackupError, Files, Manifest
from .checks import some
from .dumps import dump_of
from .facts import Facts

Opened = Callable[[Path], AbstractContextManager[BufferedReader]]  # a file, with the help of a scratch folder
Target = Callable[[Path], AbstractContextManager[IO[bytes]]]  # one that is written
OTHER_KEY = (
    "It was made with another secret key than this site has: passwords, codes and recovery codes in it work with "
    "that key only. Put it in instance/secret-key, or set SECRET_KEY, and restart the site. Where it is lost, "
    "`flask ecpat create-admin EMAIL --without-second-factor` lets an administrator in, who gives the others links "
    "to new passwords and takes away their second factors."
)


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


def write(target: Target, keys: Sequence[str]) -> tuple[Manifest, Facts]:
    """Write a backup, encrypted for the keys; the database first, so that no row names a file that came later."""
    with scratch.folder("backup") as folder:
        copy = folder / archive.DATABASE
        facts = dump_of(db.engine.url).write(copy)
        manifest = Manifest(
            backend=db.engine.url.get_backend_name(),
            revision=facts.revision,
            rows=facts.rows,
            software=VERSION,
            made_at=clock.now().isoformat(timespec="seconds"),
            key=secrets.fingerprint(current_app.config["SECRET_KEY"]),
        )
        with target(folder) as file, encryption.encrypting(file, keys, folder) as plain:
            archive.write(plain, copy, storage(), manifest)
        return manifest, facts


def unpack(source: Opened, folder: Path, identity: Path | None) -> Manifest:
    """Unpack a backup into an empty folder, decrypted by an identity file; raises BackupError as `archive` does."""
    with source(folder) as file, encryption.decrypting(file, identity, folder) as plain:
        return archive.unpack(plain, folder)


def check(source: Opened, identity: Path | None) -> tuple[Manifest, Facts]:
    """Restore a backup into a scratch place; raise BackupError where it is not what its manifest says."""
    with scratch.folder("verify") as folder:
        manifest = unpack(source, folder, identity)
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
