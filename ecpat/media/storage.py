"""Where files are kept: originals under the SHA-256 of their bytes, and beside them what was made from them.

Originals are in one place for every machine of the site; what is derived is in a folder of each machine's own and can
be deleted at any time: it is made again when it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO

from .damage import DamagedFile
from .places import Folder, Place, write

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,119}")  # never "..", never hidden: hidden files are not finished


class Storage:
    """Files shared by any number of processes: one is there whole or not at all.

    `root` is this machine's folder; originals are in it too, unless another place is given. All raises OSError where
    that place does not answer.
    """

    def __init__(self, root: Path, place: Place | None = None) -> None:
        self.root = root
        self._place = place or Folder(root)

    def put(self, data: bytes) -> str:
        """Keep bytes and return their digest; the same bytes twice are one file, and a damaged one is made good."""
        digest = sha256(data).hexdigest()
        try:
            self.read(digest)
        except (FileNotFoundError, DamagedFile):
            self._place.write(digest, data)
        return digest

    def path(self, digest: str) -> Path:
        """Return where an original is, or would be, on this machine; it is fetched where it is kept elsewhere.

        Raises ValueError for what is no digest (64 hexadecimal digits).
        """
        if isinstance(self._place, Folder):
            return self._place.path(_digest(digest))
        try:
            return self.derived(digest, "original", lambda data: data)
        except FileNotFoundError:
            return self.root / "derived" / digest / "original"

    def has(self, digest: str) -> bool:
        """Tell whether an original can be expected: no network is asked at each picture of a page."""
        return not isinstance(self._place, Folder) or self.path(digest).exists()

    def read(self, digest: str) -> bytes:
        """Return an original; raise FileNotFoundError where it is missing, DamagedFile where it has changed."""
        data = self._place.read(_digest(digest))
        if sha256(data).hexdigest() != digest:
            raise DamagedFile(f"The file {digest} is not what was stored.")
        return data

    def open(self, digest: str) -> IO[bytes]:
        """Open an original as it is, damaged or not; raise FileNotFoundError where it is missing."""
        return self._place.open(_digest(digest))

    def remove(self, digest: str) -> None:
        """Remove an original and what was made from it."""
        self._place.remove(_digest(digest))
        made = self.root / "derived" / digest
        for path in made.glob("*"):
            path.unlink(missing_ok=True)
        if made.exists():
            made.rmdir()

    def age(self, digest: str) -> float:
        """Return how many seconds ago an original was written; raise FileNotFoundError where it is missing."""
        return self._place.age(_digest(digest))

    def originals(self) -> Iterator[str]:
        """Yield the digests of all originals, in their order."""
        return self._place.all()

    def check(self) -> None:
        """Raise OSError unless the place of the originals answers."""
        self._place.check()

    def derived(self, digest: str, name: str, make: Callable[[bytes], bytes]) -> Path:
        """Return a file made from an original, such as "w960.webp", making it where it is missing.

        Raises ValueError for a wrong digest or name, and what `read` and `make` raise.
        """
        return _made(self.root / "derived" / _digest(digest) / _checked(name), lambda: make(self.read(digest)))

    def keep(self, name: str, make: Callable[[], bytes]) -> Path:
        """Return a file made from nothing kept here, such as a share image, making it where it is missing.

        Raises ValueError for a name of other characters than a to z, 0 to 9, "." and "-", and what `make` raises.
        """
        return _made(self.root / "derived" / "named" / _checked(name), make)


def _digest(digest: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is no digest")
    return digest


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a file")
    return name


def _made(path: Path, make: Callable[[], bytes]) -> Path:
    if not path.is_file():
        write(path, make())
    return path
