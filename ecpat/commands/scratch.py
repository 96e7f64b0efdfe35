"""Where commands unpack and copy: folders in `instance/tmp`, of which a command that is killed leaves none for long.

Each folder is locked for as long as its command lives. Whoever comes next removes those that nobody holds any more.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import IO

import structlog
from flask import Flask, current_app

from .. import modes
from ..core import jobs
from ..extensions import db
from .archive import BackupError
from .dumps import dump_of

log = structlog.get_logger()
FOLDER = "tmp"
_LOCK = "lock"
_ELSEWHERE = "elsewhere"  # a link to what stands outside the folder and goes with it


@contextmanager
def folder(purpose: str) -> Iterator[Path]:
    """Yield a new folder that only its owner can read, and remove it afterwards; sweep before that."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    sweep(app)
    root = Path(app.instance_path) / FOLDER
    modes.make_folder(root)
    with _locked(root):  # nobody sweeps before it is locked
        made = Path(mkdtemp(dir=root, prefix=f"{purpose}-"))
        lock = _open_lock(made)
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield made
    finally:
        shutil.rmtree(made)
        os.close(lock)


@contextmanager
def replacing(target: Path, scratch: Path) -> Iterator[IO[bytes]]:
    """Yield a file that takes the place of a target once it is whole; only its owner can read it.

    It has no name until then, so nothing is left of it when its process is killed. Where a disk cannot do that, it
    is a hidden file beside the target, and the scratch folder remembers it.
    """
    part = target.absolute().with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    (scratch / _ELSEWHERE).symlink_to(part)
    descriptor = _nameless(part.parent)
    named = descriptor is None
    if descriptor is None:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
            if not named:
                # With a folder's descriptor `os.link` follows the link that a file without a name has in /proc.
                os.link(f"/proc/self/fd/{descriptor}", part, src_dir_fd=descriptor)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def sweep(app: Flask) -> None:
    """Remove what killed commands left: folders here, parts of backups elsewhere, databases for verifying.

    For every start of the site, and from time to time while it runs. It never raises, and leaves alone what a living
    command works with.
    """
    root = Path(app.instance_path) / FOLDER
    with _forgiven():
        if root.is_dir():
            with _locked(root):
                for path in root.iterdir():
                    if path.is_dir():
                        with _forgiven():
                            _remove_abandoned(path)
    with _forgiven(), app.app_context():
        dump_of(db.engine.url).sweep()


@jobs.handler("sweep", every=timedelta(hours=6), each_machine=True)
def sweep_here(_payload: jobs.Payload) -> None:
    """Sweep while the site runs, where no command comes for long."""
    sweep(current_app._get_current_object())  # type: ignore[attr-defined]


def _remove_abandoned(path: Path) -> None:
    lock = _open_lock(path)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for inside in path.iterdir():
            if inside.is_dir():
                shutil.rmtree(inside)
            elif inside.name != _ELSEWHERE:
                inside.unlink()
        with suppress(FileNotFoundError):
            (path / _ELSEWHERE).readlink().unlink()  # where that is refused, the link stays for who may
        shutil.rmtree(path)
    except BlockingIOError:
        pass  # its command lives
    finally:
        os.close(lock)


@contextmanager
def _forgiven() -> Iterator[None]:
    try:
        yield
    except (BackupError, OSError) as error:
        log.warning("leftovers_stay", reason=str(error))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = _open_lock(path)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _open_lock(path: Path) -> int:
    return os.open(path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)


def _nameless(path: Path) -> int | None:
    """Open a file without a name on the disk of a folder; None where that is not possible."""
    try:
        return os.open(path, os.O_WRONLY | os.O_TMPFILE, 0o600)
    except (AttributeError, OSError):
        return None
