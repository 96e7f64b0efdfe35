"""What a backup is: one tar.gz of the database, the uploaded files, and a manifest that vouches for both."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import secrets
import shutil
import tarfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from ..media.storage import Storage

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
LARGEST_MANIFEST = 64 << 20  # bytes
_NAME = re.compile(rf"{DATABASE}|media/([0-9a-f]{{2}})/\1[0-9a-f]{{62}}")  # nothing else is ever written or read
_BLOCK = 1 << 20


class BackupError(Exception):
    """A backup that cannot be made, or is not to be trusted; its text is one clear line."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: sizes are in bytes, sums are SHA-256 in hexadecimal, `rows` counts by table."""

    backend: str
    revision: str
    rows: dict[str, int]
    software: str
    made_at: str
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: int = FORMAT


def originals(folder: Path) -> Iterator[Path]:
    """Yield the uploaded files of an unpacked backup."""
    yield from (path for path in sorted(folder.glob("media/*/*")) if path.is_file())


def write(target: Path, database: Path, kept: Storage, manifest: Manifest) -> Manifest:
    """Write a backup whole or not at all, readable by its owner alone; return its manifest, the sums filled in."""
    with _beside(target) as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
        with database.open("rb") as dump:
            _add(archive, DATABASE, dump, manifest)
        for digest in kept.originals():
            try:
                original = kept.open(digest)
            except FileNotFoundError:
                continue  # removed since it was listed
            with original:
                _add(archive, f"media/{digest[:2]}/{digest}", original, manifest)
        text = json.dumps(asdict(manifest), indent=1).encode()
        archive.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))
    return manifest


@contextmanager
def _beside(target: Path) -> Iterator[IO[bytes]]:
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(time.time())
    return member


def _add(archive: tarfile.TarFile, name: str, file: IO[bytes], manifest: Manifest) -> None:
    """Add a file; its sum is that of the very bytes written."""
    summed, size = _Summed(file), file.seek(0, os.SEEK_END)
    file.seek(0)
    archive.addfile(_member(name, size), summed)
    manifest.files[name] = (size, summed.sum.hexdigest())


class _Summed:
    """A file that is summed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.sum.update(data)
        return data


def unpack(source: Path, folder: Path) -> Manifest:
    """Unpack a backup into an empty folder and return its manifest.

    Raises BackupError unless it holds what its manifest says and nothing else: regular files of known names.
    """
    found: dict[str, tuple[int, str]] = {}
    text, total = b"", 0
    try:
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                total += member.size
                if total > shutil.disk_usage(folder).free:
                    raise BackupError(f"there is no room for {total // 1_000_000} MB in {folder}")
                data = archive.extractfile(member) if member.isreg() and not member.issparse() else None
                if data is None or member.name in found or (text and member.name == MANIFEST):
                    raise BackupError(f"“{member.name}” has no place in a backup")
                if member.name == MANIFEST:
                    if member.size > LARGEST_MANIFEST:
                        raise BackupError("its manifest is too large")
                    text = data.read()
                elif _NAME.fullmatch(member.name):
                    found[member.name] = _extract(data, folder / member.name)
                else:
                    raise BackupError(f"“{member.name}” has no place in a backup")
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, OSError) as error:
        raise BackupError(f"it cannot be read: {error}") from None
    manifest = _read(text)
    if found != manifest.files or DATABASE not in found:
        differ = sorted(name for name in {*found, *manifest.files} if found.get(name) != manifest.files.get(name))
        raise BackupError(f"it is damaged: {', '.join(differ[:3]) or DATABASE}")
    return manifest


def _extract(data: IO[bytes], path: Path) -> tuple[int, str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        while block := data.read(_BLOCK):
            file.write(block)
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()


def _read(text: bytes) -> Manifest:
    if not text:
        raise BackupError("it has no manifest")
    try:
        table = json.loads(text)
        if table["format"] != FORMAT:
            raise BackupError(f"it has the format {table['format']!r}, and this version reads {FORMAT}")
        files = {str(name): (int(size), str(digest)) for name, (size, digest) in table["files"].items()}
        rows = {str(name): int(count) for name, count in table["rows"].items()}
        words = (str(table[name]) for name in ("backend", "revision", "software", "made_at"))
        backend, revision, software, made_at = words
        return Manifest(backend, revision, rows, software, made_at, files)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BackupError("its manifest cannot be read") from None
