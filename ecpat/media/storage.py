"""Where files are kept: originals under the SHA-256 of their bytes, and beside them what was made from them.

All that is derived can be deleted at any time: it is made again when it is asked for.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from .damage import DamagedFile

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,119}")  # never "..", never hidden: hidden files are not finished


class Storage:
    """A folder of files, shared by any number of processes: a file is there whole or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes) -> str:
        """Keep bytes and return their digest; the same bytes twice are one file, and a damaged one is made good."""
        digest = sha256(data).hexdigest()
        try:
            self.read(digest)
        except (FileNotFoundError, DamagedFile):
            _write(self.path(digest), data)
        return digest

    def path(self, digest: str) -> Path:
        """Return where an original is or would be; raise ValueError for what is no digest (64 hexadecimal digits)."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"{digest!r} is no digest")
        return self.root / digest[:2] / digest

    def read(self, digest: str) -> bytes:
        """Return an original; raise FileNotFoundError where it is missing, DamagedFile where it has changed."""
        data = self.path(digest).read_bytes()
        if sha256(data).hexdigest() != digest:
            raise DamagedFile(f"The file {digest} is not what was stored.")
        return data

    def derived(self, digest: str, name: str, make: Callable[[bytes], bytes]) -> Path:
        """Return a file made from an original, such as "w960.webp", making it where it is missing.

        Raises ValueError for a wrong digest or name, and what `read` and `make` raise.
        """
        return _made(self.root / "derived" / self.path(digest).name / _checked(name), lambda: make(self.read(digest)))

    def keep(self, name: str, make: Callable[[], bytes]) -> Path:
        """Return a file made from nothing kept here, such as a share image, making it where it is missing.

        Raises ValueError for a name of other characters than a to z, 0 to 9, "." and "-", and what `make` raises.
        """
        return _made(self.root / "derived" / "named" / _checked(name), make)


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a file")
    return name


def _made(path: Path, make: Callable[[], bytes]) -> Path:
    if not path.is_file():
        _write(path, make())
    return path


def _write(path: Path, data: bytes) -> None:
    """Write a file so that it is seen whole or not at all, even after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
