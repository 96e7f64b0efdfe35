"""What is drawn of files, when they come in or by a command: never while a reader waits.

What fails is remembered beside what succeeds, and is not tried again before the drawing itself is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import images, sandbox, share_image
from .renditions import NAMED
from .storage import Storage

VERSION = "1"  # to be changed with the limits or the libraries: what failed is tried again then
FAILED = ".failed-"  # between a name and the version that it failed under
COVER_WIDTH = 420  # pixels
COVER = f"cover-{COVER_WIDTH}.webp"
BATCH = 5  # share images in one process

Words = tuple[str, str, str, str]  # of a share image: title, name, seed, colour


@dataclass(frozen=True)
class Result:
    """How many were drawn and how many could not be."""

    made: int = 0
    failed: int = 0


def widths(own: int) -> list[int]:
    """Return the widths that a picture is sent in, in pixels, the smallest first: never wider than it is."""
    return [width for width in images.WIDTHS if width < own] + [min(own, images.WIDTHS[-1])]


def image_name(width: int, form: str) -> str:
    """Return the name of a picture in a width and a format."""
    return f"w{width}.{form}"


def share_name(words: Words) -> str:
    """Return the name of a share image."""
    return f"share-{share_image.digest(*words)}.png"


def failure(name: str) -> str:
    """Return the name under which it is remembered that something cannot be drawn."""
    return f"{name}{FAILED}{VERSION}"


def wanted(media_type: str, width: int | None) -> list[str]:
    """Return the names of all that is drawn of a file, the smallest first."""
    if media_type == "application/pdf":
        return [COVER]
    return [image_name(one, form) for one in widths(width or 0) for form in images.FORMATS] if width else []


def draw(
    storage: Storage, digest: str, media_type: str, width: int | None, source: sandbox.Source | None = None
) -> Result:
    """Draw what is missing of a file, its original read from `source` or else where it is kept.

    Raises FileNotFoundError and DamagedFile where the original is missing or damaged, and OSError where it cannot be
    read, or nothing kept.
    """
    there = storage.renditions.names(digest)
    lacking = [name for name in wanted(media_type, width) if not {name, failure(name)} & there]
    if not lacking:
        return Result()
    if source is None:
        with storage.whole(digest).open("rb") as file:
            drawn = _drawn(file, lacking)
    else:
        drawn = _drawn(source, lacking)
    return _keep(storage, digest, lacking, drawn)


def draw_share_images(storage: Storage, lacking: Sequence[Words]) -> Result:
    """Draw share images, many in a process; OSError where nothing can be kept."""
    made = failed = 0
    while lacking:
        batch = lacking[:BATCH]
        drawn = sandbox.share_images(batch)
        # What others used up of the process's time is not its fault.
        ended = batch[: max(1, len(drawn.made))] if drawn.fault else batch
        result = _keep(storage, NAMED, [share_name(words) for words in ended], drawn)
        made, failed, lacking = made + result.made, failed + result.failed, lacking[len(ended) :]
    return Result(made, failed)


def _drawn(source: sandbox.Source, names: list[str]) -> sandbox.Drawn:
    if names == [COVER]:
        return sandbox.cover(source, COVER_WIDTH)
    return sandbox.variants(source, [name.removeprefix("w") for name in names])


def _keep(storage: Storage, owner: str, names: list[str], drawn: sandbox.Drawn) -> Result:
    """Keep what was drawn, and remember of the others that they cannot be."""
    for name, data in zip(names, drawn.made, strict=False):
        storage.renditions.keep(owner, name, data)
    others = names[len(drawn.made) :]
    for name in others:
        storage.renditions.keep(owner, failure(name), str(drawn.fault).encode())
    return Result(len(drawn.made), len(others))
