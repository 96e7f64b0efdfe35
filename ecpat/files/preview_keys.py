"""Files of a copy that is not public: their addresses on its page have a key, and the desk says what a key opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask, current_app, g
from sqlalchemy import Select

from .models import Asset

KEY = "draft"  # the query argument of their addresses

Opens = Callable[[str], Select[Asset] | None]


def install(app: Flask, opens: Opens) -> None:
    """Let an application open files by keys: `opens` selects those that a key opens now."""
    app.extensions["drafts"] = opens


def show(key: str) -> None:
    """Let the files of the page that is being made be addressed with a key."""
    g.draft = key


def key() -> str | None:
    """Return the key of this page's files; none where it shows nothing but what is public."""
    return cast("str | None", g.get("draft"))


def files(key: str) -> Select[Asset] | None:
    """Select the files that a key opens now; None where it opens none."""
    return cast(Opens, current_app.extensions["drafts"])(key)
