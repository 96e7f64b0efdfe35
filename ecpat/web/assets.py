"""Static files: stylesheets made of their parts, names that hold their content's hash, compressed once."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import brotli
from flask import current_app

from ..core import file_modes

SOURCE = Path(__file__).parent.parent / "static"
KEPT = 366 * 86_400  # seconds for which a file stays that no start has needed since
_TEXT = {".css", ".js", ".svg", ".txt"}
_IMPORT = re.compile(r'@import "([^"]+)"(?: layer\((\w+)\)| (print))?;\n?')
_SPACE = re.compile(r"\s+(?=[{};,])|(?<=[{};,:])\s+")  # that a browser does not need
_URL = re.compile(r'url\("([^":]+)"\)')


def build(target: Path) -> dict[str, str]:
    """Make the folder of files to serve and return {name: hashed name}.

    What is there already under the same hash stays, so that every worker can call this at start. What an earlier
    version needed stays for a year: pages made by it are still open in browsers, or made while workers are replaced.
    """
    file_modes.make_folder(target)
    names: dict[str, str] = {}
    sources = sorted(path for path in SOURCE.rglob("*") if path.is_file())
    for path in (path for path in sources if path.suffix != ".css"):
        _keep(names, target, path.relative_to(SOURCE).as_posix(), path.read_bytes())
    for path in sorted(SOURCE.glob("*.css")):
        _keep(names, target, path.name, _SPACE.sub("", _stylesheet(path, names)).encode())
    needed, limit = set(names.values()), time.time() - KEPT
    for path in target.iterdir():
        if path.name.startswith(".") or not path.is_file():  # another worker is writing it
            continue
        with suppress(OSError):  # another worker was first, or the disk cannot be written: what is needed is there
            if path.name.removesuffix(".br").removesuffix(".gz") in needed:
                os.utime(path)
            elif path.stat().st_mtime < limit:
                path.unlink()
    return names


def asset_url(name: str) -> str:
    """Return the path of a static file; KeyError for one that does not exist."""
    return f"/static/{current_app.config['ASSETS'][name]}"


@cache
def integrity(name: str) -> str:
    """Return what the `integrity` of a script says (Subresource Integrity): a browser runs nothing else."""
    return f"sha384-{b64encode(hashlib.sha384((SOURCE / name).read_bytes()).digest()).decode()}"


def _keep(names: dict[str, str], target: Path, name: str, data: bytes) -> None:
    path = Path(name)
    hashed = f"{path.stem}.{hashlib.sha256(data).hexdigest()[:12]}{path.suffix}"
    names[name] = hashed
    versions: dict[str, Callable[[], bytes]] = {hashed: lambda: data}
    if path.suffix in _TEXT:
        versions[f"{hashed}.br"] = lambda: brotli.compress(data)
        versions[f"{hashed}.gz"] = lambda: gzip.compress(data, 9, mtime=0)
    for file_name, make in versions.items():
        if not (target / file_name).exists():
            part = target / f".{file_name}.{os.getpid()}"
            part.write_bytes(make())
            part.chmod(file_modes.STATIC_FILE)
            shutil.move(part, target / file_name)


def _stylesheet(path: Path, names: dict[str, str]) -> str:
    """Return a stylesheet with its imports in place, each in its layer or medium, and its addresses hashed."""

    def insert(match: re.Match[str]) -> str:
        inner = _stylesheet(path.parent / match[1], names)
        if match[2]:
            return f"@layer {match[2]} {{\n{inner}}}\n"
        return f"@media print {{\n{inner}}}\n" if match[3] else inner

    def rename(match: re.Match[str]) -> str:
        found = (path.parent / match[1]).resolve().relative_to(SOURCE).as_posix()
        return f'url("{names[found]}")'

    text = re.sub(r"/\*.*?\*/\n?", "", path.read_text(), flags=re.DOTALL)
    return _IMPORT.sub(insert, text) if "@import" in text else _URL.sub(rename, text)
