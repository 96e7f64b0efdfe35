"""Reading and drawing what came from outside in a process of its own, which a hostile file may exhaust or kill.

The child takes the file as its input and answers with parts, each a line of JSON, then bytes. Before it looks at
anything it gives up what it does not need of memory, time and files: the limits are the kernel's, not the libraries'.
"""

from __future__ import annotations

import json
import mmap
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from . import images, share_image
from . import pdf as pdfs
from .errors import DamagedFile

MEMORY = 1_500_000_000  # bytes of address space; a picture of the most pixels takes about half
ANSWER = 200_000_000  # bytes of all that a child answers

Source = bytes | IO[bytes]  # a file: one that is on the disk is not read here

_ROOT = Path(__file__).parents[2]
_REFUSED = 3  # the exit status that says that the file was read and refused


@dataclass(frozen=True)
class Limits:
    """How long a process may take, in seconds."""

    cpu: int
    wall: int


# A scan of 100 MB takes its time, when it is sent; what is drawn of it is one page.
LIMITS = {
    "picture": Limits(cpu=30, wall=90),
    "pdf": Limits(cpu=60, wall=120),
    "variants": Limits(cpu=40, wall=90),
    "cover": Limits(cpu=20, wall=60),
    "share": Limits(cpu=10, wall=20),
}


@dataclass(frozen=True)
class Drawn:
    """What was drawn, in the order that was asked for, up to the first that could not be; and why not."""

    made: list[bytes]
    fault: DamagedFile | None


def picture(source: Source) -> tuple[bytes, images.ImageFacts]:
    """Do `images.cleaned` apart; raises DamagedFile as it does, and where the file asks for more than it may."""
    told, copy = _one("picture", source)
    return copy, images.ImageFacts(**told)


def pdf(source: Source) -> pdfs.PdfFacts:
    """Do `pdfs.inspect` apart; raises DamagedFile as it does, and where the file asks for more than it may."""
    told, _ = _one("pdf", source)
    return pdfs.PdfFacts(**{**told, "texts": tuple(told["texts"])})


def cover(source: Source, width: int) -> Drawn:
    """Do `pdfs.cover` apart."""
    return _drawn("cover", source, str(width))


def variants(source: Source, wanted: Sequence[str]) -> Drawn:
    """Do `images.variant` apart, for each width and format, such as "480.webp"."""
    return _drawn("variants", source, *wanted)


def share_images(wanted: Sequence[Sequence[str]]) -> Drawn:
    """Do `share.draw` apart, for each (title, name, seed, colour)."""
    return _drawn("share", json.dumps(wanted).encode())


def _one(task: str, source: Source) -> tuple[dict[str, Any], bytes]:
    parts, fault = _ask(task, source)
    if fault:
        raise fault
    return parts[0]


def _drawn(task: str, source: Source, *arguments: str) -> Drawn:
    parts, fault = _ask(task, source, *arguments)
    return Drawn([data for _told, data in parts], fault)


def _ask(task: str, source: Source, *arguments: str) -> tuple[list[tuple[dict[str, Any], bytes]], DamagedFile | None]:
    """Return the parts that a child answered, and what ended it before its time; OSError where it never began."""
    limits = LIMITS[task]
    command = [_python(), "-m", __name__, task, str(limits.cpu), *arguments]
    environment = {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    with _as_input(source) as file, TemporaryFile() as answer:
        try:
            status = subprocess.run(  # noqa: S603 — our own module
                command, stdin=file, stdout=answer, stderr=subprocess.DEVNULL, env=environment, check=False,
                timeout=limits.wall,
            ).returncode  # fmt: skip
        except subprocess.TimeoutExpired:
            status = None
        answer.seek(0)
        parts = list(_parts(answer))
    if not parts:  # which says nothing of the file
        raise OSError("the process that reads files does not start")
    del parts[0]
    if status == 0:
        return parts, None
    if status == _REFUSED:
        told, _ = parts.pop()
        return parts, DamagedFile(told["message"], told["reason"])
    return parts, DamagedFile("This file asks for more time or memory than a file may.", "exhausting")


@contextmanager
def _as_input(source: Source) -> Iterator[IO[bytes]]:
    """Give what a child can read, whatever was read of it here; what is a file already is not copied."""
    if not isinstance(source, bytes):
        source.flush()
        if _is_file(source):
            yield source
            return
        source.seek(0)
    with TemporaryFile() as file:
        file.write(source if isinstance(source, bytes) else source.read())
        file.flush()
        yield file


def _is_file(source: IO[bytes]) -> bool:
    try:
        return source.fileno() >= 0
    except OSError:  # it is in memory
        return False


def _parts(answer: IO[bytes]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield what a child said, (facts, bytes), as far as it came to say it."""
    while (line := answer.readline()).endswith(b"\n"):
        size, told = json.loads(line)
        data = answer.read(size)
        if len(data) < size:
            return
        yield told, data


def _python() -> str:
    """Return the interpreter: where the site is embedded in a server, `sys.executable` is that server."""
    own = Path(sys.prefix) / "bin" / "python3"
    return str(own) if own.exists() else sys.executable


# What follows runs in the child.


def main(task: str, seconds: str, *arguments: str) -> int:
    """Answer one question about the file on the input, within so many seconds of processor."""
    _limit(int(seconds))
    _say({})
    try:
        for told, data in _answers(task, _input(), arguments):
            _say(told, data)
    except DamagedFile as damage:
        _say({"message": str(damage), "reason": damage.reason})
        return _REFUSED
    return 0


def _limit(seconds: int) -> None:
    """Take away from this process what one file does not need."""
    with suppress(OSError):  # readers first; where the system lets nobody choose, they share
        os.nice(5)
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, ANSWER),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # lower already, or not known to this system
            resource.setrlimit(kind, (most, most))


def _input() -> bytes:
    """Return the file on the input, from its start wherever the parent stands in it."""
    if os.fstat(0).st_size == 0:
        return b""
    with mmap.mmap(0, 0, access=mmap.ACCESS_READ) as view:
        return bytes(view)


def _answers(task: str, data: bytes, arguments: tuple[str, ...]) -> Iterator[tuple[dict[str, Any], bytes]]:
    match task:
        case "picture":
            copy, facts = images.cleaned(data)
            yield asdict(facts), copy
        case "pdf":
            yield asdict(pdfs.inspect(data)), b""
        case "cover":
            yield {}, pdfs.cover(data, int(arguments[0]))
        case "variants":
            for width, _, form in (argument.partition(".") for argument in arguments):
                yield {}, images.variant(data, int(width), form)
        case "share":
            for words in json.loads(data):
                yield {}, share_image.draw(*words)


def _say(told: dict[str, Any], data: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps((len(data), told)).encode() + b"\n" + data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
