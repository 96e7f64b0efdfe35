"""Where files are kept: originals under the SHA-256 of their bytes, and beside them what is drawn of them.

Both are in one place for every machine of the site. Where that is no folder, each machine has copies of what it was
asked for in a folder of its own, which can be emptied at any time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO

from .damage import DamagedFile
from .fetching import Fetcher
from .places import BLOCK, Folder, Place, answering, write
from .renditions import COPIES, Renditions

PATIENCE, LONG = 10.0, 600.0  # seconds that a reader waits for a copy of an original, and a command
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Storage:
    """Files shared by any number of processes: one is there whole or not at all.

    `root` is this machine's folder; files are in it, unless another place is given, where what is drawn is sealed
    with `secret`. All raises OSError where that place does not answer.
    """

    def __init__(self, root: Path, place: Place | None = None, secret: bytes = b"") -> None:
        self.root = root
        self._place = place or Folder(root)
        self._fetcher = Fetcher()
        self.renditions = Renditions(root, self._place, self._fetcher, secret)

    def put(self, source: bytes | IO[bytes]) -> str:
        """Keep a file and return its digest; the same bytes twice are one file, and a damaged one is made good."""
        file = BytesIO(source) if isinstance(source, bytes) else source
        file.seek(0)
        digest = _summed(file)
        try:
            self.verify(digest)
        except (FileNotFoundError, DamagedFile):
            file.seek(0)
            self._place.write(_key(digest), file)
        return digest

    def path(self, digest: str, patience: float = PATIENCE) -> Path:
        """Return where an original is, or would be, on this machine; it is fetched where it is kept elsewhere.

        Raises ValueError for what is no digest (64 hexadecimal digits), DamagedFile for what came otherwise than it
        was put, UnreachableError where the copy is not there after that many seconds.
        """
        key = _key(digest)
        if isinstance(self._place, Folder):
            return self._place.path(key)
        path = self.root / COPIES / digest / "original"
        if not path.is_file():
            with suppress(FileNotFoundError):
                self._fetcher.fetch(key, lambda: self._copy(digest, path), patience)
        return path

    def has(self, digest: str) -> bool:
        """Tell whether an original can be expected: no network is asked at each picture of a page."""
        return not isinstance(self._place, Folder) or self.path(digest).exists()

    def read(self, digest: str) -> bytes:
        """Return an original; raise FileNotFoundError where it is missing, DamagedFile where it has changed."""
        data = self._place.read(_key(digest))
        if sha256(data).hexdigest() != digest:
            raise _changed(digest)
        return data

    def verify(self, digest: str) -> None:
        """Read an original without having it in memory; raises what `read` does."""
        with answering(), self.open(digest) as file:
            if _summed(file) != digest:
                raise _changed(digest)

    def whole(self, digest: str) -> Path:
        """Return where an original is on this machine, compared with its name; raises what `read` does.

        It takes as long as it takes: for work apart from requests.
        """
        path = self.path(digest, LONG)
        if isinstance(self._place, Folder):
            self.verify(digest)
        elif not path.is_file():
            raise FileNotFoundError(f"The file {digest} is missing.")
        return path

    def open(self, digest: str) -> IO[bytes]:
        """Open an original as it is, damaged or not; raise FileNotFoundError where it is missing."""
        return self._place.open(_key(digest))

    def remove(self, digest: str) -> None:
        """Remove an original, after what was drawn of it."""
        self.renditions.remove(digest)
        self._place.remove(_key(digest))

    def age(self, digest: str) -> float:
        """Return how many seconds ago an original was written; raise FileNotFoundError where it is missing."""
        return self._place.age(_key(digest))

    def originals(self) -> Iterator[str]:
        """Yield the digests of all originals, in their order."""
        for key in self._place.walk():
            folder, _, name = key.partition("/")
            if _DIGEST.fullmatch(name) and folder == name[:2]:
                yield name

    def check(self) -> None:
        """Raise OSError unless the place of the files answers."""
        self._place.check()

    def _copy(self, digest: str, path: Path) -> None:
        if path.is_file():  # it came between the question for it and the fetching
            return
        with answering(), self.open(digest) as file:
            write(path, _Checked(file, digest))


class _Checked:
    """A file that says at its end whether it was what its digest names."""

    def __init__(self, file: IO[bytes], digest: str) -> None:
        self._file, self._digest, self._sum = file, digest, sha256()

    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(size)
        self._sum.update(data)
        if not data and self._sum.hexdigest() != self._digest:
            raise _changed(self._digest)
        return data


def _summed(file: IO[bytes]) -> str:
    found = sha256()
    while block := file.read(BLOCK):
        found.update(block)
    return found.hexdigest()


def _changed(digest: str) -> DamagedFile:
    return DamagedFile(f"The file {digest} is not what was stored.")


def _key(digest: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is no digest")
    return f"{digest[:2]}/{digest}"
