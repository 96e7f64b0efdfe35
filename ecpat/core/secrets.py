"""The site's secret key: what sessions and links are signed with, made on the first start."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path

from ..config import ConfigError

FILE = "secret-key"
LEAST = 32  # characters


def secret_key(folder: Path, given: str = "") -> str:
    """Return the key that was set, else that of the instance folder, which is made where there is none.

    Raises ConfigError for one that is short or plain, or whose file others may read.
    """
    key = given or _kept(folder / FILE)
    if len(key) < LEAST or len(set(key)) < 10:
        where = "SECRET_KEY" if given else f"instance/{FILE}"
        raise ConfigError(f"{where} is weak; expected {LEAST} random letters or more, from `openssl rand -hex 32`")
    return key


def derived(key: str, purpose: str) -> bytes:
    """Return a key of 32 bytes for one purpose, from which neither the secret key nor another can be found."""
    return hmac.digest(key.encode(), f"ecpat {purpose}".encode(), hashlib.sha256)


def fingerprint(key: str) -> str:
    """Return what tells a key from another, and tells nothing of it."""
    return derived(key, "fingerprint").hex()[:16]


def _kept(path: Path) -> str:
    if not path.exists():
        part = path.with_name(f".{FILE}-{secrets.token_hex(4)}")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(part, path)  # the first worker's stands, whichever that is
        except FileExistsError:
            pass
        finally:
            part.unlink()
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(f"instance/{FILE} can be read by others: chmod 600 {path}")
    return path.read_text().strip()
