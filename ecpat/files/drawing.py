"""What is drawn of files, when they come in or by a command: never while a reader waits.

What fails is remembered beside what succeeds, and is not tried again before the drawing itself is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

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
    if not width or not media_type.startswith("image/"):
        return []
    return [image_name(one, form) for one in widths(width) for form in images.FORMATS]


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
            return _draw_all(storage, digest, lacking, partial(_drawn, file))
    return _draw_all(storage, digest, lacking, partial(_drawn, source))


def draw_share_images(storage: Storage, lacking: Sequence[Words]) -> Result:
    """Draw share images, several in a process; OSError where nothing can be kept."""
    words = {share_name(one): one for one in lacking}
    return _draw_all(
        storage, NAMED, list(words), lambda names: sandbox.share_images([words[name] for name in names[:BATCH]])
    )


def _drawn(source: sandbox.Source, names: list[str]) -> sandbox.Drawn:
    if names == [COVER]:
        return sandbox.cover(source, COVER_WIDTH)
    return sandbox.variants(source, [name.removeprefix("w") for name in names])


def _draw_all(storage: Storage, owner: str, names: list[str], draw: Callable[[list[str]], sandbox.Drawn]) -> Result:
    """Keep what is drawn, and remember what cannot be: it takes nothing else with it.

    Where a process ends before its time, what it was at is tried once more as the first of another: what the others
    used up is not its fault.
    """
    made = failed = 0
    while names:
        drawn = draw(names)
        for name, data in zip(names, drawn.made, strict=False):
            storage.renditions.keep(owner, name, data)
        made, names = made + len(drawn.made), names[len(drawn.made) :]
        if not drawn.made:
            storage.renditions.keep(owner, failure(names[0]), str(drawn.fault).encode())
            failed, names = failed + 1, names[1:]
    return Result(made, failed)
