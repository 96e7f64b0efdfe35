"""What the settings may say: each function reads a text, and raises ValueError with what was expected instead."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
from fsspec import get_filesystem_class
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

CATALOGUES = Path(__file__).parent.parent / "translations"
_NAME = r"(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}"
_YEAR = 31_536_000  # seconds


def languages(value: str) -> tuple[str, ...]:
    """Return the codes of the languages of the site, the default one first."""
    codes = tuple(map(str.strip, value.split(",")))
    shipped = {path.parts[-3] for path in CATALOGUES.glob("*/LC_MESSAGES/messages.po")}
    if len(shipped.intersection(codes)) < len(codes):
        known = ", ".join(sorted(shipped))
        raise ValueError(f"codes of languages that have a catalogue ({known}), each once, with commas between")
    return codes


def database(value: str) -> str:
    """Return the address of a database; raise ValueError with what was expected."""
    if not re.match(r"sqlite:///.|postgresql\+psycopg://.", value):
        raise ValueError("sqlite:///… or postgresql+psycopg://…")
    try:
        url = make_url(value)
        url.get_dialect().import_dbapi()
    except ImportError:
        raise ValueError(
            "its driver to be installed: pip install --require-hashes -r requirements-postgres.txt"
        ) from None
    except (ArgumentError, ValueError):
        raise ValueError("an address such as postgresql+psycopg://user:password@host:5432/name") from None
    if "@" in (url.host or ""):  # the rest of a password would be told as the host that does not answer
        raise ValueError("an @ within a password to be written %40")
    return value


def replica(value: str) -> str:
    """Return the address of the database’s copy, or nothing."""
    if value and not value.startswith("postgresql+psycopg://"):
        raise ValueError("postgresql+psycopg://…, or nothing")
    return database(value) if value else value


def place(value: str) -> str:
    """Return the address of a storage, or nothing."""
    protocol = re.match(r"([a-z][a-z0-9]*)://[^:]*$", value)
    if value and (protocol is None or (protocol[1] == "file" and not value.startswith("file:///"))):
        raise ValueError("an address such as s3://bucket/folder or file:///shared/folder")
    try:
        if protocol is not None:
            get_filesystem_class(protocol[1])
    except ImportError:
        raise ValueError("its driver to be installed: for S3, requirements-s3.txt") from None
    except ValueError:
        raise ValueError("a kind of storage that fsspec knows, such as s3://…") from None
    return value


def options(value: str) -> dict[str, Any]:
    """Return what a storage needs, of JSON."""
    try:
        options = json.loads(value or "{}")
    except ValueError:
        options = None
    if not isinstance(options, dict):
        raise ValueError('a JSON object, such as {"key": "…", "secret": "…", "endpoint_url": "https://…"}')
    return options


def hosts(value: str) -> list[str]:
    """Return names of hosts."""
    hosts = [host.strip().lower() for host in value.split(",") if host.strip()]
    if not hosts or not all(re.fullmatch(rf"\.?{_NAME}", host) for host in hosts):
        raise ValueError("host names without port, separated by commas")
    return hosts


def base_url(value: str) -> str:
    """Return the public address, or nothing."""
    value = value.lower()
    if value and not re.fullmatch(rf"https?://{_NAME}(:[0-9]{{1,5}})?", value):
        raise ValueError("an address such as https://www.example.org, without a path")
    return value


def count(low: int, high: int) -> Callable[[str], int]:
    """Return what reads a whole number within limits."""

    def read(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", value) or not low <= int(value) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(value)

    return read


def switch(value: str) -> bool:
    """Return whether something is on."""
    if value.lower() not in ("on", "off"):
        raise ValueError("on or off")
    return value.lower() == "on"


def contact(value: str) -> str:
    """Return the address of a contact, as a URL."""
    if re.fullmatch(r"[^@\s:/]+@[^@\s:/]+", value):
        return f"mailto:{value}"
    if value and not re.fullmatch(r"(https://|mailto:)[!-~]+", value):
        raise ValueError("an address such as security@example.org or https://www.example.org/security")
    return value


def token(value: str) -> str:
    """Return a secret of letters, digits and signs, or nothing."""
    if value and not re.fullmatch(r"[!-~]{20,200}", value):
        raise ValueError("20 to 200 letters, digits and signs, such as `openssl rand -hex 24` gives")
    return value


def second_factor(value: str) -> str:
    """Return how much a second factor is wanted."""
    if value not in ("asked", "required"):
        raise ValueError("asked or required")
    return value


def mail(value: str) -> str:
    """Return the address of a server of mail, or nothing."""
    if value and not re.fullmatch(rf"smtps?://([^\s:@/]+:[^\s@/]+@)?{_NAME}(:[0-9]{{1,5}})?", value):
        raise ValueError("an address such as smtp://user:password@mail.example.org:587 or smtps://…:465")
    return value


def address(value: str) -> str:
    """Return an address of e-mail, or nothing."""
    if value and not re.fullmatch(r"[^@\s:/]+@[^@\s:/]+", value):
        raise ValueError("an address such as desk@example.org")
    return value


def hsts(value: str) -> str:
    """Return the value of the header Strict-Transport-Security."""
    found = re.fullmatch(r"([0-9]{1,9})(?: +(subdomains|preload))?", value)
    if found is None:
        raise ValueError("a number of seconds, then subdomains, preload or nothing")
    if found[2] == "preload" and int(found[1]) < _YEAR:
        raise ValueError(f"{_YEAR} seconds or more with preload")
    reach = {"subdomains": "; includeSubDomains", "preload": "; includeSubDomains; preload"}
    return f"max-age={found[1]}{reach.get(found[2], '')}"


def keep(value: str) -> dict[str, int]:
    """Return how many backups of each kind are kept, by the letter of their period; none: all of them."""
    parts = [part.strip() for part in value.split(",") if part.strip()]
    found = {part[-1]: int(part[:-1]) for part in parts if re.fullmatch(r"[1-9][0-9]{0,3}[dwmy]", part)}
    if len(found) != len(parts):
        raise ValueError("numbers of days, weeks, months and years, each once, such as 7d,4w,12m")
    return found


def age_keys(value: str) -> list[str]:
    """Return public keys of age."""
    keys = [key.strip() for key in value.split(",") if key.strip()]
    try:
        for key in keys:
            pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        raise ValueError("public keys of age, age1…, separated by commas, such as age-keygen prints") from None
    return keys
