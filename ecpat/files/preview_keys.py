"""Files of a copy that is not public: their addresses have a key, and who shows the copy says what it opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import g
from sqlalchemy import Select

from ..web.feature import hooks
from .models import Asset


@dataclass(frozen=True)
class Opener:
    """What a feature opens by the keys of its copies: the files that a key opens now, or None where it opens none."""

    files: Callable[[str], Select[Asset] | None]


def show(key: str) -> None:
    """Let the files of the page that is being made be addressed with a key."""
    g.draft = key


def key() -> str | None:
    """Return the key of this page's files; none where it shows nothing but what is public."""
    return cast("str | None", g.get("draft"))


def files(key: str) -> Select[Asset] | None:
    """Select the files that a key opens now; None where it opens none."""
    opened = (opener.files(key) for opener in hooks(Opener))
    return next((found for found in opened if found is not None), None)
