"""What was drawn of files, kept beside the originals: found here or not at all, never drawn by whoever looks."""

from __future__ import annotations

import hmac
import re
import time
from pathlib import Path

from .fetching import Fetcher
from .storage_backends import Folder, Place, UnreachableError, write

NAMED = "named"  # the owner of what is drawn of no file, such as share images
COPIES = "derived"  # the folder of a machine's own

MOMENT = 2.0  # seconds that a reader waits for a copy: something else can stand for it
ABSENT = 60.0  # seconds for which what was not there is not asked for again
PAUSE = 10.0  # seconds for which nothing is asked of a place that did not answer
_MOST_ABSENT = 10_000
_OWNER = re.compile(rf"[0-9a-f]{{64}}|{NAMED}")
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,119}")  # never "..", never hidden: hidden files are not finished
_SUM = 32  # bytes


class Renditions:
    """What was drawn, by its owner (the digest of an original, or NAMED) and its name, such as "w960.webp".

    In a place elsewhere each is sealed with `secret`: who can write there cannot change what readers see. Owners and
    names that are none raise ValueError; all raises OSError where the place does not answer.
    """

    def __init__(self, root: Path, place: Place, fetcher: Fetcher, secret: bytes) -> None:
        self._place, self._fetcher, self._secret = place, fetcher, secret
        self._folder = (place.root if isinstance(place, Folder) else root) / COPIES
        # Under another secret everything is drawn anew.
        self._top = COPIES if isinstance(place, Folder) else f"{COPIES}-{self._sum(COPIES, b'').hex()[:8]}"
        self._absent: dict[str, float] = {}
        self._pausing = 0.0

    def keep(self, owner: str, name: str, data: bytes) -> Path:
        """Keep what was drawn, and return where it is on this machine."""
        key, path = self._key(owner, name), self._path(owner, name)
        if isinstance(self._place, Folder):
            self._place.write(key, data)
            return path
        self._place.write(key, self._sum(key, data) + data)
        write(path, data)
        self._absent.pop(key, None)
        return path

    def find(self, owner: str, name: str) -> Path | None:
        """Return where something is on this machine; None where it was not drawn.

        It is fetched where it is kept elsewhere; raises UnreachableError where that takes longer than a moment.
        """
        key, now = self._key(owner, name), time.monotonic()
        path = self.here(owner, name)
        if path or isinstance(self._place, Folder) or self._absent.get(key, 0) > now:
            return path
        if self._pausing > now:
            raise UnreachableError("the storage of files did not answer a moment ago")
        path = self._path(owner, name)
        try:
            self._fetcher.fetch(key, lambda: write(path, self._unsealed(key)), MOMENT)
        except FileNotFoundError:
            if len(self._absent) >= _MOST_ABSENT:
                self._absent.clear()
            self._absent[key] = now + ABSENT
            return None
        except UnreachableError:
            self._pausing = now + PAUSE
            raise
        return path

    def here(self, owner: str, name: str) -> Path | None:
        """Return where something is on this machine; None where it was not drawn, or nobody asked for it here yet."""
        path = self._path(owner, name)
        return path if path.is_file() else None

    def names(self, owner: str) -> set[str]:
        """Return the names of all that was drawn of an original."""
        return {key.rpartition("/")[2] for key in self._place.walk(f"{self._top}/{_checked(owner, _OWNER)}")}

    def all(self) -> set[tuple[str, str]]:
        """Return (owner, name) of all that was drawn."""
        found = (key.split("/") for key in self._place.walk(self._top))
        return {(parts[-2], parts[-1]) for parts in found if len(parts) > 2}

    def remove(self, owner: str) -> None:
        """Remove all that was drawn of an original, and this machine's copies."""
        for name in self.names(owner):
            self.drop(owner, name)
        copies = self._folder / owner
        for path in copies.glob("*"):
            path.unlink(missing_ok=True)
        if copies.exists():
            copies.rmdir()

    def drop(self, owner: str, name: str) -> None:
        """Remove one thing that was drawn."""
        self._place.remove(self._key(owner, name))
        self._path(owner, name).unlink(missing_ok=True)

    def _path(self, owner: str, name: str) -> Path:
        return self._folder / _checked(owner, _OWNER) / _checked(name, _NAME)

    def _key(self, owner: str, name: str) -> str:
        return f"{self._top}/{_checked(owner, _OWNER)}/{_checked(name, _NAME)}"

    def _sum(self, key: str, data: bytes) -> bytes:
        return hmac.digest(self._secret, key.encode() + b"\0" + data, "sha256")

    def _unsealed(self, key: str) -> bytes:
        sealed = self._place.read(key)
        data = sealed[_SUM:]
        if not hmac.compare_digest(sealed[:_SUM], self._sum(key, data)):
            raise FileNotFoundError(f"{key} was not kept by this site")
        return data


def _checked(word: str, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(word):
        raise ValueError(f"{word!r} is no {'digest' if pattern is _OWNER else 'name for a file'}")
    return word
