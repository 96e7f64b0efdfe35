"""Who may read what the site writes: its user alone; the group, which the web server is in, static files too."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

FOLDER, FILE, STATIC_FILE = 0o750, 0o600, 0o640
SENT = (("static",), ("down",))  # of the instance folder: what the web server sends by itself


def keep_private() -> None:
    """Let what this process writes from here on be its user's alone, whatever writes it: SQLite and Whoosh too."""
    os.umask(0o077)


def make_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing."""
    for missing in reversed([folder for folder in (path, *path.parents) if not folder.exists()]):
        missing.mkdir(exist_ok=True)  # another process may be first
        with suppress(OSError):  # some file systems of a network have no modes
            missing.chmod(FOLDER)


def too_wide(instance: Path, paths: Iterable[Path]) -> Iterator[tuple[Path, int]]:
    """Yield what in the instance folder more may be done with than need be, and the mode that is left of its own."""
    for path in paths:
        with suppress(FileNotFoundError):  # deleted since it was listed
            status = path.lstat()
            mode, sent = stat.S_IMODE(status.st_mode), path.relative_to(instance).parts[:1] in SENT
            most = FOLDER if stat.S_ISDIR(status.st_mode) else STATIC_FILE if sent else FILE
            if mode & ~most and not stat.S_ISLNK(status.st_mode):
                yield path, mode & most


def tighten(instance: Path) -> None:
    """Take from group and others what they need not do in the instance folder; nothing is ever allowed.

    All of it is looked at where something at its top is too wide, as an earlier version or a copy by hand left it.
    """
    if any(too_wide(instance, (instance, *instance.iterdir()))):
        for path, mode in too_wide(instance, (instance, *instance.rglob("*"))):
            with suppress(OSError):  # another user's, or a disk that cannot be written: the doctor tells
                path.chmod(mode)
