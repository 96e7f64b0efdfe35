"""Backups that only the owner of a key can read, by age: encrypted for public keys, opened with an identity file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import click
import pyrage

from .archive import BackupError

IDENTITY = click.Path(exists=True, dir_okay=False, path_type=Path)  # the option of that name
_BEGINNING = b"age-encryption.org/"


@contextmanager
def encrypting(file: IO[bytes], keys: Sequence[str], scratch: Path) -> Iterator[IO[bytes]]:
    """Yield what is to be written to, so that the file has it encrypted; where there is no key, the file itself."""
    if not keys:
        yield file
        return
    with TemporaryFile(dir=scratch) as plain:
        yield plain
        plain.seek(0)
        pyrage.encrypt_io(plain, file, [pyrage.x25519.Recipient.from_str(key) for key in keys])


@contextmanager
def decrypting(file: BufferedReader, identity: Path | None, scratch: Path) -> Iterator[IO[bytes]]:
    """Yield what a file holds, decrypted where it is encrypted; raise BackupError where the identity does not fit."""
    if not file.peek(len(_BEGINNING)).startswith(_BEGINNING):  # a pipe is read once
        yield file
        return
    if identity is None:
        raise BackupError("it is encrypted: name the file of the secret key by --identity")
    with TemporaryFile(dir=scratch) as plain:
        try:
            pyrage.decrypt_io(file, plain, _identities(identity))
        except pyrage.DecryptError:
            raise BackupError(f"it is not encrypted for the key in {identity}") from None
        except OSError as error:
            raise BackupError(f"it cannot be decrypted, for it is damaged: {error}") from None
        plain.seek(0)
        yield plain


def _identities(path: Path) -> list[pyrage.x25519.Identity]:
    """Read a file as age-keygen writes it: secret keys, and lines of remarks."""
    lines = [line.strip() for line in path.read_text().splitlines()]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise BackupError(f"{path} holds no secret key of age")
    return found
