"""Reading what came from outside in a process of its own, which a hostile file may exhaust or kill.

The child takes the bytes from its input and answers with a line of JSON, then bytes. Before it looks at anything it
gives up what it does not need of memory, time and files: the limits are the kernel's, not the libraries'.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from . import images, pdfs
from .damage import DamagedFile

SECONDS = 40  # of waiting
CPU_SECONDS = 30
MEMORY = 1_500_000_000  # bytes of address space; a picture of the most pixels takes about half

_AT_ONCE = BoundedSemaphore(2)  # in a worker: more would take the machine's memory together
_ROOT = Path(__file__).parents[2]
_REFUSED = 3  # the exit status that says that the file was read and refused


def picture(data: bytes) -> tuple[bytes, images.ImageFacts]:
    """Do `images.cleaned` apart; raises DamagedFile as it does, and where the file asks for more than it may."""
    told, copy = _read("picture", data)
    return copy, images.ImageFacts(**told)


def pdf(data: bytes) -> pdfs.PdfFacts:
    """Do `pdfs.inspect` apart; raises DamagedFile as it does, and where the file asks for more than it may."""
    told, _ = _read("pdf", data)
    return pdfs.PdfFacts(**{**told, "texts": tuple(told["texts"])})


def cover(data: bytes, width: int) -> bytes:
    """Do `pdfs.cover` apart; raises DamagedFile as it does, and where the file asks for more than it may."""
    return _read("cover", data, str(width))[1]


def _read(task: str, data: bytes, *arguments: str) -> tuple[dict[str, Any], bytes]:
    command = [_python(), "-m", __name__, task, *arguments]
    environment = {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    with _AT_ONCE:
        try:
            done = subprocess.run(  # noqa: S603 — our own module
                command, input=data, capture_output=True, timeout=SECONDS, env=environment, check=False
            )
        except subprocess.TimeoutExpired:
            raise DamagedFile("Reading this file takes too long.", "exhausting") from None
    if done.returncode not in (0, _REFUSED):
        raise DamagedFile("Reading this file took more time or memory than a file may ask for.", "exhausting")
    line, _, rest = done.stdout.partition(b"\n")
    told = json.loads(line)
    if done.returncode == _REFUSED:
        raise DamagedFile(told["message"], told["reason"])
    return told, rest


def _python() -> str:
    """Return the interpreter: where the site is embedded in a server, `sys.executable` is that server."""
    own = Path(sys.prefix) / "bin" / "python3"
    return str(own) if own.exists() else sys.executable


def _limit() -> None:
    """Take away from this process what reading one file does not need."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # lower already, or not known to this system
            resource.setrlimit(kind, (most, most))


def main(task: str, *arguments: str) -> int:
    """Answer one question about the bytes on the input."""
    _limit()
    data, told, made = sys.stdin.buffer.read(), {}, b""
    try:
        if task == "picture":
            made, facts = images.cleaned(data)
            told = asdict(facts)
        elif task == "pdf":
            told = asdict(pdfs.inspect(data))
        else:
            made = pdfs.cover(data, int(arguments[0]))
    except DamagedFile as damage:
        _answer({"message": str(damage), "reason": damage.reason}, b"")
        return _REFUSED
    _answer(told, made)
    return 0


def _answer(told: dict[str, Any], made: bytes) -> None:
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + made)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    os.nice(5)  # readers first
    sys.exit(main(*sys.argv[1:]))
