"""A small disk of the tests' own, which can be full, or read-only: after an error for good, or for a while."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SIZE = 96 << 20  # bytes
ROOT = os.getuid() == 0
# Without its capabilities root may write no more than the bits of a file allow.
PLAIN_USER = ("setpriv", "--bounding-set", "-all", "--inh-caps", "-all") if ROOT else ()


class Disk:
    """A disk that is mounted on a folder."""

    def __init__(self, image: Path, folder: Path) -> None:
        self._image, self.folder = image, folder
        self.mount()

    def mount(self) -> None:
        """Mount the disk, checked as when a machine starts."""
        subprocess.run(("e2fsck", "-fp", str(self._image)), check=False, capture_output=True)
        _run("mount", "-o", "loop,errors=remount-ro", str(self._image), str(self.folder))

    def unmount(self) -> None:
        """Unmount the disk; those who used it may still be ending."""
        deadline = time.monotonic() + 10
        while subprocess.run(("umount", str(self.folder)), check=False, capture_output=True).returncode:
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def fill(self) -> None:
        """Leave no byte free."""
        with (self.folder / "filling").open("wb", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                with suppress(OSError):
                    while file.write(bytes(size)):
                        pass

    def free(self) -> None:
        """Give the room back."""
        (self.folder / "filling").unlink()

    def fail(self) -> None:
        """Let the file system find an error, upon which it lets itself be read only."""
        device = os.path.basename(_run("findmnt", "-no", "SOURCE", str(self.folder)).strip())
        with suppress(OSError):
            Path(f"/sys/fs/ext4/{device}/trigger_fs_error").write_text("a test")


def locking(folder: Path) -> Callable[[bool], None]:
    """Return what makes all in a folder of a disk read-only, for files that are open too, or no longer so."""

    def lock(locked: bool) -> None:
        _run("chattr", "-R", "+i" if locked else "-i", str(folder))
        _run("chattr", "-i", str(folder / "log"))

    return lock


def closing(folder: Path) -> Callable[[bool], None]:
    """Return what makes all in a folder read-only for whoever opens it now as PLAIN_USER, or no longer so."""

    def close(closed: bool) -> None:
        for path in (folder, *folder.rglob("*")):
            path.chmod(path.stat().st_mode & ~0o222 if closed else path.stat().st_mode | 0o200)

    return close


def mountable() -> bool:
    """Tell whether this user may mount a disk, and break it."""
    return ROOT and Path("/dev/loop-control").exists() and Path("/sys/fs/ext4").exists()


@contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    """Mount a new disk on a folder."""
    image = folder.with_name(f"{folder.name}.img")
    with image.open("wb") as file:
        file.truncate(SIZE)
    _run("mkfs.ext4", "-q", "-m", "0", str(image))
    folder.mkdir(exist_ok=True)
    made = Disk(image, folder)
    try:
        yield made
    finally:
        made.unmount()


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
