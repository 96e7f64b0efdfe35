"""Where backups are: files of a folder, or of any file system that fsspec speaks to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, Protocol

from ..files.storage_backends import answering, filesystem_of, has_objects
from . import scratch
from .archive import BackupError

_NAME = re.compile(r"ecpat-(\d{8}T\d{6})Z\.tar\.gz(?:\.age)?")
_STAMP = "%Y%m%dT%H%M%S"


class Place(Protocol):
    """A folder of backups; what cannot be had raises OSError."""

    def names(self) -> list[str]:
        """Return the names of all files in it; none, where it is not there yet."""

    def writing(self, name: str, folder: Path) -> AbstractContextManager[IO[bytes]]:
        """Yield a file that is in the place, under its name, once it is whole; a scratch folder helps."""

    def reading(self, name: str, folder: Path) -> AbstractContextManager[BufferedReader]:
        """Yield a file of it, to be read."""

    def remove(self, name: str) -> None:
        """Remove a file."""


class Folder:
    """A folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self) -> list[str]:
        """Return the names of all files in it."""
        return [path.name for path in self._root.iterdir()] if self._root.is_dir() else []

    def writing(self, name: str, folder: Path) -> AbstractContextManager[IO[bytes]]:
        """Yield a file that is in the folder once it is whole."""
        return scratch.replacing(self._root / name, folder)

    @contextmanager
    def reading(self, name: str, folder: Path) -> Iterator[BufferedReader]:
        """Yield a file of it."""
        with (self._root / name).open("rb") as file:
            yield file

    def remove(self, name: str) -> None:
        """Remove a file."""
        (self._root / name).unlink()


class Remote:
    """A file system elsewhere, to which files go from the scratch folder: a stream that breaks would leave half."""

    def __init__(self, system: Any, root: str) -> None:
        self._system, self._root = system, root.rstrip("/")

    def names(self) -> list[str]:
        """Return the names of all files in it."""
        try:
            with answering():
                found = self._system.ls(self._root, detail=False)
        except FileNotFoundError:
            return []
        return [path.rpartition("/")[2] for path in found]

    @contextmanager
    def writing(self, name: str, folder: Path) -> Iterator[IO[bytes]]:
        """Yield a file that is sent there once it is whole."""
        path, target = folder / "archive", f"{self._root}/{name}"
        with path.open("wb") as file:
            yield file
        with answering():
            if has_objects(self._system):
                self._system.put_file(str(path), target)
            else:
                self._system.makedirs(self._root, exist_ok=True)
                self._system.put_file(str(path), f"{target}.part")
                self._system.mv(f"{target}.part", target)

    @contextmanager
    def reading(self, name: str, folder: Path) -> Iterator[BufferedReader]:
        """Yield a copy of a file of it."""
        path = folder / "archive"
        with answering():
            self._system.get_file(f"{self._root}/{name}", str(path))
        with path.open("rb") as file:
            yield file

    def remove(self, name: str) -> None:
        """Remove a file."""
        with answering():
            self._system.rm_file(f"{self._root}/{name}")


def located(address: str, options: Mapping[str, Any]) -> tuple[Place, str]:
    """Return the place and the name that a path or address says; one of a folder says no name."""
    if "://" in address and not address.startswith("file://"):
        try:
            system, path = filesystem_of(address, options)
        except (ImportError, ValueError, TypeError) as error:
            raise BackupError(f"there is no way to such an address: {error}") from None
        name = "" if address.endswith("/") else path.rpartition("/")[2]
        return Remote(system, path.removesuffix(name)), name
    file = Path(address.removeprefix("file://"))
    if address.endswith("/") or file.is_dir():
        return Folder(file), ""
    return Folder(file.parent), file.name


def named(moment: datetime, encrypted: bool) -> str:
    """Return the name of a backup that is made at a moment."""
    return f"ecpat-{moment.astimezone(UTC):{_STAMP}}Z.tar.gz{'.age' if encrypted else ''}"


def moments(place: Place) -> dict[datetime, str]:
    """Return the names of the backups of a place by when they were made; whatever else is there is left alone."""
    found = (_NAME.fullmatch(name) for name in place.names())
    return {datetime.strptime(name[1], _STAMP).replace(tzinfo=UTC): name[0] for name in found if name}
