"""The files of a former site: in a folder or an archive (tar), found by their paths and never written out by them."""

from __future__ import annotations

import tarfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import IO
from unicodedata import normalize

from flask_babel import lazy_gettext as _l

from .errors import RefusedFile

LARGEST = 100_000_000  # bytes: no larger file is ever kept
_ROOTS = ("", "uploads", "wp-content/uploads")
_COPY = 1 << 20  # bytes


class Uploads:
    """Files by their paths below the folder of uploads."""

    def files(self, wanted: Iterable[str]) -> Iterator[tuple[str, IO[bytes]]]:
        """Yield the files that are there, with their paths; those that are too large are not."""
        yield from ()

    def all(self) -> set[str]:
        """Return the paths of all files."""
        return set()


class FolderUploads(Uploads):
    """A folder, or the one that holds it."""

    def __init__(self, folder: Path) -> None:
        self._root = folder.resolve()
        self._folders = [self._root / one for one in _ROOTS if (self._root / one).is_dir()]

    def all(self) -> set[str]:
        """Return the paths of all files, as each of the folders that may be meant has them."""
        found = ((folder, path) for folder in self._folders for path in folder.rglob("*"))
        return {
            normalize("NFC", path.relative_to(folder).as_posix())
            for folder, path in found
            if path.is_file() and path.resolve().is_relative_to(self._root)  # a link may lead out of it
        }

    def files(self, wanted: Iterable[str]) -> Iterator[tuple[str, IO[bytes]]]:
        """Open those that are there; nothing outside of the folder is."""
        for path in list(wanted):
            found = next(filter(None, (self._at(path, form) for form in ("NFC", "NFD"))), None)
            if found is not None and found.stat().st_size <= LARGEST:
                with found.open("rb") as file:
                    yield path, file

    def _at(self, path: str, form: str) -> Path | None:
        for folder in self._folders:
            with suppress(OSError, ValueError):
                found = (folder / normalize(form, path)).resolve()  # type: ignore[arg-type]
                if found.is_relative_to(self._root) and found.is_file():
                    return found
        return None


class TarUploads(Uploads):
    """An archive, read from its start to its end; only what is a plain file in it counts."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> set[str]:
        """Return the paths of all files."""
        return {path for path, _member, _archive in self._members()}

    def files(self, wanted: Iterable[str]) -> Iterator[tuple[str, IO[bytes]]]:
        """Copy each that is wanted to where it can be read anywhere in it."""
        lacking = set(wanted)
        for path, member, archive in self._members():
            if path in lacking and member.size <= LARGEST and (source := archive.extractfile(member)):
                lacking.discard(path)
                with TemporaryFile() as file:
                    while piece := source.read(_COPY):
                        file.write(piece)
                    file.seek(0)
                    yield path, file

    def _members(self) -> Iterator[tuple[str, tarfile.TarInfo, tarfile.TarFile]]:
        try:
            with tarfile.open(self._path, "r|*") as archive:
                for member in archive:
                    if member.isfile() and (path := _below(member.name)):
                        yield path, member, archive
        except (tarfile.TarError, EOFError, OSError) as error:
            raise RefusedFile(
                _l("The archive of uploads cannot be read: %(message)s.", message=str(error))
            ) from error


def _below(name: str) -> str:
    """Return a name's path below the folder of uploads; nothing for one that leads out of it."""
    parts = PurePosixPath(normalize("NFC", name)).parts
    if ".." in parts:
        return ""
    if "uploads" in parts:
        parts = parts[parts.index("uploads") + 1 :]
    return "/".join(part for part in parts if part not in ("/", "."))


def opened(path: Path | None) -> Uploads:
    """Return the uploads that a folder or an archive has; none where none is named."""
    if path is None:
        return Uploads()
    return FolderUploads(path) if path.is_dir() else TarUploads(path)
