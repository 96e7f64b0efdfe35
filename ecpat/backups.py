"""What settings and options say of backups: how many are kept, and for whom they are encrypted."""

from __future__ import annotations

import re

import pyrage


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
