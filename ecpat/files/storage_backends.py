"""Where files are: in a folder, or on any other file system that fsspec speaks to, such as S3."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any, Protocol

import fsspec

from ..core.file_modes import make_folder
from .errors import DamagedFile

BLOCK = 1 << 20  # bytes of a file in memory at once
_OBJECTS = {"s3", "gs", "az"}  # have no folders, and to ask for one would make a bucket
# Nobody waits for ever: a reader who asks for a picture is told within seconds that it cannot be had now.
_S3 = {"config_kwargs": {"connect_timeout": 3, "read_timeout": 20, "retries": {"max_attempts": 2}}}


class UnreachableError(OSError):
    """The place where files are kept does not answer, or refuses; its text is one clear line."""


class Readable(Protocol):
    """What is read block by block, to its end."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes; none at the end."""


class Place(Protocol):
    """Files by their keys, such as `ab/abcd…`; hidden ones are not finished.

    A file that is not there raises FileNotFoundError, a place that is not, OSError.
    """

    def read(self, key: str) -> bytes:
        """Return the bytes of a file."""

    def open(self, key: str) -> IO[bytes]:
        """Open a file to be read from its start."""

    def write(self, key: str, source: bytes | Readable) -> None:
        """Write a file so that it is seen whole or not at all."""

    def remove(self, key: str) -> None:
        """Remove a file, if it is there."""

    def age(self, key: str) -> float:
        """Return how many seconds ago a file was written."""

    def walk(self, folder: str = "") -> Iterator[str]:
        """Yield the keys of all files, or of those below a folder, in their order."""

    def check(self) -> None:
        """Raise OSError unless the place answers."""


def place_of(url: str, options: Mapping[str, Any], folder: Path) -> Place:
    """Return the place at an address, `s3://bucket/prefix` or what else fsspec knows; the folder where it is empty.

    Folders, `file:///shared/media` too, are written by us: fsspec does not wait until the disk has a file.
    """
    if not url:
        return Folder(folder)
    if url.startswith("file://"):
        return Folder(Path(url.removeprefix("file://")))
    return Remote(*filesystem_of(url, options))


def filesystem_of(url: str, options: Mapping[str, Any]) -> tuple[Any, str]:
    """Return fsspec's file system at an address, and the path in it."""
    defaults = _S3 if url.startswith("s3:") else {}
    # Other machines write too, so nothing that was listed before is believed.
    system, path = fsspec.core.url_to_fs(url, **{"use_listings_cache": False, **defaults, **options})
    if defaults:
        system.retries = 2  # its own, five at first, each of which is several of its client's
    return system, str(path)


def has_objects(system: Any) -> bool:
    """Tell whether a file system keeps objects, which are seen whole or not at all, and has no folders."""
    return not _OBJECTS.isdisjoint([system.protocol] if isinstance(system.protocol, str) else system.protocol)


class Folder:
    """A folder, shared by any number of processes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, key: str) -> Path:
        """Return where a file is or would be."""
        return self.root / key

    def read(self, key: str) -> bytes:
        """Return the bytes of a file."""
        return self.path(key).read_bytes()

    def open(self, key: str) -> IO[bytes]:
        """Open a file to be read from its start."""
        return self.path(key).open("rb")

    def write(self, key: str, source: bytes | Readable) -> None:
        """Write a file so that it is seen whole or not at all, even after a power cut."""
        write(self.path(key), source)

    def remove(self, key: str) -> None:
        """Remove a file, if it is there."""
        self.path(key).unlink(missing_ok=True)

    def age(self, key: str) -> float:
        """Return how many seconds ago a file was written."""
        return time.time() - self.path(key).stat().st_mtime

    def walk(self, folder: str = "") -> Iterator[str]:
        """Yield the keys of all files, or of those below a folder, in their order."""
        for path in sorted((self.root / folder).rglob("*")):
            if not path.name.startswith(".") and path.is_file():
                yield path.relative_to(self.root).as_posix()

    def check(self) -> None:
        """Raise OSError unless the folder can be read; one that is not there yet will be made."""
        if self.root.exists():
            next(os.scandir(self.root), None)


class Remote:
    """A file system elsewhere; objects of S3 and its like are seen whole or not at all."""

    def __init__(self, system: Any, root: str) -> None:
        self._system, self._root = system, root.rstrip("/")
        self._objects = has_objects(system)

    def read(self, key: str) -> bytes:
        """Return the bytes of a file."""
        with answering():
            return bytes(self._system.cat_file(self._at(key)))

    def open(self, key: str) -> IO[bytes]:
        """Open a whole copy of a file: what broke off later would break off whoever reads."""
        file = NamedTemporaryFile()  # noqa: SIM115 — whoever reads it closes it
        try:
            with answering():
                self._system.get_file(self._at(key), file.name)
        except BaseException:
            file.close()
            raise
        return file

    def write(self, key: str, source: bytes | Readable) -> None:
        """Write a file that is here whole: a stream that breaks would leave half of it."""
        path = self._at(key)
        try:
            with answering(), NamedTemporaryFile() as file:
                shutil.copyfileobj(BytesIO(source) if isinstance(source, bytes) else source, file, BLOCK)
                file.flush()
                if not self._objects:
                    self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
                self._system.put_file(file.name, path)
        except FileNotFoundError as error:  # the bucket itself
            raise UnreachableError(f"the storage of files refuses: {error}") from error

    def remove(self, key: str) -> None:
        """Remove a file, if it is there."""
        try:
            with answering():
                self._system.rm_file(self._at(key))
        except FileNotFoundError:
            pass

    def age(self, key: str) -> float:
        """Return how many seconds ago a file was written."""
        with answering():
            return float(time.time() - self._system.modified(self._at(key)).timestamp())

    def walk(self, folder: str = "") -> Iterator[str]:
        """Yield the keys of all files, or of those below a folder, in their order."""
        with answering():
            found = self._system.find(self._at(folder).rstrip("/"))
        yield from (path.partition(self._at(""))[2] for path in sorted(found))

    def check(self) -> None:
        """Raise OSError unless the place answers: that there is no such file is an answer."""
        try:
            with answering():
                self._system.info(self._at("00/" + "0" * 64))
        except FileNotFoundError:
            pass

    def _at(self, key: str) -> str:
        return f"{self._root}/{key}"


@contextmanager
def answering() -> Iterator[None]:
    """Raise UnreachableError for the many kinds of errors that the clients of file systems have."""
    try:
        yield
    except (FileNotFoundError, DamagedFile):
        raise
    except Exception as error:
        raise UnreachableError(f"the storage of files does not answer: {' '.join(str(error).split())}") from error


def write(path: Path, source: bytes | Readable) -> None:
    """Write a file so that it is seen whole or not at all, even after a power cut."""
    make_folder(path.parent)
    part = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with part.open("xb") as file:
            shutil.copyfileobj(BytesIO(source) if isinstance(source, bytes) else source, file, BLOCK)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
