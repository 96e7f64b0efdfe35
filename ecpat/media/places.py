"""Where originals are: in a folder, or on any other file system that fsspec speaks to, such as S3."""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Protocol

import fsspec

from ..modes import make_folder

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FOLDER = re.compile(r"[0-9a-f]{2}")
_OBJECTS = {"s3", "gs", "az"}  # have no folders, and to ask for one would make a bucket
# Nobody waits for ever: a reader who asks for a picture is told within seconds that it cannot be had now.
_S3 = {"config_kwargs": {"connect_timeout": 3, "read_timeout": 20, "retries": {"max_attempts": 2}}}


class UnreachableError(OSError):
    """The place where files are kept does not answer, or refuses; its text is one clear line."""


class Place(Protocol):
    """Originals by their digest. A file that is not there raises FileNotFoundError, a place that is not, OSError."""

    def read(self, digest: str) -> bytes:
        """Return the bytes of a file."""

    def open(self, digest: str) -> IO[bytes]:
        """Open a file to be read from its start."""

    def write(self, digest: str, data: bytes) -> None:
        """Write a file so that it is seen whole or not at all."""

    def remove(self, digest: str) -> None:
        """Remove a file, if it is there."""

    def age(self, digest: str) -> float:
        """Return how many seconds ago a file was written."""

    def all(self) -> Iterator[str]:
        """Yield the digests of all files, in their order."""

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
    defaults = _S3 if url.startswith("s3:") else {}
    # Other machines write too, so nothing that was listed before is believed.
    system, root = fsspec.core.url_to_fs(url, **{"use_listings_cache": False, **defaults, **options})
    if defaults:
        system.retries = 2  # its own, five at first, each of which is several of its client's
    return Remote(system, root)


class Folder:
    """A folder, shared by any number of processes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, digest: str) -> Path:
        """Return where a file is or would be."""
        return self.root / digest[:2] / digest

    def read(self, digest: str) -> bytes:
        """Return the bytes of a file."""
        return self.path(digest).read_bytes()

    def open(self, digest: str) -> IO[bytes]:
        """Open a file to be read from its start."""
        return self.path(digest).open("rb")

    def write(self, digest: str, data: bytes) -> None:
        """Write a file so that it is seen whole or not at all, even after a power cut."""
        write(self.path(digest), data)

    def remove(self, digest: str) -> None:
        """Remove a file, if it is there."""
        self.path(digest).unlink(missing_ok=True)

    def age(self, digest: str) -> float:
        """Return how many seconds ago a file was written."""
        return time.time() - self.path(digest).stat().st_mtime

    def all(self) -> Iterator[str]:
        """Yield the digests of all files, in their order."""
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/*")):
            if _DIGEST.fullmatch(path.name) and path.name.startswith(path.parent.name) and path.is_file():
                yield path.name

    def check(self) -> None:
        """Raise OSError unless the folder can be read; one that is not there yet will be made."""
        if self.root.exists():
            next(os.scandir(self.root), None)


class Remote:
    """A file system elsewhere; objects of S3 and its like are seen whole or not at all."""

    def __init__(self, system: Any, root: str) -> None:
        self._system, self._root = system, root.rstrip("/")
        self._objects = not _OBJECTS.isdisjoint(
            [system.protocol] if isinstance(system.protocol, str) else system.protocol
        )

    def read(self, digest: str) -> bytes:
        """Return the bytes of a file."""
        with _answering():
            return bytes(self._system.cat_file(self._key(digest)))

    def open(self, digest: str) -> IO[bytes]:
        """Open a file to be read from its start."""
        return BytesIO(self.read(digest))  # whole: what breaks off later would break off whoever reads

    def write(self, digest: str, data: bytes) -> None:
        """Write a file."""
        key = self._key(digest)
        try:
            with _answering():
                if not self._objects:
                    self._system.makedirs(key.rpartition("/")[0], exist_ok=True)
                self._system.pipe_file(key, data)
        except FileNotFoundError as error:  # the bucket itself
            raise UnreachableError(f"the storage of files refuses: {error}") from error

    def remove(self, digest: str) -> None:
        """Remove a file, if it is there."""
        try:
            with _answering():
                self._system.rm_file(self._key(digest))
        except FileNotFoundError:
            pass

    def age(self, digest: str) -> float:
        """Return how many seconds ago a file was written."""
        with _answering():
            return float(time.time() - self._system.modified(self._key(digest)).timestamp())

    def all(self) -> Iterator[str]:
        """Yield the digests of all files, in their order."""
        with _answering():
            found = self._system.find(self._root)
        for key in sorted(found):
            folder, name = key.rsplit("/", 2)[-2:] if key.count("/") > 1 else ("", key)
            if _FOLDER.fullmatch(folder) and _DIGEST.fullmatch(name) and name.startswith(folder):
                yield name

    def check(self) -> None:
        """Raise OSError unless the place answers: that there is no such file is an answer."""
        try:
            with _answering():
                self._system.info(self._key("0" * 64))
        except FileNotFoundError:
            pass

    def _key(self, digest: str) -> str:
        return f"{self._root}/{digest[:2]}/{digest}"


@contextmanager
def _answering() -> Iterator[None]:
    """Raise UnreachableError for the many kinds of errors that the clients of file systems have."""
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception as error:
        raise UnreachableError(f"the storage of files does not answer: {' '.join(str(error).split())}") from error


def write(path: Path, data: bytes) -> None:
    """Write a file so that it is seen whole or not at all, even after a power cut."""
    make_folder(path.parent)
    part = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
