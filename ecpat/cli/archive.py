"""What a backup is: one tar.gz of the database, the uploaded files, and a manifest that vouches for both."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import tarfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from ..files.storage import Storage

FORMAT = 2
READ = {1, FORMAT}  # 1 did not say which secret key belongs to it
MANIFEST = "manifest.json"
DATABASE = "database"
LARGEST_MANIFEST = 64 << 20  # bytes
_NAME = re.compile(rf"{DATABASE}|media/([0-9a-f]{{2}})/\1[0-9a-f]{{62}}")  # nothing else is ever written or read
_BLOCK = 1 << 20

Files = dict[str, tuple[int, str]]  # size in bytes and SHA-256 in hexadecimal, by name


class BackupError(Exception):
    """A backup that cannot be made, or is not to be trusted; its text is one clear line."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds; `rows` are counted by table."""

    backend: str
    revision: str
    rows: dict[str, int]
    software: str
    made_at: str
    key: str = ""  # a fingerprint; empty where that is not known
    files: Files = field(default_factory=dict)
    format: int = FORMAT


def place(digest: str) -> str:
    """Return the name that an uploaded file has in a backup."""
    return f"media/{digest[:2]}/{digest}"


def originals(folder: Path) -> Iterator[Path]:
    """Yield the uploaded files of an unpacked backup."""
    yield from (path for path in sorted(folder.glob("media/*/*")) if path.is_file())


def write(file: IO[bytes], database: Path, kept: Storage, manifest: Manifest) -> None:
    """Write a backup to a file, and into its manifest what was written."""
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
        with database.open("rb") as dump:
            _add(archive, DATABASE, dump, manifest)
        for digest in kept.originals():
            try:
                with kept.open(digest) as original:
                    data = original.read()
            except OSError:
                kept.check()  # raises where no file can be had; else it is this one alone, and is missing
            else:
                _add(archive, place(digest), io.BytesIO(data), manifest)
        text = json.dumps(asdict(manifest), indent=1).encode()
        archive.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))


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


def unpack(source: IO[bytes], folder: Path) -> Manifest:
    """Unpack a backup into an empty folder and return its manifest.

    Raises BackupError unless it holds what its manifest says and nothing else: regular files of known names.
    """
    found: Files = {}
    text = b""
    try:
        with tarfile.open(fileobj=source, mode="r:gz") as archive:
            for member in archive:
                if member.size > shutil.disk_usage(folder).free:  # what was unpacked before has taken its room
                    raise BackupError(f"there is no room for {member.size // 1_000_000} MB more in {folder}")
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
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
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
        if table["format"] not in READ:
            raise BackupError(f"it has the format {table['format']!r}, and this version reads up to {FORMAT}")
        files = {str(name): (int(size), str(digest)) for name, (size, digest) in table["files"].items()}
        rows = {str(name): int(count) for name, count in table["rows"].items()}
        words = (str(table[name]) for name in ("backend", "revision", "software", "made_at"))
        backend, revision, software, made_at = words
        return Manifest(backend, revision, rows, software, made_at, str(table.get("key", "")), files)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BackupError("its manifest cannot be read") from None
